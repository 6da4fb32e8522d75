package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;

import java.util.function.IntConsumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.internal.memory.LargeArrays;
import org.icl4j.core.math.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * A B for a symmetric A of which one triangle is stored. Of few columns the time goes into reading A, so each number is read from
 * memory once and used twice, as A_IJ and transposed, while its tile is in the cache:
 *
 * <pre>C_I = C_I + A_IJ B_J,   C_J = C_J + A_IJ' B_I</pre>
 *
 * Block columns are dealt to a fixed number of partial sums, each filled by one task in order and then added in order: the bits do
 * not depend on the threads.
 */
final class SymmetricProduct {

    /** Up to so many columns the time goes into reading A. */
    private static final int FEW = 4;

    /** Up to here one thread has read A before two have met. */
    private static final int ONE_CALL = 1024;

    private static final int PARTS = 16;
    private static final int BLOCK = 256;
    private static final int TILE = 512;
    private static final int ROWS = 4096;
    private static final double[] ZEROS = new double[ROWS];

    private final Operand a;
    private final boolean lower;
    private final Operand b;
    private final int n;
    private final int t;

    /** For A in the lower or upper triangle of what lies in memory column-major, and B column-major of shape [n, t]. */
    SymmetricProduct(Operand a, boolean lower, Operand b, int n, int t) {
        this.a = a;
        this.lower = lower;
        this.b = b;
        this.n = n;
        this.t = t;
    }

    /** C = alpha A B + beta C. */
    void addTo(double alpha, double beta, Operand c) {
        if (t > FEW) {
            BlasTiles.run(BlasTiles.count(n, BLOCK), block -> rows(block * BLOCK, alpha, beta, c));
            return;
        }
        if (t == 1 && n <= ONE_CALL) {
            whole(alpha, beta, c);
            return;
        }
        int parts = Math.min(PARTS, BlasTiles.count(n, BLOCK));
        Pointer memory = LargeArrays.allocate(parts * (long) n * t * Double.BYTES);
        boolean raised = BlasTiles.enter();
        try {
            Sums sums = new Sums(this, new DoublePointer(memory), parts, null, alpha, beta);
            Parallel.run(parts, sums);
            Parallel.run(BlasTiles.count(n, ROWS) * t, new Sums(this, sums.memory, parts, c, alpha, beta));
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
            Pointer.free(memory);
        }
    }

    /** The parts' sums, or what becomes of them in C: not two lambdas, each of which costs a first call a millisecond. */
    private record Sums(
            SymmetricProduct product,
            DoublePointer memory,
            int parts,
            @Nullable Operand c,
            double alpha,
            double beta) implements IntConsumer {

        @Override
        public void accept(int task) {
            int n = product.n;
            if (c == null) {
                long length = (long) n * product.t;
                DoublePointer sum = memory.getPointer(task * length);
                for (long from = 0; from < length; from += ROWS) {
                    sum.getPointer(from).put(ZEROS, 0, (int) Math.min(ROWS, length - from));
                }
                for (int j = task * BLOCK; j < n; j += parts * BLOCK) {
                    product.add(j, sum);
                }
            } else {
                int chunks = BlasTiles.count(n, ROWS);
                int i = task % chunks * ROWS;
                product.combine(alpha, beta, memory, parts, i, Math.min(ROWS, n - i), task / chunks, c);
            }
        }
    }

