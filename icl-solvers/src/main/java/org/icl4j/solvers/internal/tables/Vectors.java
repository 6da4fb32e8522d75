package org.icl4j.solvers.internal.tables;

import java.util.Arrays;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.math.VectorMath;

/** What the iterative methods do with vectors. */
public final class Vectors {

    /** 2^-52, the distance from 1 to the next number: twice the unit roundoff. */
    public static final double EPS = Math.ulp(1.0);

    /** A relative residual from which nothing comes back; products with it are still in the range of numbers. */
    public static final double DIVERGED = 1e100;

    private Vectors() {}

    public static double dot(double[] a, double[] b) {
        return VectorMath.get().dot(a, 0, b, 0, a.length);
    }

    /** |a|, without overflow for large numbers or underflow for small ones. */
    public static double norm(double[] a) {
        double greatest = 0;
        for (double v : a) {
            greatest = Math.max(greatest, Math.abs(v));
        }
        if (greatest == 0 || !Double.isFinite(greatest)) {
            return greatest;
        }
        if (greatest < 1e100 && greatest > 1e-100) {
            return Math.sqrt(dot(a, a));
        }
        double sum = 0;
        for (double v : a) {
            sum += (v / greatest) * (v / greatest);
        }
        return greatest * Math.sqrt(sum);
    }

    /** A power of two that brings a vector with a very large or small norm near 1 without rounding; 1 for others. */
    public static double scale(double norm) {
        boolean ordinary = norm == 0 || (norm > 1e-100 && norm < 1e100);
        return ordinary ? 1 : Math.scalb(1.0, Math.getExponent(norm));
    }

    public static double[] times(double factor, double[] v) {
        return Arrays.stream(v).map(e -> factor * e).toArray();
    }

    public static void axpy(double alpha, double[] x, double[] y) {
        VectorMath.get().axpy(alpha, x, 0, y, 0, y.length);
    }

    /** a + b. */
    public static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** a - b. */
    public static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    /** max over columns of |r| / |b|, b row-major with a column for each r. */
    public static double worstRelative(double[] residuals, double[] b) {
        int t = residuals.length;
        double worst = 0;
        for (int j = 0; j < t; j++) {
            worst = Math.max(worst, relative(residuals[j], norm(column(b, t, j))));
        }
        return worst;
    }

    /** b - A x into {@code result}. */
    public static void residual(LinearOperator a, double[] b, double[] x, double[] result) {
        a.apply(x, result);
        for (int i = 0; i < b.length; i++) {
            result[i] = b[i] - result[i];
        }
    }

    /** |r| / |b|, and 0 for r = 0 whatever b is. */
    public static double relative(double residual, double rightHandSide) {
        return residual == 0 ? 0 : residual / rightHandSide;
    }

    public static double[] column(double[] rowMajor, int width, int column) {
        double[] values = new double[rowMajor.length / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = rowMajor[i * width + column];
        }
        return values;
    }

    /** Some columns of a row-major table, row-major. */
    public static double[] columns(double[] rowMajor, int width, int... columns) {
        int n = rowMajor.length / width;
        double[] values = new double[n * columns.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns.length; j++) {
                values[i * columns.length + j] = rowMajor[i * width + columns[j]];
            }
        }
        return values;
    }

    /** Overwrites some columns of a row-major table. */
    public static void setColumns(double[] rowMajor, int width, int[] columns, double[] values) {
        int n = rowMajor.length / width;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns.length; j++) {
                rowMajor[i * width + columns[j]] = values[i * columns.length + j];
            }
        }
    }

    /** The means of the columns of a row-major table. */
    public static double[] columnMeans(double[] rowMajor, int width) {
        int n = rowMajor.length / width;
        double[] means = new double[width];
        for (int i = 0; i < rowMajor.length; i++) {
            means[i % width] += rowMajor[i] / n;
        }
        return means;
    }

    /** Subtracts from each column of a row-major table its number. */
    public static void centre(double[] rowMajor, double[] means) {
        for (int i = 0; i < rowMajor.length; i++) {
            rowMajor[i] -= means[i % means.length];
        }
    }

    /** A B or with either transposed, row-major: [m, k] [k, n], leading dimensions as stored. */
    public static double[] product(
            boolean transposeA, boolean transposeB, int m, int n, int k, double[] a, int ldA, double[] b, int ldB) {
        double[] c = new double[Math.multiplyExact(m, n)];
        VectorMath.get().gemm(transposeA, transposeB, m, n, k, 1, a, 0, ldA, b, 0, ldB, 0, c, 0, n);
        return c;
    }
}
