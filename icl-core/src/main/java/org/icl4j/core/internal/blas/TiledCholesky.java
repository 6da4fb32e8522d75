package org.icl4j.core.internal.blas;

import java.util.function.IntConsumer;
import org.icl4j.core.math.Parallel;

/**
 * Cholesky in place by block columns (Golub and Van Loan 2013, section 4.2, outer-product form), in float64 or float32 as
 * {@link TileCalls} has it. For block column k of A, with L lower (for the upper triangle everything is transposed):
 *
 * <pre>
 *   A_kk = L_kk L_kk'              potrf   [b, b]
 *   L_ik = A_ik L_kk^-T            trsm    rows below, in tiles
 *   A_ij = A_ij - L_ik L_jk'       gemm    tiles with i &gt;= j &gt; k; syrk on the diagonal
 * </pre>
 *
 * n^3/3 flops, nearly all of them in the products of the last line; two waits for all threads in each block column.
 */
final class TiledCholesky {

    /** Up to here one thread is done before two have met. */
    private static final int ONE_CALL = 512;

    private static final int SMALL = 1500;
    private static final int IN_CACHE = 4000;

    private final TileCalls calls;
    private final int n;
    private final int ld;
    private final boolean lower;
    private final int block;
    private final int tileSize;

    TiledCholesky(TileCalls calls, int n, int ld, boolean lower) {
        this.calls = calls;
        this.n = n;
        this.ld = ld;
        this.lower = lower;
        // Measured: small blocks leave little to potrf and trsm, which have a third and a half of gemm's rate. Large
        // ones touch the rest of the matrix less often, which counts once it does not fit into the cache.
        this.block = n <= ONE_CALL ? n : n <= IN_CACHE ? 128 : 512;
        this.tileSize = n <= SMALL ? 256 : n <= IN_CACHE ? 384 : 1024;
    }

    /**
     * Factorises.
     *
     * @param routine what LAPACK calls the operation
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException with the first bad pivot
     */
    void run(String routine) {
        boolean raised = BlasTiles.enter();
        int info;
        try {
            info = factorise();
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
        BlasRoutines.requireValid(routine, info);
        // A NaN anywhere in row i of the triangle, or an overflow, reaches pivot i, where no comparison catches it; the
        // sum tells in one call whether there is one to look for.
        if (info == 0 && Double.isFinite(calls.sumOfDiagonal(n, ld))) {
            return;
        }
        int pivots = info > 0 ? info : n;
        for (int i = 0; i < pivots; i++) {
            double pivot = calls.get((long) i * ld + i);
            if (i == info - 1 || !(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
                throw FailedPivot.bad(n, i, pivot);
            }
        }
    }

    // LAPACK's info: 0, or one more than the index of the first bad pivot.
    private int factorise() {
        for (int k = 0; k < n; k += block) {
            int b = Math.min(block, n - k);
            int info = calls.factorise(lower, b, at(k, k), ld);
            if (info != 0) {
                return info < 0 ? info : k + info;
            }
            int rest = n - k - b;
            if (rest > 0) {
                int tiles = BlasTiles.count(rest, tileSize);
                Parallel.run(tiles, new Step(this, k, b, true));
                Parallel.run(tiles * (tiles + 1) / 2, new Step(this, k, b, false));
            }
        }
        return 0;
    }

    /** One of the two lines below the first: not two lambdas, each of which costs a first call a millisecond. */
    private record Step(TiledCholesky matrix, int k, int b, boolean solves) implements IntConsumer {

        @Override
        public void accept(int tile) {
            if (solves) {
                matrix.solve(k, b, tile);
            } else {
                matrix.update(k, b, tile);
            }
        }
    }

    private long at(int row, int column) {
        return lower ? row + (long) column * ld : column + (long) row * ld;
    }

    private int tileStart(int k, int b, int tile) {
        return k + b + tile * tileSize;
    }

    private void solve(int k, int b, int tile) {
        int i = tileStart(k, b, tile);
        calls.solve(lower, Math.min(tileSize, n - i), b, at(k, k), at(i, k), ld);
    }

    /** Tile t of the lower triangle of tiles, numbered row by row. */
    private void update(int k, int b, int t) {
        int tileRow = (int) ((Math.sqrt(8.0 * t + 1) - 1) / 2);
        int i = tileStart(k, b, tileRow);
        int j = tileStart(k, b, t - tileRow * (tileRow + 1) / 2);
        int rows = Math.min(tileSize, n - i);
        if (i == j) {
            calls.square(lower, rows, b, at(i, k), at(i, i), ld);
        } else {
            // Lower: A_ij -= L_ik L_jk' in place; upper: its transpose, A_ji -= U_kj' U_ki.
            calls.multiply(lower, rows, Math.min(tileSize, n - j), b, at(i, k), at(j, k), at(i, j), ld);
        }
    }
}
