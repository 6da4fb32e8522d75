package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 06 at its small size: the transformers have hardly begun, the rivals are what they are. */
class FunctionClassesExperimentTest {

    @Test
    void rivalsAreOnTheirCurves(@TempDir Path directory) {
        QuickRun run = QuickRun.of("function-classes", directory);

        run.hasFigures("errors");
        for (String functions : new String[] {"linear", "sparse"}) {
            // Ten examples without noise determine five weights, up to rounding.
            assertThat(run.number("exact", functions, "none", "10", "least squares"))
                    .isZero();
            assertThat(run.mean(functions, "none", "10", "least squares")).isLessThan(1e-20);
            // 1 - k/d and (d + 1)/k.
            assertThat(run.number("exact", functions, "none", "2", "least squares"))
                    .isEqualTo(0.6);
            assertThat(run.number("exact", functions, "none", "2", "averaging")).isEqualTo(3);
        }
        // A model that has learnt next to nothing is no better than answering 0, whatever the functions.
        for (String functions : new String[] {"linear", "sparse", "tree", "network"}) {
            assertThat(run.mean(functions, "none", "10", "transformer")).isBetween(0.3, 5.0);
        }
    }
}
