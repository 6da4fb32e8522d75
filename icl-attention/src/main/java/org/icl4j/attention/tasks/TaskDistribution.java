package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** A distribution over tasks: each draw is a function, a context of examples of it, and queries with their answers. */
public interface TaskDistribution {

    /**
     * The number of numbers in an input.
     *
     * @return d
     */
    int inputWidth();

    /**
     * Fills a batch with independent tasks. Allocates nothing.
     *
     * @param batch overwritten
     * @param randoms the stream drawn from
     * @throws IllegalArgumentException if the batch's input width is not {@link #inputWidth()}
     */
    void sample(TaskBatch batch, Randoms randoms);
}
