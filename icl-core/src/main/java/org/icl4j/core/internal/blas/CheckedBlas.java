package org.icl4j.core.internal.blas;

import java.util.Arrays;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The checks that every provider owes its callers: native code answers a wrong size with a crash. */
abstract class CheckedBlas implements Blas {

    abstract void multiply(
            Transpose transposeA, Transpose transposeB, double alpha, INDArray a, INDArray b, double beta, INDArray c);

    abstract void multiplyBySelf(
            Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c);

    abstract void multiplyVector(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y);

    abstract void multiplySymmetric(Triangle triangle, double alpha, INDArray a, INDArray b, double beta, INDArray c);

    abstract void factorise(Triangle triangle, INDArray a);

    abstract void solveFactored(Triangle triangle, INDArray factor, INDArray b);

    abstract void solveTriangular(
            Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b);

    abstract double[] eigen(Triangle triangle, INDArray a);

    @Override
    public final void gemm(
            Transpose transposeA, Transpose transposeB, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Require.notNull("transposeA", transposeA);
        Require.notNull("transposeB", transposeB);
        matrix("a", a);
        matrix("b", b);
        matrix("c", c);
        if (columns(transposeA, a) != rows(transposeB, b)) {
            throw mismatch("b", b, "a", a, "op(A) op(B)" + with(transposeA, transposeB));
        }
        if (c.size(0) != rows(transposeA, a)) {
            throw mismatch("c", c, "a", a, "C = op(A) op(B)" + with(transposeA, transposeB));
        }
        if (c.size(1) != columns(transposeB, b)) {
            throw mismatch("c", c, "b", b, "C = op(A) op(B)" + with(transposeA, transposeB));
        }
        distinct("c", c, "a", a);
        distinct("c", c, "b", b);
        multiply(transposeA, transposeB, alpha, a, b, beta, c);
    }

    @Override
    public final void syrk(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {
        Require.notNull("triangle", triangle);
        Require.notNull("transpose", transpose);
        matrix("a", a);
        square("c", c);
        if (c.size(0) != rows(transpose, a)) {
            throw mismatch("c", c, "a", a, "C = op(A) op(A)'" + (transpose == Transpose.YES ? " with op(A) = A'" : ""));
        }
        distinct("c", c, "a", a);
        multiplyBySelf(triangle, transpose, alpha, a, beta, c);
    }

    @Override
    public final void gemv(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y) {
        Require.notNull("transpose", transpose);
        matrix("a", a);
        vector("x", x);
        vector("y", y);
        String product = "y = op(A) x" + (transpose == Transpose.YES ? " with op(A) = A'" : "");
        if (x.size(0) != columns(transpose, a)) {
            throw mismatch("x", x, "a", a, product);
        }
        if (y.size(0) != rows(transpose, a)) {
            throw mismatch("y", y, "a", a, product);
        }
        distinct("y", y, "a", a);
        distinct("y", y, "x", x);
        multiplyVector(transpose, alpha, a, x, beta, y);
    }

    @Override
    public final void symm(Triangle triangle, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Require.notNull("triangle", triangle);
        square("a", a);
        matrix("b", b);
        matrix("c", c);
        if (b.size(0) != a.size(0)) {
            throw mismatch("b", b, "a", a, "A B");
        }
        if (c.size(0) != b.size(0) || c.size(1) != b.size(1)) {
            throw mismatch("c", c, "b", b, "C = A B");
        }
        distinct("c", c, "a", a);
        distinct("c", c, "b", b);
        multiplySymmetric(triangle, alpha, a, b, beta, c);
    }

    @Override
    public final void potrf(Triangle triangle, INDArray a) {
        Require.notNull("triangle", triangle);
        square("a", a);
        factorise(triangle, a);
    }

    @Override
    public final void potrs(Triangle triangle, INDArray factor, INDArray b) {
        Require.notNull("triangle", triangle);
        square("factor", factor);
        matrix("b", b);
        if (b.size(0) != factor.size(0)) {
            throw mismatch("b", b, "factor", factor, "A X = B");
        }
        distinct("b", b, "factor", factor);
        solveFactored(triangle, factor, b);
    }

    @Override
    public final void trsm(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {
        Require.notNull("side", side);
        Require.notNull("triangle", triangle);
        Require.notNull("transpose", transpose);
        square("a", a);
        matrix("b", b);
        if (b.size(side == Side.LEFT ? 0 : 1) != a.size(0)) {
            throw mismatch("b", b, "a", a, side == Side.LEFT ? "op(A) X = B" : "X op(A) = B");
        }
        distinct("b", b, "a", a);
        solveTriangular(side, triangle, transpose, alpha, a, b);
    }

    @Override
    public final double[] syev(Triangle triangle, INDArray a) {
        Require.notNull("triangle", triangle);
        square("a", a);
        return eigen(triangle, a);
    }

    @Override
    public final String toString() {
        return description();
    }

    static long rows(Transpose transpose, INDArray a) {
        return a.size(transpose == Transpose.NO ? 0 : 1);
    }

    static long columns(Transpose transpose, INDArray a) {
        return a.size(transpose == Transpose.NO ? 1 : 0);
    }

    private static void usable(String name, INDArray array) {
        Nd4jStart.require();
        // The address of a closed array is 0: reading there ends the JVM.
        Require.numeric(name, array);
        if (array.isEmpty()) {
            throw Require.error(name, "is empty, shape " + Arrays.toString(array.shape()));
        }
    }

    private static void matrix(String name, INDArray array) {
        usable(name, array);
        if (array.rank() != 2) {
            throw Require.error(name, "must be a matrix, got shape " + Arrays.toString(array.shape()));
        }
    }

    private static void square(String name, INDArray array) {
        matrix(name, array);
        if (array.size(0) != array.size(1)) {
            throw Require.error(name, "must be square, got shape " + Arrays.toString(array.shape()));
        }
    }

    private static void vector(String name, INDArray array) {
        usable(name, array);
        if (array.rank() != 1 && !(array.rank() == 2 && array.size(1) == 1)) {
            throw Require.error(name, "must have shape [n] or [n, 1], got " + Arrays.toString(array.shape()));
        }
    }

    private static void distinct(String name, INDArray array, String otherName, INDArray other) {
        if (array == other) {
            throw Require.error(name, "is written and must not be the same array as " + otherName);
        }
        if (Overlap.of(array, other)) {
            throw Require.error(
                    name, "is written and must not overlap " + otherName + ": they are views of the same memory");
        }
    }

    private static IllegalArgumentException mismatch(
            String name, INDArray array, String otherName, INDArray other, String operation) {
        return Require.error(
                name,
                "shape " + Arrays.toString(array.shape()) + " does not fit " + otherName + " of shape "
                        + Arrays.toString(other.shape()) + " in " + operation);
    }

    private static String with(Transpose transposeA, Transpose transposeB) {
        String opA = transposeA == Transpose.YES ? "op(A) = A'" : "";
        String opB = transposeB == Transpose.YES ? "op(B) = B'" : "";
        if (opA.isEmpty() && opB.isEmpty()) {
            return "";
        }
        return " with " + opA + (opA.isEmpty() || opB.isEmpty() ? "" : ", ") + opB;
    }
}
