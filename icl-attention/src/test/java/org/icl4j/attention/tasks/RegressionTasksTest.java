package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

/**
 * Samplers against moments and Bayes risks in closed form. A mean over N independent tasks lies within 5 standard errors of its
 * expectation, estimated from the same sample: a false alarm once in two million.
 */
class RegressionTasksTest {

    static TaskBatch draw(TaskDistribution tasks, int count, int n, int m, long seed) {
        TaskBatch batch = new TaskBatch(count, n, m, tasks.inputWidth());
        tasks.sample(batch, Randoms.of(seed));
        return batch;
    }

    static void assertMean(double expected, double... values) {
        Metrics.Summary summary = Metrics.summary(values);
        assertThat(summary.mean()).isCloseTo(expected, within(5 * summary.standardError() + 1e-12));
    }

    static double[] squaredErrors(InContextLearner<?> learner, TaskBatch batch) {
        return IntStream.range(0, batch.tasks())
                .mapToDouble(b -> {
                    Predictor f = learner.fit(batch.context(b));
                    return Metrics.meanSquaredError(f.predict(batch.queries(b)).column(0), batch.queryTargets(b));
                })
                .toArray();
    }

    @Test
    void inputsHaveTheirCovariance() {
        double[][] s = {{2, 0.5}, {0.5, 1}};
        TaskBatch batch = draw(RegressionTasks.of(Inputs.gaussian(s), Functions.linear(2)), 4000, 1, 1, 1);
        double[] x = batch.contextInputs();
        for (int j = 0; j < 2; j++) {
            for (int k = 0; k < 2; k++) {
                int a = j;
                int c = k;
                assertMean(
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
        double[] x = new double[20_000];
        Inputs.exponential(1).draw(x, 1, x.length, Randoms.of(2));
        assertMean(1, x);
    }

    private static void assertMoments(Inputs inputs, double variance, double kurtosis) {
        double[] x = new double[40_000];
        inputs.draw(x, 1, x.length, Randoms.of(3));
        assertMean(
                variance,
                IntStream.range(0, x.length).mapToDouble(i -> x[i] * x[i]).toArray());
        assertMean(
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
        assertMean(d, squares);
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

    @Test
    void functionClassesHaveTheVarianceTheyAreScaledTo() {
        int d = 4;
        // E f(x)^2 for x ~ N(0, I): w'x: d; s weights: s; quadratic: E w'w x^4 / 3 = d; relu: (2/h) h E relu(w'x)^2 =
        // d; tree: 1
        assertSecondMoment(d, Functions.linear(d));
        assertSecondMoment(2, Functions.sparse(d, 2));
        assertSecondMoment(d, Functions.quadratic(d));
        assertSecondMoment(d, Functions.relu(d, 10));
        assertSecondMoment(1, Functions.tree(d, 4));
        assertSecondMoment(1, Functions.gaussianProcess(d, new Gaussian(1)));
        assertSecondMoment(1, Functions.logistic(d, 1));
        assertSecondMoment(4.0 * d, Functions.linear(d).scaled(2));
        assertSecondMoment(d, Functions.linear(d).flipped(0.3));
        assertSecondMoment((d + 2) / 2.0, Functions.mixture(Functions.linear(d), Functions.sparse(d, 2)));
        assertSecondMoment(4, Functions.linear(new double[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 1}
        }));
    }

    private static void assertSecondMoment(double expected, Functions functions) {
        TaskBatch batch = draw(RegressionTasks.of(Inputs.gaussian(4), functions), 6000, 1, 1, 11);
        double[] y = batch.queryTargets();
        assertMean(
                expected,
                IntStream.range(0, y.length).mapToDouble(i -> y[i] * y[i]).toArray());
    }

    @Test
    void noiseScaleAndFlipsReachTheTargetsTheyAreMeantFor() {
        Functions zero = Functions.linear(2).scaled(0);
        TaskBatch clean = draw(RegressionTasks.of(Inputs.gaussian(2), zero).withNoise(0.5), 3000, 1, 1, 12);
        assertMean(
                0.25,
                IntStream.range(0, 3000)
                        .mapToDouble(i -> clean.contextTargets()[i] * clean.contextTargets()[i])
                        .toArray());
        assertThat(clean.queryTargets()).containsOnly(0);
        TaskBatch noisy = draw(
                RegressionTasks.of(Inputs.gaussian(2), zero)
                        .withNoise(0.5)
                        .withNoisyQueries()
                        .withTargetScale(2),
                3000,
                1,
                1,
                12);
        assertMean(
                1,
                IntStream.range(0, 3000)
                        .mapToDouble(i -> noisy.queryTargets()[i] * noisy.queryTargets()[i])
                        .toArray());
        TaskBatch unit = draw(RegressionTasks.linear(2).withNoise(1).renormalised(2), 4000, 1, 1, 13);
        assertMean(
                2,
                IntStream.range(0, 4000)
                        .mapToDouble(i -> unit.contextTargets()[i] * unit.contextTargets()[i])
                        .toArray());
        TaskBatch straight = draw(RegressionTasks.linear(2), 5, 4, 4, 14);
        TaskBatch flipped =
                draw(RegressionTasks.of(Inputs.gaussian(2), Functions.linear(2).flipped(1)), 1, 4, 4, 14);
        for (int i = 0; i < 4; i++) {
            assertThat(flipped.contextTargets()[i]).isEqualTo(-straight.contextTargets()[i]);
            assertThat(flipped.queryTargets()[i]).isEqualTo(straight.queryTargets()[i]);
        }
    }

    @Test
    void aPoolHasAsManyFunctionsAsItSays() {
        Inputs same = new Inputs() {
            @Override
            public int width() {
                return 2;
            }

            @Override
            public void draw(double[] x, int context, int rows, Randoms randoms) {
                Arrays.fill(x, 0, rows * 2, 1);
            }
        };
        TaskBatch batch = draw(RegressionTasks.of(same, Functions.linear(2).pool(7, 5)), 500, 1, 1, 15);
        Set<Double> answers = new HashSet<>();
        for (double y : batch.queryTargets()) {
            answers.add(y);
        }
        assertThat(answers).hasSize(7);
    }

    @Test
    void sharedLatentColumnsGoTogether() {
        TaskBatch batch = draw(SharedLatentTasks.standard(), 2000, 1, 1, 23);
        double[] x = batch.queryInputs();
        // Three columns of variance 1 + 0.09, seven of 0.25.
        assertMean(
                3 * 1.09 + 7 * 0.25,
                IntStream.range(0, 2000)
                        .mapToDouble(i -> IntStream.range(0, 10)
                                .mapToDouble(j -> x[10 * i + j] * x[10 * i + j])
                                .sum())
                        .toArray());
        // Three pairs of covariance 1 among all pairs; which pairs, each task draws anew: the first and last column
        // with probability 1/15.
        assertMean(
                3,
                IntStream.range(0, 2000)
                        .mapToDouble(i -> IntStream.range(0, 100)
                                .filter(k -> k / 10 < k % 10)
                                .mapToDouble(k -> x[10 * i + k / 10] * x[10 * i + k % 10])
                                .sum())
                        .toArray());
        assertMean(
                1 / 15.0,
                IntStream.range(0, 2000)
                        .mapToDouble(i -> x[10 * i] * x[10 * i + 9])
                        .toArray());
    }

    @Test
    void inductionSequencesRepeatOrFollowTheirChain() {
        int[] tokens = new InductionSequences(50, 21).repeated(Randoms.of(24));
        for (int i = 11; i < 21; i++) {
            assertThat(tokens[i]).isEqualTo(tokens[i - 11]);
        }
        int[] chain = new InductionSequences(3, 6000).markov(Randoms.of(25));
        double[] same = new double[3];
        double[] seen = new double[3];
        for (int i = 1; i < chain.length; i++) {
            seen[chain[i - 1]]++;
            same[chain[i - 1]] += chain[i] == 0 ? 1 : 0;
        }
        // Half the sequence has the frequencies of the whole: the chain does not change on the way.
        double[] half = new double[3];
        double[] halfSeen = new double[3];
        for (int i = 1; i < 3000; i++) {
            halfSeen[chain[i - 1]]++;
            half[chain[i - 1]] += chain[i] == 0 ? 1 : 0;
        }
        for (int s = 0; s < 3; s++) {
            assertThat(half[s] / halfSeen[s]).isCloseTo(same[s] / seen[s], within(5 * 0.5 / Math.sqrt(halfSeen[s])));
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsAndWidthsMustMeet() {
        RegressionTasks tasks = RegressionTasks.of(
                        Inputs.gaussian(3), Functions.relu(3, 5).pool(4, 1))
                .withNoise(0.1);
        assertThat(draw(tasks, 4, 3, 2, 9).contextTargets())
                .isEqualTo(draw(tasks, 4, 3, 2, 9).contextTargets());
        assertThatThrownBy(() -> RegressionTasks.of(Inputs.gaussian(3), Functions.linear(2)))
                .hasMessageContaining("expected input width 3, got 2");
        assertThatThrownBy(() -> Functions.mixture(Functions.linear(3), Functions.linear(2)))
                .hasMessageContaining("classes[1]");
        assertThatThrownBy(() -> Functions.mixture()).hasMessageContaining("empty");
    }

    static double[][] identity(int d) {
        double[][] i = new double[d][d];
        for (int k = 0; k < d; k++) {
            i[k][k] = 1;
        }
        return i;
    }

    static double[][] scaled(double[][] a, double s) {
        for (double[] row : a) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= s;
            }
        }
        return a;
    }
}
