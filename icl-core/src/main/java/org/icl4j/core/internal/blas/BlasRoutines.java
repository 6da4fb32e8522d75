package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRight;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;

import java.util.function.IntConsumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS on checked operands, all column-major: what {@link OpenBlas} calls for matrices of either kind, cut into tiles ({@link BlasTiles}). */
final class BlasRoutines {

    private BlasRoutines() {}

    /** C = alpha op(A) op(B) + beta C, C of shape [m, n] and column-major. */
    static void multiply(
            int opA,
            int opB,
            int m,
            int n,
            int k,
            double alpha,
            Operand matrixA,
            Operand matrixB,
            double beta,
            Operand matrixC) {
        int tileRows = BlasTiles.count(m, BlasTiles.SIZE);
        BlasTiles.run(tileRows * BlasTiles.count(n, BlasTiles.SIZE), new IntConsumer() {
            @Override
            public void accept(int tile) {
                int i = tile % tileRows * BlasTiles.SIZE;
                int j = tile / tileRows * BlasTiles.SIZE;
                openblas.cblas_dgemm(
                        CblasColMajor,
                        opA,
                        opB,
                        Math.min(BlasTiles.SIZE, m - i),
                        Math.min(BlasTiles.SIZE, n - j),
                        k,
                        alpha,
                        opA == CblasNoTrans ? matrixA.at(i, 0) : matrixA.at(0, i),
                        matrixA.layout().leading(),
                        opB == CblasNoTrans ? matrixB.at(0, j) : matrixB.at(j, 0),
                        matrixB.layout().leading(),
                        beta,
                        matrixC.at(i, j),
                        matrixC.layout().leading());
            }
        });
    }

    /** C = alpha op(A) op(A)' + beta C, one triangle of C of shape [n, n]. */
    static void multiplyBySelf(
            boolean lower, int op, int n, int k, double alpha, Operand matrixA, double beta, Operand matrixC) {
        int ld = matrixA.layout().leading();
        int tiles = BlasTiles.count(n, BlasTiles.SIZE);
        BlasTiles.run(tiles * tiles, tile -> {
            int i = tile % tiles * BlasTiles.SIZE;
            int j = tile / tiles * BlasTiles.SIZE;
            if (lower ? i < j : i > j) {
                return;
            }
            int rows = Math.min(BlasTiles.SIZE, n - i);
            DoublePointer left = op == CblasNoTrans ? matrixA.at(i, 0) : matrixA.at(0, i);
            if (i == j) {
                openblas.cblas_dsyrk(
                        CblasColMajor,
                        lower ? CblasLower : CblasUpper,
                        op,
                        rows,
                        k,
                        alpha,
                        left,
                        ld,
                        beta,
                        matrixC.at(i, i),
                        matrixC.layout().leading());
                return;
            }
            openblas.cblas_dgemm(
                    CblasColMajor,
                    op,
                    op == CblasNoTrans ? CblasTrans : CblasNoTrans,
                    rows,
                    Math.min(BlasTiles.SIZE, n - j),
                    k,
                    alpha,
                    left,
                    ld,
                    op == CblasNoTrans ? matrixA.at(j, 0) : matrixA.at(0, j),
                    ld,
                    beta,
                    matrixC.at(i, j),
                    matrixC.layout().leading());
        });
    }

    /** A = L L' or U' U in place. */
    static void factorise(boolean lower, int n, Operand a) {
        new TiledCholesky(new TileCalls.Float64(a.pointer()), n, a.layout().leading(), lower).run("dpotrf");
    }

    /** The same in float32. */
    static void factorise(boolean lower, int n, SingleOperand a) {
        new TiledCholesky(new TileCalls.Float32(a.pointer()), n, a.leading(), lower).run("spotrf");
    }

    /** A X = B from the factor of A, for B of shape [n, columns]. */
    static void solveFactored(byte uplo, int n, int columns, Operand matrixA, Operand matrixB) {
        if (columns == 1) {
            solveFactored(uplo == 'L', n, matrixA, matrixB);
            return;
        }
        BlasTiles.run(BlasTiles.count(columns, BlasTiles.COLUMNS), new IntConsumer() {
            @Override
            public void accept(int tile) {
                int j = tile * BlasTiles.COLUMNS;
                // The _work variants: LAPACKE's others read the whole matrix once more to look for NaN.
                int info = openblas.LAPACKE_dpotrs_work(
                        CblasColMajor,
                        uplo,
                        n,
                        Math.min(BlasTiles.COLUMNS, columns - j),
                        matrixA.pointer(),
                        matrixA.layout().leading(),
                        matrixB.at(0, j),
                        matrixB.layout().leading());
                requireValid("dpotrs", info);
            }
        });
    }

    /** One right-hand side: L (L' x) = b or U' (U x) = b, without the copies of A that LAPACK's blocks make. */
    private static void solveFactored(boolean lower, int n, Operand a, Operand b) {
        int uplo = lower ? CblasLower : CblasUpper;
        int ld = a.layout().leading();
        boolean raised = BlasTiles.enter();
        try {
            int first = lower ? CblasNoTrans : CblasTrans;
            int second = lower ? CblasTrans : CblasNoTrans;
            openblas.cblas_dtrsv(CblasColMajor, uplo, first, CblasNonUnit, n, a.pointer(), ld, b.pointer(), 1);
            openblas.cblas_dtrsv(CblasColMajor, uplo, second, CblasNonUnit, n, a.pointer(), ld, b.pointer(), 1);
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    /** The triangular solve for B of shape [m, n]. */
    static void solveTriangular(
            boolean left, byte uplo, int op, int m, int n, double alpha, Operand matrixA, Operand matrixB) {
        int lines = left ? n : m;
        BlasTiles.run(BlasTiles.count(lines, BlasTiles.COLUMNS), new IntConsumer() {
            @Override
            public void accept(int tile) {
                int from = tile * BlasTiles.COLUMNS;
                int part = Math.min(BlasTiles.COLUMNS, lines - from);
                openblas.cblas_dtrsm(
                        CblasColMajor,
                        left ? CblasLeft : CblasRight,
                        uplo == 'L' ? CblasLower : CblasUpper,
                        op,
                        CblasNonUnit,
                        left ? m : part,
                        left ? part : n,
                        alpha,
                        matrixA.pointer(),
                        matrixA.layout().leading(),
                        left ? matrixB.at(0, from) : matrixB.at(from, 0),
                        matrixB.layout().leading());
            }
        });
    }

    /** Refuses what LAPACK tells of its arguments. */
    static void requireValid(String routine, int info) {
        if (info < 0) {
            throw new IllegalStateException(routine + " refused its argument " + -info + " (a defect of icl4j)");
        }
    }
}
