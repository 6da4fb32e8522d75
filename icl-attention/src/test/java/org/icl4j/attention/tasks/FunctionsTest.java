package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

/** Classes of functions against their moments and their shape. */
class FunctionsTest {

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

    private static void assertSecondMoment(double expected, Functions functions) {
        TaskBatch batch = Draws.draw(RegressionTasks.of(Inputs.gaussian(4), functions), 6000, 1, 1, 11);
        double[] y = batch.queryTargets();
        Draws.assertMean(
                expected,
                IntStream.range(0, y.length).mapToDouble(i -> y[i] * y[i]).toArray());
    }

    private static void assertFourthMoment(double expected, Functions functions) {
        TaskBatch batch = Draws.draw(RegressionTasks.of(Inputs.gaussian(4), functions), 20_000, 1, 1, 35);
        Draws.assertMean(
                expected,
                Arrays.stream(batch.queryTargets()).map(y -> Math.pow(y, 4)).toArray());
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
            Draws.assertMean(0, excess);
            Draws.assertMean(0, weighted);
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
        Draws.assertMean(0.4, first);
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
        TaskBatch batch =
                Draws.draw(RegressionTasks.of(same, Functions.linear(2).pool(7, 5)), 500, 1, 1, 15);
        Set<Double> answers = new HashSet<>();
        for (double y : batch.queryTargets()) {
            answers.add(y);
        }
        assertThat(answers).hasSize(7);
    }
}
