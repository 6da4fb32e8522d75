package org.icl4j.attention.train;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.layers.ParameterLayout;
import org.jspecify.annotations.Nullable;

/** What a {@link Trainer} was told. */
final class TrainingOptions implements Cloneable {

    int steps;
    Optimiser optimiser = Adam.defaults();
    Schedule schedule = Schedule.constant();
    Clipping clipping = Clipping.none();
    int accumulation = 1;
    int traceEvery;

    @Nullable
    ParameterLayout layout;

    boolean[] frozen = {};

    @Nullable
    Path checkpointPath;

    int checkpointEvery;

    @Nullable
    Checkpoint resumed;

    @Nullable
    ToDoubleFunction<double[]> evaluation;

    int evaluateEvery;
    int patience = Integer.MAX_VALUE;
    Consumer<TrainingState> monitor = state -> {};

    TrainingOptions copy() {
        try {
            return (TrainingOptions) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
