package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 09 at its small size: the transformers have hardly begun, the two references are what they are. */
class TaskDiversityExperimentTest {

    @Test
    void thePoolIsWorthMostWhereItIsSmall(@TempDir Path directory) {
        QuickRun run = QuickRun.of("task-diversity", directory);

        run.hasFigures("errors");
        double two = run.number("reference", "2", "error on the pool's tasks");
        double many = run.number("reference", "64", "error on the pool's tasks");
        assertThat(two).isLessThan(many / 2);
        // On fresh tasks no learner beats ridge regression, the Bayes predictor, beyond what 80 tasks leave open.
        assertThat(run.mean("2", "error on fresh tasks"))
                .isGreaterThan(0.9 * run.number("reference", "2", "error on fresh tasks"));
    }
}
