package org.icl4j.kernels;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.kernels.internal.algebra.KernelAlgebra;

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
     * The sum of two differentiable kernels. Its hyperparameters are those of the terms, with names such as
     * {@code "2.lengthScale"}; {@code a + b + c} has terms 1, 2 and 3.
     *
     * @param other the kernel added
     * @return the sum
     */
    default DifferentiableKernel plus(DifferentiableKernel other) {
        return KernelAlgebra.sum(this, other);
    }

    /**
     * The product of two differentiable kernels. Its hyperparameters are named as those of a sum.
     *
     * @param other the other factor
     * @return the product
     */
    default DifferentiableKernel times(DifferentiableKernel other) {
        return KernelAlgebra.product(this, other);
    }

    @Override
    default DifferentiableKernel scaled(double factor) {
        return KernelAlgebra.scaled(factor, this);
    }

    @Override
    default DifferentiableKernel power(int exponent) {
        return KernelAlgebra.differentiable(KernelAlgebra.power(this, exponent));
    }

    @Override
    default DifferentiableKernel onColumns(int... columns) {
        return KernelAlgebra.onColumns(this, columns);
    }

    @Override
    default DifferentiableKernel normalised() {
        return KernelAlgebra.normalised(this);
    }

    @Override
    default DifferentiableKernel exponential() {
        return KernelAlgebra.exponential(this);
    }

    @Override
    default DifferentiableKernel declared(Definiteness definiteness) {
        return KernelAlgebra.differentiable(KernelAlgebra.declared(this, definiteness));
    }

    @Override
    default DifferentiableKernel centred(Points reference) {
        return KernelAlgebra.centred(this, reference);
    }

    /**
     * The kernel of mapped points, k(f(x), f(z)), f with a derivative.
     *
     * @param map f
     * @return the warped kernel
     */
    default DifferentiableKernel warped(DifferentiableMap map) {
        return KernelAlgebra.warped(this, map);
    }

    @Override
    default DifferentiableKernel checked() {
        return KernelAlgebra.checked(this);
    }

    /**
     * A kernel of the distance with its derivative, and no hyperparameters.
     *
     * @param profile f, a function of the squared Euclidean distance: k(x, z) = f(|x - z|^2)
     * @param derivative f'; not asked for at 0
     * @return the kernel
     */
    static DifferentiableKernel radial(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
        return KernelAlgebra.radial(profile, derivative);
    }

    /**
     * A kernel of the inner product with its derivative, and no hyperparameters.
     *
     * @param profile f, a function of the inner product: k(x, z) = f(x' z)
     * @param derivative f'
     * @return the kernel
     */
    static DifferentiableKernel dotProduct(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
        return KernelAlgebra.dotProduct(profile, derivative);
    }

    /**
     * A kernel as a differentiable one.
     *
     * @param kernel the kernel
     * @return the same object
     * @throws IllegalArgumentException if the kernel, or a part of it, has no derivatives; it names that part
     */
    static DifferentiableKernel of(Kernel kernel) {
        return KernelAlgebra.differentiable(kernel);
    }
}
