package org.icl4j.core.internal.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The processor's widest vectors of float64.
 *
 * <p>A rule of this package: a vector goes through a method of ours only where every call of the caller passes. The JVM inlines
 * the Vector API's own methods always, others by how often the place has been reached in relation to its method; where it
 * does not inline, it puts the vector into an object. Behind a condition, that depends on what ran before.
 */
final class Lanes {

    static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();

    private Lanes() {}

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
