package org.icl4j.kernels.features;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.stationary.AnisotropicGaussian;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.LaplacianL1;
import org.icl4j.kernels.stationary.LaplacianL2;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.kernels.stationary.MetricGaussian;
import org.icl4j.kernels.stationary.RationalQuadratic;
import org.jspecify.annotations.Nullable;

/** The distributions of frequencies of the built-in kernels. */
final class Spectra {

    private static final double SQRT_HALF = Math.sqrt(0.5);
    // A frequency beyond it would make cosines of noise anyway; below it products with points stay finite.
    private static final double LEAST_MIXTURE = 1e-200;

    // The kernel has checked its metric: what is left is rounding.
    private static final double SYMMETRY = 1e-9;

    private Spectra() {}

    static SpectralDistribution of(Kernel kernel) {
        if (kernel instanceof Gaussian gaussian) {
            return new NormalMixture(kernel, null, 1 / gaussian.lengthScale());
        }
        if (kernel instanceof AnisotropicGaussian gaussian) {
            return new NormalMixture(kernel, null, inverse(gaussian.lengthScales()));
        }
        if (kernel instanceof MetricGaussian gaussian) {
            return new MetricNormal(kernel, gaussian.metric());
        }
        if (kernel instanceof LaplacianL1 laplacian) {
            return new Independent(kernel, g -> cauchy(g) / laplacian.lengthScale());
        }
        if (kernel instanceof LaplacianL2 laplacian) {
            return new NormalMixture(kernel, ofStudent(0.5), 1 / laplacian.lengthScale());
        }
        if (kernel instanceof Matern matern) {
            return new NormalMixture(kernel, ofStudent(matern.nu()), 1 / matern.lengthScale());
        }
        if (kernel instanceof AnisotropicMatern matern) {
            return new NormalMixture(kernel, ofStudent(matern.nu()), inverse(matern.lengthScales()));
        }
        if (kernel instanceof RationalQuadratic quadratic) {
            double alpha = quadratic.alpha();
            DoubleUnaryOperator quantile = gammaQuantile(alpha);
            DoubleUnaryOperator radius = u -> Math.sqrt(quantile.applyAsDouble(u) / alpha);
            return new NormalMixture(kernel, radius, 1 / quadratic.lengthScale());
        }
        throw Require.error(
                "kernel",
                "the distribution of the frequencies of " + kernel
                        + " is not known (it is of single families, not of sums,"
                        + " products and multiples); implement SpectralDistribution");
    }

    private static double[] inverse(double[] lengthScales) {
        return Arrays.stream(lengthScales).map(l -> 1 / l).toArray();
    }

    // sqrt(2 nu / c) with c chi-squared of 2 nu degrees of freedom, that is c = 2 q with q from Gamma(nu, 1).
    private static DoubleUnaryOperator ofStudent(double nu) {
        DoubleUnaryOperator quantile = gammaQuantile(nu);
        return u -> Math.sqrt(nu / quantile.applyAsDouble(u));
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

    private static double cauchy(double g) {
        return Math.copySign(1 / Math.tan(Math.PI / 2 * tails(g)), g);
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

    private static void requireWidth(Kernel kernel, int width, int expected) {
        Require.positive("width", width);
        if (width != expected) {
            throw Require.error("width", "must be the " + expected + " of " + kernel + ", got " + width);
        }
    }

    /** w = radius(u) S g with S diagonal, or a multiple of the identity where there is one scale. */
    static final class NormalMixture implements SpectralDistribution {

        private final Kernel kernel;
        private final @Nullable DoubleUnaryOperator radius;
        private final double[] scales;
        private final boolean isotropic;

        NormalMixture(Kernel kernel, @Nullable DoubleUnaryOperator radius, double scale) {
            this(kernel, radius, new double[] {scale}, true);
        }

        NormalMixture(Kernel kernel, @Nullable DoubleUnaryOperator radius, double[] scales) {
            this(kernel, radius, scales, false);
        }

        private NormalMixture(Kernel kernel, @Nullable DoubleUnaryOperator radius, double[] scales, boolean isotropic) {
            this.kernel = kernel;
            this.radius = radius;
            this.scales = scales;
            this.isotropic = isotropic;
        }

        @Override
        public Kernel kernel() {
            return kernel;
        }

        @Override
        public void frequency(double[] normals, double uniform, double[] frequency) {
            double factor = radius == null ? 1 : radius.applyAsDouble(uniform);
            for (int k = 0; k < normals.length; k++) {
                frequency[k] = scales[isotropic ? 0 : k] * factor * normals[k];
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

        @Override
        public void requireWidth(int width) {
            Spectra.requireWidth(kernel, width, isotropic ? width : scales.length);
        }

        @Override
        public String toString() {
            return "NormalMixture[" + kernel + "]";
        }
    }

    /** w = L g with M = L L' the metric, so that E w w' = M. */
    static final class MetricNormal implements SpectralDistribution {

        private final Kernel kernel;
        private final double[][] factor;

        MetricNormal(Kernel kernel, double[][] metric) {
            this.kernel = kernel;
            this.factor = new CholeskyDecomposition(new Array2DRowRealMatrix(metric, false), SYMMETRY, 0)
                    .getL()
                    .getData();
        }

        @Override
        public Kernel kernel() {
            return kernel;
        }

        @Override
        public void frequency(double[] normals, double uniform, double[] frequency) {
            for (int k = 0; k < frequency.length; k++) {
                frequency[k] = VectorMath.get().dot(factor[k], 0, normals, 0, k + 1);
            }
        }

        @Override
        public boolean usesUniform() {
            return false;
        }

        @Override
        public boolean isNormal() {
            return true;
        }

        @Override
        public void requireWidth(int width) {
            Spectra.requireWidth(kernel, width, factor.length);
        }

        @Override
        public String toString() {
            return "MetricNormal[" + kernel + "]";
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
            PointPair.checkWidths(x, z);
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
