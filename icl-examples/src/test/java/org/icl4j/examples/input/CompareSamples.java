package org.icl4j.examples.input;

import java.util.Map;
import java.util.function.Supplier;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.compare.Task;
import org.icl4j.core.compare.TaskSource;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.local.NadarayaWatson;

/** Samples of {@code org.icl4j.core.compare}: two equal tasks, and one learner called "name". */
final class CompareSamples {

    private CompareSamples() {}

    static Map<Class<?>, Supplier<?>> table() {
        Task task =
                new Task(Samples.context(), Samples.points(), Samples.context().targets());
        Comparison comparison = Comparison.on(randoms -> task, 2, 1).add("name", NadarayaWatson.of(new Gaussian(1)));
        return Map.of(
                Task.class, () -> task,
                TaskSource.class, () -> (TaskSource) randoms -> task,
                Comparison.class, () -> comparison,
                ComparisonResult.class, comparison::run,
                Estimate.class, () -> Estimate.of(0.5, 1, 2, 3));
    }
}
