package org.icl4j.core.math;

import org.icl4j.core.Points;
import org.icl4j.core.internal.VectorMathProviders;

/**
 * The seam to fast arithmetic on heap arrays: exponentials, sums, products and distances of tiles that fit the cache.
 *
 * <p>{@link #get()} returns a provider on the JDK's Vector API where the JVM was started with
 * {@code --add-modules jdk.incubator.vector}, and one in plain Java elsewhere; large products go to OpenBLAS. On processors with fused
 * multiply-adds all three do the same operations in the same order, so that results do not depend, to the bit, on which
 * of them works. {@link #scalar()}, the oracle, may differ in the last digits; no provider's results differ between
 * calls or threads.
 *
 * <p>Matrices are row-major with a leading dimension: element (i, j) of A is {@code a[offset + i * ld + j]}. Nothing here
 * allocates after warm-up, and nothing checks more than the JVM does: callers are the library's own loops and users who
 * write such loops.
 */
public interface VectorMath {

    /**
     * The fastest provider on this JVM; always the same object.
     *
     * @return the provider
     */
    static VectorMath get() {
        return VectorMathProviders.best();
    }

    /**
     * The provider in the plainest Java, the oracle of the others and the one of processors without fused multiply-adds.
     *
     * @return the provider
     */
    static VectorMath scalar() {
        return VectorMathProviders.scalar();
    }

    /**
     * Which provider this is.
     *
     * @return {@code "plain Java"} or {@code "Vector API, 8 lanes"} and the like
     */
    String name();

    /**
     * Number of float64 lanes that one instruction works on: 1 for the scalar provider. Tiles whose width is a multiple of
     * it are fastest.
     *
     * @return 1, 2, 4 or 8
     */
    int lanes();

    /**
     * a_i = exp(scale a_i), the exponential of the rounded product within 1.1 ulp; 0 at minus infinity, and possibly 0
     * (flushed) wherever scale a_i &lt; -708, where the result is below 3.4e-308; infinity above 709.78; NaN stays NaN. An
     * element's result depends on the element alone, bit for bit, not on its place among others.
     *
     * @param scale factor inside the exponential
     * @param a the numbers, overwritten
     * @param offset first element
     * @param length number of elements
     */
    void exp(double scale, double[] a, int offset, int length);

    /**
     * a_i = (1 + b q + c q^2) exp(-q) with q = sqrt(scale a_i): Matern's kernels as functions of squared distances, in one
     * pass. Exactly 1 at a_i = 0; 0 where q &gt; 708, also for infinite a_i. An element's result depends on the element
     * alone, bit for bit.
     *
     * @param scale factor of a_i, not negative
     * @param b coefficient of q
     * @param c coefficient of q^2
     * @param a the numbers, not negative; overwritten
     * @param offset first element
     * @param length number of elements
     */
    void expOfRoots(double scale, double b, double c, double[] a, int offset, int length);

    /**
     * a_i = log(1 + scale a_i), within 3 ulp of the logarithm of one plus the rounded product, also where that is small;
     * exactly 0 at 0. A product above 1e300 counts as 1e300; NaN stays NaN. An element's result depends on the element
     * alone, bit for bit.
     *
     * @param scale factor of a_i, not negative
     * @param a the numbers, not negative; overwritten
     * @param offset first element
     * @param length number of elements
     */
    void logOfOnePlus(double scale, double[] a, int offset, int length);

    /**
     * The sum of a_i.
     *
     * @param a the numbers
     * @param offset first element
     * @param length number of elements
     * @return the sum, 0 for none
     */
    double sum(double[] a, int offset, int length);

    /**
     * The greatest a_i.
     *
     * @param a the numbers, no NaN
     * @param offset first element
     * @param length number of elements, at least 1
     * @return the maximum
     */
    double max(double[] a, int offset, int length);

    /**
     * The inner product of two vectors.
     *
     * @param a first vector
     * @param offsetA its first element
     * @param b second vector
     * @param offsetB its first element
     * @param length number of elements
     * @return sum of a_i b_i
     */
    double dot(double[] a, int offsetA, double[] b, int offsetB, int length);

    /**
     * Adds the inner products of a matrix's rows with one vector, y_i = y_i + a_i' b, with the bits of {@link #dot}.
     *
     * @param rows number of rows
     * @param a the matrix, row-major
     * @param offsetA its first element
     * @param ldA elements from one row to the next
     * @param b the vector
     * @param offsetB its first element
     * @param length its number of elements
     * @param y added to
     * @param offsetY the first sum
     */
    default void addDots(
            int rows, double[] a, int offsetA, int ldA, double[] b, int offsetB, int length, double[] y, int offsetY) {
        for (int i = 0; i < rows; i++) {
            y[offsetY + i] += dot(a, offsetA + i * ldA, b, offsetB, length);
        }
    }

    /**
     * y_i = y_i + alpha x_i, with one rounding or two.
     *
     * @param alpha the factor
     * @param x the vector added
     * @param offsetX its first element
     * @param y the vector changed
     * @param offsetY its first element
     * @param length number of elements
     */
    void axpy(double alpha, double[] x, int offsetX, double[] y, int offsetY, int length);

    /**
     * The rectifier in place: a_i = max(a_i, 0).
     *
     * @param a the numbers, no NaN; overwritten
     * @param offset first element
     * @param length number of elements
     */
    void relu(double[] a, int offset, int length);

