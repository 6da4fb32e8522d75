package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.stream.RowSource;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The lower triangle of K_nC'K_nC in one pass, at the speed of matrix products: a panel of rows of K_nC in native memory at a time, SYRK
 * adds its product; with L given, of F'F, F = K_nC L^-T, by a triangular solve of the panel first. K_nC'[Y 1] comes along. {@link
 * CentreSquares} is the same sum on the heap, which can be merged over machines, and the oracle of the tests. Cost: n m kernel values, n m^2
 * flops, 2 n m^2 with L.
 *
 * <p>Kernel values are positive, and most of the sum is its mean. So the rows k_i are summed less s, their mean over the first of them, and
 * with a the mean of k_i - s
 *
 * <pre>K_nC'K_nC = sum_i (k_i - s)(k_i - s)' - n a a' + n (a + s)(a + s)',</pre>
 *
 * in which the sum, whose terms round, is smaller by a factor of about 1 + mean^2 / variance; without the last term it is the matrix of
 * centred rows.
 */
final class CentreGram {

    /** Numbers of a panel: 16 MiB. */
    private static final int PANEL = 1 << 21;

    /** Panels that are summed by themselves: rounding of the sum grows with the number of terms of its own size. */
    private static final int GROUP = 16;

    private static final int LEAST_ROWS = 256;

    /** Rows whose mean is s. */
    private static final int SHIFT_ROWS = 256;

    /** Rounding of the sum over eps times its trace: each element rounds some ten times at its own size, so that |E| is about 10 eps tr / sqrt(m) / 3. */
    private static final double ROUNDING = 0.125;

    private static final int MOST_ROWS = 1024;

    private final CentreProblem problem;
    private final @Nullable NativeMatrix l;
    private final Progress progress;
    private final int m;
    private final int t;
    private final double[] targetSums;
    private Kernel shifted;
    private double[] shift = new double[0];
    private double[] products = new double[0];
    private double rounding;
    private long count;
    private int panels;

    CentreGram(CentreProblem problem, @Nullable NativeMatrix l, Progress progress) {
        this.problem = problem;
        this.l = l;
        this.progress = progress;
        this.m = problem.size();
        this.t = problem.targetWidth();
        this.targetSums = new double[t];
        this.shifted = problem.kernel();
    }

    static int panelRows(int m) {
        return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, PANEL / m));
    }

    static double bytes(int m) {
        return 16.0 * m * m + 8.0 * panelRows(m) * m;
    }

    /**
     * Sums.
     *
     * @param centred whether the mean row is taken off
     */
    NativeMatrix over(RowSource source, boolean centred) {
        Memory.require("the normal equations of " + m + " centres", bytes(m), "use fewer centres, or KRILL");
        int rows = panelRows(m);
        NativeMatrix gram = zeros(m);
        boolean whole = false;
        try (NativeMatrix panel = NativeMatrix.reserve(DataType.DOUBLE, rows, m);
                NativeMatrix group = zeros(m);
                NativeMatrix sums = zeros(t + 1)) {
            boolean[] stopped = {false};
            source.read(rows, block -> {
                if (block.size() == rows) {
                    add(block, panel, group, sums);
                } else {
                    try (NativeMatrix last = NativeMatrix.reserve(DataType.DOUBLE, block.size(), m)) {
                        add(block, last, group, sums);
                    }
                }
                if (panels % GROUP == 0) {
                    addTo(gram, group);
                }
                stopped[0] = !progress.update("rows", count, source.size().orElse(Progress.UNKNOWN), Double.NaN);
                return !stopped[0];
            });
            if (stopped[0]) {
                throw CentreProblem.stopped();
            }
            if (panels % GROUP != 0) {
                addTo(gram, group);
            }
            products = ColumnMajor.toRowMajor(sums);
            rounding = ROUNDING * Math.ulp(1.0) * FactoredInverse.trace(gram);
            finish(gram, centred);
            whole = true;
            return gram;
        } finally {
            if (!whole) {
                gram.close();
            }
        }
    }

    private NativeMatrix zeros(int columns) {
        NativeMatrix matrix = NativeMatrix.reserve(DataType.DOUBLE, m, columns);
        double[] column = new double[m];
        for (int j = 0; j < columns; j++) {
            matrix.doubles((long) j * m, m).put(column);
        }
        return matrix;
    }

    /** The lower triangle. */
    private void addTo(NativeMatrix gram, NativeMatrix group) {
        Parallel.run(m, j -> {
            VectorMath math = VectorMath.get();
            double[] sum = new double[m - j];
            double[] more = new double[m - j];
            long from = (long) j * m + j;
            gram.doubles(from, m - j).get(sum);
            group.doubles(from, m - j).get(more);
            math.axpy(1, more, 0, sum, 0, m - j);
            gram.doubles(from, m - j).put(sum);
        });
    }

    /** From sums of shifted rows to those of the rows. */
    private void finish(NativeMatrix gram, boolean centred) {
        double[] mean = new double[m];
        for (int i = 0; i < m; i++) {
            mean[i] = products[i * (t + 1) + t] / (double) count;
        }
        addSquare(gram, mean, -(double) count);
        for (int i = 0; i < m; i++) {
            mean[i] += shift[i];
            for (int j = 0; j <= t; j++) {
                products[i * (t + 1) + j] += shift[i] * (j == t ? (double) count : targetSums[j]);
            }
        }
        if (!centred) {
            addSquare(gram, mean, (double) count);
            // Twice a rounding of each element at its own size, of random sign.
            rounding += Math.ulp(1.0) * FactoredInverse.trace(gram) / Math.sqrt(m);
        }
    }

    private void addSquare(NativeMatrix gram, double[] row, double factor) {
        try (NativeMatrix column = ColumnMajor.matrix(m, 1, row)) {
            if (l != null) {
                Blas.get().trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, l, column);
            }
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, factor, column, 1, gram);
        }
    }

    private void shiftBy(Points inputs) {
        int rows = Math.min(SHIFT_ROWS, inputs.size());
        int[] first = new int[rows];
        Arrays.setAll(first, i -> i);
        double[] weights = new double[rows];
        Arrays.fill(weights, 1.0 / rows);
        shift = new double[m];
        Gram.multiply(problem.kernel(), problem.centres(), inputs.select(first), weights, 1, shift);
        shifted = new ShiftedKernel(problem.kernel(), shift);
    }

    private void add(Context block, NativeMatrix panel, NativeMatrix group, NativeMatrix sums) {
        if (shift.length == 0) {
            shiftBy(block.inputs());
        }
        Gram.into(shifted, block.inputs(), problem.centres(), panel);
        try (NativeMatrix y = ColumnMajor.matrix(block.size(), t + 1, targets(block))) {
            Blas.get().gemm(Transpose.YES, Transpose.NO, 1, panel, y, 1, sums);
        }
        if (l != null) {
            Blas.get().trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, l, panel);
        }
        Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, panel, panels % GROUP == 0 ? 0 : 1, group);
        panels++;
        count += block.size();
    }

    private double[] targets(Context block) {
        Points y = block.targets();
        double[] values = new double[block.size() * (t + 1)];
        for (int i = 0; i < block.size(); i++) {
            for (int j = 0; j < t; j++) {
                values[i * (t + 1) + j] = y.get(i, j);
                targetSums[j] += y.get(i, j);
            }
            values[i * (t + 1) + t] = 1;
        }
        return values;
    }

    /** The norm of what rounding did to the sum, about. */
    double rounding() {
        return rounding;
    }

    CentreSums sums() {
        return new CentreSums(products, targetSums, count);
    }
}
