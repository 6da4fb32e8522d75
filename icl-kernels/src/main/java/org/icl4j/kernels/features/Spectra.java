package org.icl4j.kernels.features;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Pairs;
import org.icl4j.kernels.stationary.Gaussian;
import org.jspecify.annotations.Nullable;

/** The distributions of frequencies of the built-in kernels. */
final class Spectra {

    private static final double SQRT_HALF = Math.sqrt(0.5);
    // A frequency beyond it would make cosines of noise anyway; below it products with points stay finite.
    private static final double LEAST_MIXTURE = 1e-200;

    private Spectra() {}

    static SpectralDistribution of(Kernel kernel) {
        if (kernel instanceof Gaussian gaussian) {
            return new NormalMixture(kernel, 1 / gaussian.lengthScale(), null);
        }
        throw Require.error(
                "kernel",
                "the distribution of the frequencies of " + kernel + " is not known; implement SpectralDistribution");
    }

    static SpectralDistribution matern(Kernel kernel, double nu, double lengthScale) {
        DoubleUnaryOperator quantile = gammaQuantile(nu);
        return new NormalMixture(kernel, 1 / lengthScale, u -> Math.sqrt(nu / quantile.applyAsDouble(u)));
    }

    static SpectralDistribution rationalQuadratic(Kernel kernel, double alpha, double lengthScale) {
        DoubleUnaryOperator quantile = gammaQuantile(alpha);
        return new NormalMixture(kernel, 1 / lengthScale, u -> Math.sqrt(quantile.applyAsDouble(u) / alpha));
    }

    static SpectralDistribution laplacianL1(Kernel kernel, double lengthScale) {
        return new Independent(kernel, g -> Math.copySign(1 / (lengthScale * Math.tan(Math.PI / 2 * tails(g))), g));
    }

    static SpectralDistribution cauchyProduct(double lengthScale) {
        Require.positive("lengthScale", lengthScale);
        return new Independent(
                new ProductOf("cauchyProduct(" + lengthScale + ")", t -> {
                    double r = t / lengthScale;
                    return 1 / (1 + r * r);
                }),
                g -> Math.copySign(Math.log(tails(g)) / lengthScale, g));
    }

    static SpectralDistribution hyperbolicSecant() {
        return new Independent(
                new ProductOf("hyperbolicSecant()", t -> 1 / Math.cosh(0.5 * t)),
                g -> Math.copySign(Math.log(Math.tan(Math.PI / 4 * tails(g))) / Math.PI, g));
    }

    // The probability that a standard normal number is farther from 0 than g.
    private static double tails(double g) {
        return Erf.erfc(Math.abs(g) * SQRT_HALF);
    }

    /** The inverse of the distribution function of Gamma(shape, 1). */
    static DoubleUnaryOperator gammaQuantile(double shape) {
        GammaDistribution gamma = new GammaDistribution(null, shape, 1, 1e-16);
        double logGamma = Gamma.logGamma(shape + 1);
        return u -> {
            // P(shape, q) = q^shape / Gamma(shape + 1) (1 - O(q)), which a search would find slowly.
            double small = Math.exp((Math.log(u) + logGamma) / shape);
            return Math.max(LEAST_MIXTURE, small < 1e-9 ? small : gamma.inverseCumulativeProbability(u));
        };
    }

    /** w = radius(u) S g with S diagonal, or a multiple of the identity. */
    static final class NormalMixture implements SpectralDistribution {

        private final Kernel kernel;
        private final double[] scales;
        private final @Nullable DoubleUnaryOperator radius;

        NormalMixture(Kernel kernel, double scale, @Nullable DoubleUnaryOperator radius) {
            this(kernel, new double[] {scale}, radius);
        }

        NormalMixture(Kernel kernel, double[] scales, @Nullable DoubleUnaryOperator radius) {
            this.kernel = kernel;
            this.scales = scales;
            this.radius = radius;
        }

        @Override
        public Kernel kernel() {
            return kernel;
        }

        @Override
        public void frequency(double[] normals, double uniform, double[] frequency) {
            double factor = radius == null ? 1 : radius.applyAsDouble(uniform);
            for (int k = 0; k < normals.length; k++) {
                frequency[k] = scales[scales.length == 1 ? 0 : k] * factor * normals[k];
            }
        }

        @Override
        public boolean usesUniform() {
            return radius != null;
        }

        @Override
        public boolean isNormal() {
            return radius == null;
        }
    }

    /** w_k = map(g_k). */
    record Independent(Kernel kernel, DoubleUnaryOperator map) implements SpectralDistribution {

        @Override
        public void frequency(double[] normals, double uniform, double[] frequency) {
            for (int k = 0; k < normals.length; k++) {
                frequency[k] = map.applyAsDouble(normals[k]);
            }
        }

        @Override
        public boolean usesUniform() {
            return false;
        }
    }

    /** k(x, z) = prod_k profile(x_k - z_k); equal by name, which holds the parameters. */
    static final class ProductOf implements Kernel {

        private final String name;
        private final DoubleUnaryOperator profile;

        ProductOf(String name, DoubleUnaryOperator profile) {
            this.name = name;
            this.profile = profile;
        }

        @Override
        public double value(double[] x, double[] z) {
            Pairs.checkWidths(x, z);
            double product = 1;
            for (int k = 0; k < x.length; k++) {
                product *= profile.applyAsDouble(x[k] - z[k]);
            }
            return product;
        }

        @Override
        public Definiteness definiteness() {
            return Definiteness.POSITIVE_DEFINITE;
        }

        @Override
        public boolean isStationary() {
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ProductOf that && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
