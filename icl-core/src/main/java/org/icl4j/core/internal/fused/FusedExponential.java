package org.icl4j.core.internal.fused;

/**
 * exp x = 2^n e^r with n = round(x / ln 2) and r = x - n ln 2, |r| &lt;= ln 2 / 2. There e^r = 1 + r + r^2 q(r) with q of
 * degree 9, fitted for the least relative error of e^r (5.3e-18) by Lawson's algorithm in 40 digits, with q(0) = 1/2 held.
 *
 * <p>ln 2 is split in two (Cody and Waite 1980), the first part with 42 bits so that n times it is exact. n is read from
 * the low bits of x / ln 2 + {@link #ROUND}, where the last place is worth 1; 1022 in that constant makes these bits the
 * exponent of 2^(n - 1) once they are shifted by 52. Too large an x becomes infinity in the last product, and NaN passes
 * through; below {@link #LEAST} whatever has come out is replaced by 0, so that no slow subnormal number arises.
 *
 * <p>In two loops: the JVM's compiler makes vector instructions of the first, which is all arithmetic, and cannot of the
 * second, which reads a number's bits.
 */
public final class FusedExponential {

    /** Results below exp(-708) = 3.3e-308 are flushed to 0; the least normal number is 2.2e-308. */
    public static final double LEAST = -708;

    /** Its exponential is infinite. */
    public static final double GREATEST = 710;

    /** A root from here on counts as this: an infinite one would make infinity times 0. */
    public static final double LAST_ROOT = 750;

    public static final double ROUND = 0x1.8p52 + 1022;
    public static final double LOG2_E = 0x1.71547652b82fep0;
    public static final double LN2_HIGH = 0x1.62e42fefa3800p-1;
    public static final double LN2_LOW = 0x1.ef35793c76730p-45;

    public static final double Q0 = 0x1.0p-1;
    public static final double Q1 = 0x1.5555555555501p-3;
    public static final double Q2 = 0x1.5555555553213p-5;
    public static final double Q3 = 0x1.11111111288f0p-7;
    public static final double Q4 = 0x1.6c16c17cbf29ap-10;
    public static final double Q5 = 0x1.a01a011c200fbp-13;
    public static final double Q6 = 0x1.a019ab3ad8902p-16;
    public static final double Q7 = 0x1.71df551020a30p-19;
    public static final double Q8 = 0x1.289f7c385ca99p-22;
    public static final double Q9 = 0x1.ad209ec80410cp-26;

    private static final int PIECE = FusedScratch.PIECE;

    // Of empty calls. Threads may count some of them twice or not at all.
    private static int rounds;

    private FusedExponential() {}

    /** a_i = exp(scale a_i + shift), rounded once before the exponential. */
    static void exp(double scale, double shift, double[] a, int offset, int length) {
        FusedScratch scratch = FusedScratch.get();
        for (int from = offset, end = offset + length; from < end; from += PIECE) {
            piece(scratch, scale, shift, a, from, Math.min(PIECE, end - from));
        }
    }

    // A method of its own, and so compiled at once: see FusedDistances.
    private static void piece(FusedScratch scratch, double scale, double shift, double[] a, int from, int count) {
        System.arraycopy(a, from, scratch.x, 0, count);
        polynomial(scale, shift, scratch.x, scratch.p, scratch.t, count);
        power(scratch.x, scratch.p, scratch.t, count);
        callEmpty(scratch, count);
        System.arraycopy(scratch.p, 0, a, from, count);
    }

    /** a_i = (1 + b q + c q^2) exp(-q) with q = sqrt(scale a_i). */
    static void expOfRoots(double scale, double b, double c, double[] a, int offset, int length) {
        FusedScratch scratch = FusedScratch.get();
        for (int from = offset, end = offset + length; from < end; from += PIECE) {
            pieceOfRoots(scratch, scale, b, c, a, from, Math.min(PIECE, end - from));
        }
    }

    private static void pieceOfRoots(
            FusedScratch scratch, double scale, double b, double c, double[] a, int from, int count) {
        System.arraycopy(a, from, scratch.x, 0, count);
        negativeRoots(scale, scratch.x, count);
        polynomial(1, 0, scratch.x, scratch.p, scratch.t, count);
        power(scratch.x, scratch.p, scratch.t, count);
        callEmpty(scratch, count);
        times(b, c, scratch.x, scratch.p, count);
        System.arraycopy(scratch.p, 0, a, from, count);
    }

    // See FusedScratch.EMPTY_CALLS.
    private static void callEmpty(FusedScratch scratch, int count) {
        if (rounds >= FusedScratch.EMPTY_ROUNDS) {
            return;
        }
        int lines = (count + FusedScratch.COLUMNS - 1) / FusedScratch.COLUMNS;
        rounds += lines;
        for (int call = 0; call < lines * FusedScratch.EMPTY_CALLS; call++) {
            polynomial(1, 0, scratch.x, scratch.p, scratch.t, 0);
            power(scratch.x, scratch.p, scratch.t, 0);
        }
    }

    private static void negativeRoots(double scale, double[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = -Math.sqrt(x[i] * scale);
        }
    }

    // x = scale x + shift, p = e^r, and t with n in its low bits.
    private static void polynomial(double scale, double shift, double[] x, double[] p, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            double v = Math.fma(scale, x[i], shift);
            x[i] = v;
            double shifted = Math.fma(v, LOG2_E, ROUND);
            double n = shifted - ROUND;
            double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, v));
            double q = Math.fma(r, Q9, Q8);
            q = Math.fma(q, r, Q7);
            q = Math.fma(q, r, Q6);
            q = Math.fma(q, r, Q5);
            q = Math.fma(q, r, Q4);
            q = Math.fma(q, r, Q3);
            q = Math.fma(q, r, Q2);
            q = Math.fma(q, r, Q1);
            q = Math.fma(q, r, Q0);
            p[i] = Math.fma(r * r, q, r) + 1;
            t[i] = shifted;
        }
    }

    private static void power(double[] x, double[] p, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            double power = Double.longBitsToDouble(Double.doubleToRawLongBits(t[i]) << 52);
            double value = (p[i] + p[i]) * power;
            double v = x[i];
            p[i] = v < LEAST ? 0 : v > GREATEST ? Double.POSITIVE_INFINITY : value;
        }
    }

    private static void times(double b, double c, double[] x, double[] p, int count) {
        for (int i = 0; i < count; i++) {
            double root = Math.min(-x[i], LAST_ROOT);
            p[i] *= Math.fma(root, Math.fma(root, c, b), 1);
        }
    }
}
