package org.icl4j.kernels.stationary;

import org.icl4j.core.Require;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The Matern kernel with a length scale for every coordinate:
 *
 * <pre>k(x, z) = 2^(1 - nu) / Gamma(nu) z^nu K_nu(z),  z = sqrt(2 nu sum_k (x_k - z_k)^2 / l_k^2)</pre>
 *
 * <p>{@link Matern} of length scale 1 on the points x_k / l_k; see there for the closed forms, the cost and the accuracy.
 * Positive definite on R^d. scikit-learn's and GPyTorch's Matern with a vector of length scales, on the same scale; nu is
 * not a hyperparameter there either.
 *
 * <p>Source: Rasmussen and Williams (2006), equations 4.14 and 5.1.
 */
public final class AnisotropicMatern extends AnisotropicKernel {

    private final double nu;

    /**
     * The kernel of this smoothness and these length scales.
     *
     * @param nu above 0, at most 1000
     * @param lengthScales l_1 to l_d, d at least 2, from 1e-150 to 1e150; copied
     * @throws IllegalArgumentException if there is only one length scale, or a number is not positive, not finite or out of
     *     range
     */
    public AnisotropicMatern(double nu, double... lengthScales) {
        super(lengthScales, Matern.profile(Matern.checkNu(nu)));
        this.nu = nu;
    }

    /**
     * The smoothness.
     *
     * @return nu
     */
    public double nu() {
        return nu;
    }

    @Override
    public double value(double[] x, double[] z) {
        double[] scaledX = scales().apply(x);
        double[] scaledZ = scales().apply(z);
        double u = PointPair.squaredDistance(scaledX, scaledZ);
        return RoughMatern.value(nu, profile(), u, scaledX, scaledZ, 1);
    }

    @Override
    public void block(Tile tile, double[] result) {
        RoughMatern.block(nu, profile(), tile.warped(scales()), 1, 1, result);
    }

    @Override
    public AnisotropicMatern withHyperparameters(double... values) {
        return new AnisotropicMatern(
                nu, Require.length("values", values, scales().width(), "one length scale per coordinate"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnisotropicMatern kernel && nu == kernel.nu && scales().equals(kernel.scales());
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(nu) + scales().hashCode();
    }

    @Override
    public String toString() {
        return "matern(" + nu + ", " + scales() + ")";
    }
}
