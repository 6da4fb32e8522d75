package org.icl4j.kernels.histogram;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/**
 * The additive chi-squared kernel of histograms:
 *
 * <pre>k(x, z) = sum_k 2 x_k z_k / (x_k + z_k),   x_k, z_k at least 0, 0 / 0 = 0</pre>
 *
 * <p>The sum of the harmonic means: k(x, x) = |x|_1. Its feature map is exact in infinitely many features, because
 * 2 x z / (x + z) = 2 integral over t &gt; 0 of (x exp(-t x)) (z exp(-t z)); so it is positive semidefinite, and not definite,
 * because it is a sum over coordinates. In log x it is stationary up to the factor sqrt(x z), with spectral density
 * 1 / cosh(pi omega). Negative entries (and those above 1e150) are refused, with the point, the coordinate and the value. No
 * hyperparameters. scikit-learn: what {@code AdditiveChi2Sampler} approximates; its {@code additive_chi2_kernel} is {@link
 * NegativeChiSquared}.
 *
 * <p>Source: Vedaldi and Zisserman (2012), Efficient additive kernels via explicit feature maps, table 1.
 */
public record AdditiveChiSquared() implements DifferentiableKernel {

    /** The one such kernel; all instances are equal. */
    public AdditiveChiSquared {}

    @Override
    public double value(double[] x, double[] z) {
        return Histograms.sum(Histograms.ADDITIVE, x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        Histograms.sums(Histograms.ADDITIVE, tile, result);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public AdditiveChiSquared withHyperparameters(double... values) {
        Require.length("values", values, 0, "the additive chi-squared kernel has no hyperparameters");
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Histograms.contractInputs(Histograms::additiveSlope, tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "additiveChiSquared()";
    }
}
