package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.LAST;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums, maxima and inner products; four accumulators, so that the adders do not wait for one another. Vectors take as many
 * elements as fill them, by paths without a branch around a vector, and the rest is added one by one.
 */
final class Reductions {

    private static final int STEP = 4 * COUNT;

    private Reductions() {}

    static double sum(double[] a, int offset, int length) {
        int whole = length - length % COUNT;
        double sum = whole == 0 ? 0 : sumVectors(a, offset, whole);
        for (int i = whole; i < length; i++) {
            sum += a[offset + i];
        }
        return sum;
    }

    private static double sumVectors(double[] a, int offset, int whole) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s0 = zero;
        DoubleVector s1 = zero;
        DoubleVector s2 = zero;
        DoubleVector s3 = zero;
        int i = 0;
        for (int end = whole - STEP; i <= end; i += STEP) {
            int p = offset + i;
            s0 = fromArray(SPECIES, a, p).add(s0);
            s1 = fromArray(SPECIES, a, p + COUNT).add(s1);
            s2 = fromArray(SPECIES, a, p + 2 * COUNT).add(s2);
            s3 = fromArray(SPECIES, a, p + 3 * COUNT).add(s3);
        }
        s0 = zero.add(s0).add(s1).add(zero.add(s2).add(s3));
        for (; i < whole; i += COUNT) {
            s0 = fromArray(SPECIES, a, offset + i).add(s0);
        }
        DoubleVector s = zero.add(s0);
        return Lanes.sum(
                s.lane(0),
                s.lane(1 & LAST),
                s.lane(2 & LAST),
                s.lane(3 & LAST),
                s.lane(4 & LAST),
                s.lane(5 & LAST),
                s.lane(6 & LAST),
                s.lane(7 & LAST));
    }

    static double dot(double[] a, int offsetA, double[] b, int offsetB, int length) {
        int whole = length - length % COUNT;
        double sum = whole == 0 ? 0 : dotVectors(a, offsetA, b, offsetB, whole);
        for (int i = whole; i < length; i++) {
            sum = Math.fma(a[offsetA + i], b[offsetB + i], sum);
        }
        return sum;
    }

    private static double dotVectors(double[] a, int offsetA, double[] b, int offsetB, int whole) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s0 = zero;
        DoubleVector s1 = zero;
        DoubleVector s2 = zero;
        DoubleVector s3 = zero;
        int i = 0;
        for (int end = whole - STEP; i <= end; i += STEP) {
            int p = offsetA + i;
            int q = offsetB + i;
            s0 = fromArray(SPECIES, a, p).fma(fromArray(SPECIES, b, q), s0);
            s1 = fromArray(SPECIES, a, p + COUNT).fma(fromArray(SPECIES, b, q + COUNT), s1);
            s2 = fromArray(SPECIES, a, p + 2 * COUNT).fma(fromArray(SPECIES, b, q + 2 * COUNT), s2);
            s3 = fromArray(SPECIES, a, p + 3 * COUNT).fma(fromArray(SPECIES, b, q + 3 * COUNT), s3);
        }
        s0 = zero.add(s0).add(s1).add(zero.add(s2).add(s3));
        for (; i < whole; i += COUNT) {
            s0 = fromArray(SPECIES, a, offsetA + i).fma(fromArray(SPECIES, b, offsetB + i), s0);
        }
        DoubleVector s = zero.add(s0);
        return Lanes.sum(
                s.lane(0),
                s.lane(1 & LAST),
                s.lane(2 & LAST),
                s.lane(3 & LAST),
                s.lane(4 & LAST),
                s.lane(5 & LAST),
                s.lane(6 & LAST),
                s.lane(7 & LAST));
    }

    static double max(double[] a, int offset, int length) {
        if (length >= COUNT) {
            return maxVectors(a, offset, length);
        }
        double max = a[offset];
        for (int i = 1; i < length; i++) {
            max = Math.max(max, a[offset + i]);
        }
        return max;
    }

    /** The last vectors may overlap those before: a maximum does not mind. */
    private static double maxVectors(double[] a, int offset, int length) {
        int last = offset + length - COUNT;
        DoubleVector m0 = fromArray(SPECIES, a, offset);
        DoubleVector m1 = fromArray(SPECIES, a, last);
        int p = offset + COUNT;
        for (int end = last - COUNT; p <= end; p += 2 * COUNT) {
            m0 = fromArray(SPECIES, a, p).max(m0);
            m1 = fromArray(SPECIES, a, p + COUNT).max(m1);
        }
        return fromArray(SPECIES, a, Math.min(p, last)).max(m0).max(m1).reduceLanes(VectorOperators.MAX);
    }

    /** d_i = a_i (d_i - mean). */
    static void weigh(double[] a, int offsetA, double[] d, int offsetD, int length, double mean) {
        int i = 0;
        for (int end = length - COUNT; i <= end; i += COUNT) {
            fromArray(SPECIES, d, offsetD + i)
                    .sub(mean)
                    .mul(fromArray(SPECIES, a, offsetA + i))
                    .intoArray(d, offsetD + i);
        }
        for (; i < length; i++) {
            d[offsetD + i] = a[offsetA + i] * (d[offsetD + i] - mean);
        }
    }

    static void scale(double factor, double[] a, int offset, int length) {
        int i = 0;
        for (int end = length - COUNT; i <= end; i += COUNT) {
            fromArray(SPECIES, a, offset + i).mul(factor).intoArray(a, offset + i);
        }
        for (; i < length; i++) {
            a[offset + i] *= factor;
        }
    }
}
