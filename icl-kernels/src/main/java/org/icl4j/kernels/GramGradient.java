package org.icl4j.kernels;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.internal.engine.GramContraction;
import org.icl4j.kernels.internal.engine.MatrixWeights;
import org.icl4j.kernels.internal.engine.ProductWeights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradients of functions of a kernel matrix K_ij = k(x_i, z_j). A loss L with dL/dK_ij = G_ij has
 *
 * <pre>dL/dlog theta_q = sum_ij G_ij dK_ij/dlog theta_q      dL/dx_ik = sum_j G_ij dk(x_i, z_j)/dx_ik</pre>
 *
 * <p>computed tile by tile: no derivative of K is ever in memory as a whole. The weights G are an array, a product of two narrow
 * matrices that is never formed, or a function that fills tiles.
 *
 * <p>The log marginal likelihood of a Gaussian process, with C = K + ridge I and alpha = C^-1 y, has G = (alpha alpha' - C^-1) / 2
 * (Rasmussen and Williams 2006, equation 5.9):
 *
 * <pre>{@code
 * double[] gradient = space.gradient(GramGradient.hyperparameters(kernel, x, weights)); // of the free Hyperparameters
 * }</pre>
 *
 * <p>Sums are taken in a fixed order: the same bits for any number of threads. Working memory is a few tiles a thread.
 */
public final class GramGradient {

    private GramGradient() {}

    /** Weights G_ij by tiles. Called by several threads at once. */
    @FunctionalInterface
    public interface Weights {

        /**
         * Fills {@code result[r * stride + c] = G_(i + r, j + c)} for r in [0, rows), c in [0, columns). Elements from column
         * {@code columns} to {@code stride} are not used.
         *
         * @param i first row
         * @param rows number of rows, at most {@link Tile#SIZE}
         * @param j first column
         * @param columns number of columns, at most {@link Tile#SIZE}
         * @param stride elements from one row of the result to the next
         * @param result receives the block; its contents are undefined before
         */
        void fill(int i, int rows, int j, int columns, int stride, double[] result);

        /**
         * The weights of a matrix.
         *
         * @param matrix float64, columns contiguous (order 'f'); read while the weights are used
         * @return weights that read it
         * @throws IllegalArgumentException if the matrix is not of rank 2, float64 and column-major
         */
        static Weights of(INDArray matrix) {
            return new MatrixWeights("matrix", matrix);
        }

        /**
         * The weights of a symmetric matrix, of which only the lower triangle is read, as Cholesky factorisations leave it: for
         * the sums over pairs of x with itself.
         *
         * @param matrix float64, square, columns contiguous (order 'f'); read while the weights are used
         * @return weights for tiles on and above the diagonal
         * @throws IllegalArgumentException if the matrix is not of rank 2, float64 and column-major
         */
        static Weights symmetric(INDArray matrix) {
            return new MatrixWeights("matrix", matrix).lowerTriangle();
        }

        /**
         * The same for a matrix that needs no ND4J.
         *
         * @param matrix float64, square; read while the weights are used
         * @return weights for tiles on and above the diagonal
         * @throws IllegalArgumentException if the matrix is not square and float64
         */
        static Weights symmetric(NativeMatrix matrix) {
            Require.notNull("matrix", matrix);
            if (matrix.type() != DataType.DOUBLE || matrix.rows() != matrix.columns()) {
                throw Require.error("matrix", "must be float64 and square, got " + matrix);
            }
            return MatrixWeights.lowerTriangle(matrix);
        }

        /**
         * The weights of a product A B', which is never formed. Cost: 2 t flops a pair.
         *
         * @param a A, shape [n, t], row-major; read while the weights are used
         * @param b B, shape [m, t], row-major
         * @param t the number of columns
         * @return weights G_ij = sum_s a_is b_js
         * @throws IllegalArgumentException if a length is not a multiple of t
         */
        static Weights product(double[] a, double[] b, int t) {
            return new ProductWeights(a, b, t);
        }
    }

    /**
     * The contraction sum_ij G_ij dK_ij/dlog theta_q. Cost: n m derivatives.
     *
     * @param kernel the kernel, with p hyperparameters
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param weights G, shape [n, m], float64, columns contiguous (order 'f')
     * @return a new array of length p, in the order of {@link DifferentiableKernel#hyperparameters}
     * @throws IllegalArgumentException if the shapes do not fit or a result is not finite
     */
    public static double[] hyperparameters(DifferentiableKernel kernel, Points x, Points z, INDArray weights) {
        Gram.checkWidths(kernel, x, z);
        Require.shape("weights", weights, x.size(), z.size(), "one for each pair of x and z");
        return hyperparameters(kernel, x, z, new MatrixWeights("weights", weights));
    }

    /**
     * The contraction sum_ij G_ij dK_ij/dlog theta_q for weights that are filled in by tiles.
     *
     * @param kernel the kernel, with p hyperparameters
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param weights G, n by m
     * @return a new array of length p
     * @throws IllegalArgumentException if the widths differ or a result is not finite
     */
    public static double[] hyperparameters(DifferentiableKernel kernel, Points x, Points z, Weights weights) {
        Gram.checkWidths(kernel, x, z);
        return new GramContraction(Parallel.threads(), kernel, x, z, weights).hyperparameters(false);
    }

    /**
     * The contraction sum_ij G_ij dk(x_i, x_j)/dlog theta_q for symmetric weights, which uses each pair once: n (n + 1) / 2
     * derivatives.
     *
     * @param kernel the kernel, with p hyperparameters
     * @param x shape [n, d]
     * @param weights G, shape [n, n], symmetric, float64, columns contiguous (order 'f'); of it only the lower triangle is
     *     read, as Cholesky factorisations leave it
     * @return a new array of length p
     * @throws IllegalArgumentException if the shapes do not fit or a result is not finite
     */
    public static double[] hyperparameters(DifferentiableKernel kernel, Points x, INDArray weights) {
        Gram.checkWidths(kernel, x, x);
        Require.shape("weights", weights, x.size(), x.size(), "one for each pair of x");
        return hyperparameters(kernel, x, new MatrixWeights("weights", weights).lowerTriangle());
    }

    /**
     * The contraction sum_ij G_ij dk(x_i, x_j)/dlog theta_q for symmetric weights that are filled in by tiles, which uses each
     * pair once.
     *
     * @param kernel the kernel, with p hyperparameters
     * @param x shape [n, d]
     * @param weights G, n by n and symmetric; asked only for tiles on and above the diagonal, i at most j
     * @return a new array of length p
     * @throws IllegalArgumentException if a result is not finite
     */
    public static double[] hyperparameters(DifferentiableKernel kernel, Points x, Weights weights) {
        Gram.checkWidths(kernel, x, x);
        return new GramContraction(Parallel.threads(), kernel, x, x, weights).hyperparameters(true);
    }

    /**
     * The gradient in the points x, sum_j G_ij dk(x_i, z_j)/dx_ik. Where x are the points of both sides and G is symmetric, the
     * whole gradient is twice this.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param weights G, shape [n, m], float64, columns contiguous (order 'f')
     * @return a new array of shape [n, d], row-major
     * @throws IllegalArgumentException if the shapes do not fit or a result is not finite
     */
    public static double[] inputs(DifferentiableKernel kernel, Points x, Points z, INDArray weights) {
        Gram.checkWidths(kernel, x, z);
        Require.shape("weights", weights, x.size(), z.size(), "one for each pair of x and z");
        return inputs(kernel, x, z, new MatrixWeights("weights", weights));
    }

    /**
     * The gradient in the points x for weights that are filled in by tiles.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param weights G, n by m
     * @return a new array of shape [n, d], row-major
     * @throws IllegalArgumentException if the widths differ or a result is not finite
     */
    public static double[] inputs(DifferentiableKernel kernel, Points x, Points z, Weights weights) {
        Gram.checkWidths(kernel, x, z);
        return new GramContraction(Parallel.threads(), kernel, x, z, weights).inputs();
    }

    /**
     * The derivatives themselves, dK_ij/dlog theta_q: for small problems and for tests.
     *
     * @param kernel the kernel, with p hyperparameters
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @return p new arrays of shape [n, m], order 'f'
     * @throws IllegalArgumentException if the widths differ, they do not fit in memory, or a derivative is not finite
     */
    public static List<INDArray> matrices(DifferentiableKernel kernel, Points x, Points z) {
        Gram.checkWidths(kernel, x, z);
        int p = kernel.hyperparameters().size();
        Memory.require(
                p + " derivatives of the " + x.size() + " x " + z.size() + " kernel matrix",
                8.0 * p * x.size() * z.size(),
                "use GramGradient.hyperparameters, which does not form them, or fewer points");
        List<INDArray> matrices = new ArrayList<>();
        for (int q = 0; q < p; q++) {
            matrices.add(NativeArrays.uninitialised(x.size(), z.size()));
        }
        GramContraction.matrices(Parallel.threads(), kernel, x, z, matrices);
        return List.copyOf(matrices);
    }
}
