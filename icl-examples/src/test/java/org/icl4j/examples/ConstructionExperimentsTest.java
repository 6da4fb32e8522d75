package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments 11 and 12 at their small size: what they print, what they write, and that it is the same again. */
class ConstructionExperimentsTest {

    @TempDir
    private Path directory;

    private String run(String name, Path into) throws IOException {
        Files.createDirectories(into);
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Experiments.find(name).orElseThrow().run(new ExperimentRun(into, out, Progress.NONE, 3, true));
        out.flush();
        return text.toString();
    }

    @Test
    void layersAndAlgorithmsAgreeInTheTable() throws IOException {
        assertThat(run("constructions", directory))
                .contains("recursive least squares")
                .contains("the same, ReLU division");
        List<String> rows = Files.readAllLines(directory.resolve("iterates.csv"));
        assertThat(rows).hasSizeGreaterThan(100);
        for (String row : rows.subList(1, rows.size())) {
            // Answers are of size 1 to 3, a hundred operations each, kappa about 10.
            assertThat(Math.abs(Double.parseDouble(row.substring(row.lastIndexOf(',') + 1))))
                    .isLessThan(1e-12);
        }
        assertThat(directory.resolve("iterates.png")).exists();
        assertThat(directory.resolve("weights-conjugate-gradients.svg")).exists();
    }

    @Test
    void theDualModelRunsTwiceToTheSameTables() throws IOException {
        String first = run("dual-model", directory.resolve("a"));
        assertThat(first).contains("matrix MSE").contains("negative samples").contains("A quick run");
        run("dual-model", directory.resolve("b"));
        for (String file : List.of("features.csv", "trajectory.csv", "modifications.csv")) {
            assertThat(directory.resolve("b").resolve(file))
                    .hasSameTextualContentAs(directory.resolve("a").resolve(file));
        }
        List<String> rows = Files.readAllLines(directory.resolve("a").resolve("features.csv"));
        double coarse = Double.parseDouble(rows.get(1).split(",", -1)[1]);
        double fine = Double.parseDouble(rows.get(2).split(",", -1)[1]);
        assertThat(fine).isLessThan(coarse);
        for (String figure : List.of("features.png", "heat-maps.svg", "trajectory.png", "modifications.png")) {
            assertThat(directory.resolve("a").resolve(figure)).exists();
        }
    }

    @Test
    void theDualModelStopsWithoutAFile() throws IOException {
        int[] calls = {0};
        ExperimentRun stopped = new ExperimentRun(
                directory, new PrintWriter(new StringWriter()), (stage, done, total, value) -> ++calls[0] < 2, 3, true);
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> Experiments.find("dual-model").orElseThrow().run(stopped));
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
