package org.icl4j.core.internal.vector;

import static org.icl4j.core.internal.vector.Lanes.COUNT;

/**
 * {@link Gemm}'s products where both factors are worth copying: op(A) by strips of eight rows, op(B) by panels of three vectors of
 * columns, padded where rows or columns do not fill them. For processors whose 32 registers hold 24 sums. An element is the same
 * chain of operations, and has the same bits.
 */
final class StripGemm {

    private static final int ROWS = StripBlocks.ROWS;

    /** Columns of the widest register block. */
    private static final int WIDE = 3 * COUNT;

    /** Numbers of op(A) that are copied at a time: 256 KiB, which stay in the L2 cache while every panel passes over them. */
    private static final int STRIPS = 1 << 15;

    /** A panel that few strips read does not pay for its copy: products of 41 rows, the tokens of a prompt, were no faster. */
    private static final int FEW_ROWS = 48;

    private static final ThreadLocal<StripGemm> PER_THREAD = ThreadLocal.withInitial(StripGemm::new);

    private final double[] strips = new double[STRIPS];
    private final double[] panel = new double[Gemm.BLOCK_K * WIDE];
    private final double[] tile = new double[ROWS * WIDE];

    // The product at hand. Fields, because every step below would else pass on a dozen arguments.
    private double alpha;
    private double beta;
    private double[] c = tile;
    private int ldC;

    private StripGemm() {}

    /** Whether copies of both factors pay: a strip is read once for each panel, a panel once for each strip. */
    static boolean pays(int m, int n) {
        return COUNT == 8 && m >= FEW_ROWS && n > WIDE;
    }

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
        StripGemm gemm = PER_THREAD.get();
        gemm.alpha = alpha;
        gemm.c = c;
        gemm.ldC = ldC;
        for (int p = 0; p < k; p += Gemm.BLOCK_K) {
            int terms = Math.min(Gemm.BLOCK_K, k - p);
            int most = STRIPS / terms / ROWS * ROWS;
            gemm.beta = p == 0 ? beta : 1;
            int fromB = offsetB + p * (transposeB ? 1 : ldB);
            for (int i = 0; i < m; i += most) {
                int rows = Math.min(most, m - i);
                int fromA = offsetA + i * (transposeA ? 1 : ldA) + p * (transposeA ? ldA : 1);
                gemm.copyRows(transposeA, rows, terms, a, fromA, ldA);
                gemm.columns(transposeB, rows, n, terms, b, fromB, ldB, offsetC + i * ldC);
            }
        }
        // Nothing of the caller's stays reachable from this thread.
        gemm.c = gemm.tile;
    }

    private void copyRows(boolean transposeA, int rows, int k, double[] a, int fromA, int ldA) {
        for (int i = 0; i < rows; i += ROWS) {
            int valid = Math.min(ROWS, rows - i);
            if (transposeA) {
                Packing.plain(k, valid, ROWS, a, fromA + i, ldA, strips, i * k);
            } else {
                Packing.transposed(k, valid, ROWS, a, fromA + i * ldA, ldA, strips, i * k);
            }
        }
    }

    private void columns(boolean transposeB, int rows, int n, int k, double[] b, int fromB, int ldB, int fromC) {
        int width;
        for (int j = 0; j < n; j += width) {
            width = width(n - j);
            int valid = Math.min(width, n - j);
            if (transposeB) {
                Packing.transposed(k, valid, width, b, fromB + j * ldB, ldB, panel, 0);
            } else {
                Packing.plain(k, valid, width, b, fromB + j, ldB, panel, 0);
            }
            column(width, valid, rows, k, fromC + j);
        }
    }

    /** Three vectors, and at the end two, twice where four are left: of more than three one is never left. */
    private static int width(int n) {
        int vectors = (n + COUNT - 1) / COUNT;
        return vectors == 2 || vectors == 4 ? 2 * COUNT : WIDE;
    }

    /** One panel of columns: all rows, a strip at a time. */
    private void column(int width, int valid, int rows, int k, int fromC) {
        boolean stored = alpha == 1 && beta == 0 && valid == width;
        for (int i = 0; i < rows; i += ROWS) {
            int at = fromC + i * ldC;
            int count = Math.min(ROWS, rows - i);
            if (stored && count == ROWS) {
                strip(width, k, i * k, c, at, ldC);
                continue;
            }
            strip(width, k, i * k, tile, 0, width);
            for (int r = 0; r < count; r++) {
                Gemm.update(alpha, tile, r * width, beta, c, at + r * ldC, valid);
            }
        }
    }

    private void strip(int width, int k, int from, double[] to, int at, int ld) {
        if (width == 3 * COUNT) {
            StripBlocks.three(k, strips, from, panel, to, at, ld);
        } else {
            StripBlocks.two(k, strips, from, panel, to, at, ld);
        }
    }
}
