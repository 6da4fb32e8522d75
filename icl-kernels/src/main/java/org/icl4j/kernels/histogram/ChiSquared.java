package org.icl4j.kernels.histogram;

import java.util.Arrays;
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
 * The exponential chi-squared kernel of histograms:
 *
 * <pre>k(x, z) = exp(-gamma sum_k (x_k - z_k)^2 / (x_k + z_k)),   x_k, z_k at least 0, 0 / 0 = 0</pre>
 *
 * <p>Entries need not sum to 1. Negative ones (and those above 1e150) are refused, with the point, the coordinate and the value.
 * Positive definite on the non-negative orthant: with the sum written as |x|_1 + |z|_1 - 2 {@link AdditiveChiSquared}, k is
 * exp(2 gamma phi(x)' phi(z)) between factors exp(-gamma |x|_1), and the features phi of different points differ. Hyperparameter:
 * gamma. In the inputs, at an entry that is 0 in both points, the gradient is the derivative on the right. scikit-learn:
 * {@code chi2_kernel}.
 *
 * <p>Source: Zhang, Marszalek, Lazebnik and Schmid (2007), Local features and kernels for classification of texture and object
 * categories.
 *
 * @param gamma positive
 */
public record ChiSquared(double gamma) implements DifferentiableKernel {

    /**
     * Checks gamma.
     *
     * @param gamma positive
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public ChiSquared {
        Require.positive("gamma", gamma);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(-gamma * Histograms.sum(Histograms.CHI_SQUARED, x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        Histograms.sums(Histograms.CHI_SQUARED, tile, result);
        VectorMath.get().exp(-gamma, result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Histograms.require(x, from, count);
        Arrays.fill(result, offset, offset + count, 1);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("gamma", gamma));
    }

    @Override
    public ChiSquared withHyperparameters(double... values) {
        Require.length("values", values, 1, "one gamma");
        return new ChiSquared(values[0]);
    }

    // k = exp(-gamma s): dk/dlog gamma = -gamma s k.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        Histograms.sums(Histograms.CHI_SQUARED, tile, values);
        System.arraycopy(values, 0, gradient, 0, tile.length());
        VectorMath.get().exp(-gamma, values, 0, tile.length());
        for (int i = 0; i < tile.length(); i++) {
            gradient[i] *= -gamma * values[i];
        }
    }

    // dk/dx = -gamma k ds/dx
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = tile.borrow();
        block(tile, inner);
        for (int i = 0; i < tile.length(); i++) {
            inner[i] *= -gamma * weights[i];
        }
        Histograms.contractInputs(Histograms::chiSquaredSlope, tile, inner, result, offset);
        tile.release(inner);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Optional.of(new NegativeChiSquared().scaled(gamma));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "chiSquared(" + gamma + ")";
    }
}
