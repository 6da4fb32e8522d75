package org.icl4j.attention.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntToDoubleFunction;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * The training loop: sample a batch, take loss and gradient, update by Adam. The result is a function of the start, the seed
 * and the options alone. A step allocates nothing of its own once warm, but for one number per block of the loss trace.
 *
 * <pre>{@code
 * TrainingReport report = Trainer.steps(5000)
 *         .train(objective, parameters, new TaskBatch(64, 40, 10, 1), tasks::sample, Randoms.of(0), Progress.NONE);
 * }</pre>
 *
 * @param steps updates to make, at least 1
 * @param adam settings of the optimiser
 * @param schedule factor of the learning rate at each step, counted from 0; in [0, infinity)
 * @param traceEvery steps averaged into one element of the loss trace, and between two calls of the progress listener
 */
public record Trainer(int steps, Adam.Options adam, IntToDoubleFunction schedule, int traceEvery) {

    /**
     * Checks the options.
     *
     * @param steps updates to make, at least 1
     * @param adam settings of the optimiser
     * @param schedule factor of the learning rate at each step, counted from 0; in [0, infinity)
     * @param traceEvery steps averaged into one element of the loss trace, and between two calls of the progress
     *     listener
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Trainer {
        Require.positive("steps", steps);
        Require.notNull("adam", adam);
        Require.notNull("schedule", schedule);
        Require.positive("traceEvery", traceEvery);
    }

    /**
     * Adam's default settings at a constant learning rate, with a trace of at most 200 elements.
     *
     * @param steps updates to make
     * @return the trainer
     */
    public static Trainer steps(int steps) {
        return new Trainer(steps, Adam.Options.defaults(), step -> 1, Math.max(1, steps / 200));
    }

    /**
     * This trainer with other settings of Adam.
     *
     * @param options the settings
     * @return a new trainer
     */
    public Trainer withAdam(Adam.Options options) {
        return new Trainer(steps, options, schedule, traceEvery);
    }

    /**
     * This trainer with a schedule of the learning rate.
     *
     * @param factor from a step's number, counted from 0, to the factor of the learning rate
     * @return a new trainer
     */
    public Trainer withSchedule(IntToDoubleFunction factor) {
        return new Trainer(steps, adam, factor, traceEvery);
    }

    /**
     * This trainer with another trace.
     *
     * @param every steps averaged into one element
     * @return a new trainer
     */
    public Trainer withTraceEvery(int every) {
        return new Trainer(steps, adam, schedule, every);
    }

    /**
     * Trains.
     *
     * @param <B> the kind of batch
     * @param objective the loss
     * @param parameters the start; changed in place
     * @param batch a batch to be filled again at each step
     * @param sampler fills the batch from the stream, such as {@code tasks::sample}
     * @param randoms the stream of the batches
     * @param progress told the mean loss of each block; where it returns false the run ends, and the parameters stay as
     *     they are then
     * @return the report
     * @throws ArithmeticException if a loss or a parameter at the end is not finite, which too great a learning rate brings about; the parameters
     *     are then of no use
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
        long start = System.nanoTime();
        Adam optimiser = new Adam(parameters.length, adam);
        double[] gradient = new double[parameters.length];
        List<Double> trace = new ArrayList<>();
        double blockSum = 0;
        int blockSize = 0;
        int done = 0;
        boolean stopped = false;
        while (done < steps && !stopped) {
            sampler.accept(batch, randoms);
            double loss = objective.lossAndGradient(parameters, batch, gradient);
            if (!Double.isFinite(loss)) {
                throw new ArithmeticException("training diverged: the loss is " + loss + " at step " + done
                        + "; lower the learning rate " + adam.learningRate());
            }
            optimiser.update(parameters, gradient, adam.learningRate() * schedule.applyAsDouble(done));
            done++;
            blockSum += loss;
            blockSize++;
            if (blockSize == traceEvery || done == steps) {
                double mean = blockSum / blockSize;
                trace.add(mean);
                blockSum = 0;
                blockSize = 0;
                stopped = !progress.update("train", done, steps, mean) && done < steps;
            }
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Double.isFinite(parameters[i])) {
                throw new ArithmeticException("training diverged: parameter " + i + " is " + parameters[i] + " after "
                        + done + " steps; lower the learning rate " + adam.learningRate());
            }
        }
        return new TrainingReport(done, (System.nanoTime() - start) * 1e-9, trace, traceEvery, stopped);
    }
}
