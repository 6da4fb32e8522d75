package org.icl4j.kernels.histogram;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * What the chi-squared kernels share. A term of two empty bins, 0 / 0, is 0: denominators are raised by the least normal
 * number, which changes no other term by more than that, and leaves the loops without branches.
 */
final class Histograms {

    /** So that products of two entries do not overflow. */
    private static final double GREATEST = 1e150;

    /** The harmonic mean, 2 x z / (x + z). */
    static final Tile.CoordinateTerm ADDITIVE = (x, z, count, sums) -> {
        for (int j = 0; j < count; j++) {
            double other = z[j];
            sums[j] += 2 * (x * other / (x + other + Double.MIN_NORMAL));
        }
    };

    /** (x - z)^2 / (x + z). */
    static final Tile.CoordinateTerm CHI_SQUARED = (x, z, count, sums) -> {
        for (int j = 0; j < count; j++) {
            double other = z[j];
            double difference = x - other;
            sums[j] += difference * (difference / (x + other + Double.MIN_NORMAL));
        }
    };

    private Histograms() {}

    /** The sum of a term over the coordinates of a pair, in the order of a tile's. */
    static double sum(Tile.CoordinateTerm term, double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        require("x", x);
        require("z", z);
        double[] sum = new double[1];
        double[] other = new double[1];
        for (int k = 0; k < x.length; k++) {
            other[0] = z[k];
            term.add(x[k], other, 1, sum);
        }
        return sum[0];
    }

    /** The sums of a term for a tile. */
    static void sums(Tile.CoordinateTerm term, Tile tile, double[] result) {
        for (int i = 0; i < tile.rows(); i++) {
            require("point " + tile.rowIndex(i), tile.rowPoint(i));
        }
        for (int j = 0; j < tile.columns(); j++) {
            require("point " + tile.columnIndex(j), tile.columnPoint(j));
        }
        tile.coordinateSums(term, result);
    }

    /** Checks points of which only the diagonal is wanted. */
    static void require(Points x, int from, int count) {
        for (int i = from; i < from + count; i++) {
            require("point " + i, x.row(i));
        }
    }

    private static void require(String name, double[] point) {
        for (int k = 0; k < point.length; k++) {
            if (!(point[k] >= 0 && point[k] <= GREATEST)) {
                throw Require.error(
                        name,
                        "a histogram's entries must be between 0 and " + GREATEST + ", got " + point[k]
                                + " in coordinate " + k);
            }
        }
    }

    /** A derivative of one coordinate's term in x. */
    interface Slope {
        double at(double x, double z);
    }

    /** d/dx of the additive term 2 x z / (x + z): 2 q^2 with q = z / (x + z), 0 for two empty bins. */
    static double additiveSlope(double x, double z) {
        double q = z / (x + z + Double.MIN_NORMAL);
        return 2 * q * q;
    }

    /**
     * d/dx of (x - z)^2 / (x + z) = x + z - 4 x z / (x + z): 1 - 4 q^2; for two empty bins the derivative on the right, 1, the only
     * one there is.
     */
    static double chiSquaredSlope(double x, double z) {
        return 1 - 2 * additiveSlope(x, z);
    }

    /** result[offset + i d + k] += sum_j w_ij slope(x_ik, z_jk) */
    static void contractInputs(Slope slope, Tile tile, double[] weights, double[] result, int offset) {
        int d = tile.width();
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = tile.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = tile.columnPoint(j);
                double weight = weights[i * tile.stride() + j];
                for (int k = 0; k < d; k++) {
                    result[offset + i * d + k] += weight * slope.at(x[k], z[k]);
                }
            }
        }
    }
}
