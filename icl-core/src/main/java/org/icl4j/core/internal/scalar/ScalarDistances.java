package org.icl4j.core.internal.scalar;

import java.util.Arrays;

/** Tiles of squared and absolute distances in plain Java, summed in the order of the coordinates. */
final class ScalarDistances {

    private ScalarDistances() {}

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
        ScalarScratch scratch = ScalarScratch.get();
        for (int j = 0; j < columns; j += ScalarScratch.COLUMNS) {
            int width = Math.min(ScalarScratch.COLUMNS, columns - j);
            for (int i = 0; i < rows; i++) {
                Arrays.fill(result, offset + i * ld + j, offset + i * ld + j + width, 0);
            }
            for (int k = 0; k < d; k += ScalarScratch.ROWS) {
                int terms = Math.min(ScalarScratch.ROWS, d - k);
                scratch.copy(zTransposed, offsetZ + k * ldZ + j, ldZ, terms, width);
                for (int i = 0; i < rows; i++) {
                    int at = offset + i * ld + j;
                    System.arraycopy(result, at, scratch.sums, 0, width);
                    int p = 0;
                    for (; squared && p < terms - 3; p += 4) {
                        addFourSquares(scratch, width, x, offsetX + i * d + k + p, p);
                    }
                    for (; p < terms; p++) {
                        double coordinate = x[offsetX + i * d + k + p];
                        if (squared) {
                            addSquares(scratch.sums, width, coordinate, scratch.rows[p]);
                        } else {
                            addAbsolute(scratch.sums, width, coordinate, scratch.rows[p]);
                        }
                    }
                    System.arraycopy(scratch.sums, 0, result, at, width);
                }
            }
        }
    }

    private static void addFourSquares(ScalarScratch scratch, int width, double[] x, int at, int p) {
        double[][] rows = scratch.rows;
        addFourSquares(
                scratch.sums,
                width,
                x[at],
                rows[p],
                x[at + 1],
                rows[p + 1],
                x[at + 2],
                rows[p + 2],
                x[at + 3],
                rows[p + 3]);
    }

    /** {@link #addSquares} of four coordinates, in their order: the same bits, a quarter of the traffic. */
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
            sums[j] = sums[j] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
        }
    }

    private static void addSquares(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            double difference = coordinate - row[j];
            sums[j] = sums[j] + difference * difference;
        }
    }

    private static void addAbsolute(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            sums[j] = sums[j] + Math.abs(coordinate - row[j]);
        }
    }
}
