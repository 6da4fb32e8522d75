package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Products of column-major float32 matrices, cut into tiles as {@link BlasRoutines} cuts those of float64. */
final class SingleProducts {

    /** Of a product with one column, which reads A once and does nothing else: elements of it at a time. */
    private static final int VECTOR_TILE = 256;

    private SingleProducts() {}

    /** C = alpha op(A) op(B) + beta C, C of shape [m, n]. */
    static void multiply(
            int opA,
            int opB,
            int m,
            int n,
            int k,
            double alpha,
            SingleOperand a,
            SingleOperand b,
            double beta,
            SingleOperand c) {
        if (n == 1) {
            multiplyVector(opA, m, k, alpha, a, b, opB == CblasNoTrans ? 1 : b.leading(), beta, c);
            return;
        }
        int tileRows = BlasTiles.count(m, BlasTiles.SIZE);
        BlasTiles.run(tileRows * BlasTiles.count(n, BlasTiles.SIZE), tile -> {
            int i = tile % tileRows * BlasTiles.SIZE;
            int j = tile / tileRows * BlasTiles.SIZE;
            openblas.cblas_sgemm(
                    CblasColMajor,
                    opA,
                    opB,
                    Math.min(BlasTiles.SIZE, m - i),
                    Math.min(BlasTiles.SIZE, n - j),
                    k,
                    (float) alpha,
                    rows(opA, a, i),
                    a.leading(),
                    opB == CblasNoTrans ? b.at(0, j) : b.at(j, 0),
                    b.leading(),
                    (float) beta,
                    c.at(i, j),
                    c.leading());
        });
    }

    private static void multiplyVector(
            int op,
            int m,
            int k,
            double alpha,
            SingleOperand a,
            SingleOperand x,
            int step,
            double beta,
            SingleOperand y) {
        BlasTiles.run(BlasTiles.count(m, VECTOR_TILE), tile -> {
            int i = tile * VECTOR_TILE;
            int part = Math.min(VECTOR_TILE, m - i);
            boolean plain = op == CblasNoTrans;
            openblas.cblas_sgemv(
                    CblasColMajor,
                    op,
                    plain ? part : k,
                    plain ? k : part,
                    (float) alpha,
                    rows(op, a, i),
                    a.leading(),
                    x.pointer(),
                    step,
                    (float) beta,
                    y.at(i, 0),
                    1);
        });
    }

    /** C = alpha op(A) op(A)' + beta C, one triangle of C of shape [n, n]. */
    static void multiplyBySelf(
            boolean lower, int op, int n, int k, double alpha, SingleOperand a, double beta, SingleOperand c) {
        int tiles = BlasTiles.count(n, BlasTiles.SIZE);
        int other = op == CblasNoTrans ? CblasTrans : CblasNoTrans;
        BlasTiles.run(tiles * tiles, tile -> {
            int i = tile % tiles * BlasTiles.SIZE;
            int j = tile / tiles * BlasTiles.SIZE;
            if (lower ? i < j : i > j) {
                return;
            }
            int rows = Math.min(BlasTiles.SIZE, n - i);
            if (i == j) {
                openblas.cblas_ssyrk(
                        CblasColMajor,
                        lower ? CblasLower : CblasUpper,
                        op,
                        rows,
                        k,
                        (float) alpha,
                        rows(op, a, i),
                        a.leading(),
                        (float) beta,
                        c.at(i, i),
                        c.leading());
                return;
            }
            openblas.cblas_sgemm(
                    CblasColMajor,
                    op,
                    other,
                    rows,
                    Math.min(BlasTiles.SIZE, n - j),
                    k,
                    (float) alpha,
                    rows(op, a, i),
                    a.leading(),
                    rows(op, a, j),
                    a.leading(),
                    (float) beta,
                    c.at(i, j),
                    c.leading());
        });
    }

    /** Where the rows of op(A) from one on begin. */
    private static FloatPointer rows(int op, SingleOperand a, int first) {
        return op == CblasNoTrans ? a.at(first, 0) : a.at(0, first);
    }
}
