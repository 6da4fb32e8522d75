package org.icl4j.attention.tasks;

import java.util.List;
import java.util.stream.Stream;
import org.icl4j.attention.heads.AllocationMeter;
import org.icl4j.core.Randoms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that are filled again and again, without an object. */
class SamplerAllocationTest {

    private static final double[][] COVARIANCE = {{2, 0.5, 0}, {0.5, 1, 0.2}, {0, 0.2, 1}};

    static Stream<TaskDistribution> tasks() {
        SinusoidTasks.Range range = new SinusoidTasks.Range(0.5, 2);
        Inputs gaussian = Inputs.gaussian(3);
        List<Functions> functions = List.of(
                Functions.linear(3),
                Functions.linear(COVARIANCE),
                Functions.sparse(3, 2),
                Functions.quadratic(3),
                Functions.relu(3, 4),
                Functions.tree(3, 3),
                Functions.logistic(3, 2).flipped(0.2),
                Functions.mixture(Functions.linear(COVARIANCE), Functions.sparse(3, 1), Functions.tree(3, 2))
                        .scaled(2),
                Functions.linear(COVARIANCE).pool(5, 7),
                Functions.mixture(Functions.logistic(3, 1), Functions.quadratic(3))
                        .pool(5, 7));
        List<Inputs> inputs = List.of(
                Inputs.gaussian(COVARIANCE),
                Inputs.skewed(3, 1).scaled(2),
                Inputs.uniform(3, -1, 1),
                Inputs.exponential(3),
                Inputs.laplace(3),
                Inputs.sphere(3),
                Inputs.quadrants(3),
                gaussian.queriesFromContext());
        return Stream.of(
                        functions.stream().map(f -> RegressionTasks.of(gaussian, f)),
                        inputs.stream().map(x -> RegressionTasks.of(x, Functions.linear(3))),
                        Stream.of(
                                RegressionTasks.linear(3)
                                        .withNoise(0.3)
                                        .withNoisyQueries()
                                        .renormalised(1)
                                        .withContextsFrom(2),
                                RegressionTasks.of(Inputs.gaussian(1), Functions.sinusoid(range, range, range)),
                                SinusoidTasks.standard(),
                                SharedLatentTasks.standard()))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void fillsABatchWithoutAllocating(TaskDistribution tasks) {
        TaskBatch told = tasks.batch(7, 9, 3);
        TaskBatch untold = new TaskBatch(7, 9, 3, tasks.inputWidth());
        Randoms randoms = Randoms.of(1);
        Runnable draws = () -> {
            tasks.sample(told, randoms);
            tasks.sample(untold, randoms);
        };
        AllocationMeter.assertNoneOnceWarm(tasks, draws);
    }
}
