package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts that the maps are made of, against other ways to compute them. */
class FormulasTest {

    @ParameterizedTest
    @CsvSource({"1, 5, 7", "2, 5, 16", "2, 1, 1", "3, 4, 17", "4, 20, 64"})
    void sketchesConvolvedDirectlyAndByFourierTransformAreEqual(int degree, int width, int size) {
        Randoms randoms = Randoms.of(9);
        CountSketches direct = new CountSketches(degree, width, size, randoms, false);
        CountSketches transformed = new CountSketches(degree, width, size, randoms, true);
        double[] v = Randoms.of(1).gaussians(width);
        double[] a = new double[size + 2];
        double[] b = new double[size + 2];
        direct.apply(v, a, 1);
        transformed.apply(v, b, 1);
        // The 1-norm of a convolution is at most the product of the 1-norms.
        double scale = Math.pow(Arrays.stream(v).map(Math::abs).sum(), degree);
        for (int i = 0; i < a.length; i++) {
            assertThat(b[i]).isCloseTo(a[i], within(1e-14 * scale));
        }
        assertThat(a[0]).isZero();
        assertThat(a[size + 1]).isZero();
    }

    @Test
    void fourierTransformIsItsDefinition() {
        int length = 16;
        double[] re = Randoms.of(1).gaussians(length);
        double[] im = Randoms.of(2).gaussians(length);
        double[] a = re.clone();
        double[] b = im.clone();
        new FourierTransform(length).apply(a, b);
        for (int k = 0; k < length; k++) {
            double real = 0;
            double imaginary = 0;
            for (int j = 0; j < length; j++) {
                double angle = -2 * Math.PI * j * k / length;
                real += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                imaginary += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
            assertThat(a[k]).isCloseTo(real, within(1e-13));
            assertThat(b[k]).isCloseTo(imaginary, within(1e-13));
        }
    }

    @Test
    void kummerFunctionsAreTheirClosedFormsInTwoDimensions() {
        for (double y : new double[] {0, 1e-6, 0.3, 1, 7, 40, 300}) {
            // 1F1(2; 1; y) = (1 + y) e^y
            assertThat(Variances.scaledKummer(2, y)).isCloseTo((1 + y) * Math.exp(-y), within(1e-13));
            assertThat(Variances.alternatingKummer(2, y)).isCloseTo((1 - y) * Math.exp(-y), within(1e-15));
            // 1F1(4; 2; y) = (1 + y + y^2 / 6) e^y
            double four = 1 + y + y * y / 6;
            assertThat(Variances.scaledKummer(4, y)).isCloseTo(four * Math.exp(-y), within(1e-13));
        }
        assertThat(Variances.scaledKummer(2, 3000)).isZero();
        assertThat(Variances.scaledKummer(100_000, 30)).isBetween(0.9, 1.0);
        assertThat(Variances.alternatingKummer(3, 5000)).isZero();
    }

    @Test
    void quantilesOfTheGammaDistributionInvertIt() {
        for (double shape : new double[] {0.05, 0.5, 1, 2.5, 40}) {
            for (double u : new double[] {1e-300, 1e-16, 1e-6, 0.01, 0.3, 0.9, 1 - 1e-12}) {
                double q = Spectra.gammaQuantile(shape).applyAsDouble(u);
                assertThat(q).isPositive().isFinite();
                if (q > 1e-190) {
                    double back = new ChiSquaredDistribution(null, 2 * shape).cumulativeProbability(2 * q);
                    assertThat(back).isCloseTo(u, within(1e-8 * u + 1e-15));
                }
            }
        }
    }

    @Test
    void orthogonalBlocksAreOrthogonalAndOrthogonalFeaturesBetter() {
        double[][] rows = RandomFourierFeatures.of(new Gaussian(1), 5, 24, 3)
                .withSampling(Sampling.ORTHOGONAL)
                .frequencies();
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                double product = 0;
                for (int k = 0; k < 5; k++) {
                    product += rows[i][k] * rows[j][k];
                }
                if (i / 5 == j / 5) {
                    assertThat(product).isCloseTo(0, within(1e-13));
                } else {
                    assertThat(Math.abs(product)).isGreaterThan(1e-6);
                }
            }
        }
    }

    @Test
    void orthogonalPositiveFeaturesNeverHaveMoreVariance() {
        Randoms randoms = Randoms.of(4);
        for (int d : new int[] {1, 2, 3, 17}) {
            PositiveFeatures map = PositiveFeatures.of(new ExponentialDotProduct(1), d, 2 * d + 1, 1);
            for (int t = 0; t < 100; t++) {
                double[] x = randoms.gaussians(d);
                double[] z = randoms.gaussians(d);
                double independent = map.variance(x, z).orElseThrow();
                double orthogonal =
                        map.withSampling(Sampling.ORTHOGONAL).variance(x, z).orElseThrow();
                // Exactly equal at d = 1, where blocks have one row.
                assertThat(orthogonal).isLessThanOrEqualTo(independent * (1 + 1e-12));
            }
        }
    }

    /** The formulas as published, in one place: k = exp(u'v), z = |u + v|^2. */
    @Test
    void theVariancesOfTheThreeFormsAtOnePair() {
        double[] x = {0.6, -0.2};
        double[] z = {0.1, 0.5};
        ExponentialDotProduct kernel = new ExponentialDotProduct(1);
        double k = kernel.value(x, z);
        double sum = 0.7 * 0.7 + 0.3 * 0.3;
        double difference = 0.5 * 0.5 + 0.7 * 0.7;
        double positive = Math.exp(sum) * k * k * (1 - Math.exp(-sum));
        double trigonometric = Math.exp(sum) / (k * k) * Math.pow(1 - Math.exp(-difference), 2) / 2;
        double tolerance = 1e-14;
        assertThat(PositiveFeatures.of(kernel, 2, 10, 1).variance(x, z).orElseThrow())
                .isCloseTo(positive / 10, within(tolerance));
        assertThat(PositiveFeatures.hyperbolic(kernel, 2, 20, 1).variance(x, z).orElseThrow())
                .isCloseTo(0.5 * (1 - Math.exp(-sum)) * positive / 10, within(tolerance));
        assertThat(PositiveFeatures.trigonometric(kernel, 2, 20, 1)
                        .variance(x, z)
                        .orElseThrow())
                .isCloseTo(trigonometric / 10, within(tolerance));
    }
}
