package org.icl4j.kernels.stationary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Kernel.Definiteness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The families' formulas, on numbers worked out by hand. */
class StationaryValuesTest {

    // x - z = (-2, 3), |x - z|^2 = 13, |x - z|_1 = 5
    private static final double[] X = {1, 2};
    private static final double[] Z = {3, -1};
    private static final Offset<Double> ROUNDING = within(8 * Math.ulp(1.0));

    @Test
    void formulas() {
        double r = Math.sqrt(13);
        assertThat(new LaplacianL1(2).value(X, Z)).isCloseTo(Math.exp(-2.5), ROUNDING);
        assertThat(new LaplacianL2(2).value(X, Z)).isCloseTo(Math.exp(-r / 2), ROUNDING);
        assertThat(new Matern(0.5, 2).value(X, Z)).isCloseTo(Math.exp(-r / 2), ROUNDING);
        double q = Math.sqrt(3) * r / 2;
        assertThat(new Matern(1.5, 2).value(X, Z)).isCloseTo((1 + q) * Math.exp(-q), ROUNDING);
        q = Math.sqrt(5) * r / 2;
        assertThat(new Matern(2.5, 2).value(X, Z)).isCloseTo((1 + q + q * q / 3) * Math.exp(-q), ROUNDING);
        q = Math.sqrt(7) * r / 2; // Abramowitz and Stegun 10.2.17
        assertThat(new Matern(3.5, 2).value(X, Z))
                .isCloseTo((1 + q + 0.4 * q * q + q * q * q / 15) * Math.exp(-q), ROUNDING);
        assertThat(new RationalQuadratic(2, 3).value(X, Z)).isCloseTo(Math.pow(1 + 13 / 36.0, -2), ROUNDING);
        assertThat(new Constant(0.7).value(X, Z)).isEqualTo(0.7);
        assertThat(new White(0.7).value(X, Z)).isZero();
        assertThat(new White(0.7).value(X, X.clone())).isEqualTo(0.7);
        assertThat(new NegativeDistance(1).value(X, Z)).isEqualTo(-r);
        assertThat(new NegativeDistance(2).value(X, Z)).isEqualTo(-13);
        assertThat(new NegativeDistance(0.5).value(X, Z)).isCloseTo(-Math.pow(13, 0.25), ROUNDING);
    }

    @Test
    void formulasWithAScalePerCoordinate() {
        // (2/4)^2 + (3/2)^2 = 2.5
        assertThat(new AnisotropicGaussian(4, 2).value(X, Z)).isCloseTo(Math.exp(-1.25), ROUNDING);
        assertThat(new AnisotropicMatern(0.5, 4, 2).value(X, Z)).isCloseTo(Math.exp(-Math.sqrt(2.5)), ROUNDING);
        assertThat(new AnisotropicMatern(1, 4, 2).value(X, Z))
                .isCloseTo(new Matern(1, 1).value(new double[] {0}, new double[] {Math.sqrt(2.5)}), ROUNDING);
        // 2 * 4 - 2 * 0.5 * 6 + 1 * 9 = 11
        double[][] metric = {{2, 0.5}, {0.5, 1}};
        assertThat(new MetricGaussian(metric).value(X, Z)).isCloseTo(Math.exp(-5.5), ROUNDING);
    }

    @Test
    void formulasWithPeriods() {
        double sines = Math.pow(Math.sin(Math.PI * 2 / 5), 2) + Math.pow(Math.sin(Math.PI * 3 / 5), 2);
        double periodic = Math.exp(-2 * sines / 9);
        assertThat(new Periodic(5, 3).value(X, Z)).isCloseTo(periodic, ROUNDING);
        assertThat(new LocallyPeriodic(5, 3, 2).value(X, Z)).isCloseTo(periodic * Math.exp(-13 / 8.0), ROUNDING);
        double first = Math.exp(-2 * Math.PI * Math.PI * (0.01 * 4 + 0.04 * 9))
                * Math.cos(2 * Math.PI * 0.3 * 2)
                * Math.cos(2 * Math.PI * 0.15 * 3);
        double second = Math.exp(-2 * Math.PI * Math.PI * 0.0025 * 13) * Math.cos(2 * Math.PI * 0.1 * 3);
        SpectralMixture mixture = new SpectralMixture(
                new double[] {2, 0.5}, new double[][] {{0.3, 0.15}, {0, 0.1}}, new double[][] {{0.1, 0.2}, {0.05, 0.05}
                });
        assertThat(mixture.value(X, Z)).isCloseTo(2 * first + 0.5 * second, ROUNDING);
    }

    @Test
    void periodsAreExactFarFromZero() {
        Periodic kernel = new Periodic(0.25, 0.01);
        double[] far = {1e6 + 0.125};
        assertThat(kernel.value(far, new double[] {0.125})).isEqualTo(1);
        assertThat(kernel.value(far, new double[] {1e6 + 0.125 + 1e-7})).isLessThan(1);
        SpectralMixture mixture =
                new SpectralMixture(new double[] {1}, new double[][] {{0.7}}, new double[][] {{1e-9}});
        double expected = Math.cos(2 * Math.PI * 0.7 * 0.5);
        assertThat(mixture.value(new double[] {1e9}, new double[] {1e9 + 0.5})).isCloseTo(expected, within(1e-14));
    }

    static Stream<Kernel> distanceKernels() {
        return Stream.of(
                new Gaussian(1),
                new LaplacianL1(1),
                new LaplacianL2(1),
                new Matern(0.5, 1),
                new Matern(1.5, 1),
                new Matern(2.5, 1),
                new Matern(1.1, 1),
                new RationalQuadratic(1, 1),
                new Periodic(2.5, 1),
                new NegativeDistance(1));
    }

