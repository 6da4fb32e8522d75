package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.util.function.IntConsumer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.math.Parallel;

/**
 * Solves with a Cholesky factor in float32. Few columns, L L' X = B, where all time goes into reading L twice, are solved by
 * block columns of L, the parts of each read by all threads:
 *
 * <pre>
 *   forward    X_k = L_kk^-1 B_k,   B_i = B_i - L_ik X_k         tiles i of the rows below
 *   backward   B_k = B_k - L_ik' X_i  (all i below, tiles of columns),   X_k = L_kk^-T B_k
 * </pre>
 *
 * Many columns, and factors U' U, go to LAPACK, columns spread over the threads.
 */
final class SingleSolve {

    private static final int BLOCK = 512;
    private static final int ROWS = 1024;
    private static final int COLUMNS = 64;

    private final SingleOperand l;
    private final SingleOperand x;
    private final int n;
    private final int t;

    private SingleSolve(SingleOperand l, SingleOperand x, int n, int t) {
        this.l = l;
        this.x = x;
        this.n = n;
        this.t = t;
    }

    /** Solves with a factor of shape [n, n] in its lower or upper triangle; b, shape [n, t], is overwritten with X. */
    static void solve(boolean lower, int n, int columns, SingleOperand matrixA, SingleOperand matrixB) {
        if (lower && columns <= BlasTiles.COLUMNS) {
            new SingleSolve(matrixA, matrixB, n, columns).run();
            return;
        }
        BlasTiles.run(BlasTiles.count(columns, BlasTiles.COLUMNS), tile -> {
            int j = tile * BlasTiles.COLUMNS;
            int info = openblas.LAPACKE_spotrs_work(
                    CblasColMajor,
                    (byte) (lower ? 'L' : 'U'),
                    n,
                    Math.min(BlasTiles.COLUMNS, columns - j),
                    matrixA.pointer(),
                    matrixA.leading(),
                    matrixB.at(0, j),
                    matrixB.leading());
            BlasRoutines.requireValid("spotrs", info);
        });
    }

    private void run() {
        boolean raised = BlasTiles.enter();
        try {
            for (int k = 0; k < n; k += BLOCK) {
                forward(k, Math.min(BLOCK, n - k));
            }
            for (int k = (n - 1) / BLOCK * BLOCK; k >= 0; k -= BLOCK) {
                backward(k, Math.min(BLOCK, n - k));
            }
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    private void forward(int k, int b) {
        diagonal(CblasNoTrans, k, b);
        Parallel.run(BlasTiles.count(n - k - b, ROWS), new IntConsumer() {
            @Override
            public void accept(int tile) {
                int i = k + b + tile * ROWS;
                subtract(CblasNoTrans, Math.min(ROWS, n - i), b, i, k, k, i);
            }
        });
    }

    private void backward(int k, int b) {
        int below = k + b;
        if (below < n) {
            Parallel.run(BlasTiles.count(b, COLUMNS), new IntConsumer() {
                @Override
                public void accept(int tile) {
                    int j = k + tile * COLUMNS;
                    subtract(CblasTrans, n - below, Math.min(COLUMNS, below - j), below, j, below, j);
                }
            });
        }
        diagonal(CblasTrans, k, b);
    }

    /** X_to = X_to - op(L_(row, column)) X_from, for a block of L of so many rows and columns. */
    private void subtract(int op, int rows, int columns, int row, int column, int from, int to) {
        int ld = l.leading();
        if (t == 1) {
            openblas.cblas_sgemv(
                    CblasColMajor, op, rows, columns, -1, l.at(row, column), ld, x.at(from, 0), 1, 1, x.at(to, 0), 1);
            return;
        }
        boolean plain = op == CblasNoTrans;
        openblas.cblas_sgemm(
                CblasColMajor,
                op,
                CblasNoTrans,
                plain ? rows : columns,
                t,
                plain ? columns : rows,
                -1,
                l.at(row, column),
                ld,
                x.at(from, 0),
                x.leading(),
                1,
                x.at(to, 0),
                x.leading());
    }

    private void diagonal(int op, int k, int b) {
        if (t == 1) {
            openblas.cblas_strsv(
                    CblasColMajor, CblasLower, op, CblasNonUnit, b, l.at(k, k), l.leading(), x.at(k, 0), 1);
            return;
        }
        openblas.cblas_strsm(
                CblasColMajor,
                CblasLeft,
                CblasLower,
                op,
                CblasNonUnit,
                b,
                t,
                1,
                l.at(k, k),
                l.leading(),
                x.at(k, 0),
                x.leading());
    }
}
