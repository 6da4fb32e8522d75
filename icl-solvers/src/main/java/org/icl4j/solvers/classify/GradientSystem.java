package org.icl4j.solvers.classify;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Newton steps by preconditioned conjugate gradients, which see S = factor (K / r + v 1 1') only by its products. A kernel matrix of up to 256 MiB is kept, a larger one never formed. With W = M M':
 *
 * <pre>
 * B = I + M'S M,      (I + W S)^-1 b = b - M B^-1 M'S b
 * </pre>
 *
 * B has eigenvalues from 1 on, and is symmetric of size n t.
 *
 * <p>The preconditioner replaces K by F F' of rank k (randomly pivoted Cholesky) and M by its diagonal factor s_c = sqrt(p_c) (sqrt(p (1 - p))
 * with one column), so that it falls into one block a class. With G = sqrt(factor) [F / sqrt r, sqrt v 1], shape [n, k + 1], and H_c = diag(s_c) G,
 *
 * <pre>
 * (I + H_c H_c')^-1 = I - H_c (I + H_c'H_c)^-1 H_c',
 * </pre>
 *
 * between two projections I - q q' (see {@link Likelihood}), as B^-1 does not leave their range. Cost a Newton step: n k^2 flops a column for
 * the preconditioner, and for each step of conjugate gradients one product with K for all columns, and 4 n k flops a column.
 */
final class GradientSystem implements NewtonSystem {

    /** A smaller kernel matrix is computed once and kept. */
    private static final double STORED_BYTES = 0x1p28;

    private final Likelihood likelihood;
    private final @Nullable INDArray stored;
    private final int n;
    private final int t;
    private final double ridge;
    private final LinearOperator k;
    private final INDArray g;
    private final int rank;
    private final ConjugateGradient method;
    private long steps;

    GradientSystem(
            Likelihood likelihood,
            Kernel kernel,
            Points x,
            double ridge,
            int rank,
            double tolerance,
            long seed,
            Progress progress) {
        this.likelihood = likelihood;
        this.n = likelihood.size();
        this.t = likelihood.columns();
        this.ridge = ridge;
        this.stored = 8.0 * n * n <= STORED_BYTES ? Gram.matrix(kernel, x) : null;
        this.k = stored == null ? Gram.operator(kernel, x, 0) : new Stored(stored);
        this.method = ConjugateGradient.withDefaults().withTolerance(tolerance).withMaxIterations(500);
        try (LowRankFactor factor = LowRankFactor.randomlyPivoted(kernel, x, Math.min(rank, n), seed, progress)) {
            this.rank = factor.rank() + 1;
            this.g = NativeArrays.uninitialised(n, this.rank);
            double[] rows = factor.toPoints().toRowMajor();
            double[] column = new double[n];
            for (int j = 0; j < this.rank; j++) {
                for (int i = 0; i < n; i++) {
                    column[i] = Math.sqrt(likelihood.priorFactor())
                            * (j < factor.rank()
                                    ? rows[i * factor.rank() + j] / Math.sqrt(ridge)
                                    : Math.sqrt(PriorMatrix.OFFSET_VARIANCE));
                }
                NativeArrays.copyIn(column, 0, g, (long) j * n, n);
            }
        }
    }

