package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

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
        BlasRoutines.multiply(opA, opB, m, n, k, alpha, matrixA, matrixB, beta, matrixC);
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
        int opA = plainA ? CblasNoTrans : CblasTrans;
        int opB = plainB ? CblasNoTrans : CblasTrans;
        int m = c.rows();
        int n = c.columns();
        if (c.type() == DataType.FLOAT) {
            SingleOperand left = SingleOperand.of("a", a);
            SingleOperand right = SingleOperand.of("b", b);
            SingleProducts.multiply(opA, opB, m, n, k, alpha, left, right, beta, SingleOperand.of("c", c));
        } else {
            Operand left = Operand.of("a", a);
            Operand right = Operand.of("b", b);
            BlasRoutines.multiply(opA, opB, m, n, k, alpha, left, right, beta, Operand.of("c", c));
        }
    }

    @Override
    void multiplyBySelf(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {
        Operand matrixA = Operand.read("a", a);
        int op = transpose(matrixA, transpose);
        int k = (int) columns(transpose, a);
        BlasRoutines.multiplyBySelf(
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
        boolean lower = triangle == Triangle.LOWER;
        int op = plain ? CblasNoTrans : CblasTrans;
        int n = c.rows();
        int k = plain ? a.columns() : a.rows();
        if (c.type() == DataType.FLOAT) {
            SingleProducts.multiplyBySelf(
                    lower, op, n, k, alpha, SingleOperand.of("a", a), beta, SingleOperand.of("c", c));
        } else {
            BlasRoutines.multiplyBySelf(lower, op, n, k, alpha, Operand.of("a", a), beta, Operand.of("c", c));
        }
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
        if (matrix.overlaps(other)) {
            throw Require.error(name, "is written and must not share memory with " + otherName);
        }
    }

    @Override
    void factorise(Triangle triangle, INDArray a) {
        int n = (int) a.size(0);
        if (a.dataType() == DataType.FLOAT) {
            BlasRoutines.factorise(triangle == Triangle.LOWER, n, SingleOperand.of("a", a));
            return;
        }
        Operand matrixA = Operand.written("a", a);
        BlasRoutines.factorise(triangle(matrixA, triangle) == 'L', n, matrixA);
    }

    @Override
    public void potrf(Triangle triangle, NativeMatrix a) {
        Require.notNull("triangle", triangle);
        square("a", a);
        boolean lower = triangle == Triangle.LOWER;
        if (a.type() == DataType.FLOAT) {
            BlasRoutines.factorise(lower, a.rows(), SingleOperand.of("a", a));
        } else {
            BlasRoutines.factorise(lower, a.rows(), Operand.of("a", a));
        }
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
        BlasRoutines.solveFactored(triangle(matrixA, triangle), n, columns, matrixA, Operand.written("b", b));
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
            BlasRoutines.solveFactored(uplo, n, b.columns(), Operand.of("factor", factor), Operand.of("b", b));
        }
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

    @Override
    void solveTriangular(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixB = Operand.written("b", b);
        boolean left = side == Side.LEFT;
        int m = (int) b.size(0);
        int n = (int) b.size(1);
        byte uplo = triangle(matrixA, triangle);
        int op = transpose(matrixA, transpose);
        BlasRoutines.solveTriangular(left, uplo, op, m, n, alpha, matrixA, matrixB);
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
        BlasRoutines.solveTriangular(
                left,
                (byte) (triangle == Triangle.LOWER ? 'L' : 'U'),
                transpose == Transpose.NO ? CblasNoTrans : CblasTrans,
                b.rows(),
                b.columns(),
                alpha,
                Operand.of("a", a),
                Operand.of("b", b));
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
}
