package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRight;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * What a {@link TiledCholesky} does to one tile, in terms of four routines that float64 and float32 each have. Places are
 * elements after the matrix's first; all tiles have the matrix's leading dimension.
 *
 * <p>For the upper triangle everything is transposed: the rows of a tile below become columns to the right, L becomes U', and
 * the factors of a product change places.
 */
interface TileCalls {

    /** A = L L' for a tile of b rows and columns; LAPACK's info. */
    default int factorise(boolean lower, int b, long a, int ld) {
        return potrf((byte) (lower ? 'L' : 'U'), b, a, ld);
    }

    /** B = B L^-T for a tile of so many rows. */
    default void solve(boolean lower, int rows, int b, long l, long rhs, int ld) {
        if (lower) {
            trsm(CblasRight, CblasLower, rows, b, l, rhs, ld);
        } else {
            trsm(CblasLeft, CblasUpper, b, rows, l, rhs, ld);
        }
    }

    /** C = C - A A', its triangle, for C of so many rows. */
    default void square(boolean lower, int rows, int b, long a, long c, int ld) {
        if (lower) {
            syrk(CblasLower, CblasNoTrans, rows, b, a, c, ld);
        } else {
            syrk(CblasUpper, CblasTrans, rows, b, a, c, ld);
        }
    }

    /** C = C - A B' for C of shape [rows, columns]. */
    default void multiply(boolean lower, int rows, int columns, int b, long left, long right, long c, int ld) {
        if (lower) {
            gemm(CblasNoTrans, CblasTrans, rows, columns, b, left, right, c, ld);
        } else {
            gemm(CblasTrans, CblasNoTrans, columns, rows, b, right, left, c, ld);
        }
    }

    /** The number at a place. */
    double get(long place);

    /** The sum of |a_ii| of the whole matrix. */
    double sumOfDiagonal(int n, int ld);

    /** Cholesky of an n x n tile in place; LAPACK's info. */
    int potrf(byte uplo, int n, long a, int ld);

    /** B = B A^-T or A^-T B for B of shape [m, n] and A triangular. */
    void trsm(int side, int uplo, int m, int n, long a, long b, int ld);

    /** C = C - op(A) op(A)', a triangle of it, for C of shape [n, n] and op(A) of shape [n, k]. */
    void syrk(int uplo, int op, int n, int k, long a, long c, int ld);

    /** C = C - op(A) op(B) for C of shape [m, n] and op(A) of shape [m, k]. */
    void gemm(int opA, int opB, int m, int n, int k, long a, long b, long c, int ld);

    /**
     * In float64.
     *
     * @param p the matrix's first element
     */
    record Float64(DoublePointer p) implements TileCalls {

        @Override
        public double get(long place) {
            return p.get(place);
        }

        @Override
        public double sumOfDiagonal(int n, int ld) {
            return openblas.cblas_dasum(n, p, ld + 1);
        }

        // The _work variants: LAPACKE's others read the whole tile once more to look for NaN.
        @Override
        public int potrf(byte uplo, int n, long a, int ld) {
            return openblas.LAPACKE_dpotrf_work(CblasColMajor, uplo, n, p.getPointer(a), ld);
        }

        @Override
        public void trsm(int side, int uplo, int m, int n, long a, long b, int ld) {
            DoublePointer factor = p.getPointer(a);
            DoublePointer rhs = p.getPointer(b);
            openblas.cblas_dtrsm(CblasColMajor, side, uplo, CblasTrans, CblasNonUnit, m, n, 1, factor, ld, rhs, ld);
        }

        @Override
        public void syrk(int uplo, int op, int n, int k, long a, long c, int ld) {
            openblas.cblas_dsyrk(CblasColMajor, uplo, op, n, k, -1, p.getPointer(a), ld, 1, p.getPointer(c), ld);
        }

        @Override
        public void gemm(int opA, int opB, int m, int n, int k, long a, long b, long c, int ld) {
            DoublePointer left = p.getPointer(a);
            DoublePointer right = p.getPointer(b);
            openblas.cblas_dgemm(CblasColMajor, opA, opB, m, n, k, -1, left, ld, right, ld, 1, p.getPointer(c), ld);
        }
    }

    /**
     * In float32.
     *
     * @param p the matrix's first element
     */
    record Float32(FloatPointer p) implements TileCalls {

        @Override
        public double get(long place) {
            return p.get(place);
        }

        @Override
        public double sumOfDiagonal(int n, int ld) {
            return openblas.cblas_sasum(n, p, ld + 1);
        }

        @Override
        public int potrf(byte uplo, int n, long a, int ld) {
            return openblas.LAPACKE_spotrf_work(CblasColMajor, uplo, n, p.getPointer(a), ld);
        }

        @Override
        public void trsm(int side, int uplo, int m, int n, long a, long b, int ld) {
            FloatPointer factor = p.getPointer(a);
            FloatPointer rhs = p.getPointer(b);
            openblas.cblas_strsm(CblasColMajor, side, uplo, CblasTrans, CblasNonUnit, m, n, 1, factor, ld, rhs, ld);
        }

        @Override
        public void syrk(int uplo, int op, int n, int k, long a, long c, int ld) {
            openblas.cblas_ssyrk(CblasColMajor, uplo, op, n, k, -1, p.getPointer(a), ld, 1, p.getPointer(c), ld);
        }

        @Override
        public void gemm(int opA, int opB, int m, int n, int k, long a, long b, long c, int ld) {
            FloatPointer left = p.getPointer(a);
            FloatPointer right = p.getPointer(b);
            openblas.cblas_sgemm(CblasColMajor, opA, opB, m, n, k, -1, left, ld, right, ld, 1, p.getPointer(c), ld);
        }
    }
}
