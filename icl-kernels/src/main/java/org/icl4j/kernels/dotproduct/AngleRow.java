package org.icl4j.kernels.dotproduct;

import java.util.Arrays;

/**
 * The angles theta between one direction and several, as h = sin^2(theta / 2) and g = cos^2(theta / 2), both to full relative
 * accuracy, because theta from its cosine alone has lost half of its digits near 0 and near pi. h is exactly 0 for equal directions,
 * g for opposite ones. Loops over it are short, without branches and from index 0 on: the JIT vectorises those.
 */
final class AngleRow {

    /** A function of the angle. */
    @FunctionalInterface
    interface Profile {

        /**
         * result_j = f(theta_j) for j in [0, row.count).
         *
         * @param row the angles; may be overwritten
         */
        void of(AngleRow row, double[] result);
    }

    /**
     * asin(sqrt m) / sqrt m on [0, 1/2], the highest power first: 1 + m q(m), q the Chebyshev interpolant with 20 terms (mpmath's
     * chebyfit with 50 digits), relative error 3.3e-18, in double arithmetic 1.2e-16.
     */
    private static final double[] ARC_SINE = {
        1.0656658840536173,
        -4.201910132387319,
        7.88294509230293,
        -9.158597380807572,
        7.358619925499254,
        -4.297586832200287,
        1.8963187485723048,
        -0.6297138419143499,
        0.1710114622002689,
        -0.02558132421501975,
        0.01344239181159028,
        0.009171609990067305,
        0.011603298700993435,
        0.013961569507071277,
        0.017352910485470593,
        0.02237215476552006,
        0.03038194452250247,
        0.04464285714211393,
        0.0750000000000028,
        0.16666666666666666,
        1
    };

    final double[] h;
    final double[] g;
    final double[] theta;
    private final double[] polynomial;
    int count;

    AngleRow(int capacity) {
        this.h = new double[capacity];
        this.g = new double[capacity];
        this.theta = new double[capacity];
        this.polynomial = new double[capacity];
        this.count = capacity;
    }

    /** f at one angle. */
    static double at(Profile f, double h, double g) {
        AngleRow row = new AngleRow(1);
        row.h[0] = h;
        row.g[0] = g;
        double[] result = new double[1];
        f.of(row, result);
        return result[0];
    }

    /**
     * Sets theta in [0, pi]: 2 asin(sqrt h) where h is below g, else pi - 2 asin(sqrt g). Within 2 ulp of pi, and near 0 within 3
     * of its own.
     */
    void angles() {
        Arrays.fill(polynomial, 0, count, ARC_SINE[0]);
        for (int j = 0; j < count; j++) {
            theta[j] = Math.min(h[j], g[j]);
        }
        // Two steps of Horner's rule at a time: a loop that does more is not vectorised.
        for (int c = 1; c < ARC_SINE.length; c += 2) {
            double c0 = ARC_SINE[c];
            double c1 = ARC_SINE[c + 1];
            for (int j = 0; j < count; j++) {
                double m = theta[j];
                polynomial[j] = (polynomial[j] * m + c0) * m + c1;
            }
        }
        for (int j = 0; j < count; j++) {
            // 1 where theta is below pi / 2, -1 where it is above, 0 between.
            double side = Math.max(-1, Math.min(1, (g[j] - h[j]) * 1e300));
            theta[j] = side * 2 * Math.sqrt(theta[j]) * polynomial[j] + (1 - side) * (Math.PI / 2);
        }
    }

    /** cos theta, within a rounding of 1; exactly 1 and -1 for equal and opposite directions. */
    double cosine(int j) {
        return g[j] - h[j];
    }

    /** sin theta; exactly 0 for equal and opposite directions. */
    double sine(int j) {
        return 2 * Math.sqrt(h[j] * g[j]);
    }
}
