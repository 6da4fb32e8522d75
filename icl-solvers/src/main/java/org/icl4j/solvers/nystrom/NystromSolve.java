package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.stream.RowSource;
import org.icl4j.solvers.stream.RowSums;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fit of {@link NystromRidge}, under the symbols of its page. */
final class NystromSolve implements AutoCloseable {

    /** Tries at a jitter, each ten times the one before. */
    private static final int TRIES = 6;

    private final NystromRidge learner;
    private final RowSource source;
    private final Points centres;
    private final int m;
    private final int t;
    private final INDArray l;
    private double jitter;

    private NystromSolve(NystromRidge learner, RowSource source, Points centres) {
        this.learner = learner;
        this.source = source;
        this.centres = centres;
        this.m = centres.size();
        this.t = source.targetWidth();
        Memory.require("the matrices of " + m + " centres", 16.0 * m * m, "use fewer centres, or RandomFeatureRidge");
        this.l = NativeArrays.uninitialised(m, m);
        try {
            factor();
        } catch (RuntimeException | Error e) {
            l.close();
            throw e;
        }
    }

    static NystromRidgeModel fit(NystromRidge learner, RowSource source, Points centres) {
        Require.width("source", centres, source.inputWidth(), "the centres are rows of it");
        try (NystromSolve solve = new NystromSolve(learner, source, centres)) {
            return learner.variance() ? solve.direct() : solve.iterate();
        }
    }

    /** K_CC + j I = L L', j as small as rounding lets it be; the upper triangle of L is 0. */
    private void factor() {
        Kernel kernel = learner.kernel();
        double[] diagonal = new double[m];
        kernel.diagonal(centres, 0, m, diagonal, 0);
        double greatest = 0;
        for (double v : diagonal) {
            greatest = Math.max(greatest, v);
        }
        jitter = 10 * m * Math.ulp(1.0) * greatest;
        for (int attempt = 1; ; attempt++) {
            try {
                Gram.lowerInto(kernel, centres, jitter, l);
                Blas.get().potrf(Triangle.LOWER, l);
                break;
            } catch (NotPositiveDefiniteException e) {
                if (attempt == TRIES) {
                    throw new NotPositiveDefiniteException(
                            e.pivot(),
                            e.value(),
                            "kernel: is not positive semidefinite on the centres: with " + jitter
                                    + " added to the diagonal, pivot " + e.pivot() + " is " + e.value());
                }
                jitter *= 10;
            }
        }
        double[] zeros = new double[m];
        for (int j = 1; j < m; j++) {
            NativeArrays.copyIn(zeros, 0, l, (long) j * m, j);
        }
    }

    /** L^-1 V or L^-T V, row-major [m, t]. */
    private double[] solve(Transpose transpose, double[] v, int columns) {
        try (INDArray b = columnMajor(v, columns)) {
            Blas.get().trsm(Side.LEFT, Triangle.LOWER, transpose, 1, l, b);
            return NativeArrays.toRowMajor(b);
        }
    }

