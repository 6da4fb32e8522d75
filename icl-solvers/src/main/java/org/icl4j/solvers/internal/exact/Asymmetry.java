package org.icl4j.solvers.internal.exact;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.stationary.IsotropicKernel;
import org.icl4j.kernels.tools.Symmetry;

/**
 * Refuses a kernel that is plainly not symmetric: the values of all pairs of at most 32 of the inputs, half of them neighbours, are
 * evaluated in both orders as one block. This finds mistakes of the whole kernel; {@link Kernel#checked()} looks at every pair. A
 * function of the distance is symmetric as it stands and is not looked at: that took a sixth of a fit of 300 wide points.
 */
public final class Asymmetry {

    /** Points looked at: 32 * 31 / 2 pairs. A tile of so many is the least that OpenBLAS multiplies. */
    private static final int POINTS = 32;

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
        if (kernel instanceof IsotropicKernel) {
            return;
        }
        int[] looked = spread(x.size());
        Points points = x.select(looked);
        int n = looked.length;
        Tile tile = Tile.of(points, 0, n, points, 0, n);
        double[] k = new double[tile.length()];
        kernel.block(tile, k);
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                if (k[i * tile.stride() + j] != k[j * tile.stride() + i]) {
                    refuse(kernel, ridge, x, looked[i], looked[j]);
                }
            }
        }
    }

    /** All rows, or pairs of neighbours, evenly spread: next to each other a kernel of short range is not 0. */
    private static int[] spread(int n) {
        int[] rows = new int[Math.min(n, POINTS)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = n <= POINTS ? i : (int) ((long) (i / 2) * (n - 2) / (POINTS / 2 - 1)) + i % 2;
        }
        return rows;
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
