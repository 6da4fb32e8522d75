package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments 03 to 05 at their small sizes. */
class LinearTransformerExperimentsTest {

    @Test
    void aTrainedLayerIsTheConstructedStep(@TempDir Path directory) {
        QuickRun run = QuickRun.of("trained-linear-attention", directory);

        run.hasFigures("interpolation", "loss", "weights");
        assertThat(run.mean("step size")).isCloseTo(6.061, within(0.2));
        assertThat(run.number("construction", "step size")).isCloseTo(6.0606, within(1e-4));
        assertThat(run.mean("half squared error", "inputs of range 1.0")).isCloseTo(0.2062, within(0.01));
        assertThat(run.number("construction", "half squared error", "inputs of range 1.0"))
                .isCloseTo(0.2062, within(1e-4));
        assertThat(run.mean("cosine of sensitivities", "inputs of range 1.0")).isBetween(0.99, 1.0);
    }

    @Test
    void noTrainedMatrixBeatsTheClosedForm(@TempDir Path directory) {
        QuickRun run = QuickRun.of("optimal-preconditioner", directory);

        run.hasFigures("lengths", "matrices");
        assertThat(run.mean("isotropic", "risk")).isLessThan(1.03 * 30 / 26);
        for (NamedCsvRecord row : run.rows()) {
            // The matrix is trained for contexts of 20, and the closed form is that matrix, at any length.
            if (row.getField("measured").equals("risk") && !row.getField("case").contains("40")) {
                assertThat(Double.parseDouble(row.getField("mean")))
                        .as(row.toString())
                        .isGreaterThan(Double.parseDouble(row.getField("closed_form")));
            }
        }
    }

    @Test
    void depthHelps(@TempDir Path directory) {
        QuickRun run = QuickRun.of("depth", directory);

        run.hasFigures("depth", "loss");
        assertThat(run.mean("1 sparse layer")).isCloseTo(30.0 / 26, within(0.2));
        assertThat(run.mean("2 sparse layers")).isLessThan(0.6);
        assertThat(run.mean("3 sparse layers")).isLessThan(run.mean("2 sparse layers"));
    }

    @Test
    void aRunThatIsStoppedLeavesNothing(@TempDir Path directory) {
        assertThatThrownBy(() -> QuickRun.of("depth", directory, (stage, done, total, value) -> false))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("no file was written");
        assertThat(directory).isEmptyDirectory();
    }
}
