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
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * What a {@link TiledCholesky} does to one tile, in float64 or in float32. Places are elements after the matrix's first;
 * for the upper triangle all is transposed.
 */
interface TileCalls {

    /** A = L L' for a tile of b rows and columns; LAPACK's info. */
    int factorise(boolean lower, int b, long a, int ld);

    /** B = B L^-T for a tile of so many rows. */
    void solve(boolean lower, int rows, int b, long l, long rhs, int ld);

    /** C = C - A A', its triangle, for C of so many rows. */
    void square(boolean lower, int rows, int b, long a, long c, int ld);

    /** C = C - A B' for C of shape [rows, columns]. */
    void multiply(boolean lower, int rows, int columns, int b, long left, long right, long c, int ld);

    /** The number at a place. */
    double get(long place);

    /**
     * In float64.
     *
     * @param m the matrix's first element
     */
    record Float64(DoublePointer m) implements TileCalls {

        @Override
        public int factorise(boolean lower, int b, long a, int ld) {
            return openblas.LAPACKE_dpotrf_work(CblasColMajor, (byte) (lower ? 'L' : 'U'), b, m.getPointer(a), ld);
        }

        @Override
        public void solve(boolean lower, int rows, int b, long l, long rhs, int ld) {
            openblas.cblas_dtrsm(
                    CblasColMajor,
                    lower ? CblasRight : CblasLeft,
                    lower ? CblasLower : CblasUpper,
                    CblasTrans,
                    CblasNonUnit,
                    lower ? rows : b,
                    lower ? b : rows,
                    1,
                    m.getPointer(l),
                    ld,
                    m.getPointer(rhs),
                    ld);
        }

        @Override
        public void square(boolean lower, int rows, int b, long a, long c, int ld) {
            openblas.cblas_dsyrk(
                    CblasColMajor,
                    lower ? CblasLower : CblasUpper,
                    lower ? CblasNoTrans : CblasTrans,
                    rows,
                    b,
                    -1,
                    m.getPointer(a),
                    ld,
                    1,
                    m.getPointer(c),
                    ld);
        }

        @Override
        public void multiply(boolean lower, int rows, int columns, int b, long left, long right, long c, int ld) {
            openblas.cblas_dgemm(
                    CblasColMajor,
                    lower ? CblasNoTrans : CblasTrans,
                    lower ? CblasTrans : CblasNoTrans,
                    lower ? rows : columns,
                    lower ? columns : rows,
                    b,
                    -1,
                    m.getPointer(lower ? left : right),
                    ld,
                    m.getPointer(lower ? right : left),
                    ld,
                    1,
                    m.getPointer(c),
                    ld);
        }

        @Override
        public double get(long place) {
            return m.get(place);
        }
    }

    /**
     * In float32.
     *
     * @param m the matrix's first element
     */
    record Float32(FloatPointer m) implements TileCalls {

        @Override
        public int factorise(boolean lower, int b, long a, int ld) {
            return openblas.LAPACKE_spotrf_work(CblasColMajor, (byte) (lower ? 'L' : 'U'), b, m.getPointer(a), ld);
        }

        @Override
        public void solve(boolean lower, int rows, int b, long l, long rhs, int ld) {
            openblas.cblas_strsm(
                    CblasColMajor,
                    lower ? CblasRight : CblasLeft,
                    lower ? CblasLower : CblasUpper,
                    CblasTrans,
                    CblasNonUnit,
                    lower ? rows : b,
                    lower ? b : rows,
                    1,
                    m.getPointer(l),
                    ld,
                    m.getPointer(rhs),
                    ld);
        }

        @Override
        public void square(boolean lower, int rows, int b, long a, long c, int ld) {
            openblas.cblas_ssyrk(
                    CblasColMajor,
                    lower ? CblasLower : CblasUpper,
                    lower ? CblasNoTrans : CblasTrans,
                    rows,
                    b,
                    -1,
                    m.getPointer(a),
                    ld,
                    1,
                    m.getPointer(c),
                    ld);
        }

        @Override
        public void multiply(boolean lower, int rows, int columns, int b, long left, long right, long c, int ld) {
            openblas.cblas_sgemm(
                    CblasColMajor,
                    lower ? CblasNoTrans : CblasTrans,
                    lower ? CblasTrans : CblasNoTrans,
                    lower ? rows : columns,
                    lower ? columns : rows,
                    b,
                    -1,
                    m.getPointer(lower ? left : right),
                    ld,
                    m.getPointer(lower ? right : left),
                    ld,
                    1,
                    m.getPointer(c),
                    ld);
        }

        @Override
        public double get(long place) {
            return m.get(place);
        }
    }
}
