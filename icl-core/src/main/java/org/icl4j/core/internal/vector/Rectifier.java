package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** max(a, 0) and its backward, without branches: signs are random, so that every second branch would be mispredicted. */
final class Rectifier {

    private Rectifier() {}

    static void relu(double[] a, int offset, int length) {
        DoubleVector zero = broadcast(SPECIES, 0);
        int i = offset;
        for (int end = offset + length - COUNT; i <= end; i += COUNT) {
            fromArray(SPECIES, a, i).lanewise(VectorOperators.MAX, zero).intoArray(a, i);
        }
        for (; i < offset + length; i++) {
            a[i] = Math.max(a[i], 0);
        }
    }

    static void gate(double[] g, int offsetG, double[] a, int offsetA, int length) {
        DoubleVector zero = broadcast(SPECIES, 0);
        int i = 0;
        for (int end = length - COUNT; i <= end; i += COUNT) {
            zero.blend(
                            fromArray(SPECIES, a, offsetA + i),
                            fromArray(SPECIES, g, offsetG + i).compare(VectorOperators.GT, zero))
                    .intoArray(a, offsetA + i);
        }
        for (; i < length; i++) {
            a[offsetA + i] = g[offsetG + i] > 0 ? a[offsetA + i] : 0;
        }
    }
}
