package org.icl4j.core.internal.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The processor's widest vectors of float64, up to eight lanes.
 *
 * <p>Where the JVM does not inline a method that takes a vector, it puts the vector into an object, for good. Two rules of
 * this package keep that from depending on what a program did before:
 *
 * <ul>
 *   <li>No vector goes into a method of ours or out of one. The Vector API's own methods are always inlined, others by their
 *       size and by how often the place has been reached.
 *   <li>A vector that a loop carries is an argument, never the receiver, in methods of less than 325 bytes, which may be
 *       inlined before they have run often. Of a carried vector the compiler knows the class from its profile alone; of an
 *       argument it learns it from the receiver. Behind the loop, {@code zero.add(s)} is s with its class known.
 * </ul>
 */
final class Lanes {

    static final VectorSpecies<Double> SPECIES =
            DoubleVector.SPECIES_PREFERRED.length() > 8 ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();

    /** {@code i & LAST} is i where there is a lane i, and some lane where there is none. */
    static final int LAST = COUNT - 1;

    private Lanes() {}

    /** The sum of the lanes, by halves, in an order that is the same in compiled and in interpreted code. */
    static double sum(double v0, double v1, double v2, double v3, double v4, double v5, double v6, double v7) {
        if (COUNT == 2) {
            return v0 + v1;
        }
        if (COUNT == 4) {
            return (v0 + v2) + (v1 + v3);
        }
        return ((v0 + v4) + (v2 + v6)) + ((v1 + v5) + (v3 + v7));
    }
}
