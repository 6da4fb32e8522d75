package org.icl4j.kernels.features;

import org.icl4j.core.VectorMath;

/**
 * Cosines and sines of many numbers in loops without branches, which the JVM's compiler turns into vector code; absolute
 * error below {@value #ERROR}. An element's result depends on the element alone, to the last bit.
 *
 * <p>The argument is reduced by multiples of pi/2 held in three parts (Cody and Waite), then the polynomials of FreeBSD's
 * k_sin.c and k_cos.c on [-pi/4, pi/4] are used.
 */
final class Trigonometry {

    /** Bound on the absolute error. */
    static final double ERROR = 4e-16;

    // Up to here multiples of HALF_PI_1 and HALF_PI_2, 33 bits each, are exact.
    private static final double LIMIT = 1e6;
    // Adding and subtracting it rounds to a whole number.
    private static final double ROUND = 0x1.8p52;
    private static final double TWO_OVER_PI = 6.36619772367581382433e-01;
    private static final double HALF_PI_1 = 1.57079632673412561417e+00;
    private static final double HALF_PI_2 = 6.07710050630396597660e-11;
    private static final double HALF_PI_3 = 2.02226624879595063154e-21;

    private static final double S1 = -1.66666666666666324348e-01;
    private static final double S2 = 8.33333333332248946124e-03;
    private static final double S3 = -1.98412698298579493134e-04;
    private static final double S4 = 2.75573137070700676789e-06;
    private static final double S5 = -2.50507602534068634195e-08;
    private static final double S6 = 1.58969099521155010221e-10;

    private static final double C1 = 4.16666666666666019037e-02;
    private static final double C2 = -1.38888888888741095749e-03;
    private static final double C3 = 2.48015872894767294178e-05;
    private static final double C4 = -2.75573143513906633035e-07;
    private static final double C5 = 2.08757232129817482790e-09;
    private static final double C6 = -1.13596475577881948265e-11;

    private Trigonometry() {}

    /**
     * c_i = factor cos(a_i), s_i = factor sin(a_i).
     *
     * @param a finite numbers; read only
     * @param length how many, from the first
     * @param factor of both
     * @param c receives the cosines
     * @param s receives the sines
     */
    static void cosineAndSine(double[] a, int length, double factor, double[] c, double[] s) {
        loop(a, length, factor, c, s);
        // The sum of squares bounds the greatest; few blocks are looked through.
        if (!(VectorMath.get().dot(a, 0, a, 0, length) <= LIMIT * LIMIT)) {
            for (int i = 0; i < length; i++) {
                if (!(Math.abs(a[i]) <= LIMIT)) {
                    c[i] = factor * Math.cos(a[i]);
                    s[i] = factor * Math.sin(a[i]);
                }
            }
        }
    }

    private static void loop(double[] a, int length, double factor, double[] c, double[] s) {
        for (int i = 0; i < length; i++) {
            double q = (a[i] * TWO_OVER_PI + ROUND) - ROUND;
            double r = ((a[i] - q * HALF_PI_1) - q * HALF_PI_2) - q * HALF_PI_3;
            double z = r * r;
            double sine = r + r * z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))));
            double cosine = 1 - 0.5 * z + z * z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
            // q modulo 4 in -2 to 2; (even, odd) = (cos, sin)(quarter pi/2), each 0 or +-1, so the products are exact.
            double quarter = q - 4 * ((q * 0.25 + ROUND) - ROUND);
            double even = factor * (1 - Math.abs(quarter));
            double odd = factor * (quarter * (2 - Math.abs(quarter)));
            c[i] = even * cosine - odd * sine;
            s[i] = even * sine + odd * cosine;
        }
    }
}
