package org.icl4j.attention.tasks;

import org.icl4j.core.Require;

/**
 * A batch of B tasks, each with n context pairs and m queries: a workspace that a {@link TaskDistribution} fills again and
 * again. The arrays are live and row-major; task b's context is rows b n to b n + n - 1, its queries rows b m to b m + m - 1.
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
}
