package org.icl4j.attention.tasks;

import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.compare.Task;
import org.icl4j.core.compare.TaskSource;

/** A distribution over tasks: each draw is a function, a context of examples of it, and queries with their answers. */
public interface TaskDistribution {

    /**
     * The number of numbers in an input.
     *
     * @return d
     */
    int inputWidth();

    /**
     * The number of numbers in a target.
     *
     * @return t, 1 unless said otherwise
     */
    default int targetWidth() {
        return 1;
    }

    /**
     * The number of numbers of a task's hidden truth.
     *
     * @return p, 0 (nothing is told) unless said otherwise
     */
    default int truthWidth() {
        return 0;
    }

    /**
     * A batch that fits these tasks, to be filled by {@link #sample}.
     *
     * @param tasks B
     * @param contextSize n, the most pairs in a context
     * @param querySize m, queries of each task
     * @return a batch of zeros
     */
    default TaskBatch batch(int tasks, int contextSize, int querySize) {
        return new TaskBatch(tasks, contextSize, querySize, inputWidth(), targetWidth(), truthWidth());
    }

    /**
     * Fills a batch with independent tasks. Allocates at most a few arrays of one task's size.
     *
     * @param batch overwritten, hidden truth and the contexts' lengths included where the distribution draws them
     * @param randoms the stream drawn from
     * @throws IllegalArgumentException if the batch's widths are not this distribution's
     */
    void sample(TaskBatch batch, Randoms randoms);

    /**
     * These tasks at one size, one by one: what a {@link org.icl4j.core.compare.Comparison} takes.
     *
     * <pre>{@code
     * Comparison.on(RegressionTasks.linear(5).source(20, 1), 1000, 0)
     * }</pre>
     *
     * @param contextSize n, the most pairs in a context
     * @param querySize m, queries of each task
     * @return a source that draws a batch of one task
     */
    default TaskSource source(int contextSize, int querySize) {
        Require.positive("contextSize", contextSize);
        Require.positive("querySize", querySize);
        return randoms -> {
            TaskBatch batch = batch(1, contextSize, querySize);
            sample(batch, randoms);
            return new Task(
                    batch.context(0),
                    batch.queries(0),
                    Points.ofRows("queryTargets", querySize, batch.targetWidth(), batch.queryTargets(0)));
        };
    }
}
