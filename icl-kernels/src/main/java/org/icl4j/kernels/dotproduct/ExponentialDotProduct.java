package org.icl4j.kernels.dotproduct;

import java.util.Optional;
import org.icl4j.core.Require;
import org.icl4j.core.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Pairs;
import org.icl4j.kernels.Tile;

/**
 * The exponential of the inner product, the kernel of softmax attention:
 *
 * <pre>k(x, z) = exp(scale x' z)</pre>
 *
 * <p>Attention with queries and keys of width d uses scale = 1 / sqrt(d): see {@link #softmax}. Positive definite. It equals
 * exp(scale |x|^2 / 2) exp(-scale |x - z|^2 / 2) exp(scale |z|^2 / 2), a Gaussian of length scale 1 / sqrt(scale) between two
 * factors. It grows without bound: beyond scale x' z = 709.78 it is infinite, which the engine refuses with the pair that
 * causes it; {@link #logarithm} does not overflow.
 *
 * <p>Source: Tsai et al. (2019), Transformer Dissection, equation 3.
 *
 * @param scale factor of the inner product, positive
 */
public record ExponentialDotProduct(double scale) implements Kernel {

    /**
     * Checks the scale.
     *
     * @param scale positive
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public ExponentialDotProduct {
        Require.positive("scale", scale);
    }

    /**
     * The kernel of softmax attention, exp(x' z / sqrt(d)).
     *
     * @param width d, the width of queries and keys
     * @return the kernel of scale 1 / sqrt(d)
     */
    public static ExponentialDotProduct softmax(int width) {
        return new ExponentialDotProduct(1 / Math.sqrt(Require.positive("width", width)));
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(scale * Pairs.innerProduct(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
        VectorMath.get().exp(scale, result, 0, tile.length());
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public boolean isDotProduct() {
        return true;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Optional.of(new Linear().scaled(scale));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "exponentialDotProduct(" + scale + ")";
    }
}
