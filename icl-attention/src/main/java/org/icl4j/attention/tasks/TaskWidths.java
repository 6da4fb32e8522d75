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
}
