package org.icl4j.kernels.features;

import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * Cosines and sines of many numbers in loops that the JVM's compiler turns into vector code: without branches, short (a long
 * body is not unrolled, and then not vectorised), over chunks at the start of arrays of their own. Absolute error below
 * {@value #ERROR}. An element's result depends on the element alone, to the last bit. Scratch of one thread.
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
    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    private static final double HALF_PI_1 = 0x1.921fb54400000p0;
    private static final double HALF_PI_2 = 0x1.0b4611a600000p-34;
    private static final double HALF_PI_3 = 0x1.3198a2e037073p-69;

    private static final double S1 = -0x1.5555555555549p-3;
    private static final double S2 = 0x1.111111110f8a6p-7;
    private static final double S3 = -0x1.a01a019c161d5p-13;
    private static final double S4 = 0x1.71de357b1fe7dp-19;
    private static final double S5 = -0x1.ae5e68a2b9cebp-26;
    private static final double S6 = 0x1.5d93a5acfd57cp-33;

    private static final double C1 = 0x1.555555555554cp-5;
    private static final double C2 = -0x1.6c16c16c15177p-10;
    private static final double C3 = 0x1.a01a019cb1590p-16;
    private static final double C4 = -0x1.27e4f809c52adp-22;
    private static final double C5 = 0x1.1ee9ebdb4b1c4p-29;
    private static final double C6 = -0x1.8fae9be8838d4p-37;

    private static final int CHUNK = 512;

    private final double[] angles = new double[CHUNK];
    private final double[] multiples = new double[CHUNK];
    private final double[] rests = new double[CHUNK];
    private final double[] cosines = new double[CHUNK];
    private final double[] sines = new double[CHUNK];

    /**
     * c_i = factor cos(a_i), s_i = factor sin(a_i).
     *
     * @param a finite numbers; read only
     * @param from the first of them
     * @param length how many
     * @param factor of both
     * @param c receives the cosines
     * @param cFrom where they begin
     * @param s receives the sines, or null where they are not wanted
     * @param sFrom where they begin
     */
    void cosinesAndSines(
            double[] a, int from, int length, double factor, double[] c, int cFrom, double @Nullable [] s, int sFrom) {
        for (int first = 0; first < length; first += CHUNK) {
            int count = Math.min(CHUNK, length - first);
            System.arraycopy(a, from + first, angles, 0, count);
            reduce(angles, multiples, rests, count);
            cosine(rests, cosines, count);
            sine(rests, sines, count);
            rotate(multiples, cosines, sines, factor, count);
            // The sum of squares bounds the greatest; few chunks are looked through.
            if (!(VectorMath.get().dot(angles, 0, angles, 0, count) <= LIMIT * LIMIT)) {
                large(factor, count);
            }
            System.arraycopy(cosines, 0, c, cFrom + first, count);
            if (s != null) {
                System.arraycopy(sines, 0, s, sFrom + first, count);
            }
        }
    }

    // a = q pi/2 + r with |r| <= pi/4; of q only its value modulo 4 is kept, in -2 to 2.
    private static void reduce(double[] a, double[] q, double[] r, int count) {
        for (int i = 0; i < count; i++) {
            q[i] = (a[i] * TWO_OVER_PI + ROUND) - ROUND;
        }
        for (int i = 0; i < count; i++) {
            r[i] = ((a[i] - q[i] * HALF_PI_1) - q[i] * HALF_PI_2) - q[i] * HALF_PI_3;
        }
        for (int i = 0; i < count; i++) {
            q[i] = q[i] - 4 * ((q[i] * 0.25 + ROUND) - ROUND);
        }
    }

    private static void sine(double[] r, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            double z = r[i] * r[i];
            result[i] = r[i] + r[i] * z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))));
        }
    }

    private static void cosine(double[] r, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            double z = r[i] * r[i];
            result[i] = 1 - 0.5 * z + z * z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
        }
    }

    // cos(r + q pi/2) and sin(r + q pi/2): with q in -2 to 2, (1 - |q|, q (2 - |q|)) = (cos, sin)(q pi/2), each 0 or
    // +-1, so
    // the products are exact.
    private static void rotate(double[] q, double[] c, double[] s, double factor, int count) {
        for (int i = 0; i < count; i++) {
            double even = factor * (1 - Math.abs(q[i]));
            double odd = factor * (q[i] * (2 - Math.abs(q[i])));
            double cosine = c[i];
            double sine = s[i];
            c[i] = even * cosine - odd * sine;
            s[i] = even * sine + odd * cosine;
        }
    }

    private void large(double factor, int count) {
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(angles[i]) <= LIMIT)) {
                cosines[i] = factor * Math.cos(angles[i]);
                sines[i] = factor * Math.sin(angles[i]);
            }
        }
    }
}
