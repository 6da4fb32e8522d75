package org.icl4j.kernels.dotproduct;

import java.util.function.UnaryOperator;

/** The map x to x / |x|, and 0 to 0: what angles are measured between. One object, so that tiles keep its images. */
enum Direction implements UnaryOperator<double[]> {
    OF;

    // Squares of numbers outside these bounds may overflow, or lose digits below the least normal number.
    private static final double LARGE = 1e150;
    private static final double SMALL = 1e-140;

    @Override
    public double[] apply(double[] point) {
        double power = power(point);
        double[] unit = point.clone();
        for (int k = 0; k < unit.length; k++) {
            unit[k] *= power;
        }
        double norm = plainNorm(unit);
        if (norm > 0) {
            for (int k = 0; k < unit.length; k++) {
                unit[k] /= norm;
            }
        }
        return unit;
    }

    /** |x|, 0 for the zero vector only (or infinite where it is too large for a double). */
    static double norm(double[] point) {
        double norm = plainNorm(point);
        if (norm > SMALL && norm < LARGE) {
            return norm;
        }
        double power = power(point);
        double[] scaled = point.clone();
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] *= power;
        }
        return plainNorm(scaled) / power;
    }

    private static double plainNorm(double[] point) {
        double sum = 0;
        for (double coordinate : point) {
            sum += coordinate * coordinate;
        }
        return Math.sqrt(sum);
    }

    // A power of 2 that brings the greatest coordinate to where squares are safe: 1 nearly always.
    private static double power(double[] point) {
        double greatest = 0;
        for (double coordinate : point) {
            greatest = Math.max(greatest, Math.abs(coordinate));
        }
        if (greatest == 0 || (greatest > SMALL && greatest < LARGE)) {
            return 1;
        }
        return Math.scalb(1.0, greatest < 1 ? 600 : -600);
    }
}
