package org.icl4j.kernels.dotproduct;

import java.util.List;
import java.util.Optional;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
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
 * <p>Feature map: all tensor powers, x^(tensor m) scale^(m/2) / sqrt(m!), m = 0, 1, 2, ...
 *
 * <p>Source: Tsai et al. (2019), Transformer Dissection.
 *
 * @param scale factor of the inner product, positive
 */
public record ExponentialDotProduct(double scale) implements DifferentiableKernel {

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
        return Math.exp(scale * PointPair.innerProduct(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
        VectorMath.get().exp(scale, result, 0, tile.length());
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("scale", scale));
    }

    @Override
    public ExponentialDotProduct withHyperparameters(double... values) {
        Require.length("values", values, 1, "one scale");
        return new ExponentialDotProduct(values[0]);
    }

    // dk/dlog s = s x'z k
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        tile.innerProducts(values);
        System.arraycopy(values, 0, gradient, 0, tile.length());
        VectorMath.get().exp(scale, values, 0, tile.length());
        for (int i = 0; i < tile.length(); i++) {
            gradient[i] *= scale * values[i];
        }
    }

    // dk/dx_i = s k z_j
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] slopes = tile.borrow();
        block(tile, slopes);
        for (int i = 0; i < tile.length(); i++) {
            slopes[i] *= scale * weights[i];
        }
        Contractions.columns(tile, slopes, result, offset);
        tile.release(slopes);
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
