package org.icl4j.examples.metarep;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.Progress;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The five experiments at their small size. */
class MetaRepExperimentsTest {

    @TempDir
    private Path directory;

    private String run(String name, Progress progress) {
        StringWriter out = new StringWriter();
        Experiment experiment = Experiments.find(name).orElseThrow();
        experiment.run(new ExperimentRun(directory, new PrintWriter(out), progress, 0, true));
        return out.toString();
    }

    private List<NamedCsvRecord> table(String name) throws IOException {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(directory.resolve(name + ".csv"))) {
            return rows.stream().toList();
        }
    }

    private static double number(NamedCsvRecord row, String column) {
        return Double.parseDouble(row.getField(column));
    }

    @Test
    void theTransformerKeepsItsBound() throws IOException {
        assertThat(run("cg-rate", Progress.NONE)).contains("kappa^");

        assertThat(directory.resolve("rates.png")).isNotEmptyFile();
        List<NamedCsvRecord> rows = table("rates");
        assertThat(rows).hasSize(6);
        for (NamedCsvRecord row : rows) {
            assertThat(number(row, "error_over_bound")).as(row.toString()).isLessThanOrEqualTo(1 + 1e-9);
            assertThat(number(row, "CG_layers")).isLessThanOrEqualTo(number(row, "bound"));
            // kappa n steps eps, 10 x 10 x 10 x 2e-16, with room for the products' own sums
            assertThat(number(row, "layers_against_algorithm")).isLessThan(1e-11);
            if (row.getField("spectrum").equals("five values")) {
                assertThat(number(row, "CG_layers")).isLessThanOrEqualTo(5);
            }
        }
    }

    /** What is known of the small contexts: all 12 directions give the oracle, whoever they are; a sketch never does. */
    @Test
    void allDirectionsAreTheOracle() throws IOException {
        run("width", Progress.NONE);

        int full = 0;
        for (NamedCsvRecord row : table("width")) {
            if (number(row, "m") == 12) {
                full++;
                for (String method : List.of("best_rank_m", "Nystrom_leverage", "Nystrom_uniform")) {
                    assertThat(number(row, method)).as(row.toString()).isLessThan(1e-12);
                }
                assertThat(number(row, "Gaussian_sketch")).isGreaterThan(1e-6);
            }
        }
        assertThat(full).isPositive();
    }

    @Test
    void theWiredTransformerIsIdentified() throws IOException {
        assertThat(run("identification", Progress.NONE)).contains("read off its weights");

        List<NamedCsvRecord> wired = table("verdicts").stream()
                .filter(row -> row.getField("transformer").equals("wired CG"))
                .toList();
        assertThat(wired).hasSize(2).allSatisfy(row -> {
            assertThat(row.getField("nearest")).isEqualTo("CG on coefficients");
            assertThat(number(row, "difference")).isLessThan(1e-20);
            assertThat(row.getField("not_told_apart")).isEqualTo("none");
        });
        for (String figure : List.of("likeness", "errors", "algorithms")) {
            assertThat(directory.resolve(figure + ".svg")).isNotEmptyFile();
        }
        // 4 transformers, 2 condition numbers, 2 layers
        assertThat(table("details")).hasSize(4 * 2 * 2 * Algorithm.values().length);
    }

    @Test
    void everyHeadIsMeasuredEverywhere() throws IOException {
        assertThat(run("alignment", Progress.NONE)).contains("heads between two seeds");

        assertThat(table("distances")).hasSize(2 * 4).allSatisfy(row -> {
            assertThat(number(row, "rows_against_rows")).isBetween(0.0, 1.0);
            assertThat(number(row, "symmetrised_against_c_exp")).isBetween(0.0, 1.0);
        });
        // Two seeds, whole, half and between; and between the seeds.
        assertThat(table("models")).hasSize(2 * 7);
    }

    @Test
    void rankCorrelationSeesOrder() throws IOException {
        run("silent-failures", Progress.NONE);

        assertThat(table("sweeps")).hasSize(10).allSatisfy(row -> {
            assertThat(number(row, "softmax_rank")).isBetween(-1.0, 1.0);
            assertThat(number(row, "perplexity")).isBetween(1.0, 256.0);
        });
        assertThat(table("published")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cg-rate", "width", "alignment", "identification", "silent-failures"})
    void stopsWithoutAFile(String name) throws IOException {
        int[] calls = {0};

        String printed = run(name, (stage, done, total, value) -> ++calls[0] < 2);

        assertThat(printed).isEqualTo("Stopped. Nothing was written." + System.lineSeparator());
        assertThat(calls[0]).isEqualTo(2);
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void sameSeedSameBits() throws IOException {
        run("cg-rate", Progress.NONE);
        byte[] first = Files.readAllBytes(directory.resolve("rates.csv"));
        run("cg-rate", Progress.NONE);

        assertThat(Files.readAllBytes(directory.resolve("rates.csv"))).isEqualTo(first);
    }
}
