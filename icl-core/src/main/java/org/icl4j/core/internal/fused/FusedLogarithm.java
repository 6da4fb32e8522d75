package org.icl4j.core.internal.fused;

/**
 * log(1 + v) for v at least 0. With w = 1 + v rounded, log(1 + v) = log w + (v - (w - 1)) / w up to the square of what the
 * rounding lost. log w as in fdlibm's e_log.c: w = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), s = f / (2 + f), and
 *
 * <pre>log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2)))</pre>
 *
 * <p>with the minimax polynomial R of degree 7 given there (error below 2^-58).
 */
public final class FusedLogarithm {

    /** Stands for an infinite v, so that no infinity is divided by one. */
    public static final double GREATEST = 1e300;

    public static final long ROOT_HALF = 0x3fe6a09e667f3bcdL;

    /** The bits of 2^52: k in their low end makes the number 2^52 + k. */
    public static final long SHIFTED = 0x4330000000000000L;

    public static final double SHIFT = 0x1p52;

    public static final double LN2_HIGH = 0x1.62e42fee00000p-1;
    public static final double LN2_LOW = 0x1.a39ef35793c76p-33;
    public static final double R1 = 0x1.5555555555593p-1;
    public static final double R2 = 0x1.999999997fa04p-2;
    public static final double R3 = 0x1.2492494229359p-2;
    public static final double R4 = 0x1.c71c51d8e78afp-3;
    public static final double R5 = 0x1.7466496cb03dep-3;
    public static final double R6 = 0x1.39a09d078c69fp-3;
    public static final double R7 = 0x1.2f112df3e5244p-3;

    private FusedLogarithm() {}

    /** a_i = log(1 + scale a_i). */
    static void ofOnePlus(double scale, double[] a, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            a[i] = ofOnePlus(scale * a[i]);
        }
    }

    private static double ofOnePlus(double product) {
        double v = Math.min(product, GREATEST);
        double w = v + 1;
        double lost = (v - (w - 1)) / w;
        long bits = Double.doubleToRawLongBits(w);
        long exponent = (bits - ROOT_HALF) >> 52;
        double f = Double.longBitsToDouble(bits - (exponent << 52)) - 1;
        double k = Double.longBitsToDouble(exponent | SHIFTED) - SHIFT;
        double s = f / (f + 2);
        double z = s * s;
        double r = Math.fma(z, R7, R6);
        r = Math.fma(r, z, R5);
        r = Math.fma(r, z, R4);
        r = Math.fma(r, z, R3);
        r = Math.fma(r, z, R2);
        r = Math.fma(r, z, R1) * z;
        double half = f * f * 0.5;
        double small = Math.fma(k, LN2_LOW, lost);
        double rest = half - Math.fma(s, half + r, small) - f;
        return Math.fma(k, LN2_HIGH, -rest);
    }
}
