package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments 08 and 14 at their small size: the heads have hardly begun, the rest is what it is. */
class TableHeadsExperimentsTest {

    @Test
    void kernelRidgeIsWhereItWasPublished(@TempDir Path directory) {
        QuickRun run = QuickRun.of("column-attention", directory);

        run.hasFigures("errors");
        String[] ridge = {"kernel ridge, length scale 3, ridge 0.01", "do not"};
        assertThat(run.number("published", ridge)).isEqualTo(0.1165);
        // Eight tasks, whose amplitudes alone make errors differ by a factor of 16.
        assertThat(run.mean(ridge)).isBetween(0.02, 0.5);
        assertThat(run.rows()).hasSize(10);
    }

    @Test
    void theSmootherLosesByNoiseAndBayesDoesNot(@TempDir Path directory) {
        QuickRun run = QuickRun.of("tabular-heads", directory);

        run.hasFigures("accuracy");
        // 20 tasks of 64 queries: a standard error of at most 0.03.
        assertThat(run.mean("smoother", "0", "accuracy")).isBetween(0.8, 0.95);
        assertThat(run.mean("smoother", "30", "accuracy")).isBetween(0.5, 0.7);
        for (String noise : new String[] {"0", "30"}) {
            assertThat(run.mean("Bayes", noise, "accuracy")).isBetween(0.85, 0.98);
        }
        assertThat(run.mean("smoother", "0", "label swap")).isGreaterThan(0.2);
    }
}
