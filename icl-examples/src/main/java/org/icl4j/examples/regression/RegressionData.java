package org.icl4j.examples.regression;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.icl4j.examples.data.CsvTable;

/**
 * A table with published splits: {@code NAME.csv}, the target last, and {@code splits/NAME_test.csv}, a header and then in each line the
 * split's number and, after a comma, its test rows from 0, separated by spaces. All other rows are for training.
 *
 * @param name the table's
 * @param inputs shape [n, d]
 * @param targets length n
 * @param tests the test rows of each split
 */
@SuppressWarnings("ArrayRecordComponent")
record RegressionData(String name, Points inputs, double[] targets, List<int[]> tests) {

    /**
     * One split.
     *
     * @param train what is learned from
     * @param queries the test rows' inputs
     * @param actual the test rows' targets
     */
    record Split(Context train, Points queries, Points actual) {}

    /** The files of a table that are not there. */
    static List<Path> missing(Path directory, String name) {
        List<Path> missing = new ArrayList<>();
        for (Path file : List.of(table(directory, name), splits(directory, name))) {
            if (!Files.isReadable(file)) {
                missing.add(file);
            }
        }
        return missing;
    }

    static RegressionData read(Path directory, String name) {
        CsvTable table = CsvTable.read(table(directory, name));
        List<String> columns = table.names();
        String target = columns.get(columns.size() - 1);
        Points inputs = table.columns(columns.subList(0, columns.size() - 1));
        return new RegressionData(name, inputs, table.target(target), tests(splits(directory, name), inputs.size()));
    }

    private static Path table(Path directory, String name) {
        return directory.resolve(name + ".csv");
    }

    private static Path splits(Path directory, String name) {
        return directory.resolve("splits").resolve(name + "_test.csv");
    }

    private static List<int[]> tests(Path file, int n) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<int[]> tests = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            String[] words = line.substring(line.indexOf(',') + 1)
                    .replace('"', ' ')
                    .strip()
                    .split(" +", -1);
            int[] rows = new int[words.length];
            for (int k = 0; k < rows.length; k++) {
                rows[k] = row(file, i + 1, words[k], n);
            }
            tests.add(rows);
        }
        return tests;
    }

    private static int row(Path file, int line, String word, int n) {
        try {
            int row = Integer.parseInt(word);
            if (row >= 0 && row < n) {
                return row;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw Require.error(
                file + ", line " + line,
                "\"" + Text.printable(word) + "\" is no row of a table of " + n + "; rows count from 0");
    }

    Split split(int number) {
        int[] test = tests.get(number);
        BitSet left = new BitSet(targets.length);
        for (int row : test) {
            left.set(row);
        }
        int[] train = new int[targets.length - left.cardinality()];
        for (int i = 0, k = 0; i < targets.length; i++) {
            if (!left.get(i)) {
                train[k++] = i;
            }
        }
        Context whole = Context.of(inputs, Points.ofColumn(name, targets));
        Context tested = whole.select(test);
        return new Split(whole.select(train), tested.inputs(), tested.targets());
    }
}
