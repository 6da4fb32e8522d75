package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
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
        // E x^2 = 2 and E x^4 = 24 = 6 * 2^2 about 0; with the mean, the variance is 1 and the density one-sided.
        assertMoments(Inputs.exponential(1), 2, 6);
        double[] x = new double[20_000];
        Inputs.exponential(1).draw(x, 1, x.length, Randoms.of(2));
        assertMean(1, x);
        assertThat(Arrays.stream(x).min().orElseThrow()).isNotNegative();
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
        assertSecondMoment(4.0 * d, Functions.linear(d).scaled(2));
        assertSecondMoment((d + 2) / 2.0, Functions.mixture(Functions.linear(d), Functions.sparse(d, 2)));
        assertSecondMoment(4, Functions.linear(new double[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 1}
        }));
    }

    /** P(y = 1) = 1/(1 + exp(-s w'x)) is E y = tanh(s w'x / 2), for every w and x. */
    @Test
    void logisticLabelsHaveTheMeanOfTheirLink() {
        for (double scale : new double[] {0, 0.5, 4}) {
            RegressionTasks tasks = RegressionTasks.of(Inputs.gaussian(4), Functions.logistic(4, scale));
            TaskBatch batch = tasks.batch(6000, 1, 1);
            tasks.sample(batch, Randoms.of(31));
            double[] excess = new double[batch.tasks()];
            double[] weighted = new double[batch.tasks()];
            for (int b = 0; b < excess.length; b++) {
                double inner = 0;
                for (int j = 0; j < 4; j++) {
                    inner += batch.truth()[4 * b + j] * batch.queryInputs()[4 * b + j];
                }
                double y = batch.queryTargets()[b];
                assertThat(Math.abs(y)).isEqualTo(1);
                excess[b] = y - Math.tanh(scale * inner / 2);
                weighted[b] = inner * excess[b];
            }
            assertMean(0, excess);
            assertMean(0, weighted);
        }
    }

    @Test
    void treesAskForSignsAndAnswerWithTheirLeaves() {
        int d = 3;
        int rows = 200;
        double[] x = new double[rows * d];
        double[] y = new double[rows];
        Inputs.gaussian(d).draw(x, 1, rows, Randoms.of(32));
        int most = 0;
        for (int task = 0; task < 100; task++) {
            Functions.tree(d, 2).answer(x, y, 1, rows, Randoms.of(task));
            Double[] ofSigns = new Double[1 << d];
            for (int i = 0; i < rows; i++) {
                int signs = (x[i * d] > 0 ? 1 : 0) + (x[i * d + 1] > 0 ? 2 : 0) + (x[i * d + 2] > 0 ? 4 : 0);
                if (ofSigns[signs] == null) {
                    ofSigns[signs] = y[i];
                } else if (ofSigns[signs] != y[i]) {
                    fail("answers " + ofSigns[signs] + " and " + y[i] + " to inputs of the same signs");
                }
            }
            int leaves = (int) Arrays.stream(ofSigns).distinct().count();
            assertThat(leaves).isLessThanOrEqualTo(4);
            most = Math.max(most, leaves);
            // Whatever coordinate the root asks for, opposite signs part there.
            assertThat(ofSigns[0]).isNotEqualTo(ofSigns[7]);
        }
        assertThat(most).isEqualTo(4);
    }

    @Test
    void sparseFunctionsHaveTheirNumberOfWeights() {
        RegressionTasks tasks = RegressionTasks.of(Inputs.gaussian(5), Functions.sparse(5, 2));
        TaskBatch batch = tasks.batch(3000, 1, 1);
        tasks.sample(batch, Randoms.of(33));
        double[] first = new double[batch.tasks()];
        for (int b = 0; b < first.length; b++) {
            int at = 5 * b;
            assertThat(IntStream.range(at, at + 5)
                            .filter(i -> batch.truth()[i] != 0)
                            .count())
                    .isEqualTo(2);
            first[b] = batch.truth()[at] != 0 ? 1 : 0;
        }
        // Each coordinate is among the two of five equally often.
        assertMean(0.4, first);
    }

    @Test
    void flippedTargetsAreAsManyAsTheirProbability() {
        RegressionTasks tasks =
                RegressionTasks.of(Inputs.gaussian(2), Functions.linear(2).flipped(0.3));
        TaskBatch batch = tasks.batch(6000, 1, 1);
        tasks.sample(batch, Randoms.of(34));
        double[] flips = new double[batch.tasks()];
        for (int b = 0; b < flips.length; b++) {
            double[] truth = {batch.truth()[2 * b], batch.truth()[2 * b + 1]};
            double context = truth[0] * batch.contextInputs()[2 * b] + truth[1] * batch.contextInputs()[2 * b + 1];
            double query = truth[0] * batch.queryInputs()[2 * b] + truth[1] * batch.queryInputs()[2 * b + 1];
            double rounding = 4 * Math.ulp(1.0) * (1 + Math.abs(context) + Math.abs(query));
            flips[b] = Math.signum(context) == Math.signum(batch.contextTargets()[b]) ? 0 : 1;
            assertThat(Math.abs(batch.contextTargets()[b])).isCloseTo(Math.abs(context), within(rounding));
            assertThat(batch.queryTargets()[b]).isCloseTo(query, within(rounding));
        }
        assertMean(0.3, flips);
    }

    /**
     * Second moments do not tell a class from a normal number of the same variance: fourth moments do. Given x, with r = |x|^2 and K = E r^2 =
     * d (d + 2):
     *
     * <pre>
     *   ReLU network of h units: y = sqrt(2/h) sum_j v_j g_j, g_j = max(0, w_j'x) of the moments r/2 and 3 r^2/2:
     *     E y^4 = (4/h^2) (h 3 (3 r^2/2) + 3 h (h - 1) (r/2)^2)         so  E = K (18/h + 3 (h - 1)/h)
     *   mixture of w'x with d and with s weights: half of 3 K and half of 3 s (s + 2)
     *   quadratic: y is N(0, sum x_j^4/3): E = 3 E (sum x_j^4)^2 / 9 = (105 d + 9 d (d - 1)) / 3
     * </pre>
     */
    @Test
    void functionClassesHaveTheirFourthMoment() {
        int d = 4;
        int h = 5;
        assertFourthMoment(d * (d + 2.0) * (18.0 + 3 * (h - 1)) / h, Functions.relu(d, h));
        assertFourthMoment(
                (3.0 * d * (d + 2) + 3.0 * 2 * 4) / 2, Functions.mixture(Functions.linear(d), Functions.sparse(d, 2)));
        assertFourthMoment((105.0 * d + 9 * d * (d - 1)) / 3, Functions.quadratic(d));
        assertFourthMoment(3, Functions.tree(d, 4));
    }

    private static void assertFourthMoment(double expected, Functions functions) {
        TaskBatch batch = draw(RegressionTasks.of(Inputs.gaussian(4), functions), 20_000, 1, 1, 35);
        assertMean(
                expected,
                Arrays.stream(batch.queryTargets()).map(y -> Math.pow(y, 4)).toArray());
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
