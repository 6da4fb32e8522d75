package org.icl4j.kernels;

import java.util.List;
import org.icl4j.core.Require;

/**
 * A kernel with derivatives: in the logarithms of its hyperparameters, and in its first point (by symmetry that is all).
 * A derivative is either a block per hyperparameter, {@link #gradientBlocks}, or a contraction with weights w of the tile's
 * pairs, {@link #contract} and {@link #contractInputs}: what the gradient of a loss L needs, with w_ij = dL/dk_ij, and the
 * only form that costs no memory.
 *
 * <p>Sums, products, powers, multiples and the like of differentiable kernels are differentiable.
 */
public interface DifferentiableKernel extends Kernel {

    /**
     * The hyperparameters, all positive, in a fixed order. A parameter that is 0 where 0 is allowed is none.
     *
     * @return p of them, with names that differ
     */
    List<Hyperparameter> hyperparameters();

    /**
     * The same kernel with other numbers.
     *
     * @param values p of them, in the order of {@link #hyperparameters} (themselves, not their logarithms)
     * @return the kernel
     * @throws IllegalArgumentException if the number of values is not p, or one is out of the kernel's domain
     */
    DifferentiableKernel withHyperparameters(double... values);

    /**
     * The values of a tile, as {@link #block}, and their derivatives d k(x_i, z_j) / d log theta_q, q = 0 to p - 1.
     *
     * @param tile the pairs
     * @param values receives the values, {@code tile.length()} numbers
     * @param gradients p arrays, each of which receives {@code tile.length()} numbers
     */
    void gradientBlocks(Tile tile, double[] values, double[][] gradients);

    /**
     * Adds the contraction of the hyperparameters' derivatives: {@code result[offset + q] += sum_ij w_ij d k(x_i, z_j) / d log
     * theta_q}. The default makes the blocks of {@link #gradientBlocks} and sums them up.
     *
     * @param tile the pairs
     * @param weights w, a block of the tile
     * @param result changed; p numbers from {@code offset} on
     * @param offset where they begin
     */
    default void contract(Tile tile, double[] weights, double[] result, int offset) {
        int p = hyperparameters().size();
        double[] values = tile.borrow();
        double[][] gradients = new double[p][];
        for (int q = 0; q < p; q++) {
            gradients[q] = tile.borrow();
        }
        gradientBlocks(tile, values, gradients);
        for (int q = 0; q < p; q++) {
            result[offset + q] += Contractions.dot(tile, weights, gradients[q]);
            tile.release(gradients[q]);
        }
        tile.release(values);
    }

    /**
     * Adds the contraction of the derivative in the first point: {@code result[offset + i d + k] += sum_j w_ij d k(x_i, z_j) / d
     * x_ik}. Where k has a kink (x_i = z_j for exp(-|x - z|)), the term is 0.
     *
     * @param tile the pairs, d coordinates wide
     * @param weights w, a block of the tile
     * @param result changed; {@code tile.rows() d} numbers from {@code offset} on
     * @param offset where they begin
     */
    void contractInputs(Tile tile, double[] weights, double[] result, int offset);

    /**
     * A kernel as a differentiable one.
     *
     * @param kernel the kernel
     * @return the same object
     * @throws IllegalArgumentException if the kernel, or a part of it, has no derivatives
     */
    static DifferentiableKernel of(Kernel kernel) {
        Require.notNull("kernel", kernel);
        if (kernel instanceof DifferentiableKernel differentiable) {
            return differentiable;
        }
        throw Require.error("kernel", kernel + " has no derivatives: implement DifferentiableKernel");
    }
}
