package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class SinusoidTasksTest {

    @Test
    void inputsAreInRangeAndTargetsHaveTheVarianceOfTheDistribution() {
        TaskBatch batch = new TaskBatch(4000, 5, 5, 1);
        SinusoidTasks.standard().sample(batch, Randoms.of(1));
        assertThat(Arrays.stream(batch.contextInputs())).allMatch(x -> x >= -3 && x < 3);
        assertThat(Arrays.stream(batch.queryInputs())).allMatch(x -> x >= -3 && x < 3);
        // E f^2 = E a^2 / 2 = (0.25 + 1 + 4) / 6 = 0.875, context targets 0.2^2 more. f^2 of one task varies by less
        // than 1, so
        // that 5 standard errors of 4000 tasks are 0.08.
        assertThat(meanSquare(batch.queryTargets())).isCloseTo(0.875, within(0.08));
        assertThat(meanSquare(batch.contextTargets())).isCloseTo(0.915, within(0.08));
    }

    @Test
    void withoutNoiseContextAndQueriesAreOneFunction() {
        SinusoidTasks.Range one = new SinusoidTasks.Range(2, 2);
        SinusoidTasks tasks = new SinusoidTasks(
                new SinusoidTasks.Range(-3, 3),
                one,
                new SinusoidTasks.Range(1.5, 1.5),
                new SinusoidTasks.Range(1, 1),
                0);
        TaskBatch batch = new TaskBatch(2, 3, 4, 1);
        tasks.sample(batch, Randoms.of(2));
        for (int i = 0; i < 6; i++) {
            assertThat(batch.contextTargets()[i]).isEqualTo(2 * Math.sin(1.5 * batch.contextInputs()[i] + 1));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(batch.queryTargets()[i]).isEqualTo(2 * Math.sin(1.5 * batch.queryInputs()[i] + 1));
        }
    }

    @Test
    void noiseIsOnContextTargetsOnly() {
        TaskBatch batch = new TaskBatch(2000, 10, 1, 1);
        SinusoidTasks.Range zero = new SinusoidTasks.Range(0, 0);
        new SinusoidTasks(zero, zero, zero, zero, 0.2).sample(batch, Randoms.of(3));
        assertThat(SinusoidTasks.standard().withNoise(0.5).noise()).isEqualTo(0.5);
        assertThat(batch.queryTargets()).containsOnly(0.0);
        // The mean square of N normals of variance s^2 has standard error s^2 sqrt(2/N): 5 of them at N = 20000.
        assertThat(meanSquare(batch.contextTargets())).isCloseTo(0.04, within(5 * 0.04 * Math.sqrt(2.0 / 20000)));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinusoidTasks.standard().sample(new TaskBatch(1, 1, 1, 2), Randoms.of(1)))
                .withMessage("batch: expected input width 1, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinusoidTasks.standard().withNoise(-1))
                .withMessage("noise: must be at least 0 and finite, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SinusoidTasks.Range(1, 0))
                .withMessage("high: must be at least low = 1.0, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskBatch(1 << 20, 1 << 12, 1, 1))
                .withMessageContaining("more than 2^31");
    }

    private static double meanSquare(double[] numbers) {
        return Arrays.stream(numbers).map(v -> v * v).average().orElseThrow();
    }
}
