package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;

/**
 * A = V diag(w) V' by LAPACK's dsyevd: tridiagonal form, then divide and conquer. About 9 n^3 flops, and a workspace of 2 n^2
 * numbers, which is stated here before it is taken.
 */
final class SymmetricEigen {

    private SymmetricEigen() {}

    /**
     * Decomposes in place.
     *
     * @param a shape [n, n]; overwritten with V
     * @param uplo the triangle that is read, {@code 'L'} or {@code 'U'}
     * @param n its size
     * @return w, ascending
     */
    static double[] decompose(Operand a, byte uplo, int n) {
        int workSize = workSize(n);
        int integerSize = 3 + 5 * n;
        requireFinite(a, uplo, n);
        double[] values = new double[n];
        try (DoublePointer eigenvalues = new DoublePointer(n);
                DoublePointer work = new DoublePointer(workSize);
                IntPointer integers = new IntPointer(integerSize)) {
            boolean raised = BlasTiles.enter();
            int info;
            try {
                info = openblas.LAPACKE_dsyevd_work(
                        CblasColMajor,
                        (byte) 'V',
                        uplo,
                        n,
                        a.pointer(),
                        a.layout().leading(),
                        eigenvalues,
                        work,
                        workSize,
                        integers,
                        integerSize);
            } finally {
                if (raised) {
                    BlasTiles.leave();
                }
            }
            BlasRoutines.requireValid("dsyevd", info);
            if (info > 0) {
                throw new IllegalStateException("dsyevd did not converge on a " + n + " x " + n + " matrix (info = "
                        + info + "); scale the matrix or use another method");
            }
            eigenvalues.get(values);
        }
        return values;
    }

    // dsyevd's own statement of its workspace (LAPACK 3.x, JOBZ = 'V').
    private static int workSize(int n) {
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
        return (int) needed;
    }

    // On NaN LAPACK's iteration may not end.
    private static void requireFinite(Operand a, byte uplo, int n) {
        double greatest;
        try (DoublePointer work = new DoublePointer(n)) {
            greatest = openblas.LAPACKE_dlansy_work(
                    CblasColMajor, (byte) 'M', uplo, n, a.pointer(), a.layout().leading(), work);
        }
        if (!Double.isFinite(greatest)) {
            throw Require.error("a", "holds NaN or infinity");
        }
    }
}
