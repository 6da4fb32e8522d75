package org.icl4j.solvers.internal.exact;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.tools.Symmetry;

/**
 * Refuses a kernel that is plainly not symmetric: at most 300 pairs of the inputs, evenly spread, are evaluated in both orders. This
 * finds mistakes of the whole kernel; {@link Kernel#checked()} looks at every pair.
 */
public final class Asymmetry {

    private static final int PAIRS = 300;
    /** How many rows have all their pairs looked at: 24 * 23 / 2 pairs. */
    private static final int ALL = 24;

    private Asymmetry() {}

    /**
     * Looks at the pairs.
     *
     * @param kernel k
     * @param ridge what stands on the diagonal beside k(x, x)
     * @param x the inputs
     * @throws IllegalArgumentException if |k(x_i, x_j) - k(x_j, x_i)| &gt; 1e-10 sqrt((k(x_i, x_i) + r) (k(x_j, x_j) + r)) for a pair
     */
    public static void refuse(Kernel kernel, double ridge, Points x) {
        int n = x.size();
        if (n <= ALL) {
            for (int i = 1; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    refuse(kernel, ridge, x, i, j);
                }
            }
            return;
        }
        // Half of the pairs are neighbours, where a kernel of short range is not 0.
        for (int p = 0; p < PAIRS / 2; p++) {
            int i = 1 + (int) ((long) p * (n - 1) / (PAIRS / 2));
            refuse(kernel, ridge, x, i, i - 1);
            int j = (int) ((long) (p + 1) * 7919 % i);
            refuse(kernel, ridge, x, i, j);
        }
    }

    private static void refuse(Kernel kernel, double ridge, Points x, int i, int j) {
        double[] a = x.row(i);
        double[] b = x.row(j);
        double value = kernel.value(a, b);
        double exchanged = kernel.value(b, a);
        if (value == exchanged) {
            return;
        }
        double scale =
                Math.sqrt(Math.abs(kernel.value(a, a) + ridge)) * Math.sqrt(Math.abs(kernel.value(b, b) + ridge));
        // Without a diagonal to compare with, as of minus a distance, the values are compared with each other.
        double unit = scale > 0 ? scale : Math.max(Math.abs(value), Math.abs(exchanged));
        if (Math.abs(value - exchanged) > Symmetry.TOLERANCE * unit) {
            throw Require.error(
                    "kernel",
                    "is not symmetric: k(x[" + i + "], x[" + j + "]) = " + value + ", but k(x[" + j + "], x[" + i
                            + "]) = " + exchanged + "; a kernel gives one value for a pair, in either order");
        }
    }
}
