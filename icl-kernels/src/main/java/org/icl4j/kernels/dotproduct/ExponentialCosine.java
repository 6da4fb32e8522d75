package org.icl4j.kernels.dotproduct;

import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/**
 * The exponential of the cosine, the kernel of attention with normalised queries and keys:
 *
 * <pre>k(x, z) = exp(cos theta / T),   cos theta = x' z / (|x| |z|)</pre>
 *
 * <p>{@link #logarithm} is the attention score cos theta / T. It is {@link ExponentialDotProduct} of scale 1 / T on
 * directions, and exp(1 / T) times a Gaussian of length scale sqrt(T) on them; so it is positive definite on the
 * sphere, and positive semidefinite on R^d, where x and 2 x have the same direction. The zero vector's cosines are 0, as in
 * {@link Cosine}: k(0, z) = 1. Hyperparameter: the temperature. Below T = 1 / 709.78 it overflows, which the engine refuses; the
 * logarithm does not.
 *
 * @param temperature T, positive
 */
public record ExponentialCosine(double temperature) implements DifferentiableKernel {

    private static final Cosine COSINE = new Cosine();

    /**
     * Checks the temperature.
     *
     * @param temperature T, positive
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public ExponentialCosine {
        Require.positive("temperature", temperature);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(1 / temperature * COSINE.value(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        COSINE.block(tile, result);
        VectorMath.get().exp(1 / temperature, result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        COSINE.diagonal(x, from, count, result, offset);
        VectorMath.get().exp(1 / temperature, result, offset, count);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("temperature", temperature));
    }

    @Override
    public ExponentialCosine withHyperparameters(double... values) {
        Require.length("values", values, 1, "one temperature");
        return new ExponentialCosine(values[0]);
    }

    // dk/dlog T = -(c / T) k
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        COSINE.block(tile, values);
        System.arraycopy(values, 0, gradient, 0, tile.length());
        VectorMath.get().exp(1 / temperature, values, 0, tile.length());
        for (int i = 0; i < tile.length(); i++) {
            gradient[i] *= -values[i] / temperature;
        }
    }

    // dk/dc = k / T
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] slopes = tile.borrow();
        block(tile, slopes);
        for (int i = 0; i < tile.length(); i++) {
            slopes[i] *= weights[i] / temperature;
        }
        COSINE.contractInputs(tile, slopes, result, offset);
        tile.release(slopes);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Optional.of(COSINE.scaled(1 / temperature));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "exponentialCosine(" + temperature + ")";
    }
}
