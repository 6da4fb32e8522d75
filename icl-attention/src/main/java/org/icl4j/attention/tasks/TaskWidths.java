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

    /** Writes one task's truth into a batch that has room for it. */
    static void tell(TaskBatch batch, int task, double... truth) {
        System.arraycopy(truth, 0, batch.truth(), task * batch.truthWidth(), batch.truthWidth());
    }
}
