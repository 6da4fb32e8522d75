package org.icl4j.attention.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * One run of a {@link Trainer}: the loop itself. Keeps the parameters as they were after the last block of finite losses.
 *
 * @param <B> the kind of batch
 */
final class TrainingRun<B> {

    private final VectorMath math = VectorMath.get();
    private final TrainingOptions options;
    private final Objective<B> objective;
    private final double[] parameters;
    private final B batch;
    private final BiConsumer<? super B, Randoms> sampler;
    private final Randoms randoms;
    // Of a step and of its parts: set anew at the start of each.
    private final Randoms stream = Randoms.of(0);
    private final Randoms partStream = Randoms.of(0);
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

    TrainingRun(
            TrainingOptions options,
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
            throw Require.error("frozen", "expected length " + parameters.length + ", got " + options.frozen.length);
        }
        this.state = options.optimiser.start(layout);
        this.gradient = new double[parameters.length];
        this.part = options.accumulation == 1 ? gradient : new double[parameters.length];
        if (options.resumed != null) {
            options.resumed.restore(parameters, state);
            Checkpoint.Evaluated before = options.evaluation == null ? null : options.resumed.evaluated();
            if (before != null) {
                best = before.best().clone();
                leastValue = before.value();
                waited = before.waited();
            }
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
        boolean stopped = outOfPatience() && done < options.steps;
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
            evaluate(done);
            stopped |= outOfPatience() && done < options.steps;
            checkpoint(done, stopped);
        }
        if (best.length > 0) {
            System.arraycopy(best, 0, parameters, 0, best.length);
        }
        return new TrainingReport(done, (System.nanoTime() - start) * 1e-9, trace, options.traceEvery, stopped);
    }

    private double step(int number, double rate) {
        randoms.splitInto(number, stream);
        double loss = 0;
        if (options.accumulation == 1) {
            sampler.accept(batch, stream);
            loss = objective.lossAndGradient(parameters, batch, gradient);
        } else {
            Arrays.fill(gradient, 0);
            for (int b = 0; b < options.accumulation; b++) {
                stream.splitInto(b, partStream);
                sampler.accept(batch, partStream);
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
            Checkpoint.Evaluated evaluated =
                    options.evaluation == null ? null : new Checkpoint.Evaluated(best, leastValue, waited);
            Checkpoint.of(layout, parameters, state, evaluated).save(options.checkpointPath);
        }
    }

    private void evaluate(int done) {
        if (options.evaluation == null || done % options.evaluateEvery != 0) {
            return;
        }
        double value = options.evaluation.applyAsDouble(parameters);
        if (value < leastValue) {
            leastValue = value;
            best = parameters.clone();
            waited = 0;
        } else {
            waited++;
        }
    }

    private boolean outOfPatience() {
        return options.evaluation != null && waited >= options.patience;
    }
}
