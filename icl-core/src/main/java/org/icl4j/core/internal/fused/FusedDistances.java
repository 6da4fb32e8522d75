package org.icl4j.core.internal.fused;

/** Tiles of squared distances, each a chain of fused multiply-adds, and of absolute ones, in the order of the coordinates. */
final class FusedDistances {

    // Of empty calls. Threads may count some of them twice or not at all.
    private static int rounds;

    private FusedDistances() {}

    static void compute(
            boolean squared,
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] zTransposed,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        FusedScratch scratch = FusedScratch.get();
        double[] sums = scratch.sums;
        for (int j = 0; j < columns; j += FusedScratch.COLUMNS) {
            int width = Math.min(FusedScratch.COLUMNS, columns - j);
            // Once also for no coordinates at all, whose sums are 0.
            for (int k = 0; k == 0 || k < d; k += FusedScratch.ROWS) {
                int terms = Math.min(FusedScratch.ROWS, d - k);
                scratch.copy(zTransposed, offsetZ + k * ldZ + j, ldZ, terms, width);
                for (int i = 0; i < rows; i++) {
                    int at = offset + i * ld + j;
                    if (k == 0) {
                        FusedScratch.clear(sums, width);
                    } else {
                        System.arraycopy(result, at, sums, 0, width);
                    }
                    add(squared, scratch, width, terms, x, offsetX + i * d + k);
                    System.arraycopy(sums, 0, result, at, width);
                }
            }
        }
    }

    private static void add(boolean squared, FusedScratch scratch, int width, int terms, double[] x, int at) {
        double[][] rows = scratch.rows;
        for (int p = 0; !squared && p < terms; p++) {
            addAbsolute(scratch.sums, width, x[at + p], rows[p]);
        }
        // Coordinates that are missing from the last four are 0 on both sides and add nothing: one loop to compile, not
        // two.
        for (int p = 0; squared && p < terms; p += 4) {
            boolean one = p + 1 < terms;
            boolean two = p + 2 < terms;
            boolean three = p + 3 < terms;
            addFourSquares(
                    scratch.sums,
                    width,
                    x[at + p],
                    rows[p],
                    one ? x[at + p + 1] : 0,
                    one ? rows[p + 1] : FusedScratch.ZEROS,
                    two ? x[at + p + 2] : 0,
                    two ? rows[p + 2] : FusedScratch.ZEROS,
                    three ? x[at + p + 3] : 0,
                    three ? rows[p + 3] : FusedScratch.ZEROS);
            if (rounds < FusedScratch.EMPTY_ROUNDS) {
                rounds++;
                callEmpty(scratch.sums, FusedScratch.ZEROS);
            }
        }
    }

    // See FusedScratch.EMPTY_CALLS.
    private static void callEmpty(double[] sums, double[] zeros) {
        for (int call = 0; call < FusedScratch.EMPTY_CALLS; call++) {
            addFourSquares(sums, 0, 0, zeros, 0, zeros, 0, zeros, 0, zeros);
        }
    }

    private static void addFourSquares(
            double[] sums,
            int width,
            double x0,
            double[] row0,
            double x1,
            double[] row1,
            double x2,
            double[] row2,
            double x3,
            double[] row3) {
        for (int j = 0; j < width; j++) {
            double d0 = x0 - row0[j];
            double d1 = x1 - row1[j];
            double d2 = x2 - row2[j];
            double d3 = x3 - row3[j];
            sums[j] = Math.fma(d3, d3, Math.fma(d2, d2, Math.fma(d1, d1, Math.fma(d0, d0, sums[j]))));
        }
    }

    private static void addAbsolute(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            sums[j] = sums[j] + Math.abs(coordinate - row[j]);
        }
    }
}
