package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.KernelPredictor;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.local.NadarayaWatson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers from kernel values that a caller has computed are the answers at the points themselves. */
class KernelPredictorTest {

    private static final int N = 40;
    private static final int M = 13;

    static Stream<Kernel> kernels() {
        return Stream.of(new Linear(), new Gaussian(1.5), new Polynomial(2, 0.5, 1));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void valuesGiveTheAnswersOfThePoints(Kernel kernel) {
        Context context = Examples.context(1, N, 3, 2);
        Points queries = Examples.context(2, M, 3, 1).inputs();
        Points values = Points.of("values", Gram.matrix(kernel, queries, context.inputs())); // [m, n]
        KernelRidgeModel ridge =
                KernelRidge.of(kernel, 0.1).withCentredTargets(true).fit(context);
        assertClose(ridge, ridge.dualCoefficients(), queries, values);
        assertThat(ridge.contextSize()).isEqualTo(N);

        Kernel positive = kernel.times(kernel).plus((x, z) -> 1); // Weights above 0.
        KernelPredictor mean = NadarayaWatson.of(positive).fit(context);
        Points weights = Points.of("values", Gram.matrix(positive, queries, context.inputs()));
        assertClose(mean, context.targets(), queries, weights);
    }

    // Both sum n products in some order: 2 n eps sum |v_j c_j| each; a mean divides by weights that are at least 1.
    private static void assertClose(KernelPredictor model, Points coefficients, Points queries, Points values) {
        Points expected = model.predict(queries);
        Points answers = model.predictFromKernel(values);
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < 2; j++) {
                double size = 1;
                for (int l = 0; l < N; l++) {
                    size += Math.abs(values.get(i, l) * coefficients.get(l, j));
                }
                assertThat(answers.get(i, j)).isCloseTo(expected.get(i, j), within(4 * N * Examples.EPS * size));
            }
        }
    }

    @Test
    void everyFormOfTheValuesGivesTheSameBits() {
        Context context = Examples.context(3, N, 2, 1);
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), 0.1).fit(context);
        Points queries = Examples.context(4, 300, 2, 1).inputs();
        Points values = Points.of("values", Gram.matrix(new Gaussian(1), queries, context.inputs()));
        double[] expected = model.predictFromKernel(values).toRowMajor();
        assertThat(model.predictFromKernel(values.toRows())).isEqualTo(expected);
        assertThat(Points.of("answers", model.predictRowsFromKernel(values.toRows()))
                        .toRowMajor())
                .isEqualTo(expected);
        assertThat(NativeArrays.toRowMajor(
                        model.predictFromKernel(values.toArray().dup('f'))))
                .isEqualTo(expected);
        assertThat(model.predictFromKernel(new Array2DRowRealMatrix(values.toRows()))
                        .getColumn(0))
                .isEqualTo(expected);
        KernelPredictor mean = NadarayaWatson.of(new Gaussian(1)).fit(Examples.context(3, N, 2, 2));
        Points means = mean.predictFromKernel(values);
        for (int i : new int[] {0, 1, 150, 299}) {
            assertThat(mean.predictFromKernel(values.select(i)).row(0)).isEqualTo(means.row(i));
            assertThat(model.predictFromKernel(values.select(i)).get(0, 0)).isEqualTo(expected[i]);
        }
    }

    @Test
    void shapeErrorsNameBothOperandsAndTheAxes() {
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), 0.1).fit(Examples.context(5, 7, 2, 1));
        assertThatThrownBy(() -> model.predictFromKernel(new double[3][6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "kernelValues: expected shape [m, 7], got [3, 6] (rows are queries, columns are the context's"
                                + " 7 points, whose inputs have shape [7, 2])");
        assertThatThrownBy(() -> model.predictFromKernel(new double[7][3]))
                .hasMessageContaining("got [7, 3]")
                .hasMessageContaining("transpose them");
        assertThatThrownBy(() -> model.predictFromKernel(new double[][] {{0, 0, 0, Double.NaN, 0, 0, 0}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernelValues[0][3] = NaN");
        assertThatThrownBy(() -> NadarayaWatson.of(new Gaussian(1))
                        .fit(Examples.context(5, 7, 2, 1))
                        .predictFromKernel(new double[2][7]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernelValues: the weights of query 0 sum to 0.0");
        double[][] last = new double[500][7];
        for (int i = 0; i < 499; i++) {
            java.util.Arrays.fill(last[i], 1);
        }
        assertThatThrownBy(() -> NadarayaWatson.of(new Gaussian(1))
                        .fit(Examples.context(5, 7, 2, 1))
                        .predictFromKernel(last))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernelValues: the weights of query 499 sum to 0.0");
        assertThatThrownBy(() -> NadarayaWatson.of(new Gaussian(1))
                        .fit(Examples.context(5, 7, 2, 1))
                        .predictFromKernel(new double[2][8]))
                .hasMessageContaining("expected shape [m, 7], got [2, 8]");
        assertThatThrownBy(() -> KernelRidge.of(new Gaussian(1), 0.1)
                        .fit(Examples.context(5, 7, 2, 2))
                        .predictFromKernel(new double[1][7]))
                .hasMessageContaining("has 2 targets; predictRowsFromKernel(double[][])");
        assertThat(KernelRidge.of(new Gaussian(1), 0.1)
                        .fit(Examples.context(5, 7, 2, 2))
                        .predictRowsFromKernel(new double[3][7]))
                .isDeepEqualTo(new double[3][2]);
    }
}