    private INDArray columnMajor(double[] v, int columns) {
        INDArray b = NativeArrays.uninitialised(m, columns);
        DoubleBuffer buffer = NativeArrays.buffer(b, 0, m * columns);
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < m; i++) {
                buffer.put(j * m + i, v[i * columns + j]);
            }
        }
        return b;
    }

    /** K_nC'Y with the targets' means taken off, and the means. */
    @SuppressWarnings("ArrayRecordComponent")
    private record RightHandSide(double[] values, double[] means, long count) {}

    private RightHandSide rightHandSide() {
        CentreProducts sums = pass(new CentreProducts(learner.kernel(), centres, null, t + 1));
        double[] means = new double[t];
        double[] values = new double[m * t];
        for (int j = 0; j < t; j++) {
            means[j] = learner.centredTargets() ? sums.targetSums()[j] / sums.count() : 0;
            for (int i = 0; i < m; i++) {
                values[i * t + j] = sums.sum()[i * (t + 1) + j] - means[j] * sums.sum()[i * (t + 1) + t];
            }
        }
        return new RightHandSide(values, means, sums.count());
    }

    private <S extends RowSums<S>> S pass(S zero) {
        @Nullable S sums = RowSums.over(source, zero, Progress.NONE);
        if (sums == null) {
            throw new CancellationException("the pass over the rows was stopped");
        }
        return sums;
    }

    private NystromRidgeModel iterate() {
        long start = System.nanoTime();
        RightHandSide right = rightHandSide();
        double[] b = solve(Transpose.NO, right.values(), t);
        LinearOperator a = new LinearOperator() {
            @Override
            public int size() {
                return m;
            }

            @Override
            public void apply(double[] x, double[] result) {
                apply(x, 1, result);
            }

            @Override
            public void apply(double[] x, int columns, double[] result) {
                double[] u = solve(Transpose.YES, x, columns);
                double[] sums = pass(new CentreProducts(learner.kernel(), centres, u, columns))
                        .sum();
                double[] product = solve(Transpose.NO, sums, columns);
                for (int i = 0; i < product.length; i++) {
                    result[i] = product[i] + learner.ridge() * x[i];
                }
            }
        };
        try (INDArray factor = preconditioner(right.count())) {
            LinearOperator inverse = factor == null ? null : new FactorInverse(factor, m);
            IterativeMethod.Solution solution =
                    learner.method().withPreconditioner(inverse).solve(a, t, b, new double[m * t], learner.progress());
            SolveReport told = solution.report();
            return model(right, solution.x(), told.status(), told.iterations(), told.relativeResidual(), start);
        }
    }

    /** The Cholesky factor of the approximation of F'F + r I; null for none. */
    private @Nullable INDArray preconditioner(long n) {
        if (learner.preconditioning() == NystromRidge.Preconditioning.NONE) {
            return null;
        }
        INDArray p = NativeArrays.uninitialised(m, m);
        try {
            if (learner.preconditioning() == NystromRidge.Preconditioning.FALKON) {
                Blas.get().syrk(Triangle.LOWER, Transpose.YES, (double) n / m, l, 0, p);
            } else {
                int s = 2 * m;
                double[] rows =
                        pass(new SketchedRows(learner.kernel(), centres, s, 0)).sum();
                try (INDArray sketch = NativeArrays.uninitialised(s, m)) {
                    DoubleBuffer buffer = NativeArrays.buffer(sketch, 0, s * m);
                    for (int j = 0; j < m; j++) {
                        for (int i = 0; i < s; i++) {
                            buffer.put(j * s + i, rows[i * m + j]);
                        }
                    }
                    Blas.get().trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, l, sketch);
                    Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, sketch, 0, p);
                }
            }
            addToDiagonal(p, learner.ridge());
            Blas.get().potrf(Triangle.LOWER, p);
            return p;
        } catch (RuntimeException | Error e) {
            p.close();
            throw e;
        }
    }

    private void addToDiagonal(INDArray matrix, double value) {
        for (int j = 0; j < m; j++) {
            DoubleBuffer element = NativeArrays.buffer(matrix, (long) j * m + j, 1);
            element.put(0, element.get(0) + value);
        }
    }

    private NystromRidgeModel direct() {
        long start = System.nanoTime();
        RightHandSide right = rightHandSide();
        double[] gram = pass(new CentreSquares(learner.kernel(), centres)).sum();
        INDArray f = NativeArrays.uninitialised(m, m);
        try {
            DoubleBuffer buffer = NativeArrays.buffer(f, 0, m * m);
            buffer.put(gram);
            Blas.get().trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, l, f);
            Blas.get().trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, l, f);
            addToDiagonal(f, learner.ridge());
            Blas.get().potrf(Triangle.LOWER, f);
            double[] b = solve(Transpose.NO, right.values(), t);
            double[] gamma = new double[m * t];
            new FactorInverse(f, m).apply(b, t, gamma);
            double residual = residual(gram, gamma, b);
            NystromRidgeModel model = model(right, gamma, SolveReport.Status.CONVERGED, 0, residual, start);
            return model.withVariance(NystromVariance.of(l, f, m, learner.ridge()));
        } finally {
            f.close();
        }
    }

    /** max over targets of |b - (L^-1 K_nC'K_nC L^-T + r I) gamma| / |b|. */
    private double residual(double[] gram, double[] gamma, double[] b) {
        double[] u = solve(Transpose.YES, gamma, t);
        double[] product = solve(Transpose.NO, Vectors.product(false, false, m, t, m, gram, m, u, t), t);
        double[] norms = new double[t];
        for (int i = 0; i < product.length; i++) {
            product[i] = b[i] - product[i] - learner.ridge() * gamma[i];
        }
        for (int j = 0; j < t; j++) {
            norms[j] = Vectors.norm(Vectors.column(product, t, j));
        }
        return Vectors.worstRelative(norms, b);
    }

    private NystromRidgeModel model(
            RightHandSide right, double[] gamma, SolveReport.Status status, long steps, double residual, long start) {
        double[] coefficients = solve(Transpose.YES, gamma, t);
        SolveReport report = new SolveReport(
                learner.variance()
                        ? "normal equations of " + m + " centres"
                        : learner.preconditioning() + " of " + m + " centres, jitter " + jitter,
                status,
                steps,
                residual,
                16L * m * m,
                1e-9 * (System.nanoTime() - start),
                OptionalLong.empty());
        return new NystromRidgeModel(
                learner.kernel(),
                learner.ridge(),
                centres,
                Points.ofRows("coefficients", m, t, coefficients),
                right.means(),
                report,
                null);
    }

    @Override
    public void close() {
        l.close();
    }
}
