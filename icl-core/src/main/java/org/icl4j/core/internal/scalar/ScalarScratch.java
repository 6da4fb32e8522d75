package org.icl4j.core.internal.scalar;

/**
 * Rows copied to the start of arrays of their own: only loops over such become vector code in the JVM's compiler, which an
 * offset in the index keeps from it.
 */
final class ScalarScratch {

    /** Rows at a time. */
    static final int ROWS = 64;

    /** Columns at a time. */
    static final int COLUMNS = 256;

    private static final ThreadLocal<ScalarScratch> OF_THREAD = ThreadLocal.withInitial(ScalarScratch::new);

    final double[][] rows = new double[ROWS][COLUMNS];
    final double[] sums = new double[COLUMNS];
    final double[] others = new double[COLUMNS];

    private ScalarScratch() {}

    static ScalarScratch get() {
        return OF_THREAD.get();
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
