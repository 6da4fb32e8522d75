package org.icl4j.kernels;

import org.icl4j.core.Require;

/** Arithmetic of one pair of points, in plain Java: what {@link Kernel#value} of the families stands on. */
public final class PointPair {

    private PointPair() {}

    /**
     * The squared Euclidean distance, by differences.
     *
     * @param x a point, length d
     * @param z a point, length d
     * @return sum over k of (x_k - z_k)^2
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double squaredDistance(double[] x, double[] z) {
        checkWidths(x, z);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = x[k] - z[k];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * The inner product.
     *
     * @param x a point, length d
     * @param z a point, length d
     * @return sum over k of x_k z_k
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double innerProduct(double[] x, double[] z) {
        checkWidths(x, z);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * z[k];
        }
        return sum;
    }

    /**
     * Checks that two points are of one width.
     *
     * @param x a point
     * @param z a point
     * @throws IllegalArgumentException if the lengths differ
     */
    public static void checkWidths(double[] x, double[] z) {
        if (x.length != z.length) {
            throw Require.error("z", "expected length " + x.length + ", got " + z.length + " (x and z are one width)");
        }
    }
}
