package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.attention.train.Quadratic.train;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** Schedules, what is frozen, clipping and accumulation. */
class TrainerOptionsTest {

    @Test
    void aScheduleScalesTheLearningRate() {
        double[] parameters = new double[2];
        Trainer.steps(10)
                .withSchedule(step -> step < 3 ? 1 : 0)
                .train(new Quadratic(2), parameters, new double[2], Quadratic::fill, Randoms.of(1), Progress.NONE);
        // Three steps of 0.001 in a steady direction.
        assertThat(parameters).containsExactly(new double[] {0.003, 0.003}, within(1e-4));
    }

    @Test
    void schedulesHaveTheFactorsOfTheirFormulas() {
        // cos(pi t / 3) is 1, 1/2, -1/2, -1
        Schedule cosine = Schedule.cosine(3, 0.2);
        double[] factors = {1, 0.8, 0.4, 0.2, 0.2};
        double[] warm = {0.25, 0.5, 0.75, 1, 1};
        for (int t = 0; t < 5; t++) {
            assertThat(cosine.factor(t)).isCloseTo(factors[t], within(1e-15));
            assertThat(Schedule.constant().warmedUp(4).factor(t)).isEqualTo(warm[t]);
            assertThat(cosine.warmedUp(4).factor(t)).isCloseTo(factors[t] * warm[t], within(1e-15));
        }
    }

    @Test
    void frozenParametersKeepTheirBitsAndDecayIsOfMatricesOnly() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("matrix", 2, 1);
        builder.add("bias", 1, 2);
        ParameterLayout layout = builder.build();
        double[] parameters = {5, 5, 5, 5};
        train(
                Trainer.steps(50)
                        .withOptimiser(Adam.defaults().withWeightDecay(0.5))
                        .withLayout(layout)
                        .withFrozen(new boolean[] {false, true, false, true}),
                parameters,
                Progress.NONE);
        assertThat(parameters[1]).isEqualTo(5);
        assertThat(parameters[3]).isEqualTo(5);
        // Both move down by Adam's 0.001 a step; the matrix shrinks by 0.0005 of itself a step besides.
        assertThat(parameters[2]).isCloseTo(4.95, within(0.005));
        assertThat(parameters[0]).isCloseTo(4.95 - 50 * 0.0005 * 4.95, within(0.01));
    }

    @Test
    void clippingShortensTheWholeOrEachMatrix() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("long", 1, 2);
        builder.add("short", 2, 1);
        double[] whole = {3, 4, 0.3, 0.4}; // of lengths 5 and 0.5
        double[] each = whole.clone();
        Clipping.global(1).apply(VectorMath.get(), builder.build(), whole);
        Clipping.perMatrix(1).apply(VectorMath.get(), builder.build(), each);
        double length = Math.sqrt(25.25);
        assertThat(whole)
                .containsExactly(new double[] {3 / length, 4 / length, 0.3 / length, 0.4 / length}, within(1e-15));
        assertThat(each).containsExactly(new double[] {0.6, 0.8, 0.3, 0.4}, within(1e-15));
        double[] moved = new double[4];
        train(Trainer.steps(1).withOptimiser(Sgd.of(1)).withClipping(Clipping.global(0.5)), moved, Progress.NONE);
        assertThat(Math.sqrt(Arrays.stream(moved).map(v -> v * v).sum())).isCloseTo(0.5, within(1e-15));
    }

    /** A step of size 1 on |p - x|^2 / 2 goes to the mean of the batches, each from a stream of its own. */
    @Test
    void accumulationIsTheMeanOfTheBatches() {
        double[] parameters = {7, -1, 2, 0};
        TrainingReport report =
                train(Trainer.steps(1).withOptimiser(Sgd.of(1)).withAccumulation(3), parameters, Progress.NONE);
        double[] mean = new double[4];
        double loss = 0;
        for (int b = 0; b < 3; b++) {
            double[] batch = new double[4];
            Quadratic.fill(batch, Randoms.of(5).split(0).split(b));
            for (int i = 0; i < 4; i++) {
                mean[i] += batch[i] / 3;
                loss += Math.pow(new double[] {7, -1, 2, 0}[i] - batch[i], 2) / 6;
            }
        }
        assertThat(parameters).containsExactly(mean, within(1e-14));
        assertThat(report.finalLoss()).isCloseTo(loss, within(1e-13));
    }
}
