package org.icl4j.kernels.stationary;

import org.icl4j.core.Require;

/**
 * The Gaussian kernel with a length scale for every coordinate, also called ARD (automatic relevance determination):
 *
 * <pre>k(x, z) = exp(-sum_k (x_k - z_k)^2 / (2 l_k^2))</pre>
 *
 * <p>A great length scale makes a coordinate irrelevant. Positive definite on R^d; the spectral density is normal with
 * standard deviations 1 / l_k. scikit-learn's and GPyTorch's RBF with a vector of length scales, on the same scale.
 *
 * <p>Points are divided by the length scales before differences are taken, so a scaled difference has an absolute error of
 * 1.1e-16 (|x_k| + |z_k|) / l_k. All gradients of a contraction come from one pass over the pairs.
 *
 * <p>Source: Rasmussen and Williams (2006), equations 5.1 and 5.2.
 */
public final class AnisotropicGaussian extends AnisotropicKernel {

    /**
     * The kernel of these length scales.
     *
     * @param lengthScales l_1 to l_d, d at least 2, from 1e-150 to 1e150; copied
     * @throws IllegalArgumentException if there is only one, or one is not positive, not finite or out of range
     */
    public AnisotropicGaussian(double... lengthScales) {
        super(lengthScales, ClosedProfile.GAUSSIAN);
    }

    @Override
    public AnisotropicGaussian withHyperparameters(double... values) {
        return new AnisotropicGaussian(
                Require.length("values", values, scales().width(), "one length scale per coordinate"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnisotropicGaussian kernel && scales().equals(kernel.scales());
    }

    @Override
    public int hashCode() {
        return scales().hashCode();
    }

    @Override
    public String toString() {
        return "gaussian(" + scales() + ")";
    }
}
