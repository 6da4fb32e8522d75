package org.icl4j.kernels.histogram;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/**
 * The negative chi-squared distance of histograms:
 *
 * <pre>k(x, z) = -sum_k (x_k - z_k)^2 / (x_k + z_k),   x_k, z_k at least 0, 0 / 0 = 0</pre>
 *
 * <p>Conditionally positive definite, not positive semidefinite (its diagonal is 0): it equals 2 {@link AdditiveChiSquared} - |x|_1 -
 * |z|_1, and the last two vanish under coefficients that sum to 0. Negative entries (and those above 1e150) are refused, with the
 * point, the coordinate and the value. No hyperparameters. In the inputs, at an entry that is 0 in both points, the gradient is
 * the derivative on the right. scikit-learn: {@code additive_chi2_kernel}, which is this one in spite of its name.
 *
 * <p>Source: Vedaldi and Zisserman (2012), Efficient additive kernels via explicit feature maps.
 */
public record NegativeChiSquared() implements DifferentiableKernel {

    /** The one such kernel; all instances are equal. */
    public NegativeChiSquared {}

    @Override
    public double value(double[] x, double[] z) {
        return 0 - Histograms.sum(Histograms.CHI_SQUARED, x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        Histograms.sums(Histograms.CHI_SQUARED, tile, result);
        for (int i = 0; i < tile.length(); i++) {
            result[i] = 0 - result[i];
        }
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Histograms.require(x, from, count);
        Arrays.fill(result, offset, offset + count, 0);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public NegativeChiSquared withHyperparameters(double... values) {
        Require.length("values", values, 0, "the chi-squared distance has no hyperparameters");
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Histograms.contractInputs((x, z) -> -Histograms.chiSquaredSlope(x, z), tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "negativeChiSquared()";
    }
}
