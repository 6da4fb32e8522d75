package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 13 at its small size: heads that have hardly begun average almost everything. */
class KernelDiversityExperimentTest {

    @Test
    void everyKindIsMeasured(@TempDir Path directory) {
        QuickRun run = QuickRun.of("kernel-diversity", directory);

        run.hasFigures("diversity");
        assertThat(run.rows()).hasSize(3 * 4);
        for (String functions : new String[] {"1", "all", "all of frequency 1 to 1.2"}) {
            assertThat(run.mean(functions, "distance from the nearest Gaussian smoother"))
                    .isBetween(0.0, 1.0);
            // The mean of sin over the grid is 0, of its square about 1/2.
            assertThat(run.mean(functions, "error on sin x")).isBetween(0.1, 2.0);
            assertThat(run.mean(functions, "length scale of that")).isBetween(0.02, 20.0);
        }
    }

    @Test
    void stopsWithoutAFile(@TempDir Path directory) {
        int[] calls = {0};
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() ->
                        QuickRun.of("kernel-diversity", directory, (stage, done, total, value) -> ++calls[0] < 2));
        assertThat(directory).isEmptyDirectory();
    }
}