    /**
     * The rectifier's backward: a_i stays where g_i &gt; 0 and becomes 0 elsewhere.
     *
     * @param g what decides, a rectifier's input or output
     * @param offsetG its first element
     * @param a the numbers, overwritten
     * @param offsetA its first element
     * @param length number of elements
     */
    void gate(double[] g, int offsetG, double[] a, int offsetA, int length);

    /**
     * Softmax in place: a_i = exp(a_i - max a) / sum_j exp(a_j - max a). Exact under shifts; never overflows.
     *
     * @param a the logits, finite; overwritten with weights that sum to 1
     * @param offset first element
     * @param length number of elements, at least 1
     */
    void softmax(double[] a, int offset, int length);

    /**
     * The way back through {@link #softmax}: d_i = a_i (d_i - sum_j a_j d_j), which is dL/ds for a = softmax(s) and d = dL/da.
     *
     * @param a the weights a
     * @param offsetA the first of them
     * @param d the gradient in the weights, overwritten with that in the logits
     * @param offsetD its first element
     * @param length number of elements, at least 1
     */
    void softmaxGradient(double[] a, int offsetA, double[] d, int offsetD, int length);

    /**
     * C = alpha op(A) op(B) + beta C on row-major matrices. The order of each element's sum is fixed by k alone, so an
     * element has the same bits whatever m and n are and however a caller splits rows and columns.
     *
     * @param transposeA whether op(A) = A'
     * @param transposeB whether op(B) = B'
     * @param m rows of C
     * @param n columns of C
     * @param k inner size
     * @param alpha factor of the product
     * @param a op(A) has shape [m, k]
     * @param offsetA first element of A
     * @param ldA leading dimension of A as stored
     * @param b op(B) has shape [k, n]
     * @param offsetB first element of B
     * @param ldB leading dimension of B as stored
     * @param beta factor of C; with 0, C is not read
     * @param c shape [m, n], overwritten
     * @param offsetC first element of C
     * @param ldC leading dimension of C
     */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int ldA,
            double[] b,
            int offsetB,
            int ldB,
            double beta,
            double[] c,
            int offsetC,
            int ldC);

    /**
     * Squared distances from inner products, for one row of a tile: d_j = (norm + norms_j) - 2 a_j, where a_j = x'z_j is
     * replaced by d_j = |x - z_j|^2. Digits cancel where the points are close to each other, seen from the origin; the
     * result tells whether they do.
     *
     * @param norm |x|^2
     * @param norms |z_j|^2
     * @param offsetNorms first of them
     * @param threshold the least ratio of d_j to norm + norms_j that is good enough
     * @param a inner products, overwritten with squared distances
     * @param offset first element
     * @param length number of elements
     * @return whether d_j is at least threshold (norm + norms_j) for all j; false if one is NaN
     */
    boolean distancesFromProducts(
            double norm, double[] norms, int offsetNorms, double threshold, double[] a, int offset, int length);

    /**
     * A tile of squared Euclidean distances by differences, D_ij = sum_k (x_ik - z_kj)^2: no cancellation however close the
     * points are, and exactly 0 for equal points. As in {@link #gemm}, an element's bits do not depend on the tile.
     *
     * @param rows rows of X and of D
     * @param columns columns of Z' and of D
     * @param d coordinates
     * @param x shape [rows, d], row-major, leading dimension d
     * @param offsetX first element of X
     * @param zTransposed shape [d, columns], coordinate-major as {@link Points#copyTransposed} lays it out
     * @param offsetZ first element of Z'
     * @param ldZ leading dimension of Z'
     * @param result shape [rows, columns], overwritten
     * @param offset first element of the result
     * @param ld leading dimension of the result
     */
    void squaredDistances(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] zTransposed,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld);

    /**
     * A tile of distances in the 1-norm, D_ij = sum_k |x_ik - z_kj|, added up in the order of k; exactly 0 for equal
     * points. An element's bits do not depend on the tile.
     *
     * @param rows rows of X and of D
     * @param columns columns of Z' and of D
     * @param d coordinates
     * @param x shape [rows, d], row-major, leading dimension d
     * @param offsetX first element of X
     * @param zTransposed shape [d, columns], coordinate-major as {@link Points#copyTransposed} lays it out
     * @param offsetZ first element of Z'
     * @param ldZ leading dimension of Z'
     * @param result shape [rows, columns], overwritten
     * @param offset first element of the result
     * @param ld leading dimension of the result
     */
    void absoluteDistances(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] zTransposed,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld);

    /**
     * A weighted sum of differences, sum_j w_j (x - z_j), each difference taken first: nothing cancels that does not cancel
     * in the sum itself.
     *
     * @param x the number
     * @param w the weights
     * @param offsetW the first of them
     * @param z what is taken from x
     * @param offsetZ the first of them
     * @param length how many
     * @return the sum, 0 for none
     */
    double dotDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length);

    /**
     * A weighted sum of squared differences, sum_j w_j (x - z_j)^2, each difference taken first.
     *
     * @param x the number
     * @param w the weights
     * @param offsetW the first of them
     * @param z what is taken from x
     * @param offsetZ the first of them
     * @param length how many
     * @return the sum, 0 for none
     */
    double dotSquaredDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length);
}
