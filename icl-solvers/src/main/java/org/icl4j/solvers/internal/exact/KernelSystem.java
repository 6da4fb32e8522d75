package org.icl4j.solvers.internal.exact;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * (K + D) X = B, never formed, for several right-hand sides at once. D is r I, or a diagonal r + v_i.
 *
 * @param kernel k
 * @param ridge r
 * @param x the n points
 * @param noise v, what is added to the diagonal row by row, length n; null for nothing
 */
@SuppressWarnings("ArrayRecordComponent")
public record KernelSystem(Kernel kernel, double ridge, Points x, double @Nullable [] noise) {

    /** K + r I. */
    public KernelSystem(Kernel kernel, double ridge, Points x) {
        this(kernel, ridge, x, null);
    }

    /** What is told between the stages of a fit. */
    @FunctionalInterface
    public interface Stages {

        /** Told that a stage is done; throws where the fit is to stop. */
        void done(int stage);
    }

    /** Rows that {@link #norm} looks at. */
    private static final int SAMPLE = 32;

    /** (K + r I) V, shape [n, t], row-major as V; each pair is evaluated once, whatever t is. */
    public double[] times(double[] v, int t) {
        double[] result = new double[v.length];
        Gram.operator(kernel, x, ridge).apply(v, t, result);
        if (noise != null) {
            for (int i = 0; i < v.length; i++) {
                result[i] += noise[i / t] * v[i];
            }
        }
        return result;
    }

    /** |b - (K + D) v| of each right-hand side, row-major [n, t]. */
    public double[] residuals(double[] v, double[] b, int t) {
        double[] product = times(v, t);
        double[] norms = new double[t];
        for (int j = 0; j < t; j++) {
            norms[j] = Vectors.norm(Vectors.difference(Vectors.column(b, t, j), Vectors.column(product, t, j)));
        }
        return norms;
    }

    /** Adds the noise to the diagonal of a matrix that has the ridge already. */
    public void addNoise(INDArray matrix) {
        if (noise != null) {
            ColumnMajor.setDiagonal(matrix, sum(ColumnMajor.diagonal(matrix), noise));
        }
    }

    /** The same for a matrix that needs no ND4J. */
    public void addNoise(NativeMatrix matrix) {
        if (noise != null) {
            matrix.setDiagonal(sum(matrix.diagonal(), noise));
        }
    }

    /** The diagonal of K + D from that of K. */
    double[] shifted(double[] diagonal) {
        return sum(diagonal, shift());
    }

    private double[] sum(double[] diagonal, double[] added) {
        for (int i = 0; i < diagonal.length; i++) {
            double sum = diagonal[i] + added[i];
            if (!Double.isFinite(sum)) {
                throw Require.error(
                        "ridge",
                        "with noise " + added[i] + " in row " + i + ", which on top of the kernel's " + diagonal[i]
                                + " is not finite; use a smaller one, or a smaller scale of " + kernel);
            }
            diagonal[i] = sum;
        }
        return diagonal;
    }

    /** The diagonal of D. */
    double[] shift() {
        double[] shift = new double[x.size()];
        for (int i = 0; i < shift.length; i++) {
            shift[i] = ridge + (noise == null ? 0 : noise[i]);
        }
        return shift;
    }

    /** The diagonal of K + D. */
    public double[] diagonal() {
        double[] diagonal = new double[x.size()];
        kernel.diagonal(x, 0, x.size(), diagonal, 0);
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] += ridge + (noise == null ? 0 : noise[i]);
        }
        return diagonal;
    }

    /**
     * A lower bound of the norm |K + D|_inf, the greatest sum of a row's absolute values: over the diagonal and 32 rows
     * evenly spread. Cost: 32 n kernel values.
     */
    public double norm() {
        int n = x.size();
        int rows = Math.min(SAMPLE, n);
        int[] spread = new int[rows];
        Arrays.setAll(spread, i -> (int) ((long) i * n / rows));
        double[] k = new double[rows * n];
        Gram.rowsInto(kernel, x.select(spread), 0, rows, x, k, 0);
        double greatest = 0;
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += Math.abs(k[i * n + j]);
            }
            greatest = Math.max(greatest, sum);
        }
        double[] diagonal = new double[n];
        kernel.diagonal(x, 0, n, diagonal, 0);
        for (double value : diagonal) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest
                + ridge
                + (noise == null ? 0 : Arrays.stream(noise).max().orElse(0));
    }
}
