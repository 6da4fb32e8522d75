package org.icl4j.examples.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A table of finite numbers with named columns, n rows of w columns. {@link #read} takes it from a CSV file: commas, one
 * header row, every other field a number; quotes, empty lines and a byte order mark are allowed.
 */
public final class CsvTable {

    private final String source;
    private final List<String> header;
    private final List<String> names;
    private final Points rows;

    CsvTable(String source, List<String> header, List<String> names, Points rows) {
        this.source = source;
        this.header = List.copyOf(header);
        this.names = List.copyOf(names);
        this.rows = rows;
    }

    /**
     * Reads a file. Memory: 8 n w bytes and the text of one row.
     *
     * @param file the CSV file
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
        return CsvTableReader.read(file, wanted);
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
     * The columns that were read.
     *
     * @return w names, all different, in the file's order
     */
    public List<String> names() {
        return names;
    }

    /**
     * The number of rows below the header.
     *
     * @return n, at least 1
     */
    public int size() {
        return rows.size();
    }

    /**
     * Whether there is a column of this name.
     *
     * @param name a column's name
     * @return whether it was read
     */
    public boolean has(String name) {
        return names.contains(name);
    }

    /**
     * One column.
     *
     * @param name its name
     * @return n numbers
     * @throws IllegalArgumentException if there is no such column; the message lists those there are
     */
    public double[] column(String name) {
        return rows.column(index(name));
    }

    /**
     * Several columns, in the order asked for.
     *
     * @param wanted their names, at least one
     * @return shape [n, wanted.size()]
     * @throws IllegalArgumentException if one is missing; the message lists the columns there are
     */
    public Points columns(List<String> wanted) {
        int[] indices = wanted.stream().mapToInt(this::index).toArray();
        double[] selected = new double[Math.multiplyExact(rows.size(), indices.length)];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < indices.length; j++) {
                selected[i * indices.length + j] = rows.get(i, indices[j]);
            }
        }
        return Points.ofRows("columns", rows.size(), indices.length, selected);
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
                    "the target \"" + name + "\" is constant (" + rowsInWords + target[0]
                            + "), there is nothing to learn");
        }
        return target;
    }

    /**
     * Whether a column's numbers differ.
     *
     * @param name its name
     * @return false if all are equal
     * @throws IllegalArgumentException if there is no such column
     */
    public boolean varies(String name) {
        double[] column = column(name);
        return !Arrays.stream(column).allMatch(value -> value == column[0]);
    }

    private int index(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw Require.error(source, "no column \"" + name + "\"; the columns are " + String.join(", ", header));
        }
        return index;
    }
}
