package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 10 at its small size, too small to learn to copy. */
class InductionExperimentTest {

    @Test
    void startsAtChanceAndWritesItsFigures(@TempDir Path directory) {
        QuickRun run = QuickRun.of("induction", directory);

        run.hasFigures("curves", "attention");
        assertThat(run.mean("2", "loss where it can copy")).isBetween(Math.log(24) - 0.5, Math.log(24) + 0.5);
        assertThat(run.mean("2", "first layer on the token before")).isBetween(0.0, 1.0);
    }
}
