package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.icl4j.core.model.ModelFile;

/**
 * How rows of a table become points: what a training table defines and a model keeps. A column of numbers is one coordinate. A column
 * of text is one coordinate for each of its levels (the different texts in the training table, sorted), 1 for the level that the
 * row has and 0 for the others. A missing value is the mean of its coordinates over the training rows that have one.
 */
public final class InputColumns {

    private static final String COLUMN = "column.";
    private static final String LEVELS = "levels.";
    private static final String MEANS = "columnMeans";
    private static final String MINIMA = "columnMinima";
    private static final String MAXIMA = "columnMaxima";

    /** More levels than this are refused where they are also more than half of the rows: names, not categories. */
    private static final int FEW_LEVELS = 50;

    private static final int MOST_COORDINATES = 100_000;

    /**
     * @param name the column
     * @param levels its texts, none for a column of numbers
     * @param means of the column's coordinates
     * @param minimum of its numbers, 0 for text
     * @param maximum of its numbers, 0 for text
     */
    private record Column(String name, List<String> levels, List<Double> means, double minimum, double maximum) {}

    private final List<Column> columns;
    private final int width;

    private InputColumns(List<Column> columns) {
        this.columns = List.copyOf(columns);
        this.width = columns.stream().mapToInt(column -> column.means().size()).sum();
    }

    /**
     * Learns the levels and means of a training table.
     *
     * @param train the table
     * @param inputs the columns to use, at least one
     * @return how its rows become points
     * @throws IllegalArgumentException if a column of text has nearly as many levels as rows, or a column has no values
     */
    public static InputColumns of(CsvTable train, List<String> inputs) {
        List<Column> columns = new ArrayList<>();
        for (String name : inputs) {
            if (train.missing(name) == train.size()) {
                throw Require.error(
                        train.source(),
                        "column \"" + Text.printable(name) + "\" has no values; leave it out with --ignore");
            }
            columns.add(train.isText(name) ? levels(train, name) : numbers(train, name));
        }
        InputColumns all = new InputColumns(columns);
        if (all.width > MOST_COORDINATES) {
            throw Require.error(
                    train.source(),
                    "its columns of text have " + all.width + " levels together; at most " + MOST_COORDINATES
                            + " are made coordinates");
        }
        return all;
    }

    private static Column numbers(CsvTable train, String name) {
        double[] present = Arrays.stream(train.column(name))
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double mean = Arrays.stream(present).average().orElseThrow();
        double minimum = Arrays.stream(present).min().orElseThrow();
        double maximum = Arrays.stream(present).max().orElseThrow();
        return new Column(name, List.of(), List.of(mean), minimum, maximum);
    }

