package org.icl4j.core.internal.fused;

/**
 * Rows copied to the start of arrays of their own: only loops over such become vector code in the JVM's compiler, which an
 * offset in the index keeps from it.
 */
final class FusedScratch {

    /** Rows at a time: the terms of a product that are summed together. */
    static final int ROWS = 256;

    /** Columns at a time. */
    static final int COLUMNS = 128;

    private static final ThreadLocal<FusedScratch> PER_THREAD = ThreadLocal.withInitial(FusedScratch::new);

    final double[][] rows = new double[ROWS][COLUMNS];
    final double[] sums = new double[COLUMNS];
    final double[] others = new double[COLUMNS];

    private FusedScratch() {}

    static FusedScratch get() {
        return PER_THREAD.get();
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
