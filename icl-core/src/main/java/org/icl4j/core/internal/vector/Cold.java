package org.icl4j.core.internal.vector;

/**
 * Until the JVM has compiled them, vectors are objects and each operation takes a microsecond: the first Gaussian kernel
 * matrix of 100 points took half a second. So the first elements of a program go through scalar twins of the vector loops,
 * with the same operations and so the same bits; a program that has more to do pays for the compilation once.
 */
final class Cold {

    // Races only move the moment at which the loops change, which no result shows.
    private static int elements = 200_000;

    private Cold() {}

    /** Whether so many elements more still count as few. */
    static boolean still(int count) {
        int left = elements;
        if (left <= 0) {
            return false;
        }
        elements = left - count;
        return true;
    }
}
