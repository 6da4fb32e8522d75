package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The cases of scikit-learn's sklearn/gaussian_process/tests/test_kernels.py, on its sizes: 5 and 6 points in the plane. */
class GaussianProcessCasesTest {

    private static final Points X = Oracle.gaussian(0, 5, 2, 1);
    private static final Points Y = Oracle.gaussian(1, 6, 2, 1);

    /** scikit-learn's list, as far as its families are ours; CompoundKernel is only a container there. */
    static Stream<String> kernels() {
        return Stream.of(
                "gaussian(2)",
                "gaussian(0.5, 2)",
                "2 * gaussian(0.5)",
                "2 * matern(0.5, 0.33)",
                "2 * matern(1.5, 0.5)",
                "2 * matern(2.5, 1.5)",
                "2 * matern(2.5, 0.5, 2)",
                "3 * matern(1.3, 2, 0.5)",
                "gaussian(2) + white(2)",
                "gaussian(2) + constant(2)",
                "constant(2)",
                "10 * constant(2)",
                "linear + constant(0.49)",
                "white(3)",
                "rationalQuadratic(1, 0.5)",
                "periodic(1.9, 0.4)",
                "3 * periodic(0.5, 0.4) * gaussian(1.5)",
                "(linear + constant(2)) ^ 2",
                "gaussian(0.7) + 2 * matern(1.5, 0.3) ^ 3",
                "gaussian(1.5)[1]");
    }

    private static double[] matrix(Kernel kernel, Points x, Points z) {
        try (INDArray matrix = Gram.matrix(kernel, x, z)) {
            return NativeArrays.toRowMajor(matrix);
        }
    }

    private static double[] matrix(Kernel kernel, Points x) {
        try (INDArray matrix = Gram.matrix(kernel, x)) {
            return NativeArrays.toRowMajor(matrix);
        }
    }

    private static Points scaled(Points x, double... factors) {
        double[][] rows = x.toRows();
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] *= factors[k];
            }
        }
        return Points.of("x", rows);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void oneSetOfPointsIsTheSameAsItTwice(String text) {
        Kernel kernel = Kernel.parse(text);
        Oracle.assertSameBits(matrix(kernel, X), matrix(kernel, X, X));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void diagonalIsTheMatrixs(String text) {
        Kernel kernel = Kernel.parse(text);
        double[] diagonal = new double[5];
        kernel.diagonal(X, 0, 5, diagonal, 0);
        double[] values = matrix(kernel, X);
        for (int i = 0; i < 5; i++) {
            assertThat(values[6 * i]).isCloseTo(diagonal[i], within(4 * Oracle.EPSILON * Math.abs(diagonal[i])));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sumsAndProductsCommute(String text) {
        Kernel kernel = Kernel.parse(text);
        for (String otherText : new String[] {"constant(2)", "gaussian(0.7)"}) {
            Kernel other = Kernel.parse(otherText);
            Oracle.assertSameBits(matrix(kernel.plus(other), X, Y), matrix(other.plus(kernel), X, Y));
            Oracle.assertSameBits(matrix(kernel.times(other), X, Y), matrix(other.times(kernel), X, Y));
        }
        double[] squared = matrix(kernel.times(kernel), X, Y);
        double[] power = matrix(Kernel.parse("(" + text + ") ^ 2"), X, Y);
        for (int i = 0; i < power.length; i++) {
            assertThat(power[i]).isCloseTo(squared[i], within(4 * Oracle.EPSILON * Math.abs(squared[i])));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void textAndHyperparametersGoRound(String text) {
        Kernel kernel = Kernel.parse(text);
        assertThat(Kernel.parse(kernel.specification())).isEqualTo(kernel);
        assertThat(kernel)
                .isNotSameAs(Kernel.parse(text))
                .isEqualTo(Kernel.parse(text))
                .hasSameHashCodeAs(Kernel.parse(text));
        DifferentiableKernel differentiable = DifferentiableKernel.of(kernel);
        double[] values = differentiable.hyperparameters().stream()
                .mapToDouble(Hyperparameter::value)
                .toArray();
        assertThat(differentiable.withHyperparameters(values)).isEqualTo(kernel);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void stationaryMeansThatAShiftIsNotSeen(String text) {
        Kernel kernel = Kernel.parse(text);
        double[][] rows = X.toRows();
        for (double[] row : rows) {
            Arrays.setAll(row, k -> row[k] + 1);
        }
        double[] values = matrix(kernel, X, Points.of("z", rows));
        boolean constant = true;
        for (int i = 1; i < 5; i++) {
            constant &= Math.abs(values[6 * i] - values[0]) <= 1e-13 * Math.abs(values[0]);
        }
        assertThat(constant).isEqualTo(kernel.isStationary());
    }

    /** There, too, the rational quadratic has one length scale; theirs fails when it is evaluated, ours when it is made. */
    @Test
    void aRationalQuadraticHasOneLengthScale() {
        assertThatThrownBy(() -> Kernel.parse("rationalQuadratic(1, 0.5, 2)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rationalQuadratic(1, 0.5, 2)\" at position 24: expected ')', found ','");
    }

    @Test
    void anisotropicIsIsotropicOnScaledPoints() {
        double[] anisotropic = matrix(Kernel.parse("3 * gaussian(0.5, 2)"), X);
        double[] isotropic = matrix(Kernel.parse("3 * gaussian(1)"), scaled(X, 2, 0.5));
        for (int i = 0; i < 25; i++) {
            assertThat(anisotropic[i]).isCloseTo(isotropic[i], within(1e-14 * isotropic[i]));
        }
    }

    @Test
    void twiceTheHyperparameters() {
        DifferentiableKernel kernel = DifferentiableKernel.of(Kernel.parse("3 * gaussian(0.5, 2)"));
        double[] theta = kernel.hyperparameters().stream()
                .mapToDouble(h -> Math.log(h.value()))
                .toArray();
        double[] doubled =
                Arrays.stream(theta).map(t -> Math.exp(t + Math.log(2))).toArray();
        assertThat(doubled).containsExactly(new double[] {6, 1, 4}, within(1e-14));
        assertThat(kernel.withHyperparameters(6, 1, 4)).isEqualTo(Kernel.parse("6 * gaussian(1, 4)"));
    }

    @Test
    void matern() {
        double[] distances = matrix(Kernel.radial(Math::sqrt), X);
        double[] half = matrix(Kernel.parse("matern(0.5, 1)"), X);
        double[] threeHalves = matrix(Kernel.parse("matern(1.5, 1)"), X);
        for (int i = 0; i < 25; i++) {
            assertThat(half[i]).isCloseTo(Math.exp(-distances[i]), within(4 * Oracle.EPSILON));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(threeHalves[6 * i]).isEqualTo(1);
        }
    }

    /** The closed forms and the Bessel functions meet: |dk/dnu| is below 1 here, so that 1e-10 moves k by less. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.5, 2.5})
    void maternsNeighboursAgree(double nu) {
        for (double l : new double[] {1e-2, 0.1, 1, 10, 100}) {
            double[] closed = matrix(Kernel.parse("matern(" + nu + ", " + l + ")"), X);
            double[] bessel = matrix(Kernel.parse("matern(" + (nu + 1e-10) + ", " + l + ")"), X);
            for (int i = 0; i < 25; i++) {
                assertThat(bessel[i]).isCloseTo(closed[i], within(1e-10 + 1e-13));
            }
        }
    }
}
