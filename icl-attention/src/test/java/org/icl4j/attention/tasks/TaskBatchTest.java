package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.junit.jupiter.api.Test;

class TaskBatchTest {

    @Test
    void aTaskIsCopiedOutOfTheBatch() {
        TaskBatch batch = new TaskBatch(3, 2, 4, 2);
        Arrays.setAll(batch.contextInputs(), i -> i);
        Arrays.setAll(batch.contextTargets(), i -> 100 + i);
        Arrays.setAll(batch.queryInputs(), i -> 200 + i);
        Arrays.setAll(batch.queryTargets(), i -> 300 + i);

        Context context = batch.context(1);
        assertThat(context.inputs().toRows()).isEqualTo(new double[][] {{4, 5}, {6, 7}});
        assertThat(context.targets().toRows()).isEqualTo(new double[][] {{102}, {103}});
        assertThat(batch.queries(2).toRows())
                .isEqualTo(new double[][] {{216, 217}, {218, 219}, {220, 221}, {222, 223}});
        assertThat(batch.queryTargets(0)).containsExactly(300, 301, 302, 303);

        Arrays.fill(batch.contextInputs(), -1);
        batch.queryTargets(0)[0] = -1;
        assertThat(context.inputs().get(0, 0)).isEqualTo(4);
        assertThat(batch.queryTargets()[0]).isEqualTo(300);
    }

    @Test
    void tasksThatAreNotThereAndNumbersThatAreNoneAreRefused() {
        TaskBatch batch = new TaskBatch(3, 2, 4, 2);
        assertThatThrownBy(() -> batch.context(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("task: ")
                .hasMessageEndingWith("got 3");
        assertThatThrownBy(() -> batch.queries(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("task: ")
                .hasMessageEndingWith("got -1");
        assertThatThrownBy(() -> batch.queryTargets(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("task: ")
                .hasMessageEndingWith("got 3");
        batch.contextTargets()[3] = Double.NaN;
        assertThatThrownBy(() -> batch.context(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contextTargets: contextTargets[1] = NaN is not finite");
    }
}
