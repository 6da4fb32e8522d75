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
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Memory;
import org.icl4j.core.Parallel;
import org.icl4j.core.Require;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The {@link org.icl4j.core.Blas} on OpenBLAS, called on the arrays' own memory. A matrix that lies row-major is, to
 * column-major code, the transpose of itself with the triangles swapped; so it is read without a copy.
 */
final class OpenBlas extends CheckedBlas {

    private OpenBlas() {}

    static OpenBlas create() {
        // Loads the library. It starts with a thread for each processor; whoever asked icl4j for fewer means BLAS as
        // well.
        int threads = openblas.blas_get_num_threads();
        openblas.blas_set_num_threads(Math.min(threads, Parallel.threads()));
        return new OpenBlas();
    }

    @Override
    public String description() {
        return "OpenBLAS " + BlasVersion.ofJar("openblas") + ", " + openblas.blas_get_num_threads() + " threads";
    }

    @Override
    void multiply(
            Transpose transposeA, Transpose transposeB, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixB = Operand.read("b", b);
        Operand matrixC = Operand.written("c", c);
        openblas.cblas_dgemm(
                CblasColMajor,
                transpose(matrixA, transposeA),
                transpose(matrixB, transposeB),
                (int) c.size(0),
                (int) c.size(1),
                (int) columns(transposeA, a),
                alpha,
                matrixA.pointer(),
                matrixA.layout().leading(),
                matrixB.pointer(),
                matrixB.layout().leading(),
                beta,
                matrixC.pointer(),
                matrixC.layout().leading());
    }

    @Override
    void multiplyBySelf(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixC = Operand.written("c", c);
        openblas.cblas_dsyrk(
                CblasColMajor,
                triangle == Triangle.LOWER ? CblasLower : CblasUpper,
                transpose(matrixA, transpose),
                (int) c.size(0),
                (int) columns(transpose, a),
                alpha,
                matrixA.pointer(),
                matrixA.layout().leading(),
                beta,
                matrixC.pointer(),
                matrixC.layout().leading());
    }

    @Override
    void multiplyVector(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y) {
        Operand matrixA = Operand.read("a", a);
        Operand vectorX = Operand.readVector("x", x);
        Operand vectorY = Operand.writtenVector("y", y);
        boolean rowMajor = matrixA.layout().rowMajor();
        openblas.cblas_dgemv(
                CblasColMajor,
                transpose(matrixA, transpose),
                (int) a.size(rowMajor ? 1 : 0),
                (int) a.size(rowMajor ? 0 : 1),
                alpha,
                matrixA.pointer(),
                matrixA.layout().leading(),
                vectorX.pointer(),
                vectorX.layout().leading(),
                beta,
                vectorY.pointer(),
                vectorY.layout().leading());
    }

    @Override
    void factorise(Triangle triangle, INDArray a) {
        Operand matrixA = Operand.written("a", a);
        int n = (int) a.size(0);
        int leading = matrixA.layout().leading();
        // The _work variants: LAPACKE's others read the whole matrix once more to look for NaN.
        int info =
                openblas.LAPACKE_dpotrf_work(CblasColMajor, triangle(matrixA, triangle), n, matrixA.pointer(), leading);
        requireValid("dpotrf", info);
        // A NaN anywhere in row i of the triangle, or an overflow, reaches pivot i, where no comparison catches it.
        int pivots = info > 0 ? info : n;
        for (int i = 0; i < pivots; i++) {
            double pivot = matrixA.pointer().get((long) i * leading + i);
            if (i == info - 1 || !(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
                throw Pivots.bad(n, i, pivot);
            }
        }
    }

    @Override
    void solveFactored(Triangle triangle, INDArray factor, INDArray b) {
        Operand matrixA = Operand.read("factor", factor);
        Operand matrixB = Operand.written("b", b);
        int info = openblas.LAPACKE_dpotrs_work(
                CblasColMajor,
                triangle(matrixA, triangle),
                (int) factor.size(0),
                (int) b.size(1),
                matrixA.pointer(),
                matrixA.layout().leading(),
                matrixB.pointer(),
                matrixB.layout().leading());
        requireValid("dpotrs", info);
    }

    @Override
    void solveTriangular(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {
        Operand matrixA = Operand.read("a", a);
        Operand matrixB = Operand.written("b", b);
        openblas.cblas_dtrsm(
                CblasColMajor,
                side == Side.LEFT ? CblasLeft : CblasRight,
                triangle(matrixA, triangle) == 'L' ? CblasLower : CblasUpper,
                transpose(matrixA, transpose),
                CblasNonUnit,
                (int) b.size(0),
                (int) b.size(1),
                alpha,
                matrixA.pointer(),
                matrixA.layout().leading(),
                matrixB.pointer(),
                matrixB.layout().leading());
    }

    @Override
    double[] eigen(Triangle triangle, INDArray a) {
        Operand matrixA = Operand.written("a", a);
        int n = (int) a.size(0);
        int leading = matrixA.layout().leading();
        byte uplo = triangle(matrixA, triangle);
        // dsyevd's own statement of its workspace (LAPACK 3.x, JOBZ = 'V').
        double needed = n == 1 ? 1 : 1 + 6.0 * n + 2.0 * n * n;
        Memory.require(
                "the eigendecomposition of a " + n + " x " + n + " matrix",
                8 * needed + 4 * (3 + 5.0 * n),
                "use a smaller matrix, a Cholesky factor, or an iterative method");
        if (needed > Integer.MAX_VALUE) {
            throw Require.error(
                    "a",
                    "shape [" + n + ", " + n + "] is too large for dsyevd, whose workspace of "
                            + "2 n^2 numbers must be counted in 32 bits (n at most 32766)");
        }
        requireFinite(matrixA, uplo, n);
        double[] values = new double[n];
        try (DoublePointer eigenvalues = new DoublePointer(n);
                DoublePointer work = new DoublePointer((long) needed);
                IntPointer integers = new IntPointer(3 + 5L * n)) {
            int info = openblas.LAPACKE_dsyevd_work(
                    CblasColMajor,
                    (byte) 'V',
                    uplo,
                    n,
                    matrixA.pointer(),
                    leading,
                    eigenvalues,
                    work,
                    (int) needed,
                    integers,
                    3 + 5 * n);
            requireValid("dsyevd", info);
            if (info > 0) {
                throw new IllegalStateException("dsyevd did not converge on a " + n + " x " + n + " matrix (info = "
                        + info + "); scale the matrix or use another method");
            }
            eigenvalues.get(values);
        }
        return values;
    }

    // On NaN LAPACK's iteration may not end.
    private static void requireFinite(Operand matrixA, byte uplo, int n) {
        double greatest;
        try (DoublePointer work = new DoublePointer(n)) {
            greatest = openblas.LAPACKE_dlansy_work(
                    CblasColMajor,
                    (byte) 'M',
                    uplo,
                    n,
                    matrixA.pointer(),
                    matrixA.layout().leading(),
                    work);
        }
        if (!Double.isFinite(greatest)) {
            throw Require.error("a", "holds NaN or infinity");
        }
    }

    private static int transpose(Operand matrix, Transpose transpose) {
        return matrix.layout().rowMajor() == (transpose == Transpose.YES) ? CblasNoTrans : CblasTrans;
    }

    private static byte triangle(Operand matrix, Triangle triangle) {
        return (byte) (matrix.layout().rowMajor() == (triangle == Triangle.UPPER) ? 'L' : 'U');
    }

    private static void requireValid(String routine, int info) {
        if (info < 0) {
            throw new IllegalStateException(routine + " refused its argument " + -info + " (a defect of icl4j)");
        }
    }
}
