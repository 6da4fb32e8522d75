package org.icl4j.core.internal.vector;

import static org.icl4j.core.internal.vector.Lanes.COUNT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * exp x = 2^n e^r with n = round(x / ln 2) and r = x - n ln 2, |r| &lt;= ln 2 / 2. There e^r = 1 + r + r^2 q(r) with q of
 * degree 9, fitted at Chebyshev points (relative error 1.6e-17). The product with 2^n adds n to the exponent's bits.
 *
 * <p>ln 2 is split in two (Cody and Waite 1980), the first part with 42 bits so that n times it is exact. n comes from the
 * low bits of x / ln 2 + 3 2^51, where the last place is worth 1.
 *
 * <p>An element's result is a function of the element alone, bit for bit: the vector and the scalar form do the same
 * operations, and so do the fast form, for |x| &lt;= {@link #FAST}, and the careful one, for everything.
 */
final class Exponential {

    /** Up to here 2^n and the result are normal numbers. */
    private static final double FAST = 708;

    private static final double OVERFLOW = 0x1.62e42fefa39efp9;
    private static final double TO_ZERO = -746;

    private static final double MAGIC = 0x1.8p52;
    private static final double LOG2_E = 0x1.71547652b82fep0;
    private static final double LN2_HIGH = 0x1.62e42fefa3800p-1;
    private static final double LN2_LOW = 0x1.ef35793c76730p-45;

    private static final double Q0 = 0x1.0000000000001p-1;
    private static final double Q1 = 0x1.5555555555556p-3;
    private static final double Q2 = 0x1.5555555553d68p-5;
    private static final double Q3 = 0x1.11111111109b5p-7;
    private static final double Q4 = 0x1.6c16c17889ef9p-10;
    private static final double Q5 = 0x1.a01a01a7c2f03p-13;
    private static final double Q6 = 0x1.a019b914985a9p-16;
    private static final double Q7 = 0x1.71de0db2f585ep-19;
    private static final double Q8 = 0x1.28917c8be7ad6p-22;
    private static final double Q9 = 0x1.af389ed28db09p-26;

    private Exponential() {}

    /** a_i = exp(scale a_i). */
    static void exp(double scale, double[] a, int offset, int length) {
        if (length < COUNT) {
            for (int i = offset; i < offset + length; i++) {
                a[i] = scalar(scale * a[i]);
            }
            return;
        }
        // The last vector may overlap the one before: it is read before anything is written, and written last.
        int last = offset + length - COUNT;
        DoubleVector tail = Lanes.load(a, last).mul(scale);
        for (int i = offset; i < last; i += COUNT) {
            vector(Lanes.load(a, i).mul(scale)).intoArray(a, i);
        }
        vector(tail).intoArray(a, last);
    }

    /** a_i = exp(a_i + shift); returns the sum of these. */
    static double expAndSum(double shift, double[] a, int offset, int length) {
        DoubleVector sums = Lanes.all(0);
        int i = offset;
        for (int end = offset + length - COUNT; i <= end; i += COUNT) {
            DoubleVector e = vector(Lanes.load(a, i).add(shift));
            e.intoArray(a, i);
            sums = sums.add(e);
        }
        double sum = Lanes.sum(sums);
        for (; i < offset + length; i++) {
            double e = scalar(a[i] + shift);
            a[i] = e;
            sum += e;
        }
        return sum;
    }

    private static DoubleVector vector(DoubleVector x) {
        if (x.abs().compare(VectorOperators.LE, FAST).allTrue()) {
            DoubleVector t = x.fma(Lanes.all(LOG2_E), Lanes.all(MAGIC));
            DoubleVector p = reduced(x, t.sub(MAGIC));
            return p.reinterpretAsLongs()
                    .add(t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52))
                    .reinterpretAsDoubles();
        }
        return careful(x);
    }

    /** e^(x - n ln 2). */
    private static DoubleVector reduced(DoubleVector x, DoubleVector n) {
        DoubleVector r = n.fma(Lanes.all(-LN2_HIGH), x);
        r = n.fma(Lanes.all(-LN2_LOW), r);
        DoubleVector q = r.fma(Lanes.all(Q9), Lanes.all(Q8));
        q = q.fma(r, Lanes.all(Q7));
        q = q.fma(r, Lanes.all(Q6));
        q = q.fma(r, Lanes.all(Q5));
        q = q.fma(r, Lanes.all(Q4));
        q = q.fma(r, Lanes.all(Q3));
        q = q.fma(r, Lanes.all(Q2));
        q = q.fma(r, Lanes.all(Q1));
        q = q.fma(r, Lanes.all(Q0));
        return r.mul(r).fma(q, r).add(1);
    }

    /** With 2^n in two factors, so that the result may be subnormal; infinities and NaN last. */
    private static DoubleVector careful(DoubleVector x) {
        VectorMask<Double> low = x.compare(VectorOperators.LT, TO_ZERO);
        VectorMask<Double> high = x.compare(VectorOperators.GT, OVERFLOW);
        DoubleVector y = x.blend(TO_ZERO, low).blend(OVERFLOW, high);
        DoubleVector t = y.fma(Lanes.all(LOG2_E), Lanes.all(MAGIC));
        DoubleVector p = reduced(y, t.sub(MAGIC));
        LongVector n = t.reinterpretAsLongs().sub(Double.doubleToRawLongBits(MAGIC));
        LongVector half = n.lanewise(VectorOperators.ASHR, 1);
        return p.mul(power(half))
                .mul(power(n.sub(half)))
                .blend(Double.POSITIVE_INFINITY, high)
                .blend(Double.NaN, x.compare(VectorOperators.NE, x));
    }

    private static DoubleVector power(LongVector n) {
        return n.add(1023).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
    }

    /** The careful form for one number. */
    private static double scalar(double x) {
        if (Double.isNaN(x) || x > OVERFLOW) {
            return x + Double.POSITIVE_INFINITY;
        }
        double y = x < TO_ZERO ? TO_ZERO : x;
        double t = Math.fma(y, LOG2_E, MAGIC);
        double n = t - MAGIC;
        double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, y));
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
        long bits = Double.doubleToRawLongBits(t) - Double.doubleToRawLongBits(MAGIC);
        long half = bits >> 1;
        return p * Double.longBitsToDouble((half + 1023) << 52) * Double.longBitsToDouble((bits - half + 1023) << 52);
    }
}
