package org.icl4j.attention.tasks;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A batch of B tasks, each with n context pairs and m queries: a workspace that a {@link TaskDistribution} fills again and
 * again. The arrays are live and row-major; task b's context is rows b n to b n + n - 1, its queries rows b m to b m + m - 1.
 * {@link #context}, {@link #queries} and {@link #queryTargets(int)} copy one task out of it, for learners:
 *
 * <pre>{@code
 * double[] answers = learner.fit(batch.context(b)).predict(batch.queries(b)).column(0);
 * double error = Metrics.meanSquaredError(answers, batch.queryTargets(b));
 * }</pre>
 */
public final class TaskBatch {

    private final int tasks;
    private final int contextSize;
    private final int querySize;
    private final int inputWidth;
    private final double[] contextInputs;
    private final double[] contextTargets;
    private final double[] queryInputs;
    private final double[] queryTargets;

    /**
     * A batch of zeros.
     *
     * @param tasks B
     * @param contextSize n, pairs in each context
     * @param querySize m, queries of each task
     * @param inputWidth d, numbers in each input
     */
    public TaskBatch(int tasks, int contextSize, int querySize, int inputWidth) {
        this.tasks = Require.positive("tasks", tasks);
        this.contextSize = Require.positive("contextSize", contextSize);
        this.querySize = Require.positive("querySize", querySize);
        this.inputWidth = Require.positive("inputWidth", inputWidth);
        this.contextInputs = new double[length(tasks, contextSize, inputWidth)];
        this.contextTargets = new double[length(tasks, contextSize, 1)];
        this.queryInputs = new double[length(tasks, querySize, inputWidth)];
        this.queryTargets = new double[length(tasks, querySize, 1)];
    }

    private static int length(int tasks, int size, int width) {
        try {
            return Math.multiplyExact(Math.multiplyExact(tasks, size), width);
        } catch (ArithmeticException e) {
            throw Require.error("tasks", tasks + " x " + size + " x " + width + " numbers are more than 2^31");
        }
    }

    /**
     * The number of tasks.
     *
     * @return B
     */
    public int tasks() {
        return tasks;
    }

    /**
     * The number of pairs in each context.
     *
     * @return n
     */
    public int contextSize() {
        return contextSize;
    }

    /**
     * The number of queries of each task.
     *
     * @return m
     */
    public int querySize() {
        return querySize;
    }

    /**
     * The number of numbers in each input.
     *
     * @return d
     */
    public int inputWidth() {
        return inputWidth;
    }

    /**
     * The contexts' inputs.
     *
     * @return the live array, shape [B n, d]
     */
    public double[] contextInputs() {
        return contextInputs;
    }

    /**
     * The contexts' targets.
     *
     * @return the live array, shape [B n]
     */
    public double[] contextTargets() {
        return contextTargets;
    }

    /**
     * The queries.
     *
     * @return the live array, shape [B m, d]
     */
    public double[] queryInputs() {
        return queryInputs;
    }

    /**
     * The queries' targets.
     *
     * @return the live array, shape [B m]
     */
    public double[] queryTargets() {
        return queryTargets;
    }

    /**
     * The context of one task.
     *
     * @param task b, 0 to B - 1
     * @return a copy, inputs [n, d], targets [n, 1]
     * @throws IllegalArgumentException if there is no such task, or a number in the context is not finite
     */
    public Context context(int task) {
        double[] x = part(contextInputs, task, contextSize * inputWidth);
        double[] y = part(contextTargets, task, contextSize);
        return Context.of(
                Points.ofRows("contextInputs", contextSize, inputWidth, x),
                Points.ofRows("contextTargets", contextSize, 1, y));
    }

    /**
     * The queries of one task.
     *
     * @param task b, 0 to B - 1
     * @return a copy, shape [m, d]
     * @throws IllegalArgumentException if there is no such task, or a number in the queries is not finite
     */
    public Points queries(int task) {
        return Points.ofRows("queryInputs", querySize, inputWidth, part(queryInputs, task, querySize * inputWidth));
    }

    /**
     * The targets of one task's queries.
     *
     * @param task b, 0 to B - 1
     * @return a copy, length m
     * @throws IllegalArgumentException if there is no such task
     */
    public double[] queryTargets(int task) {
        return part(queryTargets, task, querySize);
    }

    private double[] part(double[] numbers, int task, int length) {
        Require.inRange("task", task, 0, tasks - 1);
        return Arrays.copyOfRange(numbers, task * length, (task + 1) * length);
    }
}
