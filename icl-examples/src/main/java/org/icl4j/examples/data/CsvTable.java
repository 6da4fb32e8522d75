package org.icl4j.examples.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.Text;

/**
 * A table of n rows with named columns, each of numbers or of text, as {@link CsvFile} reads it. Numbers are finite, or NaN where
 * the file has none: {@link #complete} says what becomes of those.
 */
public final class CsvTable {

    private final String source;
    private final List<String> header;
    private final int size;
    private final Map<String, double[]> numbers;
    private final Map<String, String[]> texts;
    private final Map<String, Long> firstMissing;
    private final List<String> warnings;

    CsvTable(
            String source,
            List<String> header,
            int size,
            Map<String, double[]> numbers,
            Map<String, String[]> texts,
            Map<String, Long> firstMissing,
            List<String> warnings) {
        this.source = source;
        this.header = header;
        this.size = size;
        this.numbers = numbers;
        this.texts = texts;
        this.firstMissing = firstMissing;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads a file of numbers without missing values.
     *
     * @param file the CSV file, with commas, decimal points and a header row
     * @return its table
     * @throws IllegalArgumentException if the file is missing, has no rows or no header, a row is ragged, or a field is empty
     *     or not a finite number; the message names the file, the line and the column
     */
    public static CsvTable read(Path file) {
        return read(file, name -> true);
    }

    /**
     * Reads some columns of a file; what stands in the others, text for instance, does not matter.
     *
     * @param file the CSV file
     * @param wanted which columns, by name
     * @return the table of these columns
     * @throws IllegalArgumentException as {@link #read(Path)}, and if no column is wanted
     */
    public static CsvTable read(Path file, Predicate<String> wanted) {
        CsvTable table = CsvFile.open(file, CsvFormat.DEFAULT)
                .read(name -> wanted.test(name) ? CsvFile.Role.NUMBER : CsvFile.Role.SKIP);
        return table.complete(Missing.REFUSE, table.names(), List.of());
    }

    /**
     * Where the table came from, for messages.
     *
     * @return the file as the user wrote it
     */
    public String source() {
        return source;
    }

    /**
     * The columns of numbers that were read.
     *
     * @return names, all different, in the file's order
     */
    public List<String> names() {
        return List.copyOf(numbers.keySet());
    }

    /**
     * What looked wrong in the file, but may be right.
     *
     * @return sentences for the user
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * The number of rows below the header.
     *
     * @return n, at least 1
     */
    public int size() {
        return size;
    }

    /**
     * Whether a column of this name was read.
     *
     * @param name a column's name
     * @return whether it was read
     */
    public boolean has(String name) {
        return numbers.containsKey(name) || texts.containsKey(name);
    }

    /**
     * Whether a column is one of text.
     *
     * @param name a column's name
     * @return whether it was read as text
     */
    public boolean isText(String name) {
        return texts.containsKey(name);
    }

    /**
     * One column of numbers.
     *
     * @param name its name
     * @return n numbers
     * @throws IllegalArgumentException if there is no such column; the message lists those there are
     */
    public double[] column(String name) {
        return numbers(name).clone();
    }

    /**
     * One column of text.
     *
     * @param name its name
     * @return n texts, without blanks around them
     * @throws IllegalArgumentException if there is no such column; the message lists those there are
     */
    public String[] text(String name) {
        String[] text = texts.get(name);
        if (text == null) {
            throw unknown(name);
        }
        return text.clone();
    }

    /**
     * One column, of numbers or text, to be written again.
     *
     * @param name its name
     * @return n texts; of numbers the shortest that read back to the same bits, blank where one is missing
     * @throws IllegalArgumentException if there is no such column; the message lists those there are
     */
    public String[] fields(String name) {
        return isText(name)
                ? text(name)
                : Arrays.stream(numbers(name))
                        .mapToObj(value -> Double.isNaN(value) ? "" : Double.toString(value))
                        .toArray(String[]::new);
    }

    /**
     * Several columns of numbers, in the order asked for.
     *
     * @param wanted their names, at least one
     * @return shape [n, wanted.size()]
     * @throws IllegalArgumentException if one is missing; the message lists the columns there are
     */
    public Points columns(List<String> wanted) {
        int width = wanted.size();
        double[] selected = new double[Math.multiplyExact(size, width)];
        for (int j = 0; j < width; j++) {
            double[] column = numbers(wanted.get(j));
            for (int i = 0; i < size; i++) {
                selected[i * width + j] = column[i];
            }
        }
        return Points.ofRows("columns", size, width, selected);
    }

    /**
     * One column that something can be learned from.
     *
     * @param name its name
     * @return n numbers, not all equal
     * @throws IllegalArgumentException if there is no such column or all its numbers are equal
     */
    public double[] target(String name) {
        double[] target = column(name);
        if (!varies(name)) {
            String rowsInWords = target.length == 1 ? "the only row is " : "all " + target.length + " rows are ";
            throw Require.error(
                    source,
                    "the target \"" + Text.printable(name) + "\" is constant (" + rowsInWords + target[0]
                            + "), there is nothing to learn");
        }
        return target;
    }

    /**
     * Whether a column's values differ.
     *
     * @param name its name
     * @return false if all are equal
     * @throws IllegalArgumentException if there is no such column
     */
    public boolean varies(String name) {
        if (isText(name)) {
            return Arrays.stream(text(name)).distinct().limit(2).count() > 1;
        }
        return Arrays.stream(numbers(name)).distinct().limit(2).count() > 1;
    }

    /**
     * Deals with missing values.
     *
     * @param missing what becomes of them
     * @param inputs the columns that are read from
     * @param targets the columns that are learned, whose values are never made up
     * @return this table, or the rows of it that are left
     * @throws IllegalArgumentException if values are missing and that is refused, with counts by column, or no rows are left
     */
    public CsvTable complete(Missing missing, Collection<String> inputs, Collection<String> targets) {
        List<String> all = new ArrayList<>(inputs);
        all.addAll(targets);
        if (missing == Missing.REFUSE) {
            refuseMissing(all);
            return this;
        }
        List<String> needed = missing == Missing.DROP ? all : List.copyOf(targets);
        int[] rows = IntStream.range(0, size)
                .filter(i -> needed.stream().noneMatch(name -> isMissing(name, i)))
                .toArray();
        if (rows.length == 0) {
            throw Require.error(source, "no row is left without missing values in " + ColumnNames.quoted(needed));
        }
        return rows.length == size ? this : select(rows);
    }

    /**
     * How many values of a column are missing.
     *
     * @param name its name
     * @return from 0 to n
     */
    public int missing(String name) {
        return (int) IntStream.range(0, size).filter(i -> isMissing(name, i)).count();
    }

    boolean isMissing(String name, int row) {
        String[] text = texts.get(name);
        return text != null ? Missing.is(text[row]) : Double.isNaN(numbers(name)[row]);
    }

    private void refuseMissing(List<String> names) {
        List<String> counts = new ArrayList<>();
        for (String name : names) {
            int missing = missing(name);
            if (missing > 0) {
                counts.add('"' + Text.printable(name) + "\" " + missing + " (first in line " + firstMissing.get(name)
                        + ")");
            }
        }
        if (!counts.isEmpty()) {
            long rows = IntStream.range(0, size)
                    .filter(i -> names.stream().anyMatch(name -> isMissing(name, i)))
                    .count();
            String shown = String.join(", ", counts.subList(0, Math.min(counts.size(), 10)));
            String more = counts.size() > 10 ? " and " + (counts.size() - 10) + " more columns" : "";
            throw Require.error(
                    source,
                    "values are missing in " + rows + " of " + size + (size == 1 ? " row" : " rows") + ", by column: "
                            + shown + more
                            + "; --missing drop leaves these rows out, --missing mean fills in the column's"
                            + " mean, --ignore NAME leaves out a column");
        }
    }

    private CsvTable select(int[] rows) {
        Map<String, double[]> numeric = new LinkedHashMap<>();
        Map<String, String[]> textual = new LinkedHashMap<>();
        numbers.forEach((name, column) -> numeric.put(
                name, Arrays.stream(rows).mapToDouble(i -> column[i]).toArray()));
        texts.forEach((name, column) ->
                textual.put(name, Arrays.stream(rows).mapToObj(i -> column[i]).toArray(String[]::new)));
        return new CsvTable(source, header, rows.length, numeric, textual, firstMissing, warnings);
    }

    private double[] numbers(String name) {
        double[] column = numbers.get(name);
        if (column == null) {
            throw unknown(name);
        }
        return column;
    }

    private IllegalArgumentException unknown(String name) {
        return Require.error(
                source, "no column \"" + Text.printable(name) + "\"; the columns are " + Text.list(header));
    }
}
