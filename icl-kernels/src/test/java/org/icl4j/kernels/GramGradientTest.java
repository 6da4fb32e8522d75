package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.internal.engine.GramContraction;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Contractions against sums over the derivatives' own matrices. */
class GramGradientTest {

    static Stream<DifferentiableKernel> kernels() {
        DifferentiableKernel dot = DifferentiableKernel.dotProduct(s -> s + 1, s -> 1);
        return Stream.of(
                new Gaussian(1.3),
                new Gaussian(1.3).scaled(2).plus(dot.scaled(0.5)).times(new Gaussian(2)),
                new Gaussian(1.3).scaled(2).plus(dot).normalised(),
                dot);
    }

    /** A column-major copy of row-major numbers. */
    private static INDArray columnMajor(int n, int m, double[] rowMajor) {
        INDArray array = NativeArrays.uninitialised(n, m);
        double[] numbers = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                numbers[j * n + i] = rowMajor[i * m + j];
            }
        }
        NativeArrays.copyIn(numbers, 0, array, 0, n * m);
        return array;
    }

    // Each sum within (terms) eps of the sum of magnitudes.
    private static void assertContraction(double[] found, List<INDArray> derivatives, double[] weights) {
        assertThat(found).hasSize(derivatives.size());
        for (int q = 0; q < found.length; q++) {
            double[] derivative = NativeArrays.toRowMajor(derivatives.get(q));
            double expected = 0;
            double size = 0;
            for (int i = 0; i < weights.length; i++) {
                expected += weights[i] * derivative[i];
                size += Math.abs(weights[i] * derivative[i]);
            }
            Oracle.assertClose(found[q], expected, weights.length * Oracle.EPSILON * size, "gradient", q, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rectangular(DifferentiableKernel kernel) {
        int n = 300;
        int m = 170;
        Points x = Oracle.gaussian(1, n, 3, 1);
        Points z = Oracle.gaussian(2, m, 3, 1);
        double[] a = Randoms.of(3).gaussians(2 * n);
        double[] b = Randoms.of(4).gaussians(2 * m);
        double[] weights = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                weights[i * m + j] = a[2 * i] * b[2 * j] + a[2 * i + 1] * b[2 * j + 1];
            }
        }
        List<INDArray> derivatives = GramGradient.matrices(kernel, x, z);
        try (INDArray array = columnMajor(n, m, weights)) {
            assertContraction(GramGradient.hyperparameters(kernel, x, z, array), derivatives, weights);
            assertContraction(
                    GramGradient.hyperparameters(kernel, x, z, GramGradient.Weights.product(a, b, 2)),
                    derivatives,
                    weights);
            double[] inputs = GramGradient.inputs(kernel, x, z, array);
            assertInputs(kernel, x, z, weights, inputs);
            assertInputs(
                    kernel, x, z, weights, GramGradient.inputs(kernel, x, z, GramGradient.Weights.product(a, b, 2)));
        }
        derivatives.forEach(INDArray::close);
    }

    // One pair at a time.
    private static void assertInputs(
            DifferentiableKernel kernel, Points x, Points z, double[] weights, double[] found) {
        int d = x.width();
        int m = z.size();
        for (int i = 0; i < x.size(); i += 37) {
            double[] expected = new double[d];
            double[] size = new double[d];
            for (int j = 0; j < m; j++) {
                double[] pair = new double[d];
                double[] one = {1, 0, 0, 0, 0, 0, 0, 0};
                kernel.contractInputs(Tile.of(x, i, 1, z, j, 1), one, pair, 0);
                for (int k = 0; k < d; k++) {
                    expected[k] += weights[i * m + j] * pair[k];
                    size[k] += Math.abs(weights[i * m + j]) * (1 + Math.abs(pair[k]));
                }
            }
            for (int k = 0; k < d; k++) {
                double bound = 8 * m * Oracle.EPSILON * size[k];
                Oracle.assertClose(found[i * d + k], expected[k], bound, "input gradient", i, k);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void symmetric(DifferentiableKernel kernel) {
        int n = 300;
        Points x = Oracle.gaussian(1, n, 3, 1);
        double[] a = Randoms.of(3).gaussians(n);
        double[] weights = new double[n * n];
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                weights[i * n + j] = a[i] * a[j];
                lower[i * n + j] = j > i ? Double.NaN : weights[i * n + j];
            }
        }
        List<INDArray> derivatives = GramGradient.matrices(kernel, x, x);
        try (INDArray array = columnMajor(n, n, lower)) {
            assertContraction(GramGradient.hyperparameters(kernel, x, array), derivatives, weights);
        }
        assertContraction(
                GramGradient.hyperparameters(kernel, x, GramGradient.Weights.product(a, a, 1)), derivatives, weights);
        derivatives.forEach(INDArray::close);
    }

    @Test
    void threadsDoNotChangeTheBits() {
        DifferentiableKernel kernel =
                new Gaussian(1.3).scaled(2).plus(DifferentiableKernel.dotProduct(s -> s + 1, s -> 1));
        for (int n : new int[] {60, 2500}) {
            Points x = Oracle.gaussian(1, n, 3, 1);
            Points z = Oracle.gaussian(2, 5000, 3, 1);
            GramGradient.Weights rectangular = GramGradient.Weights.product(
                    Randoms.of(3).gaussians(n), Randoms.of(4).gaussians(5000), 1);
            double[] a = Randoms.of(5).gaussians(n);
            GramGradient.Weights symmetric = GramGradient.Weights.product(a, a, 1);
            double[][] results = new double[3][];
            for (int threads = 1; threads <= 3; threads++) {
                GramContraction contraction = new GramContraction(threads, kernel, x, z, rectangular);
                results[threads - 1] = Stream.of(
                                contraction.hyperparameters(false),
                                contraction.inputs(),
                                new GramContraction(threads, kernel, x, x, symmetric).hyperparameters(true))
                        .flatMapToDouble(java.util.Arrays::stream)
                        .toArray();
            }
            Oracle.assertSameBits(results[1], results[0]);
            Oracle.assertSameBits(results[2], results[0]);
        }
    }

    @Test
    void mistakesAreNamed() {
        DifferentiableKernel kernel = new Gaussian(1);
        Points x = Oracle.gaussian(1, 10, 3, 1);
        Points z = Oracle.gaussian(2, 20, 3, 1);
        try (INDArray wrong = NativeArrays.uninitialised(10, 10);
                INDArray rowMajor = NativeArrays.fromRowMajor(10, 20, new double[200])) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GramGradient.hyperparameters(kernel, x, z, wrong))
                    .withMessageContaining("weights: expected shape [10, 20], got [10, 10]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GramGradient.inputs(kernel, x, z, rowMajor))
                    .withMessageContaining("weights: must have contiguous columns (order 'f')");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> GramGradient.inputs(kernel, x, Oracle.gaussian(2, 20, 2, 1), (i, r, j, c, s, w) -> {}))
                .withMessageContaining("z: expected shape [m, 3], got [20, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GramGradient.hyperparameters(
                        kernel, x, z, (i, r, j, c, s, w) -> java.util.Arrays.fill(w, Double.NaN)))
                .withMessageContaining("the gradient in log lengthScale = NaN is not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GramGradient.hyperparameters(
                        kernel, x, z, GramGradient.Weights.product(new double[10], new double[19], 1)))
                .withMessage("b: has 19 rows of 1, row 19 is needed");
        Points many = Points.ofColumn("x", new double[2_000_000]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GramGradient.matrices(kernel, many, many))
                .withMessageContainingAll("1 derivatives of the 2000000 x 2000000 kernel matrix", "use GramGradient");
    }
}
