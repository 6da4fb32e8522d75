package org.icl4j.core.internal.fused;

/** Tiles of squared distances, each a chain of fused multiply-adds, and of absolute ones, in the order of the coordinates. */
final class FusedDistances {

    private static final int FOUR = 4;

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
        for (int j = 0; j < columns; j += FusedScratch.COLUMNS) {
            int width = Math.min(FusedScratch.COLUMNS, columns - j);
            // Once also for no coordinates at all, whose sums are 0.
            for (int k = 0; k == 0 || k < d; k += FusedScratch.ROWS) {
                int terms = Math.min(FusedScratch.ROWS, d - k);
                scratch.copy(zTransposed, offsetZ + k * ldZ + j, ldZ, terms, width);
                for (int p = terms; p % FOUR != 0; p++) {
                    FusedScratch.clear(scratch.rows[p], width);
                    scratch.point[p] = 0;
                }
                for (int i = 0; i < rows; i += FusedScratch.GROUP) {
                    int count = Math.min(FusedScratch.GROUP, rows - i);
                    int from = offsetX + i * d + k;
                    group(squared, scratch, width, terms, k == 0, count, x, from, d, result, offset + i * ld + j, ld);
                }
            }
        }
    }

    // See FusedScratch.GROUP.
    private static void group(
            boolean squared,
            FusedScratch scratch,
            int width,
            int terms,
            boolean first,
            int count,
            double[] x,
            int offsetX,
            int d,
            double[] result,
            int offset,
            int ld) {
        for (int i = 0; i < count; i++) {
            row(squared, scratch, width, terms, first, x, offsetX + i * d, result, offset + i * ld);
        }
    }

    // A method of its own: called for each row it is compiled at once, a loop around it stays in the interpreter for
    // long.
    private static void row(
            boolean squared,
            FusedScratch scratch,
            int width,
            int terms,
            boolean first,
            double[] x,
            int offsetX,
            double[] result,
            int offset) {
        double[] sums = scratch.sums;
        if (first) {
            FusedScratch.clear(sums, width);
        } else {
            System.arraycopy(result, offset, sums, 0, width);
        }
        if (squared) {
            addSquares(scratch, width, terms, x, offsetX);
        } else {
            for (int p = 0; p < terms; p++) {
                addAbsolute(sums, width, x[offsetX + p], scratch.rows[p]);
            }
        }
        System.arraycopy(sums, 0, result, offset, width);
    }

    // Coordinates that are missing from the last four are 0 on both sides and add nothing: one loop to compile, not
    // two.
    private static void addSquares(FusedScratch scratch, int width, int terms, double[] x, int offsetX) {
        double[][] rows = scratch.rows;
        double[] point = scratch.point;
        System.arraycopy(x, offsetX, point, 0, terms);
        for (int p = 0; p < terms; p += FOUR) {
            addFourSquares(
                    scratch.sums,
                    width,
                    point[p],
                    rows[p],
                    point[p + 1],
                    rows[p + 1],
                    point[p + 2],
                    rows[p + 2],
                    point[p + 3],
                    rows[p + 3]);
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
