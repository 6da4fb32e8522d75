package org.icl4j.core.linalg;

import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.BlasProviders;
import org.icl4j.core.math.Parallel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The seam to dense linear algebra in native memory: the operations that the library needs of BLAS and LAPACK, on
 * float64 ND4J matrices; the Cholesky factorisation and its solves on float32 ones too. What a fit needs works on
 * {@link NativeMatrix} as well, and then ND4J is never started.
 *
 * <p>{@link #get()} returns the provider that calls OpenBLAS on the arrays' own pointers. The first call runs a self-test
 * (factorise, solve, multiply, eigendecompose at n = 64, judged by residuals); a BLAS that fails it is refused with an
 * {@link IllegalStateException} that names the version found, what failed and the lines to add to a POM, because the BLAS
 * that ND4J 1.0.0-M2.1 brings by itself returns wrong triangular solves on recent processors without an error code.
 *
 * <p>Matrices that are written must be column-major ({@code 'f'}) or a view of one with unit row stride; matrices that
 * are only read may be row-major too. Sizes follow BLAS; a mismatch is an {@link IllegalArgumentException} that names both
 * operands. One provider may be used from several threads.
 *
 * <p>Results are the same bits for every number of threads: operations are cut into tiles by their sizes alone, which
 * {@link Parallel} spreads over {@link Parallel#threads()} threads while OpenBLAS itself has one. That number is the
 * process's, so ND4J's own products run on one thread too once a provider is loaded; code that wants more for them sets
 * {@code openblas.blas_set_num_threads}, and this class lowers it only for the time of each of its operations.
 */
public interface Blas {

    /** Which triangle of a symmetric or triangular matrix is stored; the other one is neither read nor written. */
    enum Triangle {
        /** On and below the diagonal. */
        LOWER,
        /** On and above the diagonal. */
        UPPER
    }

    /** Whether an operand is used as it is or transposed. */
    enum Transpose {
        /** As it is. */
        NO,
        /** Transposed. */
        YES
    }

    /** On which side of the unknown the triangular matrix stands. */
    enum Side {
        /** A X = B. */
        LEFT,
        /** X A = B. */
        RIGHT
    }

    /**
     * The provider for this machine, tested on first use.
     *
     * @return the provider
     * @throws IllegalStateException if the BLAS found gives wrong results, with the fix
     */
    static Blas get() {
        return BlasProviders.openBlas();
    }

    /**
     * The provider that uses ND4J's own interface only and so runs on whatever backend ND4J has, at a lower speed.
     *
     * @return the provider
     * @throws IllegalStateException if the BLAS behind it gives wrong results, with the fix
     */
    static Blas nd4j() {
        return BlasProviders.nd4j();
    }

    /**
     * What answers: the library's name, version and processor kernel where they are known.
     *
     * @return one line
     */
    String description();

    /**
     * C = alpha op(A) op(B) + beta C. Cost 2 m n k flops.
     *
     * @param transposeA op of A
     * @param transposeB op of B
     * @param alpha factor of the product
     * @param a op(A) has shape [m, k]
     * @param b op(B) has shape [k, n]
     * @param beta factor of C; with 0, C is not read
     * @param c shape [m, n], overwritten
     */
    void gemm(
            Transpose transposeA, Transpose transposeB, double alpha, INDArray a, INDArray b, double beta, INDArray c);

    /**
     * The same for matrices that need no ND4J; all three float64, or all three float32.
     *
     * @param transposeA op of A
     * @param transposeB op of B
     * @param alpha factor of the product
     * @param a op(A) has shape [m, k]
     * @param b op(B) has shape [k, n]
     * @param beta factor of C; with 0, C is not read
     * @param c shape [m, n], overwritten
     */
    default void gemm(
            Transpose transposeA,
            Transpose transposeB,
            double alpha,
            NativeMatrix a,
            NativeMatrix b,
            double beta,
            NativeMatrix c) {
        gemm(transposeA, transposeB, alpha, arrayOf("a", a), arrayOf("b", b), beta, arrayOf("c", c));
    }

    /**
     * C = alpha op(A) op(A)' + beta C, one triangle of it. Cost n^2 k flops.
     *
     * @param triangle the triangle of C that is read and written
     * @param transpose op of A
     * @param alpha factor of the product
     * @param a op(A) has shape [n, k]
     * @param beta factor of C; with 0, C is not read
     * @param c shape [n, n], one triangle overwritten
     */
    void syrk(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c);

    /**
     * The same for matrices that need no ND4J; both float64, or both float32.
     *
     * @param triangle the triangle of C that is read and written
     * @param transpose op of A
     * @param alpha factor of the product
     * @param a op(A) has shape [n, k]
     * @param beta factor of C; with 0, C is not read
     * @param c shape [n, n], one triangle overwritten
     */
    default void syrk(
            Triangle triangle, Transpose transpose, double alpha, NativeMatrix a, double beta, NativeMatrix c) {
        syrk(triangle, transpose, alpha, arrayOf("a", a), beta, arrayOf("c", c));
    }

    /**
     * y = alpha op(A) x + beta y. Cost 2 m n flops.
     *
     * @param transpose op of A
     * @param alpha factor of the product
     * @param a op(A) has shape [m, n]
     * @param x shape [n, 1] or [n]
     * @param beta factor of y; with 0, y is not read
     * @param y shape [m, 1] or [m], overwritten
     */
    void gemv(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y);

    /**
     * C = alpha A B + beta C with A symmetric, of which one triangle is read. Cost 2 n^2 t flops; for up to 4 columns A is read from
     * memory once, with scratch of 16 n t numbers.
     *
     * @param triangle the triangle of A that is read
     * @param alpha factor of the product
     * @param a shape [n, n]
     * @param b shape [n, t]
     * @param beta factor of C; with 0, C is not read
     * @param c shape [n, t], overwritten
     */
    void symm(Triangle triangle, double alpha, INDArray a, INDArray b, double beta, INDArray c);

    /**
     * The same for matrices that need no ND4J.
     *
     * @param triangle the triangle of A that is read
     * @param alpha factor of the product
     * @param a shape [n, n]
     * @param b shape [n, t]
     * @param beta factor of C; with 0, C is not read
     * @param c shape [n, t], overwritten
     */
    default void symm(Triangle triangle, double alpha, NativeMatrix a, NativeMatrix b, double beta, NativeMatrix c) {
        symm(triangle, alpha, arrayOf("a", a), arrayOf("b", b), beta, arrayOf("c", c));
    }

    /**
     * Cholesky in place: A = L L' (lower) or U' U (upper). Cost n^3 / 3 flops, no memory beyond A. In float32 a flop takes
     * half the time, and the factor, good to float32's rounding, serves as a preconditioner.
     *
     * @param triangle the triangle of A that is read and overwritten with the factor
     * @param a shape [n, n], symmetric positive definite, float64 or float32
     * @throws NotPositiveDefiniteException with the first pivot that is not positive; A is then partly overwritten
     */
    void potrf(Triangle triangle, INDArray a);

    /**
     * The same for a matrix that needs no ND4J.
     *
     * @param triangle the triangle of A that is read and overwritten with the factor
     * @param a shape [n, n], symmetric positive definite, float64 or float32
     * @throws NotPositiveDefiniteException with the first pivot that is not positive; A is then partly overwritten
     */
    default void potrf(Triangle triangle, NativeMatrix a) {
        potrf(triangle, arrayOf("a", a));
    }

    /**
     * Solves A X = B with a factor from {@link #potrf}. Cost 2 n^2 flops per column. Where B is float32, the factor must be
     * float32 and column-major too.
     *
     * @param triangle the triangle that holds the factor
     * @param factor shape [n, n]
     * @param b shape [n, t], float64 or float32, overwritten with X
     */
    void potrs(Triangle triangle, INDArray factor, INDArray b);

    /**
     * The same for matrices that need no ND4J.
     *
     * @param triangle the triangle that holds the factor
     * @param factor shape [n, n]
     * @param b shape [n, t], float64 or float32 as the factor is, overwritten with X
     */
    default void potrs(Triangle triangle, NativeMatrix factor, NativeMatrix b) {
        potrs(triangle, arrayOf("factor", factor), arrayOf("b", b));
    }

    /**
     * The lower triangle of A^-1 = L^-T L^-1 from the factor that {@link #potrf} leaves in the lower triangle. Cost 2 n^3 / 3 flops.
     *
     * @param factor shape [n, n], float64; its lower triangle holds L and is overwritten with that of A^-1
     * @param scratch shape [n, n], float64; overwritten
     */
    default void potri(NativeMatrix factor, NativeMatrix scratch) {
        INDArray l = arrayOf("factor", factor);
        INDArray inverse = arrayOf("scratch", scratch);
        inverse.assign(0);
        for (int i = 0; i < factor.rows(); i++) {
            inverse.putScalar(i, i, 1);
        }
        trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, l, inverse); // L^-1
        syrk(Triangle.LOWER, Transpose.YES, 1, inverse, 0, l);
    }

    /**
     * Solves op(A) X = alpha B (left) or X op(A) = alpha B (right) with A triangular. Cost n^2 flops per column (row) of B.
     *
     * @param side the side on which A stands
     * @param triangle the triangle of A that is read
     * @param transpose op of A
     * @param alpha factor of B
     * @param a shape [n, n], non-unit diagonal
     * @param b shape [n, t] (left) or [t, n] (right), overwritten with X
     */
    void trsm(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b);

    /**
     * The same for matrices that need no ND4J.
     *
     * @param side the side on which A stands
     * @param triangle the triangle of A that is read
     * @param transpose op of A
     * @param alpha factor of B
     * @param a shape [n, n], non-unit diagonal
     * @param b shape [n, t] (left) or [t, n] (right), overwritten with X
     */
    default void trsm(Side side, Triangle triangle, Transpose transpose, double alpha, NativeMatrix a, NativeMatrix b) {
        trsm(side, triangle, transpose, alpha, arrayOf("a", a), arrayOf("b", b));
    }

    /**
     * Eigendecomposition of a symmetric matrix: A = V diag(w) V'. Cost about 9 n^3 flops; workspace up to 2 n^2 numbers.
     *
     * @param triangle the triangle of A that is read
     * @param a shape [n, n], overwritten: column j becomes the unit eigenvector of w_j
     * @return the eigenvalues w, ascending, length n
     */
    double[] syev(Triangle triangle, INDArray a);

    private static INDArray arrayOf(String name, NativeMatrix matrix) {
        return Require.notNull(name, matrix).array();
    }
}
