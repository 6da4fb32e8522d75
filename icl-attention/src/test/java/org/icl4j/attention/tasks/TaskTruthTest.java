package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** What tasks were drawn as, and contexts of several lengths. */
class TaskTruthTest {

    private static TaskBatch draw(TaskDistribution tasks, int count, int n, int m) {
        TaskBatch batch = tasks.batch(count, n, m);
        tasks.sample(batch, Randoms.of(1));
        return batch;
    }

    private static double dot(double[] w, double[] x) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += w[i] * x[i];
        }
        return sum;
    }

    @Test
    void linearTasksTellTheirWeights() {
        double[][] covariance = {{2, 0.5, 0}, {0.5, 1, 0}, {0, 0, 1}};
        for (Functions functions : new Functions[] {
            Functions.linear(3),
            Functions.linear(covariance),
            Functions.sparse(3, 1),
            Functions.linear(3).pool(4, 7)
        }) {
            RegressionTasks tasks = RegressionTasks.of(Inputs.gaussian(3), functions);
            assertThat(tasks.truthWidth()).isEqualTo(3);
            TaskBatch batch = draw(tasks, 20, 5, 2);
            for (int b = 0; b < 20; b++) {
                double[] w = batch.truth(b);
                for (int i = 0; i < 5; i++) {
                    assertThat(batch.context(b).targets().get(i, 0))
                            .isCloseTo(dot(w, batch.context(b).inputs().row(i)), within(1e-14));
                }
                assertThat(batch.queryTargets(b)[1])
                        .isCloseTo(dot(w, batch.queries(b).row(1)), within(1e-14));
            }
        }
    }

    @Test
    void theTruthIsBeforeScaleNoiseAndFlips() {
        RegressionTasks tasks = RegressionTasks.of(
                        Inputs.gaussian(2), Functions.linear(2).scaled(3).flipped(1))
                .withNoise(0.5)
                .withTargetScale(2);
        TaskBatch batch = draw(tasks, 5, 4, 1);
        for (int b = 0; b < 5; b++) {
            assertThat(batch.queryTargets(b)[0])
                    .isCloseTo(6 * dot(batch.truth(b), batch.queries(b).row(0)), within(1e-14));
        }
    }

    @Test
    void otherFamiliesTellTheirOwn() {
        TaskBatch quadratic = draw(RegressionTasks.of(Inputs.gaussian(2), Functions.quadratic(2)), 1, 3, 1);
        double[] x = quadratic.queries(0).row(0);
        assertThat(quadratic.queryTargets(0)[0])
                .isCloseTo(
                        dot(quadratic.truth(0), new double[] {x[0] * x[0], x[1] * x[1]}) / Math.sqrt(3), within(1e-14));

        Functions sinusoid = Functions.sinusoid(
                new SinusoidTasks.Range(1, 2), new SinusoidTasks.Range(1, 2), new SinusoidTasks.Range(0, 1));
        TaskBatch wave = draw(RegressionTasks.of(Inputs.gaussian(1), sinusoid), 1, 3, 1);
        double[] t = wave.truth(0);
        assertThat(wave.queryTargets(0)[0])
                .isEqualTo(t[0] * Math.sin(t[1] * wave.queries(0).row(0)[0] + t[2]));

        assertThat(Functions.tree(2, 2).truthWidth()).isZero();
        assertThat(draw(RegressionTasks.of(Inputs.gaussian(2), Functions.tree(2, 2)), 1, 3, 1)
                        .truth())
                .isEmpty();
        assertThat(Functions.logistic(2, 1).truthWidth()).isEqualTo(2);
    }

    @Test
    void wavesTellWhatTheyAre() {
        TaskBatch wave = draw(SinusoidTasks.standard().withNoise(0), 4, 3, 2);
        for (int b = 0; b < 4; b++) {
            double[] t = wave.truth(b);
            for (int i = 0; i < 3; i++) {
                assertThat(wave.context(b).targets().get(i, 0))
                        .isEqualTo(
                                t[0] * Math.sin(t[1] * wave.context(b).inputs().get(i, 0) + t[2]));
            }
        }
        // A group of all columns without spread is the latent itself, thrice.
        TaskBatch latent = draw(new SharedLatentTasks(3, 3, 0, 0.5, 0), 4, 3, 2);
        for (int b = 0; b < 4; b++) {
            double[] t = latent.truth(b);
            assertThat(latent.queryTargets(b)[1])
                    .isEqualTo(t[0] * Math.sin(t[1] * latent.queries(b).get(1, 0) + t[2]));
        }
        for (TaskDistribution tasks : new TaskDistribution[] {SinusoidTasks.standard(), SharedLatentTasks.standard()}) {
            TaskBatch without = new TaskBatch(2, 3, 1, tasks.inputWidth());
            tasks.sample(without, Randoms.of(1));
            assertThat(without.contextTargets())
                    .containsExactly(draw(tasks, 2, 3, 1).contextTargets());
            assertThatThrownBy(() -> tasks.sample(new TaskBatch(2, 3, 1, tasks.inputWidth(), 1, 2), Randoms.of(1)))
                    .hasMessageContaining("expected truth of width 3 or none, got 2");
        }
    }

    /** The same draws, whether there is room for the truth or not. */
    @Test
    void batchesMayDoWithoutTheTruth() {
        RegressionTasks tasks = RegressionTasks.linear(3).withNoise(0.1);
        TaskBatch without = new TaskBatch(4, 5, 2, 3);
        tasks.sample(without, Randoms.of(1));
        assertThat(without.queryTargets()).isEqualTo(draw(tasks, 4, 5, 2).queryTargets());
        assertThatThrownBy(() -> tasks.sample(new TaskBatch(4, 5, 2, 3, 1, 2), Randoms.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("truth of width 3 or none, got 2");
    }

    @Test
    void contextsHaveAllLengthsFromTheShortest() {
        RegressionTasks tasks = RegressionTasks.linear(2).withContextsFrom(3);
        TaskBatch batch = draw(tasks, 4000, 6, 1);
        int[] counts = new int[7];
        for (int b = 0; b < 4000; b++) {
            int n = batch.contextLengths()[b];
            counts[n]++;
            assertThat(batch.context(b).size()).isEqualTo(n);
            for (int i = n; i < 6; i++) {
                assertThat(batch.contextTargets()[6 * b + i]).isZero();
            }
        }
        assertThat(counts[0] + counts[1] + counts[2]).isZero();
        for (int n = 3; n <= 6; n++) {
            // 1000 of 4000, five binomial deviations of 27
            assertThat(counts[n]).isBetween(863, 1137);
        }
        assertThat(batch.hasShortContexts()).isTrue();
    }

    /** A query orthogonal to the context is so to the pairs that count. */
    @Test
    void shiftsSeeTheContextAtItsLength() {
        RegressionTasks tasks = RegressionTasks.of(Inputs.gaussian(5).orthogonalQueries(), Functions.linear(5))
                .withContextsFrom(1);
        TaskBatch batch = draw(tasks, 50, 4, 1);
        for (int b = 0; b < 50; b++) {
            for (int i = 0; i < batch.context(b).size(); i++) {
                assertThat(dot(
                                batch.context(b).inputs().row(i),
                                batch.queries(b).row(0)))
                        .isCloseTo(0, within(1e-12));
            }
        }
    }

    /** A batch that has been filled with short contexts is whole again afterwards. */
    @Test
    void lengthsAreSetAnew() {
        TaskBatch batch = draw(RegressionTasks.linear(2).withContextsFrom(1), 20, 6, 1);
        RegressionTasks.linear(2).sample(batch, Randoms.of(2));
        assertThat(batch.hasShortContexts()).isFalse();
        assertThat(Metrics.summary(batch.contextTargets()).standardDeviation()).isPositive();
        assertThat(Arrays.stream(batch.contextTargets()).filter(y -> y == 0).count())
                .isZero();
        assertThatThrownBy(() -> RegressionTasks.linear(2).withContextsFrom(7).sample(batch, Randoms.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has contexts of 6 pairs, these tasks of at least 7");
    }
}
