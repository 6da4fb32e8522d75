package org.icl4j.core.internal.fused;

/**
 * C = alpha op(A) op(B) + beta C in plain Java. Element (i, j): for each block of {@link FusedScratch#ROWS} terms, s = the chain
 * of fused multiply-adds over the block from 0; then c = fma(alpha, s, beta c) for the first block (alpha s if beta is 0) and
 * c = fma(alpha, s, c) for the others. OpenBLAS and the Vector API compute just that, too.
 */
final class FusedGemm {

    private FusedGemm() {}

    static void multiply(
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
        int rowStep = transposeA ? 1 : ldA;
        int termStep = transposeA ? ldA : 1;
        FusedScratch scratch = FusedScratch.get();
        for (int p = 0; p < k; p += FusedScratch.ROWS) {
            int terms = Math.min(FusedScratch.ROWS, k - p);
            double factor = p == 0 ? beta : 1;
            for (int j = 0; j < n; j += FusedScratch.COLUMNS) {
                int columns = Math.min(FusedScratch.COLUMNS, n - j);
                if (transposeB) {
                    scratch.copyTransposed(b, offsetB + j * ldB + p, ldB, terms, columns);
                } else {
                    scratch.copy(b, offsetB + p * ldB + j, ldB, terms, columns);
                }
                for (int i = 0; i < m; i += 2) {
                    int from = offsetA + i * rowStep + p * termStep;
                    int at = offsetC + i * ldC + j;
                    row(scratch, terms, columns, a, from, i + 1 < m ? rowStep : 0, termStep, alpha, factor, c, at);
                    if (i + 1 < m) {
                        update(alpha, scratch.others, 0, factor, c, at + ldC, columns);
                    }
                }
            }
        }
    }

    // A row of C, and the sums of the next: a method of its own, compiled at once. See FusedDistances.
    private static void row(
            FusedScratch scratch,
            int terms,
            int columns,
            double[] a,
            int from,
            int next,
            int step,
            double alpha,
            double factor,
            double[] c,
            int at) {
        FusedScratch.clear(scratch.sums, columns);
        FusedScratch.clear(scratch.others, columns);
        combine(scratch, terms, columns, a, from, from + next, step);
        update(alpha, scratch.sums, 0, factor, c, at, columns);
    }

    /** c = fma(alpha, s, beta c), or alpha s where beta is 0. */
    static void update(double alpha, double[] s, int from, double beta, double[] c, int at, int length) {
        if (beta == 0) {
            if (alpha == 1) {
                System.arraycopy(s, from, c, at, length);
                return;
            }
            for (int j = 0; j < length; j++) {
                c[at + j] = alpha * s[from + j];
            }
            return;
        }
        for (int j = 0; j < length; j++) {
            c[at + j] = Math.fma(alpha, s[from + j], beta * c[at + j]);
        }
    }

    /** For two rows of A, which share what is read of B: sums_j = sum over p of a_p rows_pj, in the order of p. */
    private static void combine(
            FusedScratch scratch, int terms, int columns, double[] a, int from, int other, int step) {
        double[][] rows = scratch.rows;
        int p = 0;
        for (; p < terms - 3; p += 4) {
            int at = from + p * step;
            int to = other + p * step;
            addFour(
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
            addOne(scratch.sums, columns, a[from + p * step], rows[p]);
            addOne(scratch.others, columns, a[other + p * step], rows[p]);
        }
    }

    private static void addFour(
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
            sums[j] =
                    Math.fma(a3, row3[j], Math.fma(a2, row2[j], Math.fma(a1, row1[j], Math.fma(a0, row0[j], sums[j]))));
            others[j] = Math.fma(
                    b3, row3[j], Math.fma(b2, row2[j], Math.fma(b1, row1[j], Math.fma(b0, row0[j], others[j]))));
        }
    }

    private static void addOne(double[] sums, int columns, double a0, double[] row0) {
        for (int j = 0; j < columns; j++) {
            sums[j] = Math.fma(a0, row0[j], sums[j]);
        }
    }
}
