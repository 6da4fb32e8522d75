package org.icl4j.kernels;

import org.icl4j.core.Require;

/** Distance and inner product of one pair, in plain Java: what {@link Kernel#value} of the families stands on. */
final class Pairs {

    private Pairs() {}

    static double squaredDistance(double[] x, double[] z) {
        checkWidths(x, z);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = x[k] - z[k];
            sum += difference * difference;
        }
        return sum;
    }

    static double innerProduct(double[] x, double[] z) {
        checkWidths(x, z);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * z[k];
        }
        return sum;
    }

    private static void checkWidths(double[] x, double[] z) {
        if (x.length != z.length) {
            throw Require.error("z", "expected length " + x.length + ", got " + z.length + " (x and z are one width)");
        }
    }
}
