package org.icl4j.solvers.iterate;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/** Symmetric matrices of as many rows as a problem has targets, row-major. */
final class SmallSymmetric {

    private SmallSymmetric() {}

    /**
     * An eigendecomposition.
     *
     * @param values descending
     * @param vectors row k is the vector of value k
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Eigen(double[] values, double[][] vectors) {}

    static Eigen eigen(double[] a, int n) {
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOfRange(a, i * n, (i + 1) * n);
        }
        EigenDecomposition e = new EigenDecomposition(new Array2DRowRealMatrix(rows, false));
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        double[] values = e.getRealEigenvalues();
        Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
        double[] sorted = new double[n];
        double[][] vectors = new double[n][];
        for (int k = 0; k < n; k++) {
            sorted[k] = values[order[k]];
            vectors[k] = e.getEigenvector(order[k]).toArray();
        }
        return new Eigen(sorted, vectors);
    }

    static double[] identity(int n) {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return identity;
    }

    /** A^-1 B by Cholesky, with A scaled to a unit diagonal; B has t columns. */
    static double[] solve(double[] a, int n, double[] b, int t, DoubleFunction<RuntimeException> notPositive) {
        double[] scale = new double[n];
        for (int i = 0; i < n; i++) {
            if (!(a[i * n + i] > 0)) {
                throw notPositive.apply(a[i * n + i]);
            }
            scale[i] = 1 / Math.sqrt(a[i * n + i]);
        }
        double[] l = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0.5 * (a[i * n + j] + a[j * n + i]) * scale[i] * scale[j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i * n + k] * l[j * n + k];
                }
                if (i != j) {
                    l[i * n + j] = sum / l[j * n + j];
                } else if (sum > 0) {
                    l[i * n + i] = Math.sqrt(sum);
                } else {
                    throw notPositive.apply(sum / (scale[i] * scale[i]));
                }
            }
        }
        double[] x = new double[n * t];
        for (int c = 0; c < t; c++) {
            for (int i = 0; i < n; i++) {
                double sum = scale[i] * b[i * t + c];
                for (int k = 0; k < i; k++) {
                    sum -= l[i * n + k] * x[k * t + c];
                }
                x[i * t + c] = sum / l[i * n + i];
            }
            for (int i = n - 1; i >= 0; i--) {
                double sum = x[i * t + c];
                for (int k = i + 1; k < n; k++) {
                    sum -= l[k * n + i] * x[k * t + c];
                }
                x[i * t + c] = sum / l[i * n + i];
            }
            for (int i = 0; i < n; i++) {
                x[i * t + c] *= scale[i];
            }
        }
        return x;
    }
}
