package org.icl4j.core.internal.vector;

import static org.icl4j.core.internal.vector.Lanes.COUNT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** Sums, maxima and inner products; four accumulators, so that the adders do not wait for one another. */
final class Reductions {

    private Reductions() {}

    static double sum(double[] a, int offset, int length) {
        int i = 0;
        double sum = 0;
        if (length >= COUNT) {
            DoubleVector s0 = Lanes.all(0);
            if (length >= 4 * COUNT) {
                DoubleVector s1 = s0;
                DoubleVector s2 = s0;
                DoubleVector s3 = s0;
                for (int end = length - 4 * COUNT; i <= end; i += 4 * COUNT) {
                    s0 = s0.add(Lanes.load(a, offset + i));
                    s1 = s1.add(Lanes.load(a, offset + i + COUNT));
                    s2 = s2.add(Lanes.load(a, offset + i + 2 * COUNT));
                    s3 = s3.add(Lanes.load(a, offset + i + 3 * COUNT));
                }
                s0 = s0.add(s1).add(s2.add(s3));
            }
            for (int end = length - COUNT; i <= end; i += COUNT) {
                s0 = s0.add(Lanes.load(a, offset + i));
            }
            sum = Lanes.sum(s0);
        }
        for (; i < length; i++) {
            sum += a[offset + i];
        }
        return sum;
    }

    static double dot(double[] a, int offsetA, double[] b, int offsetB, int length) {
        int i = 0;
        double sum = 0;
        if (length >= COUNT) {
            DoubleVector s0 = Lanes.all(0);
            if (length >= 4 * COUNT) {
                DoubleVector s1 = s0;
                DoubleVector s2 = s0;
                DoubleVector s3 = s0;
                for (int end = length - 4 * COUNT; i <= end; i += 4 * COUNT) {
                    int p = offsetA + i;
                    int q = offsetB + i;
                    s0 = Lanes.load(a, p).fma(Lanes.load(b, q), s0);
                    s1 = Lanes.load(a, p + COUNT).fma(Lanes.load(b, q + COUNT), s1);
                    s2 = Lanes.load(a, p + 2 * COUNT).fma(Lanes.load(b, q + 2 * COUNT), s2);
                    s3 = Lanes.load(a, p + 3 * COUNT).fma(Lanes.load(b, q + 3 * COUNT), s3);
                }
                s0 = s0.add(s1).add(s2.add(s3));
            }
            for (int end = length - COUNT; i <= end; i += COUNT) {
                s0 = Lanes.load(a, offsetA + i).fma(Lanes.load(b, offsetB + i), s0);
            }
            sum = Lanes.sum(s0);
        }
        for (; i < length; i++) {
            sum = Math.fma(a[offsetA + i], b[offsetB + i], sum);
        }
        return sum;
    }

    static double max(double[] a, int offset, int length) {
        if (length < COUNT) {
            double max = a[offset];
            for (int i = 1; i < length; i++) {
                max = Math.max(max, a[offset + i]);
            }
            return max;
        }
        // The last vector may overlap the one before: a maximum does not mind.
        DoubleVector m0 = Lanes.load(a, offset);
        DoubleVector m1 = Lanes.load(a, offset + length - COUNT);
        int i = COUNT;
        for (int end = length - 2 * COUNT; i <= end; i += 2 * COUNT) {
            m0 = larger(m0, Lanes.load(a, offset + i));
            m1 = larger(m1, Lanes.load(a, offset + i + COUNT));
        }
        if (i <= length - COUNT) {
            m0 = larger(m0, Lanes.load(a, offset + i));
        }
        return m0.lanewise(VectorOperators.MAX, m1).reduceLanes(VectorOperators.MAX);
    }

    private static DoubleVector larger(DoubleVector a, DoubleVector b) {
        return a.lanewise(VectorOperators.MAX, b);
    }

    static void scale(double factor, double[] a, int offset, int length) {
        int i = 0;
        for (int end = length - COUNT; i <= end; i += COUNT) {
            Lanes.load(a, offset + i).mul(factor).intoArray(a, offset + i);
        }
        for (; i < length; i++) {
            a[offset + i] *= factor;
        }
    }
}
