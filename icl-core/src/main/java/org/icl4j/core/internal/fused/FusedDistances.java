package org.icl4j.core.internal.fused;

import java.util.Arrays;

/** Tiles of squared distances, each a chain of fused multiply-adds, and of absolute ones, in the order of the coordinates. */
final class FusedDistances {

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
                        Arrays.fill(sums, 0, width, 0);
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
        int p = 0;
        for (; squared && p < terms - 3; p += 4) {
            addFourSquares(
                    scratch.sums,
                    width,
                    x[at + p],
                    rows[p],
                    x[at + p + 1],
                    rows[p + 1],
                    x[at + p + 2],
                    rows[p + 2],
                    x[at + p + 3],
                    rows[p + 3]);
        }
        for (; p < terms; p++) {
            if (squared) {
                addSquares(scratch.sums, width, x[at + p], rows[p]);
            } else {
                addAbsolute(scratch.sums, width, x[at + p], rows[p]);
            }
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

    private static void addSquares(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            double difference = coordinate - row[j];
            sums[j] = Math.fma(difference, difference, sums[j]);
        }
    }

    private static void addAbsolute(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            sums[j] = sums[j] + Math.abs(coordinate - row[j]);
        }
    }
}
