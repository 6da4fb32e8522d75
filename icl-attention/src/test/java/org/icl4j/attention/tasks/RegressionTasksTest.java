package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Noise, scales and flips of tasks; tasks with a hidden group or token sequences; what is refused. */
class RegressionTasksTest {

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
        Draws.assertMean(0.3, flips);
    }

    @Test
    void noiseScaleAndFlipsReachTheTargetsTheyAreMeantFor() {
        Functions zero = Functions.linear(2).scaled(0);
        TaskBatch clean =
                Draws.draw(RegressionTasks.of(Inputs.gaussian(2), zero).withNoise(0.5), 3000, 1, 1, 12);
        Draws.assertMean(
                0.25,
                IntStream.range(0, 3000)
                        .mapToDouble(i -> clean.contextTargets()[i] * clean.contextTargets()[i])
                        .toArray());
        assertThat(clean.queryTargets()).containsOnly(0);
        TaskBatch noisy = Draws.draw(
                RegressionTasks.of(Inputs.gaussian(2), zero)
                        .withNoise(0.5)
                        .withNoisyQueries()
                        .withTargetScale(2),
                3000,
                1,
                1,
                12);
        Draws.assertMean(
                1,
                IntStream.range(0, 3000)
                        .mapToDouble(i -> noisy.queryTargets()[i] * noisy.queryTargets()[i])
                        .toArray());
        TaskBatch unit = Draws.draw(RegressionTasks.linear(2).withNoise(1).renormalised(2), 4000, 1, 1, 13);
        Draws.assertMean(
                2,
                IntStream.range(0, 4000)
                        .mapToDouble(i -> unit.contextTargets()[i] * unit.contextTargets()[i])
                        .toArray());
        TaskBatch straight = Draws.draw(RegressionTasks.linear(2), 5, 4, 4, 14);
        TaskBatch flipped = Draws.draw(
                RegressionTasks.of(Inputs.gaussian(2), Functions.linear(2).flipped(1)), 1, 4, 4, 14);
        for (int i = 0; i < 4; i++) {
            assertThat(flipped.contextTargets()[i]).isEqualTo(-straight.contextTargets()[i]);
            assertThat(flipped.queryTargets()[i]).isEqualTo(straight.queryTargets()[i]);
        }
    }

    @Test
    void sharedLatentColumnsGoTogether() {
        TaskBatch batch = Draws.draw(SharedLatentTasks.standard(), 2000, 1, 1, 23);
        double[] x = batch.queryInputs();
        // Three columns of variance 1 + 0.09, seven of 0.25.
        Draws.assertMean(
                3 * 1.09 + 7 * 0.25,
                IntStream.range(0, 2000)
                        .mapToDouble(i -> IntStream.range(0, 10)
                                .mapToDouble(j -> x[10 * i + j] * x[10 * i + j])
                                .sum())
                        .toArray());
        // Three pairs of covariance 1 among all pairs; which pairs, each task draws anew: the first and last column
        // with probability 1/15.
        Draws.assertMean(
                3,
                IntStream.range(0, 2000)
                        .mapToDouble(i -> IntStream.range(0, 100)
                                .filter(k -> k / 10 < k % 10)
                                .mapToDouble(k -> x[10 * i + k / 10] * x[10 * i + k % 10])
                                .sum())
                        .toArray());
        Draws.assertMean(
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
        assertThat(Draws.draw(tasks, 4, 3, 2, 9).contextTargets())
                .isEqualTo(Draws.draw(tasks, 4, 3, 2, 9).contextTargets());
        assertThatThrownBy(() -> RegressionTasks.of(Inputs.gaussian(3), Functions.linear(2)))
                .hasMessageContaining("expected input width 3, got 2");
        assertThatThrownBy(() -> Functions.mixture(Functions.linear(3), Functions.linear(2)))
                .hasMessageContaining("classes[1]");
        assertThatThrownBy(() -> Functions.mixture()).hasMessageContaining("empty");
    }
}
