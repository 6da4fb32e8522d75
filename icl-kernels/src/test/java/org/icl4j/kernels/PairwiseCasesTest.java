package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The cases of scikit-learn's sklearn/metrics/tests/test_pairwise.py, on the tile engine and in float64. */
class PairwiseCasesTest {

    private static final Kernel DISTANCE = Kernel.radial(Math::sqrt);

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

    /** Uniform in [0, 1), as scikit-learn's random_sample. */
    private static Points uniform(int n, int d) {
        double[] numbers = new double[n * d];
        Randoms randoms = Randoms.of(0);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = randoms.uniform();
        }
        return Points.ofRows("x", n, d, numbers);
    }

    @Test
    void euclideanDistances() {
        Points x = Points.ofColumn("x", new double[] {0});
        Points z = Points.ofColumn("z", new double[] {1, 2});
        assertThat(matrix(DISTANCE, x, z)).containsExactly(1, 2);
        assertThat(matrix(Kernel.radial(r2 -> r2), x, z)).containsExactly(1, 4);
    }

    /**
     * test_pairwise_callable_nonstrict_metric: there a function is called once for each pair and each point. Here, too, but in the tiles on the
     * diagonal, which are whole: n (n + 1) / 2 calls and at most 64 more a row.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 128, 300})
    void aFunctionIsCalledOnceForEachPair(int n) {
        AtomicLong calls = new AtomicLong();
        Kernel counted = (x, z) -> {
            calls.incrementAndGet();
            return x[0] * z[0];
        };
        Points points = uniform(n, 3);
        double[] matrix = matrix(counted, points);
        long twice = 0;
        for (int from = 0; from < n; from += Tile.SIZE) {
            long rows = Math.min(Tile.SIZE, n - from);
            twice += rows * (rows - 1) / 2;
        }
        assertThat(calls).hasValue((long) n * (n + 1) / 2 + twice);
        assertThat(matrix[n - 1])
                .isEqualTo(points.get(0, 0) * points.get(n - 1, 0))
                .isEqualTo(matrix[(n - 1) * n]);
    }

    @Test
    void largeNumbersKeepTheirDifference() {
        Points x = Points.ofColumn("x", new double[] {10000});
        Points z = Points.ofColumn("z", new double[] {10001});
        assertThat(matrix(DISTANCE, x, z)).containsExactly(1);
    }

    /** scikit-learn expects its float64 to fail where the step is 1e-8. */
    @ParameterizedTest
    @CsvSource({"1e-8, 1", "1e-8, 31", "1e-8, 33", "1e-8, 1000000", "1e-4, 1", "1e-4, 1000000"})
    void nearNumbersKeepTheirDifference(double step, int d) {
        double[] one = new double[d];
        Arrays.fill(one, 1);
        double[] other = new double[d];
        Arrays.fill(other, 1 + step);
        double distance = ((1 + step) - 1) * Math.sqrt(d);
        double[] result = matrix(DISTANCE, Points.ofRows("x", 1, d, one), Points.ofRows("z", 1, d, other));
        // The sum of d equal squares, each addition with one rounding: at most d / 2 ulps of the sum, half of that in
        // its
        // root.
        assertThat(result[0]).isCloseTo(distance, within((d / 4.0 + 2) * Oracle.EPSILON * distance));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7, 101})
    void batchesThatDoNotDivideThePoints(int batch) {
        for (int d : new int[] {4, 40}) {
            Points x = uniform(100, d);
            Points z = Oracle.gaussian(2, 100, d, 1);
            double[] whole = matrix(DISTANCE, x, z);
            double[] batches = new double[100 * 100];
            for (int from = 0; from < 100; from += batch) {
                Gram.rowsInto(DISTANCE, x, from, Math.min(batch, 100 - from), z, batches, from * 100);
            }
            Oracle.assertSameBits(batches, whole);
            for (int i = 0; i < 100; i++) {
                for (int j = 0; j < 100; j++) {
                    double expected = DISTANCE.value(x.row(i), z.row(j));
                    Oracle.assertClose(
                            whole[i * 100 + j], expected, Oracle.distanceError(d) * expected, "distance", i, j);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linear",
                "polynomial(3, 0.25, 1)",
                "gaussian(1.4)",
                "laplacianL1(4)",
                "sigmoid(0.25, 1)",
                "cosine",
                "chiSquared(1)",
                "negativeChiSquared",
                "exponentialDotProduct(0.5)",
                "2 * gaussian(0.7) * linear + cosine",
                "matern(1.5, 2)",
                "matern(0.7, 2)",
                "rationalQuadratic(0.5, 2)",
                "periodic(1.3, 0.8)"
            })
    void kernelMatricesAreSymmetricToTheBit(String text) {
        Kernel kernel = Kernel.parse(text);
        for (int d : new int[] {4, 37}) {
            int n = 150;
            Points x = uniform(n, d);
            double[] one = matrix(kernel, x);
            Oracle.assertSameBits(matrix(kernel, x, x), one);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(one[i * n + j]).isEqualTo(one[j * n + i]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gaussian(2.2)", "laplacianL1(10)", "laplacianL2(2)", "chiSquared(0.1)", "matern(2.5, 1.5)"})
    void diagonalIsOneAndTheRestBetween(String text) {
        double[] values = matrix(Kernel.parse(text), uniform(10, 4));
        for (int i = 0; i < 100; i++) {
            if (i % 11 == 0) {
                assertThat(values[i]).isEqualTo(1);
            } else {
                assertThat(values[i]).isGreaterThan(0).isLessThan(1);
            }
        }
    }

    @Test
    void chiSquaredIsItsFormula() {
        Points x = uniform(5, 4);
        Points z = uniform(10, 4);
        double[] values = matrix(Kernel.parse("chiSquared(0.1)"), x, z);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 10; j++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    double difference = x.row(i)[k] - z.row(j)[k];
                    double total = x.row(i)[k] + z.row(j)[k];
                    sum += difference * difference / total;
                }
                assertThat(values[i * 10 + j]).isCloseTo(Math.exp(-0.1 * sum), within(1e-14));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chiSquared(1)", "additiveChiSquared", "negativeChiSquared"})
    void chiSquaredOfZerosIsFinite(String text) {
        Kernel kernel = Kernel.parse(text);
        double[] values = matrix(kernel, Points.of("x", new double[3][4]));
        double diagonal = kernel.value(new double[4], new double[4]);
        assertThat(values).containsOnly(diagonal);
        assertThat(diagonal).isFinite();
    }

    @Test
    void chiSquaredIsGreaterBetweenTheMoreAlike() {
        Points x = Points.of("x", new double[][] {{0.3, 0.7}, {1, 0}});
        Points z = Points.of("z", new double[][] {{0, 1}, {0.9, 0.1}});
        double[] values = matrix(Kernel.parse("chiSquared(1)"), x, z);
        assertThat(values[0]).isGreaterThan(values[1]);
        assertThat(values[3]).isGreaterThan(values[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chiSquared(1)", "additiveChiSquared", "negativeChiSquared"})
    void chiSquaredRefusesNegativeNumbersAndOtherWidths(String text) {
        Kernel kernel = Kernel.parse(text);
        Points x = Points.of("x", new double[][] {{0, 1}});
        Points negative = Points.of("z", new double[][] {{0, -1}});
        assertThatThrownBy(() -> Gram.matrix(kernel, x, negative))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Gram.matrix(kernel, negative, x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Gram.matrix(kernel, x, Points.of("z", new double[][] {{1, 2, 3}})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cosineIsLinearOnNormalisedRows() {
        double[][] rows = Oracle.gaussian(1, 5, 4, 1).toRows();
        double[][] normalised = Arrays.stream(rows)
                .map(row -> {
                    double norm = Math.sqrt(PointPair.innerProduct(row, row));
                    return Arrays.stream(row).map(v -> v / norm).toArray();
                })
                .toArray(double[][]::new);
        double[] cosine = matrix(Kernel.parse("cosine"), Points.of("x", rows));
        double[] linear = matrix(Kernel.parse("linear"), Points.of("x", normalised));
        for (int i = 0; i < 25; i++) {
            // Norm, root, quotient and sum on either side, of numbers at most 1.
            assertThat(cosine[i]).isCloseTo(linear[i], within(2 * (4 + 6) * Oracle.EPSILON));
        }
    }

    @Test
    void precomputedBlocksAreNotDisturbedByAnEarlierCall() {
        Points x = uniform(130, 3);
        Kernel kernel = Kernel.parse("gaussian(1)");
        double[] first = matrix(kernel, x);
        matrix(kernel, uniform(17, 3));
        Oracle.assertSameBits(matrix(kernel, x), first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian(blabla)", "gaussian(1, 2, x)", "linear(1)", "nosuchkernel(1)"})
    void unknownParametersAreRefused(String text) {
        assertThatThrownBy(() -> Kernel.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