    @ParameterizedTest
    @MethodSource("distanceKernels")
    void tenThousandAndTenThousandAndOneAreAtDistanceOne(Kernel kernel) {
        double near = kernel.value(new double[] {0}, new double[] {1});
        try (INDArray far = Gram.matrix(
                kernel, Points.of("x", new double[][] {{10000}}), Points.of("z", new double[][] {{10001}}))) {
            assertThat(NativeArrays.toRowMajor(far)[0]).isCloseTo(near, ROUNDING);
        }
    }

    @Test
    void closePointsAreToldApart() {
        double[] one = {1};
        double[] close = {1 + 1e-8};
        double distance = close[0] - 1;
        assertThat(new LaplacianL1(1).value(one, close)).isCloseTo(1 - distance, ROUNDING);
        assertThat(new LaplacianL2(1).value(one, close)).isCloseTo(1 - distance, ROUNDING);
        assertThat(new NegativeDistance(1).value(one, close)).isEqualTo(-distance);
        assertThat(new White(1).value(one, close)).isZero();
        assertThat(new White(1).value(new double[] {0}, new double[] {4.9e-324}))
                .isZero();
        assertThat(new White(1).value(new double[] {0}, new double[] {-0.0})).isEqualTo(1);
        double u = Math.pow(distance / 1e-8, 2);
        assertThat(new Matern(1.5, 1e-8).value(one, close))
                .isCloseTo((1 + Math.sqrt(3 * u)) * Math.exp(-Math.sqrt(3 * u)), ROUNDING);
        assertThat(new RationalQuadratic(1, 1e-8).value(one, close)).isCloseTo(1 / (1 + u / 2), ROUNDING);
    }

    @Test
    void rationalQuadraticTendsToTheGaussian() {
        // exp(-alpha log(1 + v)) = exp(-u/2) (1 + u^2 / (8 alpha) + O(1 / alpha^2))
        double gaussian = new Gaussian(2).value(X, Z);
        double u = 13 / 4.0;
        for (double alpha : new double[] {1e4, 1e8, 1e12, 1e100}) {
            double difference = new RationalQuadratic(alpha, 2).value(X, Z) / gaussian - 1;
            assertThat(difference).isCloseTo(u * u / 8 / alpha, within(u * u * u * u / alpha / alpha + 1e-15));
        }
    }

    @Test
    void specialCasesAgree() {
        double[] a = {0.3, -1.2, 2};
        double[] b = {1.3, 0.4, 2.5};
        assertThat(new AnisotropicGaussian(2, 2, 2).value(a, b)).isEqualTo(new Gaussian(2).value(a, b));
        double[][] diagonal = {{0.25, 0, 0}, {0, 0.25, 0}, {0, 0, 0.25}};
        assertThat(new MetricGaussian(diagonal).value(a, b)).isEqualTo(new Gaussian(2).value(a, b));
        assertThat(new SpectralMixture(new double[] {1}, new double[][] {new double[3]}, new double[][] {
                            {0.25 / Math.PI, 0.25 / Math.PI, 0.25 / Math.PI}
                        })
                        .value(a, b))
                .isCloseTo(new Gaussian(2).value(a, b), ROUNDING);
    }

    @Test
    void traits() {
        for (String text : new String[] {
            "gaussian(1)",
            "gaussian(1, 2)",
            "metricGaussian(2, 1, 1, 2)",
            "laplacianL1(1)",
            "laplacianL2(1)",
            "matern(0.5, 1)",
            "matern(3, 1, 2)",
            "rationalQuadratic(1, 2)",
            "locallyPeriodic(1, 2, 3)",
            "spectralMixture(1, 1, 0.5, 0.1)",
            "white(1)"
        }) {
            assertThat(Kernel.parse(text).definiteness()).as(text).isEqualTo(Definiteness.POSITIVE_DEFINITE);
            assertThat(Kernel.parse(text).isStationary()).as(text).isTrue();
        }
        assertThat(new Periodic(1, 1).definiteness()).isEqualTo(Definiteness.POSITIVE_SEMIDEFINITE);
        assertThat(new Constant(1).definiteness()).isEqualTo(Definiteness.POSITIVE_SEMIDEFINITE);
        assertThat(new NegativeDistance(1).definiteness()).isEqualTo(Definiteness.CONDITIONALLY_POSITIVE_DEFINITE);
    }

    @Test
    void arraysAreCopied() {
        double[] scales = {1, 2};
        AnisotropicGaussian kernel = new AnisotropicGaussian(scales);
        scales[0] = 5;
        kernel.lengthScales()[1] = 5;
        assertThat(kernel).isEqualTo(new AnisotropicGaussian(1, 2));
        double[][] rows = {{2, 1}, {1, 2}};
        MetricGaussian metric = new MetricGaussian(rows);
        rows[0][1] = 7;
        metric.metric()[0][0] = 7;
        assertThat(metric).isEqualTo(new MetricGaussian(new double[][] {{2, 1}, {1, 2}}));
        double[][] means = {{0.5}};
        SpectralMixture mixture = new SpectralMixture(new double[] {1}, means, new double[][] {{0.1}});
        means[0][0] = 7;
        mixture.means()[0][0] = 7;
        mixture.deviations()[0][0] = 7;
        assertThat(mixture)
                .isEqualTo(new SpectralMixture(new double[] {1}, new double[][] {{0.5}}, new double[][] {{0.1}}));
    }
}
