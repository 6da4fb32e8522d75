package org.icl4j.core.internal.vector;

import static org.icl4j.core.internal.vector.Lanes.COUNT;

/**
 * C = alpha op(A) op(B) + beta C by register blocks of four rows.
 *
 * <p>Element (i, j) is computed as: for each block of {@link #BLOCK_K} terms, s = the chain of fused multiply-adds over the
 * block from 0; then c = alpha s + (beta c) for the first block and c = fma(alpha, s, c) for the others. Every path below
 * does just that, so the bits depend on row i, column j and k alone.
 *
 * <p>op(A) is read in place. op(B) is read in place where that is as fast; else it is copied by panels, which also pads
 * the columns that do not fill a vector. Those columns of C go through a scratch tile.
 */
final class Gemm {

    /** Terms of a sum that are taken at a time: a panel of B of so many rows stays in the L1 cache or near. */
    static final int BLOCK_K = 256;

    /** Columns of B that are packed at a time. */
    private static final int BLOCK_N = 256;

    /** Columns of the widest register block: with 16 registers, eight accumulators; with 32, sixteen. */
    static final int WIDE = (COUNT == 4 ? 2 : 4) * COUNT;

    /** Rows from which on copying B pays. */
    private static final int PACK_FROM = 32;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private Gemm() {}

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
        if (k == 0) {
            scale(m, n, beta, c, offsetC, ldC);
            return;
        }
        int rowStep = transposeA ? 1 : ldA;
        int termStep = transposeA ? ldA : 1;
        boolean pack = transposeB || m >= PACK_FROM;
        for (int p = 0; p < k; p += BLOCK_K) {
            int terms = Math.min(BLOCK_K, k - p);
            double factor = p == 0 ? beta : 1;
            for (int j = 0; j < n; j += BLOCK_N) {
                int columns = Math.min(BLOCK_N, n - j);
                int fromA = offsetA + p * termStep;
                int fromB = transposeB ? offsetB + j * ldB + p : offsetB + p * ldB + j;
                int fromC = offsetC + j;
                int whole = pack ? 0 : columns - columns % COUNT;
                if (whole > 0) {
                    inPlace(m, whole, terms, alpha, a, fromA, rowStep, termStep, b, fromB, ldB, factor, c, fromC, ldC);
                }
                if (whole < columns) {
                    fromB += transposeB ? whole * ldB : whole;
                    packed(
                            transposeB,
                            m,
                            columns - whole,
                            terms,
                            alpha,
                            a,
                            fromA,
                            rowStep,
                            termStep,
                            b,
                            fromB,
                            ldB,
                            factor,
                            c,
                            fromC + whole,
                            ldC);
                }
            }
        }
    }

    private static void inPlace(
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        int j = 0;
        while (j < n) {
            int width = width(n - j);
            panel(width, m, k, alpha, a, fromA, rowStep, termStep, b, fromB + j, ldB, beta, c, fromC + j, ldC);
            j += width;
        }
    }

    private static void packed(
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        Scratch scratch = SCRATCH.get();
        double[] panel = scratch.panel;
        int j = 0;
        while (j < n) {
            int width = width(n - j);
            int valid = Math.min(width, n - j);
            if (transposeB) {
                Packing.transposed(k, valid, width, b, fromB + j * ldB, ldB, panel);
            } else {
                Packing.plain(k, valid, width, b, fromB + j, ldB, panel);
            }
            if (valid == width) {
                panel(width, m, k, alpha, a, fromA, rowStep, termStep, panel, 0, width, beta, c, fromC + j, ldC);
            } else {
                edge(width, valid, m, k, alpha, a, fromA, rowStep, termStep, scratch, beta, c, fromC + j, ldC);
            }
            j += width;
        }
    }

    /** One column panel: all rows, four at a time. */
    private static void panel(
            int width,
            int m,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        for (int i = 0; i < m; i += 4) {
            int rows = Math.min(4, m - i);
            block(
                    width,
                    rows,
                    k,
                    alpha,
                    a,
                    fromA + i * rowStep,
                    rowStep,
                    termStep,
                    b,
                    fromB,
                    ldB,
                    beta,
                    c,
                    fromC + i * ldC,
                    ldC);
        }
    }

    /** The columns that do not fill a vector: into a scratch tile and from there. */
    private static void edge(
            int width,
            int valid,
            int m,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            Scratch scratch,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        double[] tile = scratch.tile;
        for (int i = 0; i < m; i += 4) {
            int rows = Math.min(4, m - i);
            int at = fromC + i * ldC;
            if (beta != 0) {
                for (int r = 0; r < rows; r++) {
                    copy(c, at + r * ldC, tile, r * WIDE, valid);
                }
            }
            block(
                    width,
                    rows,
                    k,
                    alpha,
                    a,
                    fromA + i * rowStep,
                    rowStep,
                    termStep,
                    scratch.panel,
                    0,
                    width,
                    beta,
                    tile,
                    0,
                    WIDE);
            for (int r = 0; r < rows; r++) {
                copy(tile, r * WIDE, c, at + r * ldC, valid);
            }
        }
    }

    private static void block(
            int width,
            int rows,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        if (width == 4 * COUNT) {
            GemmBlocks.four(rows, k, alpha, a, fromA, rowStep, termStep, b, fromB, ldB, beta, c, fromC, ldC);
        } else if (width == 2 * COUNT) {
            GemmBlocks.two(rows, k, alpha, a, fromA, rowStep, termStep, b, fromB, ldB, beta, c, fromC, ldC);
        } else {
            GemmBlocks.one(rows, k, alpha, a, fromA, rowStep, termStep, b, fromB, ldB, beta, c, fromC, ldC);
        }
    }

    /** The widest block that n columns fill, or one vector where they do not fill any. */
    private static int width(int n) {
        return n >= WIDE ? WIDE : n >= 2 * COUNT ? 2 * COUNT : COUNT;
    }

    private static void copy(double[] from, int at, double[] to, int start, int length) {
        for (int i = 0; i < length; i++) {
            to[start + i] = from[at + i];
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int fromC, int ldC) {
        for (int i = 0; i < m; i++) {
            for (int at = fromC + i * ldC, end = at + n; at < end; at++) {
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
    }

    private static final class Scratch {
        final double[] panel = new double[BLOCK_K * WIDE];
        final double[] tile = new double[4 * WIDE];
    }
}
