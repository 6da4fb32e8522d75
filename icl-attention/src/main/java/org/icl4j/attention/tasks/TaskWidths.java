package org.icl4j.attention.tasks;

import org.icl4j.core.Require;

/** Whether a batch fits tasks with one target. */
final class TaskWidths {

    private TaskWidths() {}

    static void check(TaskBatch batch, int inputWidth) {
        if (batch.inputWidth() != inputWidth) {
            throw Require.error("batch", "expected input width " + inputWidth + ", got " + batch.inputWidth());
        }
        if (batch.targetWidth() != 1) {
            throw Require.error("batch", "expected target width 1, got " + batch.targetWidth());
        }
    }

    /** A batch has room for the hidden truth, or for none. */
    static void checkTruth(TaskBatch batch, int truthWidth) {
        if (batch.truthWidth() != 0 && batch.truthWidth() != truthWidth) {
            throw Require.error(
                    "batch", "expected truth of width " + truthWidth + " or none, got " + batch.truthWidth());
        }
    }

    /** Writes one task's truth, three numbers, into a batch that has room for it: no array of them, a step allocates nothing. */
    static void tell(TaskBatch batch, int task, double first, double second, double third) {
        if (batch.truthWidth() > 0) {
            double[] truth = batch.truth();
            int at = task * batch.truthWidth();
            truth[at] = first;
            truth[at + 1] = second;
            truth[at + 2] = third;
        }
    }
}
