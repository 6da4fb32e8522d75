package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Progress;

/** An experiment at its small size, and the table that it wrote. */
final class QuickRun {

    private final Path directory;
    private final String printed;

    private QuickRun(Path directory, String printed) {
        this.directory = directory;
        this.printed = printed;
    }

    static QuickRun of(String name, Path directory) {
        return of(name, directory, Progress.NONE);
    }

    static QuickRun of(String name, Path directory, Progress progress) {
        StringWriter out = new StringWriter();
        Experiment experiment = Experiments.find(name).orElseThrow();
        experiment.run(new ExperimentRun(directory, new PrintWriter(out), progress, 0, true));
        return new QuickRun(directory, out.toString());
    }

    /** A run that is over. */
    static QuickRun read(Path directory, String printed) {
        return new QuickRun(directory, printed);
    }

    /** The mean of the only row whose labels begin with the given ones. */
    double mean(String... labels) {
        return number("mean", labels);
    }

    double number(String column, String... labels) {
        List<NamedCsvRecord> found = rows().stream()
                .filter(row -> {
                    for (int i = 0; i < labels.length; i++) {
                        if (!row.getField(i).equals(labels[i])) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
        assertThat(found).as(Arrays.toString(labels)).hasSize(1);
        return Double.parseDouble(found.get(0).getField(column));
    }

    List<NamedCsvRecord> rows() {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(directory.resolve("table.csv"))) {
            return rows.stream().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Holds what every experiment leaves: a printed table that says it is a quick one, and figures. */
    void hasFigures(String... names) {
        assertThat(printed).contains("mean", "from", "to", "A quick run");
        for (String name : names) {
            assertThat(directory.resolve(name + ".png")).isNotEmptyFile();
            assertThat(directory.resolve(name + ".svg")).content().contains("<svg");
        }
    }
}
