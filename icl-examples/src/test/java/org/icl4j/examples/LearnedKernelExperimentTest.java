package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.Progress;
import org.icl4j.examples.data.CsvTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment 01 at its small size. */
class LearnedKernelExperimentTest {

    @TempDir
    private static Path directory;

    private static String printed = "";

    @BeforeAll
    static void run() {
        StringWriter out = new StringWriter();
        Experiment experiment = Experiments.find("learned-kernel").orElseThrow();
        experiment.run(new ExperimentRun(directory, new PrintWriter(out), Progress.NONE, 0, true));
        printed = out.toString();
    }

    @Test
    void sampledMeansAgreeWithExactExpectations() throws IOException {
        int exact = 0;
        for (NamedCsvRecord row : table()) {
            boolean linear = !row.getField("setting").endsWith("each draw")
                    && !row.getField("method").equals("pretrained head");
            assertThat(row.getField("expected").isEmpty()).isEqualTo(!linear);
            if (linear) {
                double standardError = Double.parseDouble(row.getField("standard_error"));
                assertThat(Double.parseDouble(row.getField("mean")))
                        .as(row.toString())
                        .isCloseTo(Double.parseDouble(row.getField("expected")), within(5 * standardError));
                exact++;
            }
        }
        assertThat(exact).isEqualTo(8);
    }

    @Test
    void tuningHelps() throws IOException {
        double given = mean("kernel ridge regression", "Gaussian 0.5");

        assertThat(mean("kernel ridge regression", "training tasks")).isLessThan(given);
        assertThat(mean("kernel ridge regression", "each draw")).isLessThan(given);
        assertThat(mean("kernel ridge regression", "all draws")).isLessThan(given);
        assertThat(mean("Nadaraya-Watson", "each draw")).isLessThan(mean("Nadaraya-Watson", "Gaussian 0.5") / 2);
    }

    @Test
    void trainingHelpsTheHead() throws IOException {
        // An untrained head answers about 0: the mean of sin^2 on [-3, 3] is 0.52.
        assertThat(mean("pretrained head", "")).isLessThan(0.05);
    }

    /** The comparison runs on the table's noise draws, so its means are the table's, up to another order of the sums. */
    @Test
    void theComparisonHasTheErrorsOfTheTable() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("comparison.csv"));
        assertThat(lines).hasSize(5);
        String published = lines.stream()
                .filter(line -> line.startsWith("\"kernel ridge, as published\""))
                .findFirst()
                .orElseThrow();
        double mean = Double.parseDouble(published.split(",", -1)[3]);
        double expected = mean("kernel ridge regression", "Gaussian 0.5");
        assertThat(mean).isCloseTo(expected, within(1e-10 * expected));
        assertThat(printed).contains("minus pretrained head");
    }

    @Test
    void writesTablesAndFigures() throws IOException {
        assertThat(printed).contains("linear ridge", "pretrained head", "A quick run");
        for (String name : List.of("fits", "kernels", "loss")) {
            assertThat(directory.resolve(name + ".png")).isNotEmptyFile();
            assertThat(directory.resolve(name + ".svg")).content().contains("<svg");
            assertThat(CsvTable.read(directory.resolve(name + ".csv")).size()).isPositive();
        }
        assertThat(directory.resolve("comparison.png")).isNotEmptyFile();
        assertThat(directory.resolve("comparison.svg")).content().contains("<svg");
        assertThat(CsvTable.read(directory.resolve("heads.csv")).size()).isEqualTo(2);
    }

    @Test
    void theSameSeedGivesTheSameTable(@TempDir Path again) throws IOException {
        Experiments.find("01")
                .orElseThrow()
                .run(new ExperimentRun(again, new PrintWriter(new StringWriter()), Progress.NONE, 0, true));

        assertThat(again.resolve("table.csv")).hasSameTextualContentAs(directory.resolve("table.csv"));
        assertThat(Files.readString(again.resolve("heads.csv")))
                .isEqualTo(Files.readString(directory.resolve("heads.csv")));
    }

    private double mean(String method, String setting) throws IOException {
        List<NamedCsvRecord> found = table().stream()
                .filter(row -> row.getField("method").equals(method)
                        && row.getField("setting").contains(setting))
                .toList();
        assertThat(found).isNotEmpty();
        return Double.parseDouble(found.get(0).getField("mean"));
    }

    private static List<NamedCsvRecord> table() throws IOException {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(directory.resolve("table.csv"))) {
            return rows.stream().toList();
        }
    }
}
