package org.icl4j.core.internal;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRight;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Parallel;

/**
 * Cholesky in place by block columns (Golub and Van Loan 2013, section 4.2.6, outer-product form). For block column k of A,
 * with L lower (for the upper triangle everything is transposed):
 *
 * <pre>
 *   A_kk = L_kk L_kk'              dpotrf   [b, b]
 *   L_ik = A_ik L_kk^-T            dtrsm    rows below, in tiles
 *   A_ij = A_ij - L_ik L_jk'       dgemm    tiles with i &gt;= j &gt; k; dsyrk on the diagonal
 * </pre>
 *
 * n^3/3 flops, nearly all of them in the products of the last line; two waits for all threads in each block column.
 */
final class TiledCholesky {

    private final DoublePointer a;
    private final int n;
    private final int ld;
    private final boolean lower;
    private final int block;
    private final int tileSize;

    TiledCholesky(DoublePointer a, int n, int ld, boolean lower) {
        this.a = a;
        this.n = n;
        this.ld = ld;
        this.lower = lower;
        // Measured: small blocks leave work for all threads, large ones read and write the rest of the matrix less
        // often.
        this.block = n <= 1500 ? 128 : n <= 6000 ? 256 : 512;
        this.tileSize = 2 * block;
    }

    /** Factorises; returns LAPACK's info: 0, or one more than the index of the first bad pivot. */
    int run() {
        int[] info = new int[1];
        BlasTiles.alone(() -> info[0] = factorise());
        return info[0];
    }

    private int factorise() {
        for (int k = 0; k < n; k += block) {
            int b = Math.min(block, n - k);
            int from = k;
            int info = openblas.LAPACKE_dpotrf_work(CblasColMajor, (byte) (lower ? 'L' : 'U'), b, at(k, k), ld);
            if (info != 0) {
                return info < 0 ? info : k + info;
            }
            int rest = n - k - b;
            if (rest > 0) {
                int tiles = BlasTiles.count(rest, tileSize);
                Parallel.run(tiles, i -> solve(from, b, i));
                Parallel.run(tiles * (tiles + 1) / 2, t -> update(from, b, t));
            }
        }
        return 0;
    }

    private DoublePointer at(int row, int column) {
        return a.getPointer(lower ? row + (long) column * ld : column + (long) row * ld);
    }

    private int tileStart(int k, int b, int tile) {
        return k + b + tile * tileSize;
    }

    private void solve(int k, int b, int tile) {
        int i = tileStart(k, b, tile);
        int rows = Math.min(tileSize, n - i);
        openblas.cblas_dtrsm(
                CblasColMajor,
                lower ? CblasRight : CblasLeft,
                lower ? CblasLower : CblasUpper,
                CblasTrans,
                CblasNonUnit,
                lower ? rows : b,
                lower ? b : rows,
                1,
                at(k, k),
                ld,
                at(i, k),
                ld);
    }

    /** Tile t of the lower triangle of tiles, numbered row by row. */
    private void update(int k, int b, int t) {
        int tileRow = (int) ((Math.sqrt(8.0 * t + 1) - 1) / 2);
        int i = tileStart(k, b, tileRow);
        int j = tileStart(k, b, t - tileRow * (tileRow + 1) / 2);
        int rows = Math.min(tileSize, n - i);
        if (i == j) {
            openblas.cblas_dsyrk(
                    CblasColMajor,
                    lower ? CblasLower : CblasUpper,
                    lower ? CblasNoTrans : CblasTrans,
                    rows,
                    b,
                    -1,
                    at(i, k),
                    ld,
                    1,
                    at(i, i),
                    ld);
            return;
        }
        int columns = Math.min(tileSize, n - j);
        // Lower: A_ij -= L_ik L_jk' in place; upper: its transpose, A_ji -= U_kj' U_ki.
        openblas.cblas_dgemm(
                CblasColMajor,
                lower ? CblasNoTrans : CblasTrans,
                lower ? CblasTrans : CblasNoTrans,
                lower ? rows : columns,
                lower ? columns : rows,
                b,
                -1,
                lower ? at(i, k) : at(j, k),
                ld,
                lower ? at(j, k) : at(i, k),
                ld,
                1,
                at(i, j),
                ld);
    }
}