    private static Column levels(CsvTable train, String name) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : train.text(name)) {
            if (!Missing.is(text)) {
                counts.merge(text, 1, Integer::sum);
            }
        }
        if (counts.size() > FEW_LEVELS && counts.size() > train.size() / 2) {
            throw Require.error(
                    train.source(),
                    "column \"" + Text.printable(name) + "\" has " + counts.size() + " different texts in "
                            + train.size()
                            + " rows: names rather than categories; leave it out with --ignore or --keep");
        }
        double present = counts.values().stream().mapToInt(Integer::intValue).sum();
        List<Double> means =
                counts.values().stream().map(count -> count / present).toList();
        return new Column(name, List.copyOf(counts.keySet()), means, 0, 0);
    }

    /**
     * The columns that are read.
     *
     * @return their names, in the order of the coordinates
     */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * What to read of a column.
     *
     * @param name any column's name
     * @return text, number, or nothing where it is none of these columns
     */
    public CsvFile.Role role(String name) {
        for (Column column : columns) {
            if (column.name().equals(name)) {
                return column.levels().isEmpty() ? CsvFile.Role.NUMBER : CsvFile.Role.TEXT;
            }
        }
        return CsvFile.Role.SKIP;
    }

    /**
     * The coordinates.
     *
     * @return d names: a column of numbers has its own, a level {@code colour=red}
     */
    public List<String> coordinates() {
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            if (column.levels().isEmpty()) {
                names.add(column.name());
            }
            column.levels().forEach(level -> names.add(column.name() + "=" + level));
        }
        return names;
    }

    /**
     * The rows of a table as points.
     *
     * @param table has the columns; its missing values are filled in
     * @return shape [n, d]
     * @throws IllegalArgumentException if a column is missing
     */
    public Points points(CsvTable table) {
        double[] points = new double[Math.multiplyExact(table.size(), width)];
        int offset = 0;
        for (Column column : columns) {
            if (column.levels().isEmpty()) {
                double[] values = table.column(column.name());
                for (int i = 0; i < values.length; i++) {
                    points[i * width + offset] =
                            Double.isNaN(values[i]) ? column.means().get(0) : values[i];
                }
            } else {
                fillLevels(table.text(column.name()), column, points, offset);
            }
            offset += column.means().size();
        }
        return Points.ofRows("inputs", table.size(), width, points);
    }

    /**
     * The rows of a table as points with one coordinate a column, for learners that make coordinates of categories themselves: a column of text
     * holds the number of the row's level. A missing number is the mean of the column's training rows, a missing text a level of its own.
     *
     * @param table has the columns
     * @return shape [n, columns]; -1 is a missing text, -2 a level that the training rows do not have
     * @throws IllegalArgumentException if a column is missing
     */
    public Points codes(CsvTable table) {
        int d = columns.size();
        double[] points = new double[Math.multiplyExact(table.size(), d)];
        for (int j = 0; j < d; j++) {
            Column column = columns.get(j);
            if (column.levels().isEmpty()) {
                double[] values = table.column(column.name());
                for (int i = 0; i < values.length; i++) {
                    points[i * d + j] = Double.isNaN(values[i]) ? column.means().get(0) : values[i];
                }
            } else {
                String[] texts = table.text(column.name());
                for (int i = 0; i < texts.length; i++) {
                    int place = column.levels().indexOf(texts[i]);
                    points[i * d + j] = place >= 0 ? place : Missing.is(texts[i]) ? -1 : -2;
                }
            }
        }
        return Points.ofRows("inputs", table.size(), d, points);
    }

    /**
     * The columns of text.
     *
     * @return their places among {@link #names()}
     */
    public int[] categories() {
        return IntStream.range(0, columns.size())
                .filter(j -> !columns.get(j).levels().isEmpty())
                .toArray();
    }

    private void fillLevels(String[] texts, Column column, double[] points, int offset) {
        Map<String, Integer> places = new LinkedHashMap<>();
        for (String level : column.levels()) {
            places.put(level, places.size());
        }
        for (int i = 0; i < texts.length; i++) {
            Integer place = places.get(texts[i]);
            if (place != null) {
                points[i * width + offset + place] = 1;
            } else if (Missing.is(texts[i])) {
                for (int j = 0; j < column.means().size(); j++) {
                    points[i * width + offset + j] = column.means().get(j);
                }
            }
        }
    }

    /**
     * Tells what the model cannot know about a table: levels that the training rows did not have, and other values in columns that
     * were constant in them.
     *
     * @param table has the columns
     * @param warn takes a sentence a column
     */
    public void warnOfNews(CsvTable table, Consumer<String> warn) {
        for (Column column : columns) {
            String name = table.source() + ": column \"" + Text.printable(column.name()) + '"';
            if (!column.levels().isEmpty()) {
                Set<String> unknown = new TreeSet<>(Arrays.asList(table.text(column.name())));
                column.levels().forEach(unknown::remove);
                unknown.removeIf(Missing::is);
                if (!unknown.isEmpty()) {
                    warn.accept(name + " has " + ColumnNames.quoted(unknown)
                            + ", which the training rows do not have; it counts as none of their levels");
                }
            } else if (column.minimum() == column.maximum()) {
                Arrays.stream(table.column(column.name()))
                        .filter(value -> !Double.isNaN(value) && value != column.minimum())
                        .findFirst()
                        .ifPresent(value -> warn.accept(name + " is " + value + " and was " + column.minimum()
                                + " in every training row: the model cannot know what that changes"));
            }
        }
    }

    /**
     * Adds the columns to a model.
     *
     * @param model the model's contents
     * @return the contents, and the columns beside them
     */
    public ModelFile addTo(ModelFile model) {
        ModelFile whole = model.with(
                        MEANS,
                        columns.stream()
                                .flatMapToDouble(
                                        column -> column.means().stream().mapToDouble(Double::doubleValue))
                                .toArray())
                .with(MINIMA, columns.stream().mapToDouble(Column::minimum).toArray())
                .with(MAXIMA, columns.stream().mapToDouble(Column::maximum).toArray());
        for (int j = 0; j < columns.size(); j++) {
            whole = whole.with(COLUMN + j, columns.get(j).name());
            if (!columns.get(j).levels().isEmpty()) {
                whole = whole.with(LEVELS + j, line(columns.get(j).levels()));
            }
        }
        return whole;
    }

    /**
     * The columns in a model's contents.
     *
     * @param name the file's name, for messages
     * @param model contents that {@link #addTo} made
     * @return the columns
     * @throws IllegalArgumentException if the contents do not fit together
     */
    public static InputColumns of(String name, ModelFile model) {
        double[] means = model.vector(MEANS);
        double[] minima = model.vector(MINIMA);
        double[] maxima = model.vector(MAXIMA);
        List<Column> columns = new ArrayList<>();
        int from = 0;
        for (int j = 0; j < minima.length; j++) {
            List<String> levels = model.names().contains(LEVELS + j) ? levels(name, model.text(LEVELS + j)) : List.of();
            int to = from + Math.max(1, levels.size());
            if (to > means.length || maxima.length != minima.length) {
                throw Require.error(name, "its columns, their levels and their means do not fit together");
            }
            columns.add(new Column(
                    model.text(COLUMN + j),
                    levels,
                    Arrays.stream(means, from, to).boxed().toList(),
                    minima[j],
                    maxima[j]));
            from = to;
        }
        if (columns.isEmpty() || from != means.length) {
            throw Require.error(name, "has " + means.length + " means of columns for " + from + " coordinates");
        }
        return new InputColumns(columns);
    }

    /**
     * The names of everything that {@link #addTo} adds.
     *
     * @return names of a model's contents
     */
    public Set<String> contents() {
        Set<String> names = new TreeSet<>(List.of(MEANS, MINIMA, MAXIMA));
        for (int j = 0; j < columns.size(); j++) {
            names.add(COLUMN + j);
            if (!columns.get(j).levels().isEmpty()) {
                names.add(LEVELS + j);
            }
        }
        return names;
    }

    private static String line(List<String> fields) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<String> levels(String name, String line) {
        try (CsvReader<de.siegmar.fastcsv.reader.CsvRecord> reader =
                CsvReader.builder().ofCsvRecord(line)) {
            List<String> levels = reader.iterator().next().getFields();
            if (Set.copyOf(levels).size() == levels.size()) {
                return levels;
            }
            throw Require.error(name, "has a level twice");
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(name + ": its levels cannot be read: " + Text.printable(line), e);
        }
    }
}
