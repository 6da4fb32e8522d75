package org.icl4j.attention.train;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * The training loop: sample a batch, take loss and gradient, clip, update. Step t draws its batch from a stream of its own, the
 * t-th split of the stream given; so the result is a function of the start, the seed and the options alone, and a run that
 * {@linkplain #resumedFrom goes on from a checkpoint} ends with the bits of an uninterrupted one.
 *
 * <pre>{@code
 * TrainingReport report = Trainer.steps(5000)
 *         .withOptimiser(Adam.defaults().withLearningRate(3e-4))
 *         .withSchedule(Schedule.cosine(5000, 0.1).warmedUp(200))
 *         .withClipping(Clipping.global(1))
 *         .train(objective, parameters, tasks.batch(64, 40, 10), tasks::sample, Randoms.of(0), Progress.NONE);
 * }</pre>
 *
 * <p>Beside the stream of each step, and one number per block of the loss trace, a step allocates nothing once warm. Immutable.
 */
public final class Trainer {

    private final TrainingOptions options;

    private Trainer(TrainingOptions options) {
        this.options = options;
    }

    private Trainer with(Consumer<TrainingOptions> change) {
        TrainingOptions changed = options.copy();
        change.accept(changed);
        return new Trainer(changed);
    }

    /**
     * Adam's default settings at a constant learning rate, with a trace of at most 200 elements.
     *
     * @param steps updates to make, at least 1
     * @return the trainer
     */
    public static Trainer steps(int steps) {
        TrainingOptions options = new TrainingOptions();
        options.steps = Require.positive("steps", steps);
        options.traceEvery = Math.max(1, steps / 200);
        return new Trainer(options);
    }

    /**
     * This trainer with another number of steps, and a trace of at most 200 elements.
     *
     * @param steps updates to make, at least 1
     * @return a new trainer
     */
    public Trainer withSteps(int steps) {
        Require.positive("steps", steps);
        return with(o -> {
            o.steps = steps;
            o.traceEvery = Math.max(1, steps / 200);
        });
    }

    /**
     * This trainer with another optimiser.
     *
     * @param optimiser the rule of the steps
     * @return a new trainer
     */
    public Trainer withOptimiser(Optimiser optimiser) {
        Require.notNull("optimiser", optimiser);
        return with(o -> o.optimiser = optimiser);
    }

    /**
     * This trainer with a schedule of the learning rate.
     *
     * @param schedule from a step's number, counted from 0, to the factor of the learning rate
     * @return a new trainer
     */
    public Trainer withSchedule(Schedule schedule) {
        Require.notNull("schedule", schedule);
        return with(o -> o.schedule = schedule);
    }

    /**
     * This trainer with gradients clipped.
     *
     * @param clipping what is too long, and what of
     * @return a new trainer
     */
    public Trainer withClipping(Clipping clipping) {
        Require.notNull("clipping", clipping);
        return with(o -> o.clipping = clipping);
    }

    /**
     * This trainer with the mean gradient of several batches in each step.
     *
     * @param batches how many
     * @return a new trainer
     */
    public Trainer withAccumulation(int batches) {
        Require.positive("batches", batches);
        return with(o -> o.accumulation = batches);
    }

    /**
     * This trainer with another trace.
     *
     * @param every steps averaged into one element, and between two calls of the progress listener and the monitor
     * @return a new trainer
     */
    public Trainer withTraceEvery(int every) {
        Require.positive("every", every);
        return with(o -> o.traceEvery = every);
    }

    /**
     * This trainer told which parameters form which matrix: for optimisers, clipping and decay that work matrix by matrix, and
     * for checkpoints. Without it the whole vector counts as one row.
     *
     * @param layout the layout of the parameters
     * @return a new trainer
     */
    public Trainer withLayout(ParameterLayout layout) {
        Require.notNull("layout", layout);
        return with(o -> o.layout = layout);
    }

    /**
     * This trainer with some parameters frozen: their gradient counts as 0 and they keep their bits.
     *
     * @param frozen true for each parameter that stays, such as {@link ParameterLayout#select}
     * @return a new trainer
     */
    public Trainer withFrozen(boolean[] frozen) {
        boolean[] copy = Require.notNull("frozen", frozen).clone();
        return with(o -> o.frozen = copy);
    }

    /**
     * This trainer with a checkpoint saved now and then, and at the end. Only finite parameters are saved.
     *
     * @param path the file, replaced each time as a whole
     * @param every steps between two of them
     * @param layout the layout of the parameters
     * @return a new trainer
     */
    public Trainer withCheckpoints(Path path, int every, ParameterLayout layout) {
        Require.notNull("path", path);
        Require.positive("every", every);
        Require.notNull("layout", layout);
        return with(o -> {
            o.checkpointPath = path;
            o.checkpointEvery = every;
            o.layout = layout;
        });
    }

    /**
     * This trainer, going on from a checkpoint: the steps made before it count as made.
     *
     * @param checkpoint where to go on; made with the same optimiser, and for a run {@linkplain #withEvaluation with evaluations} by one
     *     with the same
     * @return a new trainer
     */
    public Trainer resumedFrom(Checkpoint checkpoint) {
        Require.notNull("checkpoint", checkpoint);
        return with(o -> o.resumed = checkpoint);
    }

    /**
     * This trainer with an evaluation now and then, which ends the run when it has not improved for a while. The parameters
     * that come out are those of the best evaluation. Checkpoints keep these, and how long the run has waited.
     *
     * @param every steps between two evaluations
     * @param evaluation from the parameters, which it must not change, to the number that is to be small
     * @param patience evaluations without a new least value after which the run ends
     * @return a new trainer
     */
    public Trainer withEvaluation(int every, ToDoubleFunction<double[]> evaluation, int patience) {
        Require.positive("every", every);
        Require.notNull("evaluation", evaluation);
        Require.positive("patience", patience);
        return with(o -> {
            o.evaluateEvery = every;
            o.evaluation = evaluation;
            o.patience = patience;
        });
    }

    /**
     * This trainer with a listener that is told loss, rate, gradient norm and time left, as often as the trace has elements.
     *
     * @param monitor the listener
     * @return a new trainer
     */
    public Trainer withMonitor(Consumer<TrainingState> monitor) {
        Require.notNull("monitor", monitor);
        return with(o -> o.monitor = monitor);
    }

    /**
     * Trains.
     *
     * @param <B> the kind of batch
     * @param objective the loss
     * @param parameters the start; changed in place
     * @param batch a batch to be filled again at each step
     * @param sampler fills the batch from the stream, which is its own until it returns, such as {@code tasks::sample}
     * @param randoms the stream whose splits the batches are drawn from
     * @param progress told the mean loss of each block; where it returns false the run ends, and the parameters stay as
     *     they are then
     * @return the report
     * @throws DivergedException if a loss, a gradient or a parameter at the end is not finite; the parameters are then those
     *     after the last block of the trace whose losses were finite
     */
    public <B> TrainingReport train(
            Objective<B> objective,
            double[] parameters,
            B batch,
            BiConsumer<? super B, Randoms> sampler,
            Randoms randoms,
            Progress progress) {
        Require.notNull("objective", objective);
        Require.notNull("batch", batch);
        Require.notNull("sampler", sampler);
        Require.notNull("randoms", randoms);
        Require.notNull("progress", progress);
        Require.length("parameters", parameters, objective.parameterCount(), "the objective's parameter count");
        Require.finite("parameters", parameters);
        return new TrainingRun<>(options, objective, parameters, batch, sampler, randoms, progress).run();
    }

    @Override
    public String toString() {
        return "Trainer[steps=" + options.steps + ", " + options.optimiser + ", " + options.clipping + "]";
    }
}
