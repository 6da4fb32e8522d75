package org.icl4j.kernels.stationary;

import org.icl4j.kernels.Tile;

/**
 * Matern kernels of so small an order that points closer than the root of the least number still differ: k(r) is about 1 - c (r /
 * l)^(2 nu), and with nu = 0.01 that is 1 - 1e-6 at r = 1e-300 l, where r^2 is 0. There the distance is taken without its square.
 */
final class RoughMatern {

    /** From this order on u^nu is below half an ulp of 1 for every u that squares lose. */
    private static final double ORDER = 0.06;

    /** Scaled squared distances below it may have lost digits. */
    private static final double NEAR = 1e-290;

    private RoughMatern() {}

    /** The value of a pair of points at the squared distance u, both in length scales. */
    static double value(
            double nu, IsotropicKernel.Profile profile, double u, double[] x, double[] z, double lengthScale) {
        return isNear(nu, u) ? at(profile, x, z, lengthScale) : profile.value(u);
    }

    private static boolean isNear(double nu, double u) {
        return nu < ORDER && u < NEAR;
    }

    private static double at(IsotropicKernel.Profile profile, double[] x, double[] z, double lengthScale) {
        return ((BesselMatern) profile).valueAtDistance(distance(x, z) / lengthScale);
    }

    /** The values of a tile's pairs. */
    static void block(
            double nu, IsotropicKernel.Profile profile, Tile tile, double scale, double lengthScale, double[] result) {
        tile.squaredDistances(result);
        if (nu >= ORDER) {
            profile.values(tile, scale, result);
            return;
        }
        double[] squares = tile.borrow();
        System.arraycopy(result, 0, squares, 0, tile.length());
        profile.values(tile, scale, result);
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < tile.columns(); j++) {
                int at = i * tile.stride() + j;
                if (isNear(nu, scale * squares[at])) {
                    result[at] = at(profile, tile.rowPoint(i), tile.columnPoint(j), lengthScale);
                }
            }
        }
        tile.release(squares);
    }

    /** |x - z| without overflow or underflow on the way. */
    private static double distance(double[] x, double[] z) {
        double greatest = 0;
        for (int k = 0; k < x.length; k++) {
            greatest = Math.max(greatest, Math.abs(x[k] - z[k]));
        }
        if (greatest == 0) {
            return 0;
        }
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double ratio = (x[k] - z[k]) / greatest;
            sum += ratio * ratio;
        }
        return greatest * Math.sqrt(sum);
    }
}
