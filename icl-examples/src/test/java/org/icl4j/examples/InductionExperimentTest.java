package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.examples.cli.CommandLineFixture.icl;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 10 at its small size, too small to learn to copy. */
class InductionExperimentTest {

    @Test
    void startsAtChanceAndWritesItsFigures(@TempDir Path directory) {
        String printed = icl("run", "induction", "--quick", "--out", directory)
                .succeeded()
                .out();
        assertThat(printed.lines().reduce((first, last) -> last).orElse("")).matches("Time: \\d+\\.\\d s");
        QuickRun run = QuickRun.read(directory, printed);

        run.hasFigures("curves", "attention");
        assertThat(run.mean("2", "loss where it can copy")).isBetween(Math.log(24) - 0.5, Math.log(24) + 0.5);
        assertThat(run.mean("2", "first layer on the token before")).isBetween(0.0, 1.0);
    }
}
