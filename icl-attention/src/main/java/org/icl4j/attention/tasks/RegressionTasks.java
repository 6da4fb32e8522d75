package org.icl4j.attention.tasks;

import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Regression tasks: each draws inputs, then a function, then noise,
 *
 * <pre>
 *   y_i = s (f(x_i) + e_i),    e_i ~ N(0, noise^2) in the context; queries have targets s f(x), or s (f(x) + e) where asked for
 * </pre>
 *
 * Working memory beside the batch: one task's inputs and answers.
 *
 * <pre>{@code
 * TaskDistribution tasks = RegressionTasks.of(Inputs.gaussian(5), Functions.linear(5)).withNoise(0.1);
 * TaskBatch batch = new TaskBatch(64, 20, 1, 5);
 * tasks.sample(batch, Randoms.of(0));
 * }</pre>
 *
 * @param inputs how x is drawn
 * @param functions how f is drawn
 * @param noise standard deviation of e, at least 0
 * @param noisyQueries whether query targets have noise too
 * @param targetScale s, finite
 * @param shortestContext the least length of a context, from which lengths are drawn uniformly up to the batch's; 0 where all have the batch's
 */
public record RegressionTasks(
        Inputs inputs, Functions functions, double noise, boolean noisyQueries, double targetScale, int shortestContext)
        implements TaskDistribution {

    /**
     * Checks that widths meet.
     *
     * @param inputs how x is drawn
     * @param functions how f is drawn
     * @param noise standard deviation of e, at least 0
     * @param noisyQueries whether query targets have noise too
     * @param targetScale s, finite
     * @param shortestContext the least length of a context, 0 where all have the batch's
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RegressionTasks {
        Require.notNull("inputs", inputs);
        Require.notNull("functions", functions);
        Require.nonNegative("noise", noise);
        Require.finite("targetScale", targetScale);
        Require.inRange("shortestContext", shortestContext, 0, Integer.MAX_VALUE);
        if (functions.inputWidth() != inputs.width()) {
            throw Require.error(
                    "functions", "expected input width " + inputs.width() + ", got " + functions.inputWidth());
        }
    }

    /**
     * Tasks without noise.
     *
     * @param inputs how x is drawn
     * @param functions how f is drawn
     * @return the tasks
     * @throws IllegalArgumentException if widths differ
     */
    public static RegressionTasks of(Inputs inputs, Functions functions) {
        return new RegressionTasks(inputs, functions, 0, false, 1, 0);
    }

    /**
     * The tasks of most of the theory: x ~ N(0, I), y = w'x, w ~ N(0, I).
     *
     * @param width d
     * @return the tasks
     */
    public static RegressionTasks linear(int width) {
        return of(Inputs.gaussian(width), Functions.linear(width));
    }

    /**
     * These tasks with noise on the context's targets.
     *
     * @param deviation standard deviation, at least 0
     * @return new tasks
     */
    public RegressionTasks withNoise(double deviation) {
        return new RegressionTasks(inputs, functions, deviation, noisyQueries, targetScale, shortestContext);
    }

    /**
     * These tasks with noise on the queries' targets too.
     *
     * @return new tasks
     */
    public RegressionTasks withNoisyQueries() {
        return new RegressionTasks(inputs, functions, noise, true, targetScale, shortestContext);
    }

    /**
     * These tasks with other inputs: the shift that leaves the functions as they are.
     *
     * @param others how x is drawn
     * @return new tasks
     */
    public RegressionTasks withInputs(Inputs others) {
        return new RegressionTasks(
                Require.notNull("inputs", others), functions, noise, noisyQueries, targetScale, shortestContext);
    }

    /**
     * These tasks with other functions.
     *
     * @param others how f is drawn
     * @return new tasks
     */
    public RegressionTasks withFunctions(Functions others) {
        return new RegressionTasks(
                inputs, Require.notNull("functions", others), noise, noisyQueries, targetScale, shortestContext);
    }

    /**
     * These tasks with all targets on another scale, noise included.
     *
     * @param scale s, finite
     * @return new tasks
     */
    public RegressionTasks withTargetScale(double scale) {
        return new RegressionTasks(inputs, functions, noise, noisyQueries, scale, shortestContext);
    }

    /**
     * These tasks with targets scaled so that noise leaves their variance as it was: s = sqrt(v / (v + noise^2)).
     *
     * @param variance v = Var f(x), above 0; d for w and x standard normal
     * @return new tasks
     */
    public RegressionTasks renormalised(double variance) {
        Require.positive("variance", variance);
        return withTargetScale(Math.sqrt(variance / (variance + noise * noise)));
    }

    /**
     * These tasks with contexts of several lengths, drawn uniformly from the shortest to the batch's: what trains a model for prompts of any length. What lies beyond a context's length is 0.
     *
     * @param shortest the least length, at least 1; batches need room for as much
     * @return new tasks
     */
    public RegressionTasks withContextsFrom(int shortest) {
        Require.positive("shortest", shortest);
        return new RegressionTasks(inputs, functions, noise, noisyQueries, targetScale, shortest);
    }

    @Override
    public int inputWidth() {
        return inputs.width();
    }

    /** What the function was drawn as ({@link Functions#truthWidth}): its weights where it is linear; batches made without room for it do without. */
    @Override
    public int truthWidth() {
        return functions.truthWidth();
    }

    @Override
    public void sample(TaskBatch batch, Randoms randoms) {
        Require.notNull("batch", batch);
        Require.notNull("randoms", randoms);
        int d = inputs.width();
        TaskWidths.check(batch, d);
        TaskWidths.checkTruth(batch, truthWidth());
        int most = batch.contextSize();
        int m = batch.querySize();
        if (shortestContext > most) {
            throw Require.error(
                    "batch", "has contexts of " + most + " pairs, these tasks of at least " + shortestContext);
        }
        double[] truth = batch.scratch(0, truthWidth());
        double[] x = batch.scratch(1, Math.multiplyExact(Math.addExact(most, m), d));
        double[] y = batch.scratch(2, most + m);
        for (int b = 0; b < batch.tasks(); b++) {
            int n = shortestContext == 0 ? most : shortestContext + randoms.integer(most - shortestContext + 1);
            batch.contextLengths()[b] = n;
            inputs.draw(x, n, n + m, randoms);
            functions.answer(x, y, n, n + m, truth, randoms);
            System.arraycopy(truth, 0, batch.truth(), b * batch.truthWidth(), batch.truthWidth());
            for (int i = 0; i < n + m; i++) {
                double e = noise > 0 && (i < n || noisyQueries) ? noise * randoms.gaussian() : 0;
                y[i] = targetScale * (y[i] + e);
            }
            System.arraycopy(x, 0, batch.contextInputs(), b * most * d, n * d);
            Arrays.fill(batch.contextInputs(), (b * most + n) * d, (b + 1) * most * d, 0);
            System.arraycopy(x, n * d, batch.queryInputs(), b * m * d, m * d);
            System.arraycopy(y, 0, batch.contextTargets(), b * most, n);
            Arrays.fill(batch.contextTargets(), b * most + n, (b + 1) * most, 0);
            System.arraycopy(y, n, batch.queryTargets(), b * m, m);
        }
    }
}
