package org.icl4j.kernels;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.internal.engine.TileDistances;

/** Kernel matrices by a double loop in the plainest form, and the bounds within which the engine must agree. */
final class Oracle {

    static final double EPSILON = Math.ulp(1.0);

    private Oracle() {}

    static Points gaussian(long seed, int n, int d, double scale) {
        double[][] rows = Randoms.of(seed).split(n).split(d).gaussians(n, d);
        for (double[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] *= scale;
            }
        }
        return Points.of("points", rows);
    }

    static double[][] matrix(Kernel kernel, Points x, Points z) {
        double[][] matrix = new double[x.size()][z.size()];
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < z.size(); j++) {
                matrix[i][j] = kernel.value(x.row(i), z.row(j));
            }
        }
        return matrix;
    }

    static double[][] product(double[][] k, double[] v, int t) {
        double[][] result = new double[k.length][t];
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < k[i].length; j++) {
                for (int c = 0; c < t; c++) {
                    result[i][c] += k[i][j] * v[j * t + c];
                }
            }
        }
        return result;
    }

    /** Fails at the first pair of numbers that differ by more than the bound: assertions in a loop are slow. */
    static void assertClose(double actual, double expected, double bound, String what, int i, int j) {
        if (!(Math.abs(actual - expected) <= bound)) {
            throw new AssertionError(what + " (" + i + ", " + j + ") = " + actual + ", expected " + expected
                    + " within " + bound + ", differs by " + (actual - expected));
        }
    }

    static void assertSameBits(double[] actual, double[] expected) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            throw new AssertionError("element " + at + " of " + expected.length + " is " + actual[at] + ", expected "
                    + expected[at] + " to the bit");
        }
    }

    /** The relative error of a squared distance that the engine promises, and the oracle's own. */
    static double distanceError(int d) {
        return d <= TileDistances.LARGEST_WIDTH_BY_DIFFERENCES ? 2 * (d + 2) * EPSILON : 1e-12 + (d + 2) * EPSILON;
    }
}
