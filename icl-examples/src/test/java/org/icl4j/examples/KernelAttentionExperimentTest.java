package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 07 at its small size. */
class KernelAttentionExperimentTest {

    @Test
    void nothingBeatsBayesAndMatchingHeadsBeatTheOthers(@TempDir Path directory) {
        QuickRun run = QuickRun.of("kernel-attention", directory);

        run.hasFigures("risks", "combination");
        for (NamedCsvRecord row : run.rows()) {
            // Both are means over the same contexts, and on each of them nothing is below Bayes.
            assertThat(Double.parseDouble(row.getField("mean")))
                    .as(row.toString())
                    .isGreaterThan(Double.parseDouble(row.getField("Bayes")));
        }
        assertThat(run.mean("exponential", "exponential", "3")).isLessThan(run.mean("exponential", "linear", "3"));
        String combination = "exponential of 2, linear of 3";
        for (String oneHead : List.of("linear", "exponential", "softmax")) {
            assertThat(run.mean(combination, combination, "3")).isLessThan(run.mean(combination, oneHead, "3"));
        }
    }
}
