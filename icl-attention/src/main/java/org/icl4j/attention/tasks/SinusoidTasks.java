package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Sinusoids f(x) = a sin(w x + p) of random amplitude, frequency and phase: x, a, w and p are uniform on their ranges, and
 * independent. Context targets are f(x) + noise N(0, 1), query targets are f(x). Input width 1.
 *
 * <p>{@link #standard()} is the distribution that A. Sudjianto's learned-kernel head is pretrained on (notebook
 * kernel_ridge_regression, 2026): x in [-3, 3], a in [0.5, 2], w in [0.5, 2.5], p in [0, 2 pi], noise 0.2.
 *
 * @param input range of x
 * @param amplitude range of a
 * @param frequency range of w
 * @param phase range of p
 * @param noise standard deviation of what is added to context targets, at least 0
 */
public record SinusoidTasks(Range input, Range amplitude, Range frequency, Range phase, double noise)
        implements TaskDistribution {

    /**
     * Checks the noise.
     *
     * @param input range of x
     * @param amplitude range of a
     * @param frequency range of w
     * @param phase range of p
     * @param noise standard deviation of what is added to context targets, at least 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SinusoidTasks {
        Require.notNull("input", input);
        Require.notNull("amplitude", amplitude);
        Require.notNull("frequency", frequency);
        Require.notNull("phase", phase);
        Require.nonNegative("noise", noise);
    }

    /**
     * The published distribution.
     *
     * @return the tasks
     */
    public static SinusoidTasks standard() {
        return new SinusoidTasks(
                new Range(-3, 3), new Range(0.5, 2), new Range(0.5, 2.5), new Range(0, 2 * Math.PI), 0.2);
    }

    /**
     * These tasks with other noise.
     *
     * @param deviation standard deviation, at least 0
     * @return new tasks
     */
    public SinusoidTasks withNoise(double deviation) {
        return new SinusoidTasks(input, amplitude, frequency, phase, deviation);
    }

    @Override
    public int inputWidth() {
        return 1;
    }

    /** A task's a, w and p; batches made without room for them do without. */
    @Override
    public int truthWidth() {
        return 3;
    }

    @Override
    public void sample(TaskBatch batch, Randoms randoms) {
        Require.notNull("batch", batch);
        Require.notNull("randoms", randoms);
        if (batch.inputWidth() != 1) {
            throw Require.error("batch", "expected input width 1, got " + batch.inputWidth());
        }
        TaskWidths.checkTruth(batch, truthWidth());
        int n = batch.contextSize();
        int m = batch.querySize();
        for (int b = 0; b < batch.tasks(); b++) {
            double a = amplitude.draw(randoms);
            double w = frequency.draw(randoms);
            double p = phase.draw(randoms);
            TaskWidths.tell(batch, b, a, w, p);
            for (int i = b * n; i < (b + 1) * n; i++) {
                double x = input.draw(randoms);
                batch.contextInputs()[i] = x;
                batch.contextTargets()[i] = a * Math.sin(w * x + p) + noise * randoms.gaussian();
            }
            for (int i = b * m; i < (b + 1) * m; i++) {
                double x = input.draw(randoms);
                batch.queryInputs()[i] = x;
                batch.queryTargets()[i] = a * Math.sin(w * x + p);
            }
        }
    }

    /**
     * An interval that a parameter is uniform on.
     *
     * @param low its least value
     * @param high its greatest value, at least {@code low}
     */
    public record Range(double low, double high) {

        /**
         * Checks the order.
         *
         * @param low its least value
         * @param high its greatest value, at least {@code low}
         * @throws IllegalArgumentException if an argument is out of its range
         */
        public Range {
            Require.finite("low", low);
            Require.finite("high", high);
            if (high < low) {
                throw Require.error("high", "must be at least low = " + low + ", got " + high);
            }
        }

        double draw(Randoms randoms) {
            return randoms.uniform(low, high);
        }
    }
}
