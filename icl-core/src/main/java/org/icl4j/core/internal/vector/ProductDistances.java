package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** Squared distances from inner products and norms, and how far they are above the threshold of cancellation. */
final class ProductDistances {

    private ProductDistances() {}

    // Doubling is exact, so the fused multiply-add rounds as the scalar code does; the sign of the excess is exact too.
    static boolean combine(
            double norm, double[] norms, int offsetNorms, double threshold, double[] a, int offset, int length) {
        int j = 0;
        boolean good = true;
        if (length >= COUNT) {
            DoubleVector zero = broadcast(SPECIES, 0);
            DoubleVector excess = zero;
            for (int end = length - COUNT; j <= end; j += COUNT) {
                DoubleVector scale = fromArray(SPECIES, norms, offsetNorms + j).add(norm);
                DoubleVector distance = fromArray(SPECIES, a, offset + j).fma(broadcast(SPECIES, -2), scale);
                distance.intoArray(a, offset + j);
                excess = distance.sub(scale.mul(threshold)).min(excess);
            }
            good = zero.min(excess).reduceLanes(VectorOperators.MIN) >= 0;
        }
        for (; j < length; j++) {
            double scale = norm + norms[offsetNorms + j];
            double distance = scale - 2 * a[offset + j];
            a[offset + j] = distance;
            good &= distance >= threshold * scale;
        }
        return good;
    }
}
