package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.icl4j.core.Require;

/** Checks of length scales, and the division of points by one length scale per coordinate. */
final class LengthScales implements UnaryOperator<double[]> {

    private final double[] values;

    LengthScales(String name, double[] values) {
        this.values = Require.notNull(name, values).clone();
        if (values.length < 2) {
            throw Require.error(
                    name,
                    "must be one per coordinate, at least 2, got " + values.length + " (one is the isotropic kernel)");
        }
        for (int k = 0; k < values.length; k++) {
            check(name + "[" + k + "]", values[k]);
        }
    }

    private LengthScales(double[] values) {
        this.values = values;
    }

    /** Divisors of any number, not checked. */
    static LengthScales ofDivisors(double[] values) {
        return new LengthScales(values);
    }

    /** A length scale whose square neither overflows nor vanishes. */
    static double check(String name, double value) {
        Require.positive(name, value);
        if (value < 1e-150 || value > 1e150) {
            throw Require.error(name, "must be in [1e-150, 1e150], got " + value);
        }
        return value;
    }

    /** Length scales of 1. */
    static double[] ones(int width) {
        double[] ones = new double[width];
        Arrays.fill(ones, 1);
        return ones;
    }

    int width() {
        return values.length;
    }

    double get(int k) {
        return values[k];
    }

    double[] toArray() {
        return values.clone();
    }

    /** x_k / l_k. */
    @Override
    public double[] apply(double[] x) {
        checkWidth("kernel", values.length, x.length);
        double[] scaled = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            scaled[k] = x[k] / values[k];
            if (!Double.isFinite(scaled[k])) {
                throw Require.error(
                        "points",
                        "coordinate " + k + ", " + x[k] + ", overflows when divided by its length scale " + values[k]);
            }
        }
        return scaled;
    }

    static void checkWidth(String name, int expected, int width) {
        if (width != expected) {
            throw Require.error(
                    name, "is of points with " + expected + " coordinates, got points with " + width + " coordinates");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LengthScales scales && Arrays.equals(values, scales.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        String text = Arrays.toString(values);
        return text.substring(1, text.length() - 1);
    }
}
