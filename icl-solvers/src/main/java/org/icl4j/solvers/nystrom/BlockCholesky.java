package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Partial Cholesky of a kernel matrix, a block of pivots at a time. For proposals P, with F the columns so far:
 *
 * <pre>
 * H = K_PP - F_P F_P'                          what is left of the proposals' block, eliminated pivot by pivot: T of them are taken
 * G = K_:T - F F_T',   F_new = G L^-T,   L L' = H_TT
 * </pre>
 */
final class BlockCholesky {

    private final Kernel kernel;
    private final Points x;
    private final double[] diagonal;
    private final LowRankFactor factor;
    private final int capacity;

    BlockCholesky(Kernel kernel, Points x, double[] diagonal, LowRankFactor factor, int capacity) {
        this.kernel = kernel;
        this.x = x;
        this.diagonal = diagonal;
        this.factor = factor;
        this.capacity = capacity;
    }

    /** k(x, x) of all points: at least 0. */
    static double[] diagonal(Kernel kernel, Points x) {
        int n = x.size();
        double[] diagonal = new double[n];
        kernel.diagonal(x, 0, n, diagonal, 0);
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(diagonal[i])) {
                throw Require.error("kernel", "k(x, x) = " + diagonal[i] + " at row " + i + " is not finite");
            }
            if (diagonal[i] < 0) {
                throw new NotPositiveDefiniteException(
                        i,
                        diagonal[i],
                        "kernel: is not positive semidefinite: k(x, x) = " + diagonal[i] + " at row " + i
                                + "; use Minres without a preconditioner, or KernelSolver.cholesky() with a ridge that makes it"
                                + " definite");
            }
        }
        return diagonal;
    }

    void run(Pivoting pivoting, Progress progress) {
        while (factor.rank() < capacity && !factor.exhausted()) {
            LowRankFactor.ask(progress, "pivots", factor.rank(), capacity);
            int[] proposals = pivoting.propose(factor.residualInPlace(), capacity - factor.rank());
            if (proposals.length == 0) {
                return;
            }
            double[] h = remaining(proposals);
            int[] taken = eliminate(h, proposals, pivoting);
            if (taken.length > 0) {
                extend(proposals, taken, h);
            } else if (pivoting instanceof Pivoting.Greedy) {
                return;
            } else {
                // What the diagonal still claims here is rounding.
                for (int p : proposals) {
                    factor.residualInPlace()[p] = 0;
                }
            }
        }
    }

    /** The rows of F of some points, row-major. */
    private double[] rows(int[] points) {
        int k = factor.rank();
        double[] rows = new double[points.length * k];
        for (int j = 0; j < k; j++) {
            DoubleBuffer column = factor.column(j);
            for (int p = 0; p < points.length; p++) {
                rows[p * k + j] = column.get(points[p]);
            }
        }
        return rows;
    }

    /** H, row-major. */
    private double[] remaining(int[] proposals) {
        int b = proposals.length;
        int k = factor.rank();
        double[] h = new double[b * b];
        Points points = x.select(proposals);
        Gram.rowsInto(kernel, points, 0, b, points, h, 0);
        if (k > 0) {
            double[] rows = rows(proposals);
            VectorMath.get().gemm(false, true, b, b, k, -1, rows, 0, k, rows, 0, k, 1, h, 0, b);
        }
        return h;
    }

    /**
     * Eliminates the proposals that are taken, in order. H's lower triangle then holds, in the rows and columns of those taken, their
     * Cholesky factor.
     */
    private int[] eliminate(double[] h, int[] proposals, Pivoting pivoting) {
        int b = proposals.length;
        double[] before = new double[b];
        for (int i = 0; i < b; i++) {
            before[i] = h[i * b + i];
        }
        int[] taken = new int[b];
        int count = 0;
        for (int i = 0; i < b; i++) {
            double now = h[i * b + i];
            if (LowRankFactor.dependent(now, diagonal[proposals[i]]) || !pivoting.accept(before[i], now)) {
                continue;
            }
            double root = Math.sqrt(now);
            h[i * b + i] = root;
            for (int r = i + 1; r < b; r++) {
                h[r * b + i] /= root;
            }
            for (int r = i + 1; r < b; r++) {
                double factorR = h[r * b + i];
                for (int c = i + 1; c <= r; c++) {
                    h[r * b + c] -= factorR * h[c * b + i];
                }
            }
            taken[count++] = i;
        }
        return Arrays.copyOf(taken, count);
    }

    private void extend(int[] proposals, int[] taken, double[] h) {
        int b = proposals.length;
        int k = factor.rank();
        int size = taken.length;
        int[] accepted = new int[size];
        for (int i = 0; i < size; i++) {
            accepted[i] = proposals[taken[i]];
        }
        INDArray g = factor.columns(k, size);
        Gram.into(kernel, x, x.select(accepted), g);
        Blas blas = Blas.get();
        try (INDArray l = NativeArrays.uninitialised(size, size)) {
            if (k > 0) {
                try (INDArray rows = NativeArrays.fromRowMajor(size, k, rows(accepted))) {
                    blas.gemm(Transpose.NO, Transpose.YES, -1, factor.columns(0, k), rows, 1, g);
                }
            }
            double[] column = new double[size];
            for (int j = 0; j < size; j++) {
                for (int i = 0; i < size; i++) {
                    column[i] = i < j ? 0 : h[taken[i] * b + taken[j]];
                }
                NativeArrays.copyIn(column, 0, l, (long) j * size, size);
            }
            blas.trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, l, g);
        }
        factor.grown(accepted);
        reduce(k, size, accepted);
    }

    /** Takes the new columns' squares from the residual diagonal. */
    private void reduce(int from, int count, int[] accepted) {
        double[] residual = factor.residualInPlace();
        double[] column = new double[residual.length];
        for (int j = from; j < from + count; j++) {
            factor.column(j).get(column);
            for (int i = 0; i < column.length; i++) {
                residual[i] -= column[i] * column[i];
            }
        }
        for (int i = 0; i < residual.length; i++) {
            residual[i] = Math.max(0, residual[i]);
        }
        for (int pivot : accepted) {
            residual[pivot] = 0;
        }
    }
}
