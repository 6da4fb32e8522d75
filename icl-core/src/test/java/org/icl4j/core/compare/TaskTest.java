package org.icl4j.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TaskTest {

    private static final double[][] X = {{0, 1}, {2, 3}};
    private static final double[] Y = {4, 5};

    private static final TaskSource TASKS = randoms -> Task.of(
            randoms.gaussians(2, 2), randoms.gaussians(2), randoms.gaussians(1, 2), new double[] {randoms.gaussian()});

    @Test
    void shapesMustGoTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Task.of(X, Y, new double[][] {{0}}, new double[] {1}))
                .withMessage("queries: expected shape [m, 2], got [1, 1] (d must match the context's 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Task.of(X, Y, X, new double[] {1}))
                .withMessage("answers: expected 2 rows, got 1 (one per row of queries)");
        Task task = Task.of(X, Y, X, Y);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Task(task.context(), task.queries(), task.queries()))
                .withMessage("answers: expected shape [m, 1], got [2, 2] (t must match the context's 1)");
    }

    @Test
    void aTaskIsAFunctionOfSeedAndNumber() {
        assertThat(TASKS.task(1, 5).queries()).isEqualTo(TASKS.task(1, 5).queries());
        assertThat(TASKS.task(1, 5).queries())
                .isNotEqualTo(TASKS.task(1, 6).queries())
                .isNotEqualTo(TASKS.task(2, 5).queries());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TASKS.task(1, -1))
                .withMessageContaining("number: must be in [0,");
    }
}
