package org.icl4j.core.compare;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * One task: a learner sees the context, is asked the queries, and is measured by the answers, which it does not see.
 *
 * @param context n example pairs, inputs [n, d], targets [n, t]
 * @param queries shape [m, d]
 * @param answers the true answers to the queries, shape [m, t]
 */
public record Task(Context context, Points queries, Points answers) {

    /**
     * Checks that the shapes go together.
     *
     * @param context n example pairs, inputs [n, d], targets [n, t]
     * @param queries shape [m, d]
     * @param answers the true answers to the queries, shape [m, t]
     * @throws IllegalArgumentException if a shape does not fit; the message names both
     */
    public Task {
        Require.notNull("context", context);
        int d = context.inputs().width();
        int t = context.targets().width();
        Require.width("queries", queries, d, "d must match the context's " + d);
        Require.width("answers", answers, t, "t must match the context's " + t);
        if (answers.size() != queries.size()) {
            throw Require.error(
                    "answers",
                    "expected " + queries.size() + " rows, got " + answers.size() + " (one per row of queries)");
        }
    }

    /**
     * A task of plain arrays with one target.
     *
     * @param inputs n rows of length d
     * @param targets n numbers
     * @param queries m rows of length d
     * @param answers m numbers
     * @return the task
     * @throws IllegalArgumentException if an array is null, empty, ragged, not finite, or the shapes do not fit
     */
    public static Task of(double[][] inputs, double[] targets, double[][] queries, double[] answers) {
        return new Task(
                Context.of(inputs, targets), Points.of("queries", queries), Points.ofColumn("answers", answers));
    }
}
