package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * exp x = 2^n e^r with n = round(x / ln 2) and r = x - n ln 2, |r| &lt;= ln 2 / 2. There e^r = 1 + r + r^2 q(r) with q of
 * degree 9, fitted for the least relative error of e^r (5.3e-18) by Lawson's algorithm in 40 digits, with q(0) = 1/2 held.
 *
 * <p>ln 2 is split in two (Cody and Waite 1980), the first part with 42 bits so that n times it is exact. n is read from
 * the low bits of x / ln 2 + {@link #ROUND}, where the last place is worth 1; 1022 in that constant makes these bits the
 * exponent of 2^(n - 1) once they are shifted by 52. Too large an x becomes infinity in the last product, and NaN passes
 * through; below {@link #LEAST} whatever has come out is replaced by 0, so that no slow subnormal number arises.
 *
 * <p>There is no branch, and the scalar form does the same operations, so that an element's bits are a function of the
 * element alone. The loop's body is not
 * divided into methods: a vector that crosses a call which the compiler does not inline is allocated.
 */
final class Exponential {

    /** Results below exp(-708) = 3.3e-308 are flushed to 0; the least normal number is 2.2e-308. */
    static final double LEAST = -708;

    /** Its exponential is infinite. */
    private static final double GREATEST = 710;

    static final double ROUND = 0x1.8p52 + 1022;
    static final double LOG2_E = 0x1.71547652b82fep0;
    static final double LN2_HIGH = 0x1.62e42fefa3800p-1;
    static final double LN2_LOW = 0x1.ef35793c76730p-45;

    static final double Q0 = 0x1.0p-1;
    static final double Q1 = 0x1.5555555555501p-3;
    static final double Q2 = 0x1.5555555553213p-5;
    static final double Q3 = 0x1.11111111288f0p-7;
    static final double Q4 = 0x1.6c16c17cbf29ap-10;
    static final double Q5 = 0x1.a01a011c200fbp-13;
    static final double Q6 = 0x1.a019ab3ad8902p-16;
    static final double Q7 = 0x1.71df551020a30p-19;
    static final double Q8 = 0x1.289f7c385ca99p-22;
    static final double Q9 = 0x1.ad209ec80410cp-26;

    private static final ThreadLocal<double[]> TAIL = ThreadLocal.withInitial(() -> new double[COUNT]);

    private Exponential() {}

    /** a_i = exp(scale a_i + shift), rounded once before the exponential. */
    static void exp(double scale, double shift, double[] a, int offset, int length) {
        if (Cold.still(length)) {
            for (int i = offset; i < offset + length; i++) {
                a[i] = scalar(Math.fma(scale, a[i], shift));
            }
            return;
        }
        int whole = length - length % COUNT;
        vectors(scale, shift, a, offset, offset + whole);
        if (whole < length) {
            double[] tail = TAIL.get();
            System.arraycopy(a, offset + whole, tail, 0, length - whole);
            vectors(scale, shift, tail, 0, COUNT);
            System.arraycopy(tail, 0, a, offset + whole, length - whole);
        }
    }

    private static void vectors(double scale, double shift, double[] a, int from, int to) {
        DoubleVector factor = broadcast(SPECIES, scale);
        DoubleVector term = broadcast(SPECIES, shift);
        DoubleVector log2e = broadcast(SPECIES, LOG2_E);
        DoubleVector round = broadcast(SPECIES, ROUND);
        DoubleVector high = broadcast(SPECIES, -LN2_HIGH);
        DoubleVector low = broadcast(SPECIES, -LN2_LOW);
        for (int i = from; i < to; i += COUNT) {
            DoubleVector x = fromArray(SPECIES, a, i).fma(factor, term).min(GREATEST);
            DoubleVector t = x.fma(log2e, round);
            DoubleVector n = t.sub(round);
            DoubleVector r = n.fma(low, n.fma(high, x));
            DoubleVector q = r.fma(broadcast(SPECIES, Q9), broadcast(SPECIES, Q8));
            q = q.fma(r, broadcast(SPECIES, Q7));
            q = q.fma(r, broadcast(SPECIES, Q6));
            q = q.fma(r, broadcast(SPECIES, Q5));
            q = q.fma(r, broadcast(SPECIES, Q4));
            q = q.fma(r, broadcast(SPECIES, Q3));
            q = q.fma(r, broadcast(SPECIES, Q2));
            q = q.fma(r, broadcast(SPECIES, Q1));
            q = q.fma(r, broadcast(SPECIES, Q0));
            DoubleVector p = r.mul(r).fma(q, r).add(1);
            DoubleVector power =
                    t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            p.add(p).mul(power).blend(0, x.compare(VectorOperators.LT, LEAST)).intoArray(a, i);
        }
    }

    private static double scalar(double product) {
        double x = Math.min(product, GREATEST);
        double t = Math.fma(x, LOG2_E, ROUND);
        double n = t - ROUND;
        double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        double q = Math.fma(r, Q9, Q8);
        q = Math.fma(q, r, Q7);
        q = Math.fma(q, r, Q6);
        q = Math.fma(q, r, Q5);
        q = Math.fma(q, r, Q4);
        q = Math.fma(q, r, Q3);
        q = Math.fma(q, r, Q2);
        q = Math.fma(q, r, Q1);
        q = Math.fma(q, r, Q0);
        double p = Math.fma(r * r, q, r) + 1;
        double power = Double.longBitsToDouble(Double.doubleToRawLongBits(t) << 52);
        return x < LEAST ? 0 : (p + p) * power;
    }
}
