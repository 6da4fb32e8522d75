package org.icl4j.attention.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

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

    private final Options options;

    private Trainer(Options options) {
        this.options = options;
    }

    private static final class Options implements Cloneable {

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

        Options copy() {
            try {
                return (Options) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Trainer with(Consumer<Options> change) {
        Options changed = options.copy();
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
        Options options = new Options();
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
     * @param checkpoint where to go on; made with the same optimiser
     * @return a new trainer
     */
    public Trainer resumedFrom(Checkpoint checkpoint) {
        Require.notNull("checkpoint", checkpoint);
        return with(o -> o.resumed = checkpoint);
    }

    /**
     * This trainer with an evaluation now and then, which ends the run when it has not improved for a while. The parameters
     * that come out are those of the best evaluation.
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
     * @param sampler fills the batch from the stream, such as {@code tasks::sample}
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
        return new Run<>(options, objective, parameters, batch, sampler, randoms, progress).run();
    }

    private static final class Run<B> {

        private final VectorMath math = VectorMath.get();
        private final Options options;
        private final Objective<B> objective;
        private final double[] parameters;
        private final B batch;
        private final BiConsumer<? super B, Randoms> sampler;
        private final Randoms randoms;
        private final Progress progress;
        private final ParameterLayout layout;
        private final Optimiser.State state;
        private final double[] gradient;
        private final double[] part;
        private final double[] good;
        private long goodStep;
        private double gradientNorm;
        private double[] best = {};
        private double leastValue = Double.POSITIVE_INFINITY;
        private int waited;
        private double[] frozenValues = {};

        Run(
                Options options,
                Objective<B> objective,
                double[] parameters,
                B batch,
                BiConsumer<? super B, Randoms> sampler,
                Randoms randoms,
                Progress progress) {
            this.options = options;
            this.objective = objective;
            this.parameters = parameters;
            this.batch = batch;
            this.sampler = sampler;
            this.randoms = randoms;
            this.progress = progress;
            this.layout = options.layout == null ? ParameterLayout.vector(parameters.length) : options.layout;
            if (layout.size() != parameters.length) {
                throw Require.error("layout", "is one of " + layout.size() + " parameters, got " + parameters.length);
            }
            if (options.frozen.length > 0 && options.frozen.length != parameters.length) {
                throw Require.error(
                        "frozen", "expected length " + parameters.length + ", got " + options.frozen.length);
            }
            this.state = options.optimiser.start(layout);
            this.gradient = new double[parameters.length];
            this.part = options.accumulation == 1 ? gradient : new double[parameters.length];
            if (options.resumed != null) {
                options.resumed.restore(parameters, state);
            }
            this.good = parameters.clone();
            this.goodStep = state.step();
        }

        TrainingReport run() {
            long start = System.nanoTime();
            List<Double> trace = new ArrayList<>();
            double blockSum = 0;
            int blockSize = 0;
            int first = Math.toIntExact(Math.min(options.steps, state.step()));
            int done = first;
            boolean stopped = false;
            while (done < options.steps && !stopped) {
                double rate = options.optimiser.learningRate() * options.schedule.factor(done);
                blockSum += step(done, rate);
                done++;
                blockSize++;
                if (blockSize == options.traceEvery || done == options.steps) {
                    double mean = blockSum / blockSize;
                    trace.add(mean);
                    blockSum = 0;
                    blockSize = 0;
                    keep(done, mean);
                    double perStep = (System.nanoTime() - start) * 1e-9 / (done - first);
                    options.monitor.accept(new TrainingState(
                            done, options.steps, mean, rate, gradientNorm, perStep * (options.steps - done)));
                    stopped = !progress.update("train", done, options.steps, mean) && done < options.steps;
                }
                checkpoint(done, stopped);
                stopped |= evaluate(done) && done < options.steps;
            }
            if (best.length > 0) {
                System.arraycopy(best, 0, parameters, 0, best.length);
            }
            return new TrainingReport(done, (System.nanoTime() - start) * 1e-9, trace, options.traceEvery, stopped);
        }

        private double step(int number, double rate) {
            Randoms stream = randoms.split(number);
            double loss = 0;
            if (options.accumulation == 1) {
                sampler.accept(batch, stream);
                loss = objective.lossAndGradient(parameters, batch, gradient);
            } else {
                Arrays.fill(gradient, 0);
                for (int b = 0; b < options.accumulation; b++) {
                    sampler.accept(batch, stream.split(b));
                    loss += objective.lossAndGradient(parameters, batch, part) / options.accumulation;
                    math.axpy(1.0 / options.accumulation, part, 0, gradient, 0, gradient.length);
                }
            }
            for (int i = 0; i < options.frozen.length; i++) {
                if (options.frozen[i]) {
                    gradient[i] = 0;
                }
            }
            gradientNorm = Math.sqrt(math.dot(gradient, 0, gradient, 0, gradient.length));
            if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
                throw diverged(number, loss);
            }
            options.clipping.apply(math, layout, gradient);
            if (options.frozen.length == 0) {
                state.update(parameters, gradient, rate);
            } else {
                updateUnfrozen(rate);
            }
            return loss;
        }

        // A frozen parameter keeps its bits, whatever the optimiser does with a gradient of 0 (it may decay).
        private void updateUnfrozen(double rate) {
            if (frozenValues.length == 0) {
                frozenValues = new double[parameters.length];
            }
            double[] before = frozenValues;
            System.arraycopy(parameters, 0, before, 0, before.length);
            state.update(parameters, gradient, rate);
            for (int i = 0; i < before.length; i++) {
                if (options.frozen[i]) {
                    parameters[i] = before[i];
                }
            }
        }

        private void keep(int done, double loss) {
            for (double number : parameters) {
                if (!Double.isFinite(number)) {
                    throw diverged(done - 1, loss);
                }
            }
            System.arraycopy(parameters, 0, good, 0, good.length);
            goodStep = done;
        }

        private DivergedException diverged(int step, double loss) {
            System.arraycopy(good, 0, parameters, 0, good.length);
            return new DivergedException(step, loss, gradientNorm, options.optimiser.learningRate(), goodStep);
        }

        private void checkpoint(int done, boolean stopped) {
            boolean last = done == options.steps || stopped;
            if (options.checkpointPath != null && (done % options.checkpointEvery == 0 || last)) {
                keep(done, Double.NaN);
                Checkpoint.of(layout, parameters, state).save(options.checkpointPath);
            }
        }

        /** Whether the run is to end. */
        private boolean evaluate(int done) {
            if (options.evaluation == null || done % options.evaluateEvery != 0) {
                return false;
            }
            double value = options.evaluation.applyAsDouble(parameters);
            if (value < leastValue) {
                leastValue = value;
                best = parameters.clone();
                waited = 0;
            } else {
                waited++;
            }
            return waited >= options.patience;
        }
    }

    @Override
    public String toString() {
        return "Trainer[steps=" + options.steps + ", " + options.optimiser + ", " + options.clipping + "]";
    }
}
