package org.icl4j.core.internal.fused;

import org.jspecify.annotations.Nullable;

/**
 * Rows copied to the start of arrays of their own: only loops over such become vector code in the JVM's compiler, which an
 * offset in the index keeps from it.
 */
final class FusedScratch {

    /** Rows at a time: the terms of a product that are summed together. */
    static final int ROWS = 256;

    /** Columns at a time. */
    static final int COLUMNS = 128;

    /**
     * Exponentials at a time: as many as stay in the processor's nearest cache. The JVM compiles what is run often, together with all
     * that it calls: a loop over long pieces later than one over short ones, after the first answers of a process.
     */
    static final int PIECE = 8 * COLUMNS;

    /**
     * Of a loop of {@link #COLUMNS} the JVM's optimising compiler first makes a version to be entered while the loop runs, and then
     * the method again: it goes by the loop's rounds, of which it has seen many before it has seen many calls. With so many calls more
     * for each, which do nothing, it makes the method at once. That is a third of what it compiles in a first fit.
     */
    static final int EMPTY_CALLS = 3;

    /** So often, then no more: the loops are compiled by then, also where the optimising compiler has other work before them. */
    static final int EMPTY_ROUNDS = 2000;

    /**
     * Rows of a tile that one call takes. A loop over all 128 stays in the interpreter for hundreds of tiles, at 0.1 microseconds a
     * row; a method that is called sixteen times a tile is compiled after a dozen.
     */
    static final int GROUP = 8;

    private static final ThreadLocal<@Nullable FusedScratch> PER_THREAD = new ThreadLocal<>();
    /** Not to be written. */
    static final double[] ZEROS = new double[COLUMNS];

    final double[][] rows = new double[ROWS][COLUMNS];
    /** One point's coordinates. */
    final double[] point = new double[ROWS];

    final double[] sums = new double[COLUMNS];
    final double[] others = new double[COLUMNS];

    /** Of exponentials: their arguments, e^r, and what holds n in its low bits. */
    final double[] x = new double[PIECE];

    final double[] p = new double[PIECE];
    final double[] t = new double[PIECE];

    private FusedScratch() {}

    static FusedScratch get() {
        FusedScratch scratch = PER_THREAD.get();
        if (scratch == null) {
            scratch = new FusedScratch();
            PER_THREAD.set(scratch);
        }
        return scratch;
    }

    /** Zeros at the beginning of an array: a copy, where a loop would have to be compiled. */
    static void clear(double[] a, int count) {
        System.arraycopy(ZEROS, 0, a, 0, count);
    }

    /** Zeros from one element to before another. */
    static void clear(double[] a, int from, int to) {
        if (from < to) {
            System.arraycopy(ZEROS, 0, a, from, to - from);
        }
    }

    /** Copies a block of row-major numbers. */
    void copy(double[] b, int from, int ldB, int terms, int columns) {
        for (int p = 0; p < terms; p++) {
            System.arraycopy(b, from + p * ldB, rows[p], 0, columns);
        }
    }

    /** Copies the transpose of a block of row-major numbers. */
    void copyTransposed(double[] b, int from, int ldB, int terms, int columns) {
        for (int p = 0; p < terms; p++) {
            double[] row = rows[p];
            for (int j = 0; j < columns; j++) {
                row[j] = b[from + j * ldB + p];
            }
        }
    }
}
