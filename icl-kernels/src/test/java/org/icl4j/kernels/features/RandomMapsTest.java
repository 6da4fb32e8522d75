package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ArcCosine;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.AnisotropicGaussian;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.LaplacianL1;
import org.icl4j.kernels.stationary.LaplacianL2;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.kernels.stationary.MetricGaussian;
import org.icl4j.kernels.stationary.RationalQuadratic;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every random map: unbiased (or biased as stated) and of the stated variance, over {@link Draws many seeds}. */
class RandomMapsTest {

    private static final int D = 3;
    private static final double[][] POINTS = {
        {0.3, -0.5, 0.8}, {-0.2, 0.4, 0.7}, {0.9, 0.1, -0.6}, {-0.3, 0.5, -0.8}, {0.3, -0.5, 0.8}
    };
    private static final int[][] PAIRS = {{0, 1}, {0, 2}, {1, 2}, {0, 3}, {0, 4}};

    record Case(String name, LongFunction<? extends FeatureMap> maps) {}

    private static Stream<DynamicTest> pairs(List<Case> cases, boolean varianceToo) {
        return cases.stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    for (Draws draws : Draws.of(c.maps(), POINTS, PAIRS)) {
                        draws.haveTheStatedMean();
                        if (varianceToo) {
                            draws.haveTheStatedVariance();
                        }
                    }
                }));
    }

    // Small, because exp(w'(u + v)) has a kurtosis that grows with exp(4 |u + v|^2): here below 16, of a mean of 8
    // terms below 5.
    private static final ExponentialDotProduct SOFTMAX = new ExponentialDotProduct(0.1);

    private static RandomFourierFeatures fourier(SpectralDistribution spectrum, long seed) {
        return RandomFourierFeatures.of(spectrum, D, 16, seed);
    }

    @TestFactory
    Stream<DynamicTest> independentFrequenciesHaveTheStatedMeanAndVariance() {
        SpectralDistribution gaussian = SpectralDistribution.of(new Gaussian(0.8));
        return pairs(
                List.of(
                        new Case("Gaussian", s -> fourier(gaussian, s)),
                        new Case("Gaussian, shifted", s -> RandomFourierFeatures.shifted(gaussian, D, 16, s)),
                        new Case("Cauchy product", s -> fourier(SpectralDistribution.cauchyProduct(0.8), s)),
                        new Case("hyperbolic secant", s -> fourier(SpectralDistribution.hyperbolicSecant(), s)),
                        new Case("skewed chi-squared", s -> SkewedChiSquaredFeatures.of(1.5, D, 16, s)),
                        new Case("positive", s -> PositiveFeatures.of(SOFTMAX, D, 16, s)),
                        new Case("hyperbolic", s -> PositiveFeatures.hyperbolic(SOFTMAX, D, 16, s)),
                        new Case("trigonometric", s -> PositiveFeatures.trigonometric(SOFTMAX, D, 16, s)),
                        new Case(
                                "practical, given stabiliser",
                                s -> PracticalPositiveFeatures.by(PositiveFeatures.of(SOFTMAX, D, 16, s), 0.3, 0.5)),
                        new Case("arc-cosine 0", s -> ArcCosineFeatures.of(new ArcCosine(0), D, 16, s)),
                        new Case("arc-cosine 1", s -> ArcCosineFeatures.of(new ArcCosine(1), D, 16, s)),
                        new Case("TensorSketch 1", s -> TensorSketch.of(new Polynomial(1, 1.3, 0.4), D, 16, s)),
                        new Case("TensorSketch 2", s -> TensorSketch.of(new Polynomial(2, 1.3, 0.4), D, 15, s)),
                        new Case("TensorSketch 2, few", s -> TensorSketch.of(new Polynomial(2, 1.3, 0), D, 4, s)),
                        new Case("TensorSketch 3", s -> TensorSketch.of(new Polynomial(3, 1.3, 0.4), D, 32, s))),
                true);
    }

    /** Every stationary family whose spectrum is known: mean, and variance where it is stated. */
    @TestFactory
    Stream<DynamicTest> familiesHaveTheStatedMeanAndVariance() {
        double[][] metric = {{2, 0.5, 0.1}, {0.5, 1, -0.3}, {0.1, -0.3, 0.7}};
        List<Kernel> kernels = List.of(
                new AnisotropicGaussian(0.5, 1, 2),
                new MetricGaussian(metric),
                new LaplacianL1(1.5),
                new LaplacianL2(0.9),
                new Matern(0.3, 0.8),
                new Matern(1.5, 0.8),
                new AnisotropicMatern(1.2, 0.5, 1, 2),
                new RationalQuadratic(0.4, 0.7),
                new RationalQuadratic(1, 0.7));
        return pairs(
                kernels.stream()
                        .map(kernel -> new Case(kernel.toString(), s -> RandomFourierFeatures.of(kernel, D, 16, s)))
                        .toList(),
                true);
    }

    @TestFactory
    Stream<DynamicTest> familiesAreUnbiasedWithDependentFrequenciesToo() {
        double[][] metric = {{2, 0.5, 0.1}, {0.5, 1, -0.3}, {0.1, -0.3, 0.7}};
        return Stream.concat(
                pairs(
                        List.of(
                                new Case(
                                        "Matern, Halton",
                                        s -> RandomFourierFeatures.of(new Matern(1.5, 0.8), D, 16, s)
                                                .withSampling(Sampling.HALTON)),
                                new Case(
                                        "rational quadratic, orthogonal",
                                        s -> RandomFourierFeatures.of(new RationalQuadratic(1, 0.7), D, 16, s)
                                                .withSampling(Sampling.ORTHOGONAL))),
                        false),
                pairs(
                        List.of(new Case(
                                "metric Gaussian, orthogonal",
                                s -> RandomFourierFeatures.of(new MetricGaussian(metric), D, 16, s)
                                        .withSampling(Sampling.ORTHOGONAL))),
                        true));
    }

    @TestFactory
    Stream<DynamicTest> orthogonalFrequenciesHaveTheStatedMeanAndVariance() {
        SpectralDistribution gaussian = SpectralDistribution.of(new Gaussian(0.8));
        // 3 and 8 = 3 + 3 + 2 frequencies: full blocks and a rest.
        return pairs(
                List.of(
                        new Case(
                                "Gaussian, one block",
                                s -> RandomFourierFeatures.of(gaussian, D, 6, s).withSampling(Sampling.ORTHOGONAL)),
                        new Case("Gaussian", s -> fourier(gaussian, s).withSampling(Sampling.ORTHOGONAL)),
                        new Case(
                                "Gaussian, shifted",
                                s -> RandomFourierFeatures.shifted(gaussian, D, 8, s)
                                        .withSampling(Sampling.ORTHOGONAL)),
                        new Case(
                                "positive",
                                s -> PositiveFeatures.of(SOFTMAX, D, 8, s).withSampling(Sampling.ORTHOGONAL)),
                        new Case(
                                "hyperbolic",
                                s -> PositiveFeatures.hyperbolic(SOFTMAX, D, 6, s)
                                        .withSampling(Sampling.ORTHOGONAL)),
                        new Case(
                                "trigonometric",
                                s -> PositiveFeatures.trigonometric(SOFTMAX, D, 6, s)
                                        .withSampling(Sampling.ORTHOGONAL))),
                true);
    }

    @TestFactory
    Stream<DynamicTest> otherDependentFrequenciesAreUnbiased() {
        SpectralDistribution gaussian = SpectralDistribution.of(new Gaussian(0.8));
        SpectralDistribution cauchy = SpectralDistribution.cauchyProduct(0.8);
        return pairs(
                List.of(
                        new Case("Sobol", s -> fourier(gaussian, s).withSampling(Sampling.SOBOL)),
                        new Case("Halton", s -> fourier(gaussian, s).withSampling(Sampling.HALTON)),
                        new Case(
                                "positive, Sobol",
                                s -> PositiveFeatures.of(SOFTMAX, D, 8, s).withSampling(Sampling.SOBOL)),
                        new Case(
                                "Cauchy product, orthogonal",
                                s -> fourier(cauchy, s).withSampling(Sampling.ORTHOGONAL)),
                        new Case(
                                "Cauchy product, Sobol", s -> fourier(cauchy, s).withSampling(Sampling.SOBOL)),
                        new Case(
                                "arc-cosine 1, orthogonal",
                                s -> ArcCosineFeatures.of(new ArcCosine(1), D, 9, s)
                                        .withSampling(Sampling.ORTHOGONAL))),
                false);
    }

    @Test
    void theZeroVectorHasTheStatedMeanAndVarianceToo() {
        double[][] points = {{0, 0, 0}, {0.3, -0.5, 0.8}};
        for (int order = 0; order < 2; order++) {
            ArcCosine kernel = new ArcCosine(order);
            int[][] pairs = {{0, 0}, {0, 1}};
            for (Draws draws : Draws.of(s -> ArcCosineFeatures.of(kernel, D, 8, s), points, pairs)) {
                draws.haveTheStatedMean();
                draws.haveTheStatedVariance();
            }
        }
    }

    @Test
    void dependentFrequenciesHaveNoMoreVarianceThanIndependentOnes() {
        SpectralDistribution gaussian = SpectralDistribution.of(new Gaussian(0.8));
        for (Sampling sampling : List.of(Sampling.ORTHOGONAL, Sampling.SOBOL, Sampling.HALTON)) {
            Draws[] draws =
                    Draws.of(s -> RandomFourierFeatures.of(gaussian, D, 64, s).withSampling(sampling), POINTS, PAIRS);
            RandomFourierFeatures independent = RandomFourierFeatures.of(gaussian, D, 64, 1);
            double sum = 0;
            double sumOfIndependent = 0;
            for (int p = 0; p < PAIRS.length; p++) {
                sum += draws[p].variance();
                sumOfIndependent += independent
                        .variance(POINTS[PAIRS[p][0]], POINTS[PAIRS[p][1]])
                        .orElseThrow();
            }
            assertThat(sum).as("%s", sampling).isLessThan(0.7 * sumOfIndependent);
        }
    }
}
