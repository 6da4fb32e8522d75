package org.icl4j.core.internal.scalar;

import java.util.Arrays;
import org.icl4j.core.math.VectorMath;

/** Products in plain Java: four terms and two rows of the result at a time. */
final class ScalarGemm {

    private ScalarGemm() {}

    /** {@link VectorMath#gemm}. */
    static void compute(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int ldA,
            double[] b,
            int offsetB,
            int ldB,
            double beta,
            double[] c,
            int offsetC,
            int ldC) {
        for (int i = 0; i < m; i++) {
            for (int at = offsetC + i * ldC, end = at + n; at < end; at++) {
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
        int rowStep = transposeA ? 1 : ldA;
        int termStep = transposeA ? ldA : 1;
        ScalarScratch scratch = ScalarScratch.get();
        for (int p = 0; p < k; p += ScalarScratch.ROWS) {
            int terms = Math.min(ScalarScratch.ROWS, k - p);
            for (int j = 0; j < n; j += ScalarScratch.COLUMNS) {
                int columns = Math.min(ScalarScratch.COLUMNS, n - j);
                if (transposeB) {
                    scratch.copyTransposed(b, offsetB + j * ldB + p, ldB, terms, columns);
                } else {
                    scratch.copy(b, offsetB + p * ldB + j, ldB, terms, columns);
                }
                int i = 0;
                for (; i < m - 1; i += 2) {
                    int from = offsetA + i * rowStep + p * termStep;
                    Arrays.fill(scratch.sums, 0, columns, 0);
                    Arrays.fill(scratch.others, 0, columns, 0);
                    combineTwo(scratch, terms, columns, a, from, from + rowStep, termStep);
                    add(alpha, scratch.sums, c, offsetC + i * ldC + j, columns);
                    add(alpha, scratch.others, c, offsetC + (i + 1) * ldC + j, columns);
                }
                if (i < m) {
                    Arrays.fill(scratch.sums, 0, columns, 0);
                    combine(
                            scratch.sums,
                            scratch.rows,
                            terms,
                            columns,
                            a,
                            offsetA + i * rowStep + p * termStep,
                            termStep);
                    add(alpha, scratch.sums, c, offsetC + i * ldC + j, columns);
                }
            }
        }
    }

    private static void add(double alpha, double[] sums, double[] c, int offset, int length) {
        for (int j = 0; j < length; j++) {
            c[offset + j] += alpha * sums[j];
        }
    }

    /** {@link #combine} for two rows of A, which share what is read of B; the same bits. */
    private static void combineTwo(
            ScalarScratch scratch, int terms, int columns, double[] a, int from, int other, int step) {
        double[][] rows = scratch.rows;
        int p = 0;
        for (; p < terms - 3; p += 4) {
            int at = from + p * step;
            int to = other + p * step;
            combineFourTwice(
                    scratch.sums,
                    scratch.others,
                    columns,
                    rows[p],
                    rows[p + 1],
                    rows[p + 2],
                    rows[p + 3],
                    a[at],
                    a[at + step],
                    a[at + 2 * step],
                    a[at + 3 * step],
                    a[to],
                    a[to + step],
                    a[to + 2 * step],
                    a[to + 3 * step]);
        }
        for (; p < terms; p++) {
            combineOne(scratch.sums, columns, a[from + p * step], rows[p]);
            combineOne(scratch.others, columns, a[other + p * step], rows[p]);
        }
    }

    private static void combineFourTwice(
            double[] sums,
            double[] others,
            int columns,
            double[] row0,
            double[] row1,
            double[] row2,
            double[] row3,
            double a0,
            double a1,
            double a2,
            double a3,
            double b0,
            double b1,
            double b2,
            double b3) {
        for (int j = 0; j < columns; j++) {
            sums[j] = sums[j] + a0 * row0[j] + a1 * row1[j] + a2 * row2[j] + a3 * row3[j];
            others[j] = others[j] + b0 * row0[j] + b1 * row1[j] + b2 * row2[j] + b3 * row3[j];
        }
    }

    /** sums_j = sum over p of a_p rows_pj, in the order of p. */
    private static void combine(
            double[] sums, double[][] rows, int terms, int columns, double[] a, int from, int step) {
        int p = 0;
        for (; p < terms - 3; p += 4) {
            int at = from + p * step;
            combineFour(
                    sums,
                    columns,
                    a[at],
                    rows[p],
                    a[at + step],
                    rows[p + 1],
                    a[at + 2 * step],
                    rows[p + 2],
                    a[at + 3 * step],
                    rows[p + 3]);
        }
        for (; p < terms; p++) {
            combineOne(sums, columns, a[from + p * step], rows[p]);
        }
    }

    private static void combineFour(
            double[] sums,
            int columns,
            double a0,
            double[] row0,
            double a1,
            double[] row1,
            double a2,
            double[] row2,
            double a3,
            double[] row3) {
        for (int j = 0; j < columns; j++) {
            sums[j] = sums[j] + a0 * row0[j] + a1 * row1[j] + a2 * row2[j] + a3 * row3[j];
        }
    }

    private static void combineOne(double[] sums, int columns, double a0, double[] row0) {
        for (int j = 0; j < columns; j++) {
            sums[j] = sums[j] + a0 * row0[j];
        }
    }
}
