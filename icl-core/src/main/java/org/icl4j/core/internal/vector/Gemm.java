package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;

/**
 * C = alpha op(A) op(B) + beta C by register blocks of four rows.
 *
 * <p>Element (i, j) is computed as: for each block of {@link #BLOCK_K} terms, s = the chain of fused multiply-adds over the
 * block from 0; then c = fma(alpha, s, beta c) for the first block (alpha s if beta is 0) and c = fma(alpha, s, c) for the
 * others. Every path below does just that, so the bits depend on row i, column j and k alone.
 *
 * <p>op(A) is read in place. op(B) is read in place where that is as fast; else it is copied by panels, which also pads
 * the columns that do not fill a vector. A block that is not simply stored goes through a scratch tile.
 */
final class Gemm {

    /** Terms of a sum that are taken at a time: a panel of B of so many rows stays in the L1 cache or near. */
    static final int BLOCK_K = 256;

    /** Columns of the widest register block: with 16 registers, eight accumulators; with 32, sixteen. */
    static final int WIDE = (COUNT == 4 ? 2 : 4) * COUNT;

    /** Rows from which on copying B pays. */
    private static final int PACK_FROM = 32;

    private static final ThreadLocal<Gemm> PER_THREAD = ThreadLocal.withInitial(Gemm::new);

    private final double[] panel = new double[BLOCK_K * WIDE];
    private final double[] tile = new double[4 * WIDE];

    // The product at hand. Fields, because every step below would else pass on a dozen arguments.
    private int m;
    private double alpha;
    private double[] a = tile;
    private int rowStep;
    private int termStep;
    private double beta;
    private double[] c = tile;
    private int ldC;

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
        if (StripGemm.pays(m, n)) {
            StripGemm.multiply(
                    transposeA, transposeB, m, n, k, alpha, a, offsetA, ldA, b, offsetB, ldB, beta, c, offsetC, ldC);
            return;
        }
        Gemm gemm = PER_THREAD.get();
        gemm.m = m;
        gemm.alpha = alpha;
        gemm.a = a;
        gemm.rowStep = transposeA ? 1 : ldA;
        gemm.termStep = transposeA ? ldA : 1;
        gemm.c = c;
        gemm.ldC = ldC;
        for (int p = 0; p < k; p += BLOCK_K) {
            int terms = Math.min(BLOCK_K, k - p);
            gemm.beta = p == 0 ? beta : 1;
            int fromA = offsetA + p * gemm.termStep;
            if (transposeB) {
                gemm.transposed(n, terms, fromA, b, offsetB + p, ldB, offsetC);
            } else {
                gemm.plain(n, terms, fromA, b, offsetB + p * ldB, ldB, offsetC);
            }
        }
        // Nothing of the caller's stays reachable from this thread.
        gemm.a = gemm.tile;
        gemm.c = gemm.tile;
    }

    private void transposed(int n, int k, int fromA, double[] b, int fromB, int ldB, int fromC) {
        int width;
        for (int j = 0; j < n; j += width) {
            width = width(n - j);
            int valid = Math.min(width, n - j);
            Packing.transposed(k, valid, width, b, fromB + j * ldB, ldB, panel, 0);
            column(width, valid, k, fromA, panel, 0, width, fromC + j);
        }
    }

    private void plain(int n, int k, int fromA, double[] b, int fromB, int ldB, int fromC) {
        int width;
        for (int j = 0; j < n; j += width) {
            width = width(n - j);
            if (n - j < width || m >= PACK_FROM) {
                int valid = Math.min(width, n - j);
                Packing.plain(k, valid, width, b, fromB + j, ldB, panel, 0);
                column(width, valid, k, fromA, panel, 0, width, fromC + j);
            } else {
                column(width, width, k, fromA, b, fromB + j, ldB, fromC + j);
            }
        }
    }

    /**
     * The widest block that n columns fill, or as many vectors as hold what is left: a block of two or three vectors with a few
     * columns of padding takes hardly longer than one vector alone, whose four sums wait for each other. Five vectors are three and
     * two for the same reason.
     */
    private static int width(int n) {
        int vectors = (n + COUNT - 1) / COUNT;
        return vectors == 5 && WIDE == 4 * COUNT ? 3 * COUNT : Math.min(WIDE, vectors * COUNT);
    }

    /** One panel of columns: all rows, four at a time. */
    private void column(int width, int valid, int k, int fromA, double[] b, int fromB, int ldB, int fromC) {
        int i = 0;
        if (valid == width) {
            for (; i + 4 <= m; i += 4) {
                block(width, 4, k, alpha, fromA + i * rowStep, b, fromB, ldB, beta, c, fromC + i * ldC, ldC);
            }
        }
        for (; i < m; i += 4) {
            int rows = Math.min(4, m - i);
            block(width, rows, k, 1, fromA + i * rowStep, b, fromB, ldB, 0, tile, 0, width);
            for (int r = 0; r < rows; r++) {
                update(alpha, tile, r * width, beta, c, fromC + (i + r) * ldC, valid);
            }
        }
    }

    /** Where fewer than four rows are left, the last one is computed several times. */
    private void block(
            int width,
            int rows,
            int k,
            double factor,
            int fromA,
            double[] b,
            int fromB,
            int ldB,
            double share,
            double[] to,
            int at,
            int ld) {
        int a1 = Math.min(1, rows - 1) * rowStep;
        int a2 = Math.min(2, rows - 1) * rowStep;
        int a3 = Math.min(3, rows - 1) * rowStep;
        if (width == 4 * COUNT) {
            GemmBlocks.four(k, factor, a, fromA, a1, a2, a3, termStep, b, fromB, ldB, share, to, at, ld);
        } else if (width == 3 * COUNT) {
            GemmBlocks.three(k, factor, a, fromA, a1, a2, a3, termStep, b, fromB, ldB, share, to, at, ld);
        } else if (width == 2 * COUNT) {
            GemmBlocks.two(k, factor, a, fromA, a1, a2, a3, termStep, b, fromB, ldB, share, to, at, ld);
        } else {
            GemmBlocks.one(k, factor, a, fromA, a1, a2, a3, termStep, b, fromB, ldB, share, to, at, ld);
        }
    }

    /** c = fma(alpha, s, beta c), or alpha s. */
    static void update(double alpha, double[] s, int from, double beta, double[] c, int at, int length) {
        int whole = length - length % COUNT;
        if (beta == 0) {
            store(alpha, s, from, c, at, whole);
        } else {
            add(alpha, s, from, beta, c, at, whole);
        }
        for (int j = whole; j < length; j++) {
            double v = s[from + j];
            c[at + j] = beta == 0 ? v * alpha : Math.fma(alpha, v, c[at + j] * beta);
        }
    }

    private static void store(double alpha, double[] s, int from, double[] c, int at, int whole) {
        for (int j = 0; j < whole; j += COUNT) {
            fromArray(SPECIES, s, from + j).mul(alpha).intoArray(c, at + j);
        }
    }

    private static void add(double alpha, double[] s, int from, double beta, double[] c, int at, int whole) {
        DoubleVector factor = broadcast(SPECIES, alpha);
        for (int j = 0; j < whole; j += COUNT) {
            DoubleVector old = fromArray(SPECIES, c, at + j).mul(beta);
            fromArray(SPECIES, s, from + j).fma(factor, old).intoArray(c, at + j);
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int fromC, int ldC) {
        for (int i = 0; i < m; i++) {
            for (int at = fromC + i * ldC, end = at + n; at < end; at++) {
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
    }
}
