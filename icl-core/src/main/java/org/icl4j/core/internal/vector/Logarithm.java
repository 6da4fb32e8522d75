package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * log(1 + v) for v at least 0. With w = 1 + v rounded, log(1 + v) = log w + (v - (w - 1)) / w up to the square of what the
 * rounding lost. log w as in fdlibm's e_log.c: w = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), s = f / (2 + f), and
 *
 * <pre>log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2)))</pre>
 *
 * <p>with the minimax polynomial R of degree 7 given there (error below 2^-58). As in {@link Exponential}, a scalar twin does the
 * same operations, so an element's bits depend on the element alone.
 */
final class Logarithm {

    /** Stands for an infinite v, so that no infinity is divided by one. */
    private static final double GREATEST = 1e300;

    private static final long ROOT_HALF = 0x3fe6a09e667f3bcdL;
    /** The bits of 2^52: k in their low end makes the number 2^52 + k. */
    private static final long SHIFTED = 0x4330000000000000L;

    private static final double SHIFT = 0x1p52;

    private static final double LN2_HIGH = 6.93147180369123816490e-01;
    private static final double LN2_LOW = 1.90821492927058770002e-10;
    private static final double R1 = 6.666666666666735130e-01;
    private static final double R2 = 3.999999999940941908e-01;
    private static final double R3 = 2.857142874366239149e-01;
    private static final double R4 = 2.222219843214978396e-01;
    private static final double R5 = 1.818357216161805012e-01;
    private static final double R6 = 1.531383769920937332e-01;
    private static final double R7 = 1.479819860511658591e-01;

    private static final ThreadLocal<double[]> TAIL = ThreadLocal.withInitial(() -> new double[COUNT]);

    private Logarithm() {}

    /** a_i = log(1 + scale a_i). */
    static void ofOnePlus(double scale, double[] a, int offset, int length) {
        if (Cold.still(length)) {
            for (int i = offset; i < offset + length; i++) {
                a[i] = scalar(scale * a[i]);
            }
            return;
        }
        int whole = length - length % COUNT;
        vectors(scale, a, offset, offset + whole);
        if (whole < length) {
            double[] tail = TAIL.get();
            System.arraycopy(a, offset + whole, tail, 0, length - whole);
            vectors(scale, tail, 0, COUNT);
            System.arraycopy(tail, 0, a, offset + whole, length - whole);
        }
    }

    private static void vectors(double scale, double[] a, int from, int to) {
        DoubleVector one = broadcast(SPECIES, 1);
        for (int i = from; i < to; i += COUNT) {
            DoubleVector v = fromArray(SPECIES, a, i).mul(scale).min(GREATEST);
            DoubleVector w = v.add(one);
            DoubleVector lost = v.sub(w.sub(one)).div(w);
            LongVector bits = w.reinterpretAsLongs();
            LongVector exponent = bits.sub(ROOT_HALF).lanewise(VectorOperators.ASHR, 52);
            DoubleVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 52))
                    .reinterpretAsDoubles()
                    .sub(one);
            DoubleVector k = exponent.lanewise(VectorOperators.OR, SHIFTED)
                    .reinterpretAsDoubles()
                    .sub(SHIFT);
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector r = z.fma(broadcast(SPECIES, R7), broadcast(SPECIES, R6));
            r = r.fma(z, broadcast(SPECIES, R5));
            r = r.fma(z, broadcast(SPECIES, R4));
            r = r.fma(z, broadcast(SPECIES, R3));
            r = r.fma(z, broadcast(SPECIES, R2));
            r = r.fma(z, broadcast(SPECIES, R1)).mul(z);
            DoubleVector half = f.mul(f).mul(0.5);
            DoubleVector small = k.fma(broadcast(SPECIES, LN2_LOW), lost);
            DoubleVector rest = half.sub(s.fma(half.add(r), small)).sub(f);
            k.fma(broadcast(SPECIES, LN2_HIGH), rest.neg()).intoArray(a, i);
        }
    }

    private static double scalar(double product) {
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
