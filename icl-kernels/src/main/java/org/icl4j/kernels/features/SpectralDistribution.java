package org.icl4j.kernels.features;

import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/**
 * The distribution p of frequencies of a stationary kernel with k(x, x) = 1 (Bochner's theorem; Rahimi and Recht 2007,
 * theorem 1):
 *
 * <pre>k(x, z) = E cos(w'(x - z)),   w ~ p</pre>
 *
 * <p>as a function of d independent standard normal numbers and one uniform number: whatever points of those spaces
 * {@link Sampling} chooses become frequencies of the kernel.
 *
 * <pre>
 * Gaussian, length scale l            w = g / l; by coordinate w_k = g_k / l_k; with the metric M = L L', w = L g
 * Laplacian of the 1-norm, l          w_k = Cauchy_k / l,                   independent coordinates
 * Cauchy product, l                   w_k = Laplace_k / l,                  k = prod_k 1 / (1 + (x_k - z_k)^2 / l^2)
 * Matern nu, l                        w = g / (l sqrt(c / (2 nu))),         c ~ chi-squared, 2 nu degrees: multivariate t;
 *                                     Laplacian of the 2-norm: nu = 1/2; by coordinate g_k / l_k
 * rational quadratic alpha, l         w = sqrt(t) g / l,                    t ~ Gamma(alpha, scale 1 / alpha)
 * hyperbolic secant                   w_k = log(tan(pi u_k / 2)) / pi,      k = prod_k 1 / cosh((x_k - z_k) / 2)
 * </pre>
 *
 * <p>The Cauchy kernel of the distance, 1 / (1 + |x - z|^2 / l^2), is the rational quadratic with alpha = 1 and length scale
 * l / sqrt(2). Its frequencies are not independent Laplace numbers; those belong to the product above.
 *
 * <p>Implementations are immutable.
 */
public interface SpectralDistribution {

    /**
     * The stationary kernel with these frequencies, k(x, x) = 1.
     *
     * @return k
     */
    Kernel kernel();

    /**
     * Makes a frequency of the kernel.
     *
     * @param normals d independent standard normal numbers; read only
     * @param uniform a number of the uniform distribution on (0, 1), independent of them; undefined unless
     *     {@link #usesUniform}
     * @param frequency receives w, d finite numbers
     */
    void frequency(double[] normals, double uniform, double[] frequency);

    /**
     * Whether {@link #frequency} reads the uniform number.
     *
     * @return true unless overridden
     */
    default boolean usesUniform() {
        return true;
    }

    /**
     * Whether w is a linear function of the normal numbers, so that k is a Gaussian kernel: then the variance of orthogonal
     * features is known too.
     *
     * @return false unless overridden
     */
    default boolean isNormal() {
        return false;
    }

    /**
     * Checks that the kernel takes points of a width.
     *
     * @param width d
     * @throws IllegalArgumentException if it does not; the default takes every width
     */
    default void requireWidth(int width) {
        Require.positive("width", width);
    }

    /**
     * The distribution of a kernel's frequencies, for the kernels of the table above.
     *
     * @param kernel such as {@code new Gaussian(0.5)}
     * @return its distribution
     * @throws IllegalArgumentException if the frequencies of the kernel are not known; implement this interface for them
     */
    static SpectralDistribution of(Kernel kernel) {
        return Spectra.of(Require.notNull("kernel", kernel));
    }

    /**
     * The distribution of the product of Cauchy profiles, k(x, z) = prod_k 1 / (1 + (x_k - z_k)^2 / l^2).
     *
     * @param lengthScale l, positive
     * @return independent Laplace numbers of scale 1 / l
     * @throws IllegalArgumentException if l is not positive and finite
     */
    static SpectralDistribution cauchyProduct(double lengthScale) {
        return Spectra.cauchyProduct(lengthScale);
    }

    /**
     * The distribution of the product of hyperbolic secants, k(x, z) = prod_k 1 / cosh((x_k - z_k) / 2).
     *
     * @return independent numbers of density 1 / cosh(pi w)
     */
    static SpectralDistribution hyperbolicSecant() {
        return Spectra.hyperbolicSecant();
    }
}
