package org.icl4j.kernels.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelContract;
import org.icl4j.kernels.Tile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class HistogramKernelsTest {

    private static final double ROUNDING = 8 * Math.ulp(1.0);

    static Stream<Kernel> ofHistograms() {
        return Stream.of(new ChiSquared(0.1), new ChiSquared(2), new AdditiveChiSquared(), new NegativeChiSquared());
    }

    // Counts from 0 to 4 in some coordinates, so that bins are empty and points meet; smooth ones in the rest.
    private static double[][] histograms(int n, int width) {
        Randoms randoms = Randoms.of(4).split(width);
        double[][] rows = new double[n][width];
        for (double[] row : rows) {
            for (int k = 0; k < width; k++) {
                row[k] = k % 3 == 0 ? randoms.integer(5) : randoms.uniform(0.05, 3);
            }
        }
        rows[n - 1] = new double[width];
        return rows;
    }

    @ParameterizedTest
    @MethodSource("ofHistograms")
    void histogramKernelsKeepTheContract(Kernel kernel) {
        for (int width : new int[] {2, 5, 40}) {
            KernelContract.check(kernel, Points.of("x", histograms(140, width)));
        }
    }

    @Test
    void hammingKeepsTheContract() {
        Randoms randoms = Randoms.of(5);
        for (int width : new int[] {1, 4, 40}) {
            double[][] codes = new double[width == 1 ? 7 : 140][width];
            for (int i = 0; i < codes.length; i++) {
                for (int k = 0; k < width; k++) {
                    codes[i][k] = width == 1 ? i : randoms.integer(width == 4 ? 12 : 3);
                }
            }
            KernelContract.check(new Hamming(0.7), Points.of("x", codes));
            KernelContract.check(new Hamming(20), Points.of("x", codes));
        }
    }

    @Test
    void formulas() {
        double[] x = {1, 0, 3, 0};
        double[] z = {2, 0, 1, 4};
        // (1/3 + 0 + 4/4 + 16/4) and 2 (2/3 + 0 + 3/4 + 0)
        double distance = 1 / 3.0 + 1 + 4;
        assertThat(new NegativeChiSquared().value(x, z)).isCloseTo(-distance, within(ROUNDING));
        assertThat(new ChiSquared(0.3).value(x, z)).isCloseTo(Math.exp(-0.3 * distance), within(ROUNDING));
        assertThat(new AdditiveChiSquared().value(x, z)).isCloseTo(4 / 3.0 + 1.5, within(ROUNDING));
        assertThat(new AdditiveChiSquared().value(x, x)).isEqualTo(4);
        assertThat(new Hamming(2).value(x, z)).isCloseTo(Math.exp(-1.5), within(ROUNDING));
        assertThat(new Hamming(2).value(new double[] {0.0}, new double[] {-0.0}))
                .isEqualTo(1);
        assertThat(new NegativeChiSquared().value(x, x)).isEqualTo(0.0);
        assertThat(new NegativeChiSquared().value(new double[4], new double[4])).isEqualTo(0.0);
        // |x|_1 + |z|_1 = distance + 2 additive
        assertThat(distance + 2 * new AdditiveChiSquared().value(x, z)).isCloseTo(4 + 7, within(16 * ROUNDING));
    }

    @Test
    void extremeEntriesNeitherOverflowNorDivideByZero() {
        double[] large = {1e150, 1e150};
        double[] small = {1e-320, 0};
        assertThat(new NegativeChiSquared().value(large, small)).isCloseTo(-2e150, within(1e136));
        assertThat(new AdditiveChiSquared().value(large, large)).isCloseTo(2e150, within(1e136));
        assertThat(new AdditiveChiSquared().value(small, small)).isEqualTo(0, within(Double.MIN_NORMAL));
        assertThat(new ChiSquared(1).value(small, new double[] {0, 1e-310})).isEqualTo(1);
    }

    /** Of two empty bins the derivative on the right: moving one away from 0 lengthens the distance at rate 1. */
    @Test
    void gradientsAtTheEdgeOfTheDomain() {
        Points x = Points.of("x", new double[][] {{0, 2}});
        Points z = Points.of("z", new double[][] {{0, 1}});
        Tile tile = Tile.of(x, 0, 1, z, 0, 1);
        double[] weights = new double[tile.length()];
        weights[0] = 1;
        double[] gradient = new double[2];
        new NegativeChiSquared().contractInputs(tile, weights, gradient, 0);
        // (2 - 1) (2 + 3) / 9
        assertThat(gradient).containsExactly(new double[] {-1, -5 / 9.0}, within(ROUNDING));
        gradient = new double[2];
        new AdditiveChiSquared().contractInputs(tile, weights, gradient, 0);
        assertThat(gradient).containsExactly(new double[] {0, 2 / 9.0}, within(ROUNDING));
    }

    @ParameterizedTest
    @MethodSource("ofHistograms")
    void negativeEntriesAreNamed(Kernel kernel) {
        double[][] rows = histograms(300, 5);
        rows[271][3] = -0.25;
        Points x = Points.of("x", rows);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> close(Gram.matrix(kernel, x)))
                .withMessageContainingAll("point 271", "coordinate 3", "-0.25");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.value(rows[0], rows[271]))
                .withMessageContainingAll("z: ", "coordinate 3", "-0.25");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.diagonal(x, 270, 5, new double[5], 0))
                .withMessageContainingAll("coordinate 3", "-0.25");
        rows[271][3] = 1e200;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.value(rows[271], rows[0]))
                .withMessageContainingAll("x: ", "between 0 and 1.0E150", "1.0E200");
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.value(new double[2], new double[3]));
    }

    private static void close(INDArray matrix) {
        matrix.close();
    }

    @Test
    void parametersMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChiSquared(0)).withMessageContaining("gamma");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hamming(Double.NaN))
                .withMessageContaining("lengthScale");
    }

    /** Of the chi-squared distance alone only the conditional kind: two points give the eigenvalues 1 and -1 times k. */
    @Test
    void theNegativeDistanceIsNotSemidefinite() {
        double[] x = {1, 0};
        double[] z = {0, 1};
        Kernel kernel = new NegativeChiSquared();
        assertThat(kernel.value(x, x) * kernel.value(z, z) - Math.pow(kernel.value(x, z), 2))
                .isEqualTo(-4);
        assertThat(kernel.definiteness()).isEqualTo(Kernel.Definiteness.CONDITIONALLY_POSITIVE_DEFINITE);
    }
}
