package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Samplers of inputs against their moments and their geometry. */
class InputsTest {

    @Test
    void inputsHaveTheirCovariance() {
        double[][] s = {{2, 0.5}, {0.5, 1}};
        TaskBatch batch = Draws.draw(RegressionTasks.of(Inputs.gaussian(s), Functions.linear(2)), 4000, 1, 1, 1);
        double[] x = batch.contextInputs();
        for (int j = 0; j < 2; j++) {
            for (int k = 0; k < 2; k++) {
                int a = j;
                int c = k;
                Draws.assertMean(
                        s[j][k],
                        IntStream.range(0, 4000)
                                .mapToDouble(i -> x[2 * i + a] * x[2 * i + c])
                                .toArray());
            }
        }
    }

    @Test
    void coordinatesHaveTheirVarianceAndKurtosis() {
        assertMoments(Inputs.gaussian(1), 1, 3);
        assertMoments(Inputs.uniform(1, -0.5, 0.5), 1.0 / 12, 1.8);
        assertMoments(Inputs.laplace(1), 2, 6);
        assertMoments(Inputs.gaussian(1).scaled(3), 9, 3);
        // E x^2 = 2 and E x^4 = 24 = 6 * 2^2 about 0; with the mean, the variance is 1 and the density one-sided.
        assertMoments(Inputs.exponential(1), 2, 6);
        double[] x = new double[20_000];
        Inputs.exponential(1).draw(x, 1, x.length, Randoms.of(2));
        Draws.assertMean(1, x);
        assertThat(Arrays.stream(x).min().orElseThrow()).isNotNegative();
    }

    private static void assertMoments(Inputs inputs, double variance, double kurtosis) {
        double[] x = new double[40_000];
        inputs.draw(x, 1, x.length, Randoms.of(3));
        Draws.assertMean(
                variance,
                IntStream.range(0, x.length).mapToDouble(i -> x[i] * x[i]).toArray());
        Draws.assertMean(
                kurtosis * variance * variance,
                IntStream.range(0, x.length).mapToDouble(i -> Math.pow(x[i], 4)).toArray());
    }

    @Test
    void skewedInputsHaveTheSpectrumOfTheirSource() {
        int d = 5;
        double[] x = new double[30_000 * d];
        Inputs.skewed(d, 7).draw(x, 1, 30_000, Randoms.of(4));
        double[] squares = new double[30_000];
        for (int i = 0; i < x.length; i++) {
            squares[i / d] += x[i] * x[i];
        }
        Draws.assertMean(d, squares);
        double[][] s = new double[d][d];
        for (int i = 0; i < 30_000; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    s[j][k] += x[i * d + j] * x[i * d + k] / 30_000;
                }
            }
        }
        double[] l = new EigenDecomposition(new Array2DRowRealMatrix(s)).getRealEigenvalues();
        for (int k = 1; k < d; k++) {
            assertThat(l[k] / l[0]).isCloseTo(1.0 / ((k + 1) * (k + 1)), within(0.1 / (k + 1)));
        }
    }

    @Test
    void sphereSubspaceQuadrantsAndTiedQueries() {
        double[] x = new double[8 * 6];
        Inputs.sphere(6).draw(x, 5, 8, Randoms.of(5));
        for (int i = 0; i < 8; i++) {
            assertThat(norm(x, i, 6)).isCloseTo(1, within(1e-15 * 6));
        }
        Inputs.subspace(6, 2).draw(x, 5, 8, Randoms.of(6));
        double[][] rows = Points.ofRows("x", 8, 6, x.clone()).toRows();
        assertThat(new SingularValueDecomposition(new Array2DRowRealMatrix(rows)).getRank())
                .isEqualTo(2);
        Inputs.quadrants(6).draw(x, 5, 8, Randoms.of(7));
        for (int j = 0; j < 6; j++) {
            for (int i = 1; i < 5; i++) {
                assertThat(Math.signum(x[i * 6 + j])).isEqualTo(Math.signum(x[j]));
            }
            for (int i = 6; i < 8; i++) {
                assertThat(Math.signum(x[i * 6 + j])).isEqualTo(Math.signum(x[5 * 6 + j]));
            }
        }
        Inputs.gaussian(6).queriesFromContext().draw(x, 5, 8, Randoms.of(8));
        for (int q = 5; q < 8; q++) {
            double[] query = Arrays.copyOfRange(x, q * 6, q * 6 + 6);
            assertThat(IntStream.range(0, 5)
                            .anyMatch(i -> Arrays.equals(query, Arrays.copyOfRange(x, i * 6, i * 6 + 6))))
                    .isTrue();
        }
        Inputs.gaussian(6).orthogonalQueries().draw(x, 5, 8, Randoms.of(9));
        for (int q = 5; q < 8; q++) {
            for (int i = 0; i < 5; i++) {
                double product = 0;
                for (int j = 0; j < 6; j++) {
                    product += x[q * 6 + j] * x[i * 6 + j];
                }
                assertThat(product).isCloseTo(0, within(1e-13));
            }
            assertThat(norm(x, q, 6)).isPositive();
        }
        assertThatThrownBy(() -> Inputs.gaussian(6).orthogonalQueries().draw(new double[48], 6, 8, Randoms.of(1)))
                .hasMessageContaining("context")
                .hasMessageContaining("6");
    }

    private static double norm(double[] x, int row, int d) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += x[row * d + j] * x[row * d + j];
        }
        return Math.sqrt(sum);
    }
}
