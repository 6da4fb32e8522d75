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
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The {@link org.icl4j.core.linalg.Blas} on OpenBLAS, called on the arrays' own memory. A matrix that lies row-major is, to
 * column-major code, the transpose of itself with the triangles swapped; so it is read without a copy. Operations are cut
 * into tiles, for the reason that {@link BlasTiles} gives.
 */
final class OpenBlas extends CheckedBlas {

    private static final int VECTOR_TILE = 2048;

    @Override
    public String description() {
        return "OpenBLAS " + BlasVersion.ofJar("openblas") + ", " + Parallel.threads() + " threads";
    }

    @Override
    void multiply(
            Transpose transposeA, Transpose transposeB, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixB = Operand.read("b", b);
        Operand matrixC = Operand.written("c", c);
        int m = (int) c.size(0);
        int n = (int) c.size(1);
        int k = (int) columns(transposeA, a);
        int opA = transpose(matrixA, transposeA);
        int opB = transpose(matrixB, transposeB);
        multiply(opA, opB, m, n, k, alpha, matrixA, matrixB, beta, matrixC);
    }

    @Override
    public void gemm(
            Transpose transposeA,
            Transpose transposeB,
            double alpha,
            NativeMatrix a,
            NativeMatrix b,
            double beta,
            NativeMatrix c) {
        boolean plainA = Require.notNull("transposeA", transposeA) == Transpose.NO;
        boolean plainB = Require.notNull("transposeB", transposeB) == Transpose.NO;
        Require.notNull("a", a);
        Require.notNull("b", b);
        Require.notNull("c", c);
        int k = plainA ? a.columns() : a.rows();
        if ((plainB ? b.rows() : b.columns()) != k) {
            throw Require.error("b", "shape of " + b + " does not fit a, " + a + ", in op(A) op(B)");
        }
        if (c.rows() != (plainA ? a.rows() : a.columns()) || c.columns() != (plainB ? b.columns() : b.rows())) {
            throw Require.error(
                    "c", "shape of " + c + " does not fit a, " + a + ", and b, " + b + ", in C = op(A) op(B)");
        }
        distinct("c", c, "a", a);
        distinct("c", c, "b", b);
        multiply(
                plainA ? CblasNoTrans : CblasTrans,
                plainB ? CblasNoTrans : CblasTrans,
                c.rows(),
                c.columns(),
                k,
                alpha,
                Operand.of("a", a),
                Operand.of("b", b),
                beta,
                Operand.of("c", c));
    }

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
        BlasTiles.run(tileRows * BlasTiles.count(n, BlasTiles.SIZE), tile -> {
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
        });
    }

    @Override
    void multiplyBySelf(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {
        Operand matrixA = Operand.read("a", a);
        int op = transpose(matrixA, transpose);
        int k = (int) columns(transpose, a);
        multiplyBySelf(
                triangle == Triangle.LOWER, op, (int) c.size(0), k, alpha, matrixA, beta, Operand.written("c", c));
    }

    @Override
    public void syrk(
            Triangle triangle, Transpose transpose, double alpha, NativeMatrix a, double beta, NativeMatrix c) {
        Require.notNull("triangle", triangle);
        Require.notNull("transpose", transpose);
        Require.notNull("a", a);
        square("c", c);
        boolean plain = transpose == Transpose.NO;
        if ((plain ? a.rows() : a.columns()) != c.rows()) {
            throw Require.error("c", "shape of " + c + " does not fit a, " + a + ", in C = op(A) op(A)'");
        }
        distinct("c", c, "a", a);
        multiplyBySelf(
                triangle == Triangle.LOWER,
                plain ? CblasNoTrans : CblasTrans,
                c.rows(),
                plain ? a.columns() : a.rows(),
                alpha,
                Operand.of("a", a),
                beta,
                Operand.of("c", c));
    }

    private static void multiplyBySelf(
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

    @Override
    void multiplyVector(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y) {
        Operand matrixA = Operand.read("a", a);
        Operand vectorX = Operand.readVector("x", x);
        Operand vectorY = Operand.writtenVector("y", y);
        int op = transpose(matrixA, transpose);
        int length = (int) y.size(0);
        int inner = (int) x.size(0);
        BlasTiles.run(BlasTiles.count(length, VECTOR_TILE), tile -> {
            int i = tile * VECTOR_TILE;
            int part = Math.min(VECTOR_TILE, length - i);
            openblas.cblas_dgemv(
                    CblasColMajor,
                    op,
                    op == CblasNoTrans ? part : inner,
                    op == CblasNoTrans ? inner : part,
                    alpha,
                    op == CblasNoTrans ? matrixA.at(i, 0) : matrixA.at(0, i),
                    matrixA.layout().leading(),
                    vectorX.pointer(),
                    vectorX.layout().leading(),
                    beta,
                    vectorY.at(0, i),
                    vectorY.layout().leading());
        });
    }

    @Override
    void multiplySymmetric(Triangle triangle, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixB = Operand.read("b", b);
        if (matrixB.layout().rowMajor()) {
            matrixB = Operand.written("b", b.dup('f'));
        }
        new SymmetricProduct(matrixA, triangle(matrixA, triangle) == 'L', matrixB, (int) a.size(0), (int) b.size(1))
                .addTo(alpha, beta, Operand.written("c", c));
    }

    @Override
    public void symm(Triangle triangle, double alpha, NativeMatrix a, NativeMatrix b, double beta, NativeMatrix c) {
        Require.notNull("triangle", triangle);
        square("a", a);
        Require.notNull("b", b);
        Require.notNull("c", c);
        if (b.rows() != a.rows() || c.rows() != b.rows() || c.columns() != b.columns()) {
            throw Require.error("c", "shape of " + c + " does not fit a, " + a + ", and b, " + b + ", in C = A B");
        }
        distinct("c", c, "a", a);
        distinct("c", c, "b", b);
        Operand matrixA = Operand.of("a", a);
        new SymmetricProduct(matrixA, triangle == Triangle.LOWER, Operand.of("b", b), a.rows(), b.columns())
                .addTo(alpha, beta, Operand.of("c", c));
    }

    private static void square(String name, NativeMatrix matrix) {
        Require.notNull(name, matrix);
        if (matrix.rows() != matrix.columns()) {
            throw Require.error(name, "must be square, got " + matrix);
        }
    }

    private static void distinct(String name, NativeMatrix matrix, String otherName, NativeMatrix other) {
        if (matrix == other) {
            throw Require.error(name, "is written and must not be the same matrix as " + otherName);
        }
    }

    @Override
    void factorise(Triangle triangle, INDArray a) {
        int n = (int) a.size(0);
        if (a.dataType() == DataType.FLOAT) {
            factorise(triangle == Triangle.LOWER, n, SingleOperand.of("a", a));
            return;
        }
        Operand matrixA = Operand.written("a", a);
        factorise(triangle(matrixA, triangle) == 'L', n, matrixA);
    }

    @Override
    public void potrf(Triangle triangle, NativeMatrix a) {
        Require.notNull("triangle", triangle);
        square("a", a);
        boolean lower = triangle == Triangle.LOWER;
        if (a.type() == DataType.FLOAT) {
            factorise(lower, a.rows(), SingleOperand.of("a", a));
        } else {
            factorise(lower, a.rows(), Operand.of("a", a));
        }
    }

    private static void factorise(boolean lower, int n, Operand a) {
        new TiledCholesky(new TileCalls.Float64(a.pointer()), n, a.layout().leading(), lower).run("dpotrf");
    }

    private static void factorise(boolean lower, int n, SingleOperand a) {
        new TiledCholesky(new TileCalls.Float32(a.pointer()), n, a.leading(), lower).run("spotrf");
    }

    @Override
    void solveFactored(Triangle triangle, INDArray factor, INDArray b) {
        int n = (int) factor.size(0);
        int columns = (int) b.size(1);
        if (b.dataType() == DataType.FLOAT) {
            SingleSolve.solve(
                    triangle == Triangle.LOWER,
                    n,
                    columns,
                    SingleOperand.of("factor", factor),
                    SingleOperand.of("b", b));
            return;
        }
        Operand matrixA = Operand.read("factor", factor);
        solveFactored(triangle(matrixA, triangle), n, columns, matrixA, Operand.written("b", b));
    }

    @Override
    public void potrs(Triangle triangle, NativeMatrix factor, NativeMatrix b) {
        Require.notNull("triangle", triangle);
        square("factor", factor);
        Require.notNull("b", b);
        if (b.rows() != factor.rows()) {
            throw Require.error("b", "shape of " + b + " does not fit factor, " + factor + ", in A X = B");
        }
        distinct("b", b, "factor", factor);
        boolean lower = triangle == Triangle.LOWER;
        int n = b.rows();
        if (b.type() == DataType.FLOAT) {
            SingleSolve.solve(lower, n, b.columns(), SingleOperand.of("factor", factor), SingleOperand.of("b", b));
        } else {
            byte uplo = (byte) (lower ? 'L' : 'U');
            solveFactored(uplo, n, b.columns(), Operand.of("factor", factor), Operand.of("b", b));
        }
    }

    private static void solveFactored(byte uplo, int n, int columns, Operand matrixA, Operand matrixB) {
        if (columns == 1) {
            solveFactored(uplo == 'L', n, matrixA, matrixB);
            return;
        }
        BlasTiles.run(BlasTiles.count(columns, BlasTiles.COLUMNS), tile -> {
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
        });
    }

    @Override
    public void potri(NativeMatrix factor, NativeMatrix scratch) {
        square("factor", factor);
        square("scratch", scratch);
        if (scratch.rows() != factor.rows()) {
            throw Require.error("scratch", "shape of " + scratch + " must be that of factor, " + factor);
        }
        distinct("scratch", scratch, "factor", factor);
        new CholeskyInverse(Operand.of("factor", factor), Operand.of("scratch", scratch), factor.rows()).run();
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

    @Override
    void solveTriangular(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixB = Operand.written("b", b);
        boolean left = side == Side.LEFT;
        int m = (int) b.size(0);
        int n = (int) b.size(1);
        byte uplo = triangle(matrixA, triangle);
        int op = transpose(matrixA, transpose);
        solveTriangular(left, uplo, op, m, n, alpha, matrixA, matrixB);
    }

    @Override
    public void trsm(Side side, Triangle triangle, Transpose transpose, double alpha, NativeMatrix a, NativeMatrix b) {
        Require.notNull("side", side);
        Require.notNull("triangle", triangle);
        Require.notNull("transpose", transpose);
        square("a", a);
        Require.notNull("b", b);
        boolean left = side == Side.LEFT;
        if ((left ? b.rows() : b.columns()) != a.rows()) {
            throw Require.error("b", "shape of " + b + " does not fit a, " + a + ", in a triangular solve");
        }
        distinct("b", b, "a", a);
        solveTriangular(
                left,
                (byte) (triangle == Triangle.LOWER ? 'L' : 'U'),
                transpose == Transpose.NO ? CblasNoTrans : CblasTrans,
                b.rows(),
                b.columns(),
                alpha,
                Operand.of("a", a),
                Operand.of("b", b));
    }

    /** The triangular solve for B of shape [m, n]. */
    static void solveTriangular(
            boolean left, byte uplo, int op, int m, int n, double alpha, Operand matrixA, Operand matrixB) {
        int lines = left ? n : m;
        BlasTiles.run(BlasTiles.count(lines, BlasTiles.COLUMNS), tile -> {
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
        });
    }

    @Override
    double[] eigen(Triangle triangle, INDArray a) {
        Operand matrixA = Operand.written("a", a);
        return SymmetricEigen.decompose(matrixA, triangle(matrixA, triangle), (int) a.size(0));
    }

    private static int transpose(Operand matrix, Transpose transpose) {
        return matrix.layout().rowMajor() == (transpose == Transpose.YES) ? CblasNoTrans : CblasTrans;
    }

    private static byte triangle(Operand matrix, Triangle triangle) {
        return (byte) (matrix.layout().rowMajor() == (triangle == Triangle.UPPER) ? 'L' : 'U');
    }

    static void requireValid(String routine, int info) {
        if (info < 0) {
            throw new IllegalStateException(routine + " refused its argument " + -info + " (a defect of icl4j)");
        }
    }
}