    @Override
    public double[] prior(double[] v) {
        double[] result = new double[v.length];
        k.apply(v, t, result);
        for (int c = 0; c < t; c++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += v[i * t + c];
            }
            double offset = PriorMatrix.OFFSET_VARIANCE * sum;
            for (int i = 0; i < n; i++) {
                result[i * t + c] = likelihood.priorFactor() * (result[i * t + c] / ridge + offset);
            }
        }
        return result;
    }

    @Override
    public double[] solve(double[] p, double[] b) {
        double[] right = likelihood.rootTransposed(p, prior(b));
        double[] u;
        try (Blocks blocks = new Blocks(p)) {
            var solution =
                    method.withPreconditioner(blocks).solve(new Normal(p), 1, right, new double[n * t], Progress.NONE);
            u = solution.x();
            steps += solution.report().iterations();
        }
        double[] back = likelihood.root(p, u);
        double[] a = b.clone();
        for (int i = 0; i < a.length; i++) {
            a[i] -= back[i];
        }
        return a;
    }

    /** Steps of conjugate gradients so far. */
    long steps() {
        return steps;
    }

    @Override
    public String description() {
        return "Newton's method, conjugate gradients preconditioned by " + (rank - 1) + " pivots";
    }

    @Override
    public double bytes() {
        return 8.0 * n * rank * (t + 1) + 8.0 * n * t * 10 + (stored == null ? 0 : 8.0 * n * n);
    }

    @Override
    public void close() {
        g.close();
        if (stored != null) {
            stored.close();
        }
    }

    /** K as a matrix that is kept. */
    private record Stored(INDArray matrix) implements LinearOperator {

        @Override
        public int size() {
            return matrix.rows();
        }

        @Override
        public void apply(double[] x, double[] result) {
            apply(x, 1, result);
        }

        @Override
        public void apply(double[] x, int columns, double[] result) {
            try (INDArray v = NativeArrays.fromRowMajor(size(), columns, x);
                    INDArray product = NativeArrays.uninitialised(size(), columns)) {
                Blas.get().gemm(Transpose.NO, Transpose.NO, 1, matrix, v, 0, product);
                System.arraycopy(NativeArrays.toRowMajor(product), 0, result, 0, size() * columns);
            }
        }
    }

    /** B = I + M'S M, on vectors of n t numbers. */
    private final class Normal implements LinearOperator {

        private final double[] p;

        Normal(double[] p) {
            this.p = p;
        }

        @Override
        public int size() {
            return n * t;
        }

        @Override
        public void apply(double[] x, double[] result) {
            double[] product = likelihood.rootTransposed(p, prior(likelihood.root(p, x)));
            for (int i = 0; i < result.length; i++) {
                result[i] = x[i] + product[i];
            }
        }
    }

    /** The preconditioner of one point: (I - q q') (I - H (I + H'H)^-1 H') (I - q q') + q q'. */
    private final class Blocks implements LinearOperator, AutoCloseable {

        private final double[] p;
        private final INDArray[] q = new INDArray[t]; // H_c L_c^-T with L_c L_c' = I + H_c'H_c

        Blocks(double[] p) {
            this.p = p;
            for (int c = 0; c < t; c++) {
                q[c] = block(c);
            }
        }

        private INDArray block(int c) {
            INDArray h = NativeArrays.uninitialised(n, rank);
            double[] column = new double[n];
            for (int j = 0; j < rank; j++) {
                NativeArrays.copyOut(g, (long) j * n, column, 0, n);
                for (int i = 0; i < n; i++) {
                    column[i] *= likelihood.scale(p[i * t + c]);
                }
                NativeArrays.copyIn(column, 0, h, (long) j * n, n);
            }
            try (INDArray inner = NativeArrays.uninitialised(rank, rank)) {
                Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, h, 0, inner);
                var numbers = NativeArrays.buffer(inner, 0, rank * rank);
                for (int j = 0; j < rank; j++) {
                    int at = j * rank + j;
                    numbers.put(at, numbers.get(at) + 1);
                }
                Blas.get().potrf(Triangle.LOWER, inner);
                Blas.get().trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, inner, h);
            }
            return h;
        }

        @Override
        public int size() {
            return n * t;
        }

        @Override
        public void apply(double[] x, double[] result) {
            double[] inside = likelihood.project(p, x);
            double[] mapped = inside.clone();
            double[] column = new double[n];
            for (int c = 0; c < t; c++) {
                for (int i = 0; i < n; i++) {
                    column[i] = inside[i * t + c];
                }
                try (INDArray v = NativeArrays.fromRowMajor(n, 1, column);
                        INDArray inner = NativeArrays.uninitialised(rank, 1);
                        INDArray product = NativeArrays.uninitialised(n, 1)) {
                    Blas.get().gemm(Transpose.YES, Transpose.NO, 1, q[c], v, 0, inner);
                    Blas.get().gemm(Transpose.NO, Transpose.NO, 1, q[c], inner, 0, product);
                    NativeArrays.copyOut(product, 0, column, 0, n);
                }
                for (int i = 0; i < n; i++) {
                    mapped[i * t + c] -= column[i];
                }
            }
            double[] projected = likelihood.project(p, mapped);
            for (int i = 0; i < result.length; i++) {
                result[i] = projected[i] + (x[i] - inside[i]);
            }
        }

        @Override
        public void close() {
            for (INDArray block : q) {
                block.close();
            }
        }
    }
}
