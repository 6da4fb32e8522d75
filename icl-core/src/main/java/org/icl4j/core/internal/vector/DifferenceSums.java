package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.LAST;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;

/**
 * Weighted sums of differences and of their squares; two accumulators, so that the adders do not wait
 * for each other. Vectors take as many pairs of themselves as there are, and the rest is added one by one.
 */
final class DifferenceSums {

    private static final int STEP = 2 * COUNT;

    private DifferenceSums() {}

    static double plain(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        int whole = length - length % STEP;
        double sum = whole == 0 ? 0 : plainVectors(x, w, offsetW, z, offsetZ, whole);
        for (int j = whole; j < length; j++) {
            sum = Math.fma(x - z[offsetZ + j], w[offsetW + j], sum);
        }
        return sum;
    }

    private static double plainVectors(double x, double[] w, int offsetW, double[] z, int offsetZ, int whole) {
        DoubleVector minuend = broadcast(SPECIES, x);
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s0 = zero;
        DoubleVector s1 = zero;
        for (int j = 0; j < whole; j += STEP) {
            int p = offsetW + j;
            int q = offsetZ + j;
            s0 = minuend.sub(fromArray(SPECIES, z, q)).fma(fromArray(SPECIES, w, p), s0);
            s1 = minuend.sub(fromArray(SPECIES, z, q + COUNT)).fma(fromArray(SPECIES, w, p + COUNT), s1);
        }
        DoubleVector s = zero.add(s0).add(s1);
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

    static double squared(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        int whole = length - length % STEP;
        double sum = whole == 0 ? 0 : squaredVectors(x, w, offsetW, z, offsetZ, whole);
        for (int j = whole; j < length; j++) {
            double difference = x - z[offsetZ + j];
            sum = Math.fma(difference * w[offsetW + j], difference, sum);
        }
        return sum;
    }

    private static double squaredVectors(double x, double[] w, int offsetW, double[] z, int offsetZ, int whole) {
        DoubleVector minuend = broadcast(SPECIES, x);
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s0 = zero;
        DoubleVector s1 = zero;
        for (int j = 0; j < whole; j += STEP) {
            int p = offsetW + j;
            int q = offsetZ + j;
            DoubleVector first = minuend.sub(fromArray(SPECIES, z, q));
            DoubleVector second = minuend.sub(fromArray(SPECIES, z, q + COUNT));
            s0 = first.mul(fromArray(SPECIES, w, p)).fma(first, s0);
            s1 = second.mul(fromArray(SPECIES, w, p + COUNT)).fma(second, s1);
        }
        DoubleVector s = zero.add(s0).add(s1);
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
}
