package org.icl4j.kernels.stationary;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.icl4j.core.Points;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hyperparameters out of their domain, and points of another width, are refused by name. */
class StationaryBadInputTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gaussian(0)                          | lengthScale: must be positive and finite, got 0.0",
                "gaussian(1e-151)                     | lengthScale: must be in [1e-150, 1e150], got 1.0E-151",
                "gaussian(1, -2)                      | lengthScales[1]: must be positive and finite, got -2.0",
                "laplacianL1(1e999)                   | lengthScale: must be positive and finite, got Infinity",
                "laplacianL2(-1)                      | lengthScale: must be positive",
                "matern(0, 1)                         | nu: must be positive and finite, got 0.0",
                "matern(1001, 1)                      | nu: must be in [1e-100, 1000], got 1001.0 (for a greater",
                "matern(1.5, 0)                       | lengthScale: must be positive",
                "matern(1.5, 1, 0)                    | lengthScales[1]: must be positive",
                "rationalQuadratic(-1, 1)             | alpha: must be positive",
                "rationalQuadratic(1, 0)              | lengthScale: must be positive",
                "periodic(0, 1)                       | period: must be positive",
                "periodic(1, 0)                       | lengthScale: must be positive",
                "locallyPeriodic(1, 0, 1)             | periodicLengthScale: must be positive",
                "constant(0)                          | value: must be positive",
                "white(-1)                            | variance: must be positive",
                "negativeDistance(2.5)                | exponent: must be at most 2, got 2.5",
                "negativeDistance(0)                  | exponent: must be positive",
                "metricGaussian(1, 2, 3)              | metric: must be d x d numbers, row by row, got 3",
                "metricGaussian(1, 2, 3, 1)           | metric: is not symmetric: [1][0] = 3.0, [0][1] = 2.0",
                "metricGaussian(1, 2, 2, 1)           | metric: is not positive definite: pivot 1 is -3.0",
                "spectralMixture(1.5, 1, 1, 1)        | d: must be a whole number, got 1.5",
                "spectralMixture(2, 1, 1, 1)          | spectralMixture: must have 5 numbers per component",
                "spectralMixture(1, -1, 0, 1)         | weights[0]: must be positive",
                "spectralMixture(1, 1, -1, 1)         | means[0][0]: must be positive",
                "spectralMixture(1, 1, 0, 1, 1, 0, 0) | deviations[1][0]: must be positive",
            })
    void hyperparameters(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void nanAndOneLengthScale() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Matern(Double.NaN, 1))
                .withMessageContaining("nu: must be positive and finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnisotropicGaussian(1))
                .withMessageContaining("lengthScales: must be one per coordinate, at least 2, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gaussian(1).withHyperparameters(1, 2))
                .withMessageContaining("values: expected length 1, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MetricGaussian(new double[][] {{1, 0}, {0, Double.NaN}}))
                .withMessageContaining("metric[1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpectralMixture(new double[] {1, 1}, new double[][] {{1}}, new double[][] {{1}}))
                .withMessageContaining("must have a row for each of the 2 weights, got 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"gaussian(1, 2)", "metricGaussian(1, 0, 0, 1)", "spectralMixture(2, 1, 0, 0, 1, 1)"})
    void pointsOfAnotherWidth(String text) {
        Points x = Points.of("x", new double[][] {{1, 2, 3}, {4, 5, 6}});
        Kernel kernel = Kernel.parse(text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(kernel, x).close())
                .withMessageContaining("is of points with 2 coordinates, got points with 3 coordinates");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.value(x.row(0), x.row(1)))
                .withMessageContaining("is of points with 2 coordinates, got points with 3 coordinates");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.diagonal(x, 0, 2, new double[2], 0))
                .withMessageContaining("is of points with 2 coordinates, got points with 3 coordinates");
    }

    @Test
    void scaledPointsThatOverflow() {
        Kernel kernel = new AnisotropicGaussian(1, 1e-140);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.value(new double[] {0, 1e200}, new double[] {0, 0}))
                .withMessageContaining("coordinate 1, 1.0E200, overflows when divided by its length scale 1.0E-140");
    }
}
