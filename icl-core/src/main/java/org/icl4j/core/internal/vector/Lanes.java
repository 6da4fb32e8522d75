package org.icl4j.core.internal.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The processor's widest vectors of float64. */
final class Lanes {

    static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();

    private Lanes() {}

    static DoubleVector load(double[] a, int at) {
        return DoubleVector.fromArray(SPECIES, a, at);
    }

    static DoubleVector all(double value) {
        return DoubleVector.broadcast(SPECIES, value);
    }

    /** The sum of the lanes, by halves, in an order that is the same in compiled and in interpreted code. */
    static double sum(DoubleVector v) {
        if (COUNT == 2) {
            return v.lane(0) + v.lane(1);
        }
        if (COUNT == 4) {
            return (v.lane(0) + v.lane(2)) + (v.lane(1) + v.lane(3));
        }
        if (COUNT == 8) {
            return ((v.lane(0) + v.lane(4)) + (v.lane(2) + v.lane(6)))
                    + ((v.lane(1) + v.lane(5)) + (v.lane(3) + v.lane(7)));
        }
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += v.lane(i);
        }
        return sum;
    }
}
