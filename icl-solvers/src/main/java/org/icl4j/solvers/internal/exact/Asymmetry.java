package org.icl4j.solvers.internal.exact;

import java.util.stream.IntStream;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.tools.Symmetry;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a kernel is symmetric, told from the residual of a solution. Cholesky reads one of k(x_i, x_j) and k(x_j, x_i);
 * {@link KernelSystem#residuals} reads the other. Let A be what was factored, d_i = sqrt(A_ii), and let the other values
 * differ from it by E. Where |E_ij| &lt;= tau d_i d_j, whatever the condition number,
 *
 * <pre>
 * |b - (A + E) x| &lt;= (tau + c) |d| d'|x|,   c = (5 n + 5) u,   u = 2^-53,
 * </pre>
 *
 * for the solution solves (A + D) x = b with |D_ij| &lt;= (3 n + 1) u d_i d_j (Higham, Accuracy and Stability of Numerical
 * Algorithms, theorems 10.3 and 10.4, with |L||L'| &lt;= d d' by Cauchy and Schwarz), computing b - A x adds at most (n + 2) u
 * (|A||x| + |b|), and |A| &lt;= d d' as A is positive definite. A solution that {@link Refinement} has accepted adds
 * 4 u |A|_inf |x|, and |A|_inf &lt;= sqrt(n) |d|^2. So an error beyond the bound is no rounding: a pair differs by more than tau, or
 * the values have changed between two calls.
 */
public final class Asymmetry {

    /** tau: far above the rounding of a kernel's value, far below any mistake. */
    private static final double TOLERANCE = Symmetry.TOLERANCE;

    private static final int BAND = 128;

    private Asymmetry() {}

    /**
     * Whether the errors are beyond the bound.
     *
     * @param a the system
     * @param x the solutions, row-major [n, t]
     * @param t their number
     * @param errors |b - (A + E) x| of each, or |E x|
     */
    public static boolean suspected(KernelSystem a, double[] x, int t, double[] errors) {
        int n = a.x().size();
        double[] d = roots(a);
        double normD = Vectors.norm(d);
        for (int j = 0; j < t; j++) {
            double[] column = Vectors.column(x, t, j);
            double weighted = 0;
            for (int i = 0; i < n; i++) {
                weighted += d[i] * Math.abs(column[i]);
            }
            double bound = (TOLERANCE + 3 * (n + 1) * Vectors.EPS) * normD * weighted
                    + 2 * Vectors.EPS * Math.sqrt(n) * normD * normD * Vectors.norm(column);
            // Below the range of normal numbers rounding is not relative.
            double least = n * Double.MIN_NORMAL * (1 + normD * normD);
            if (errors[j] > bound + least) {
                return true;
            }
        }
        return false;
    }

    private static double[] roots(KernelSystem a) {
        double[] d = a.diagonal();
        for (int i = 0; i < d.length; i++) {
            d[i] = Math.sqrt(Math.abs(d[i]));
        }
        return d;
    }

    /** The error that names the first pair with |k(x_i, x_j) - k(x_j, x_i)| &gt; tau d_i d_j; null if there is none. Cost: 2 n^2. */
    public static @Nullable IllegalArgumentException find(KernelSystem a) {
        Points x = a.x();
        double[] d = roots(a);
        for (int from = 0; from < x.size(); from += BAND) {
            int to = Math.min(from + BAND, x.size());
            int count = to - from;
            Points head = x.select(IntStream.range(0, to).toArray());
            Points band = x.select(IntStream.range(from, to).toArray());
            double[] k = new double[Math.multiplyExact(count, to)];
            double[] mirrored = new double[k.length];
            Gram.rowsInto(a.kernel(), head, from, count, head, k, 0);
            Gram.rowsInto(a.kernel(), head, 0, to, band, mirrored, 0);
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < from + i; j++) {
                    double value = k[i * to + j];
                    double exchanged = mirrored[j * count + i];
                    if (Math.abs(value - exchanged) > tolerance(d[from + i] * d[j], value, exchanged)) {
                        return error(from + i, j, value, exchanged);
                    }
                }
            }
        }
        return null;
    }

    // Without a diagonal to compare with, as of minus a distance, the values are compared with each other.
    private static double tolerance(double scale, double value, double exchanged) {
        return TOLERANCE * (scale > 0 ? scale : Math.max(Math.abs(value), Math.abs(exchanged)));
    }

    private static IllegalArgumentException error(int i, int j, double value, double exchanged) {
        return Require.error(
                "kernel",
                "is not symmetric: k(x[" + i + "], x[" + j + "]) = " + value + ", but k(x[" + j + "], x[" + i + "]) = "
                        + exchanged + "; a kernel gives one value for a pair, in either order");
    }
}