    private void whole(double alpha, double beta, Operand c) {
        boolean raised = BlasTiles.enter();
        try {
            int uplo = lower ? CblasLower : CblasUpper;
            int ld = a.layout().leading();
            if (beta == 0) {
                c.pointer().put(ZEROS, 0, n); // What was there may be NaN.
            }
            openblas.cblas_dsymv(CblasColMajor, uplo, n, alpha, a.pointer(), ld, b.pointer(), 1, beta, c.pointer(), 1);
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    /** Many columns: C_I by itself, which reads A twice and needs no partial sums. */
    private void rows(int i, double alpha, double beta, Operand c) {
        int height = Math.min(BLOCK, n - i);
        int below = i + height;
        int ld = a.layout().leading();
        int ldB = b.layout().leading();
        int ldC = c.layout().leading();
        int uplo = lower ? CblasLower : CblasUpper;
        openblas.cblas_dsymm(
                CblasColMajor,
                CblasLeft,
                uplo,
                height,
                t,
                alpha,
                a.at(i, i),
                ld,
                b.at(i, 0),
                ldB,
                beta,
                c.at(i, 0),
                ldC);
        if (i > 0) {
            int op = lower ? CblasNoTrans : CblasTrans;
            DoublePointer before = lower ? a.at(i, 0) : a.at(0, i);
            openblas.cblas_dgemm(
                    CblasColMajor,
                    op,
                    CblasNoTrans,
                    height,
                    t,
                    i,
                    alpha,
                    before,
                    ld,
                    b.at(0, 0),
                    ldB,
                    1,
                    c.at(i, 0),
                    ldC);
        }
        if (below < n) {
            int op = lower ? CblasTrans : CblasNoTrans;
            DoublePointer after = lower ? a.at(below, i) : a.at(i, below);
            openblas.cblas_dgemm(
                    CblasColMajor,
                    op,
                    CblasNoTrans,
                    height,
                    t,
                    n - below,
                    alpha,
                    after,
                    ld,
                    b.at(below, 0),
                    ldB,
                    1,
                    c.at(i, 0),
                    ldC);
        }
    }

    private void add(int j, DoublePointer sum) {
        int width = Math.min(BLOCK, n - j);
        int uplo = lower ? CblasLower : CblasUpper;
        int ld = a.layout().leading();
        if (t == 1) {
            openblas.cblas_dsymv(CblasColMajor, uplo, width, 1, a.at(j, j), ld, b.at(j, 0), 1, 1, sum.getPointer(j), 1);
        } else {
            int ldB = b.layout().leading();
            openblas.cblas_dsymm(
                    CblasColMajor,
                    CblasLeft,
                    uplo,
                    width,
                    t,
                    1,
                    a.at(j, j),
                    ld,
                    b.at(j, 0),
                    ldB,
                    1,
                    sum.getPointer(j),
                    n);
        }
        for (int i = j + width; i < n; i += TILE) {
            int height = Math.min(TILE, n - i);
            if (lower) {
                multiply(CblasNoTrans, height, width, i, j, j, i, sum);
                multiply(CblasTrans, height, width, i, j, i, j, sum);
            } else {
                multiply(CblasNoTrans, width, height, j, i, i, j, sum);
                multiply(CblasTrans, width, height, j, i, j, i, sum);
            }
        }
    }

    /** C_to = C_to + op(A_(row, column)) B_from, for a tile of A of so many rows and columns. */
    private void multiply(int op, int rows, int columns, int row, int column, int from, int to, DoublePointer sum) {
        int ld = a.layout().leading();
        if (t == 1) {
            openblas.cblas_dgemv(
                    CblasColMajor,
                    op,
                    rows,
                    columns,
                    1,
                    a.at(row, column),
                    ld,
                    b.at(from, 0),
                    1,
                    1,
                    sum.getPointer(to),
                    1);
            return;
        }
        boolean plain = op == CblasNoTrans;
        openblas.cblas_dgemm(
                CblasColMajor,
                op,
                CblasNoTrans,
                plain ? rows : columns,
                t,
                plain ? columns : rows,
                1,
                a.at(row, column),
                ld,
                b.at(from, 0),
                b.layout().leading(),
                1,
                sum.getPointer(to),
                n);
    }

    private void combine(
            double alpha, double beta, DoublePointer sums, int parts, int i, int rows, int column, Operand c) {
        DoublePointer target = c.at(i, column);
        if (beta == 0) {
            target.put(ZEROS, 0, rows);
        } else if (beta != 1) {
            openblas.cblas_dscal(rows, beta, target, 1);
        }
        for (int part = 0; part < parts; part++) {
            DoublePointer sum = sums.getPointer(((long) part * t + column) * n + i);
            openblas.cblas_daxpy(rows, alpha, sum, 1, target, 1);
        }
    }
}
