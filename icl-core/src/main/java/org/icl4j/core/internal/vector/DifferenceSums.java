package org.icl4j.core.internal.vector;

import static org.icl4j.core.internal.vector.Lanes.COUNT;

import jdk.incubator.vector.DoubleVector;

/**
 * Weighted sums of differences and of their squares; two accumulators, so that the adders do not wait
 * for each other. Nothing behind the loop changes them: where paths meet, some JVMs put vectors into objects.
 */
final class DifferenceSums {

    private DifferenceSums() {}

    static double plain(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        int j = 0;
        double sum = 0;
        if (length >= 2 * COUNT) {
            DoubleVector minuend = Lanes.all(x);
            DoubleVector s0 = Lanes.all(0);
            DoubleVector s1 = Lanes.all(0);
            for (int end = length - 2 * COUNT; j <= end; j += 2 * COUNT) {
                s0 = minuend.sub(Lanes.load(z, offsetZ + j)).fma(Lanes.load(w, offsetW + j), s0);
                s1 = minuend.sub(Lanes.load(z, offsetZ + j + COUNT)).fma(Lanes.load(w, offsetW + j + COUNT), s1);
            }
            sum = Lanes.sum(s0.add(s1));
        }
        for (; j < length; j++) {
            sum = Math.fma(x - z[offsetZ + j], w[offsetW + j], sum);
        }
        return sum;
    }

    static double squared(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        int j = 0;
        double sum = 0;
        if (length >= 2 * COUNT) {
            DoubleVector minuend = Lanes.all(x);
            DoubleVector s0 = Lanes.all(0);
            DoubleVector s1 = Lanes.all(0);
            for (int end = length - 2 * COUNT; j <= end; j += 2 * COUNT) {
                DoubleVector first = minuend.sub(Lanes.load(z, offsetZ + j));
                DoubleVector second = minuend.sub(Lanes.load(z, offsetZ + j + COUNT));
                s0 = first.mul(Lanes.load(w, offsetW + j)).fma(first, s0);
                s1 = second.mul(Lanes.load(w, offsetW + j + COUNT)).fma(second, s1);
            }
            sum = Lanes.sum(s0.add(s1));
        }
        for (; j < length; j++) {
            double difference = x - z[offsetZ + j];
            sum = Math.fma(difference * w[offsetW + j], difference, sum);
        }
        return sum;
    }
}
