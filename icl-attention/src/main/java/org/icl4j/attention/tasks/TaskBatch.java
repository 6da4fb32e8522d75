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
 *
 * <p>A context may be shorter than n: only the first {@code contextLengths()[b]} rows of task b's context count, whatever
 * stands in the others. The hidden truth is what a task was drawn as (the weights of its linear map, say), p numbers that no
 * learner sees and that tests and diagnostics compare with; what they mean is the distribution's to say.
 */
public final class TaskBatch {

    private final int tasks;
    private final int contextSize;
    private final int querySize;
    private final int inputWidth;
    private final int targetWidth;
    private final int truthWidth;
    private final double[] contextInputs;
    private final double[] contextTargets;
    private final double[] queryInputs;
    private final double[] queryTargets;
    private final int[] contextLengths;
    private final double[] truth;
    private final double[][] scratch = new double[3][0];

    /**
     * A batch of zeros with one target and no hidden truth.
     *
     * @param tasks B
     * @param contextSize n, pairs in each context
     * @param querySize m, queries of each task
     * @param inputWidth d, numbers in each input
     */
    public TaskBatch(int tasks, int contextSize, int querySize, int inputWidth) {
        this(tasks, contextSize, querySize, inputWidth, 1, 0);
    }

    /**
     * A batch of zeros, all contexts at their full length.
     *
     * @param tasks B
     * @param contextSize n, the most pairs in a context
     * @param querySize m, queries of each task
     * @param inputWidth d, numbers in each input
     * @param targetWidth t, numbers in each target
     * @param truthWidth p, numbers of each task's hidden truth, 0 for none
     */
    public TaskBatch(int tasks, int contextSize, int querySize, int inputWidth, int targetWidth, int truthWidth) {
        this.tasks = Require.positive("tasks", tasks);
        this.contextSize = Require.positive("contextSize", contextSize);
        this.querySize = Require.positive("querySize", querySize);
        this.inputWidth = Require.positive("inputWidth", inputWidth);
        this.targetWidth = Require.positive("targetWidth", targetWidth);
        this.truthWidth = Require.inRange("truthWidth", truthWidth, 0, Integer.MAX_VALUE);
        this.contextInputs = new double[length(tasks, contextSize, inputWidth)];
        this.contextTargets = new double[length(tasks, contextSize, targetWidth)];
        this.queryInputs = new double[length(tasks, querySize, inputWidth)];
        this.queryTargets = new double[length(tasks, querySize, targetWidth)];
        this.truth = new double[length(tasks, 1, truthWidth)];
        this.contextLengths = new int[tasks];
        Arrays.fill(contextLengths, contextSize);
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
     * The room for pairs in each context.
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
     * The number of numbers in each target.
     *
     * @return t
     */
    public int targetWidth() {
        return targetWidth;
    }

    /**
     * The number of numbers of each task's hidden truth.
     *
     * @return p, 0 for none
     */
    public int truthWidth() {
        return truthWidth;
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
     * @return the live array, shape [B n, t]
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
     * @return the live array, shape [B m, t]
     */
    public double[] queryTargets() {
        return queryTargets;
    }

    /**
     * How many pairs of each context count, from its start.
     *
     * @return the live array, length B, each from 1 to n; n at first
     */
    public int[] contextLengths() {
        return contextLengths;
    }

    /**
     * Whether a context is shorter than n.
     *
     * @return true if one is
     */
    public boolean hasShortContexts() {
        for (int length : contextLengths) {
            if (length != contextSize) {
                return true;
            }
        }
        return false;
    }

    /**
     * The hidden truth of each task.
     *
     * @return the live array, shape [B, p]
     */
    public double[] truth() {
        return truth;
    }

    /**
     * The context of one task, at its own length.
     *
     * @param task b, 0 to B - 1
     * @return a copy, inputs [n_b, d], targets [n_b, t]
     * @throws IllegalArgumentException if there is no such task, or a number in the context is not finite
     */
    public Context context(int task) {
        Require.inRange("task", task, 0, tasks - 1);
        int n = Require.inRange("contextLengths[" + task + "]", contextLengths[task], 1, contextSize);
        double[] x = part(contextInputs, task, contextSize * inputWidth, n * inputWidth);
        double[] y = part(contextTargets, task, contextSize * targetWidth, n * targetWidth);
        return Context.of(
                Points.ofRows("contextInputs", n, inputWidth, x), Points.ofRows("contextTargets", n, targetWidth, y));
    }

    /**
     * The queries of one task.
     *
     * @param task b, 0 to B - 1
     * @return a copy, shape [m, d]
     * @throws IllegalArgumentException if there is no such task, or a number in the queries is not finite
     */
    public Points queries(int task) {
        Require.inRange("task", task, 0, tasks - 1);
        int size = querySize * inputWidth;
        return Points.ofRows("queryInputs", querySize, inputWidth, part(queryInputs, task, size, size));
    }

    /**
     * The targets of one task's queries.
     *
     * @param task b, 0 to B - 1
     * @return a copy, row-major, shape [m, t]
     * @throws IllegalArgumentException if there is no such task
     */
    public double[] queryTargets(int task) {
        Require.inRange("task", task, 0, tasks - 1);
        int size = querySize * targetWidth;
        return part(queryTargets, task, size, size);
    }

    /**
     * The hidden truth of one task.
     *
     * @param task b, 0 to B - 1
     * @return a copy, length p
     * @throws IllegalArgumentException if there is no such task
     */
    public double[] truth(int task) {
        Require.inRange("task", task, 0, tasks - 1);
        return part(truth, task, truthWidth, truthWidth);
    }

    /** One of three arrays that a distribution may draw in before it fills the others, at least so long; what it holds is undefined. */
    double[] scratch(int which, int length) {
        if (scratch[which].length < length) {
            scratch[which] = new double[length];
        }
        return scratch[which];
    }

    private static double[] part(double[] numbers, int task, int stride, int length) {
        return Arrays.copyOfRange(numbers, task * stride, task * stride + length);
    }

    @Override
    public String toString() {
        return "TaskBatch[tasks=" + tasks + ", contextSize=" + contextSize + ", querySize=" + querySize + ", "
                + inputWidth + " -> " + targetWidth + "]";
    }
}
