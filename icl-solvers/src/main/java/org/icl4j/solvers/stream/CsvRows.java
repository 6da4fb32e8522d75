package org.icl4j.solvers.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/** Numbers separated by commas, a line of names first. */
final class CsvRows implements RowSource {

    private final Path file;
    private final String[] names;
    private final int[] inputColumns;
    private final int[] targetColumns;

    CsvRows(Path file, List<String> targets) {
        this.file = file;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String header = reader.readLine();
            if (header == null) {
                throw Require.error("file", file + " is empty");
            }
            names = header.split(",", -1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        for (int j = 0; j < names.length; j++) {
            names[j] = names[j].strip();
        }
        targetColumns = new int[targets.size()];
        List<Integer> inputs = new ArrayList<>();
        for (int j = 0; j < names.length; j++) {
            if (!targets.contains(names[j])) {
                inputs.add(j);
            }
        }
        for (int j = 0; j < targetColumns.length; j++) {
            targetColumns[j] = List.of(names).indexOf(targets.get(j));
            if (targetColumns[j] < 0) {
                throw Require.error(
                        "targets",
                        "there is no column '" + targets.get(j) + "' in " + file + "; it has " + List.of(names));
            }
        }
        if (inputs.isEmpty()) {
            throw Require.error("targets", "leave no input column of " + file);
        }
        inputColumns = inputs.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int inputWidth() {
        return inputColumns.length;
    }

    @Override
    public int targetWidth() {
        return targetColumns.length;
    }

    @Override
    public void read(int rows, Predicate<Context> consumer) {
        Require.positive("rows", rows);
        Require.notNull("consumer", consumer);
        int d = inputColumns.length;
        int t = targetColumns.length;
        double[] x = new double[rows * d];
        double[] y = new double[rows * t];
        double[] cells = new double[names.length];
        int filled = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            reader.readLine();
            long number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                parse(line, number, cells);
                for (int j = 0; j < d; j++) {
                    x[filled * d + j] = cells[inputColumns[j]];
                }
                for (int j = 0; j < t; j++) {
                    y[filled * t + j] = cells[targetColumns[j]];
                }
                filled++;
                if (filled == rows) {
                    if (!consumer.test(block(filled, x, y))) {
                        return;
                    }
                    filled = 0;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        if (filled > 0) {
            var unused = consumer.test(block(filled, x, y));
        }
    }

    private Context block(int rows, double[] x, double[] y) {
        int d = inputColumns.length;
        int t = targetColumns.length;
        return Context.of(
                Points.ofRows("inputs", rows, d, java.util.Arrays.copyOf(x, rows * d)),
                Points.ofRows("targets", rows, t, java.util.Arrays.copyOf(y, rows * t)));
    }

    private void parse(String line, long number, double[] cells) {
        int from = 0;
        int count = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int end = comma < 0 ? line.length() : comma;
            if (count < cells.length) {
                cells[count] = number(line.substring(from, end).strip(), number, count);
            }
            count++;
            from = end + 1;
        }
        if (count != cells.length) {
            throw Require.error(
                    "file",
                    file + ", line " + number + ": has " + count + " cells, the first line has " + cells.length);
        }
    }

    private double number(String cell, long line, int column) {
        try {
            double value = Double.parseDouble(cell);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        String shown = cell.length() > 40 ? cell.substring(0, 40) + "..." : cell;
        throw Require.error(
                "file",
                file + ", line " + line + ", column '" + names[column] + "': '" + shown + "' is not a finite number");
    }
}
