package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Require;

/**
 * Where the tokens of each attention lie among the rows of a matrix. Line s is rows
 * {@code (s / inner) * outerRows + (s % inner) * innerRows + i * step}, i = 0 to length - 1: an ordinary sequence is a line of
 * consecutive rows; the columns of a table are lines whose step is the table's width. Nothing is copied to attend along one.
 *
 * @param count the number of lines
 * @param length tokens in each
 * @param inner lines in a group
 * @param outerRows rows from one group to the next
 * @param innerRows rows from one line of a group to the next
 * @param step rows from one token of a line to the next
 */
public record Lines(int count, int length, int inner, int outerRows, int innerRows, int step) {

    /**
     * Checks the sizes.
     *
     * @param count the number of lines
     * @param length tokens in each
     * @param inner lines in a group
     * @param outerRows rows from one group to the next
     * @param innerRows rows from one line of a group to the next
     * @param step rows from one token of a line to the next
     * @throws IllegalArgumentException if one is below 1
     */
    public Lines {
        Require.positive("count", count);
        Require.positive("length", length);
        Require.positive("inner", inner);
        Require.positive("outerRows", outerRows);
        Require.positive("innerRows", innerRows);
        Require.positive("step", step);
    }

    /**
     * Lines one after the other, each of consecutive rows.
     *
     * @param count the number of lines
     * @param length tokens in each
     * @return the lines
     */
    public static Lines consecutive(int count, int length) {
        return new Lines(count, length, 1, length, length, 1);
    }

    /**
     * Sequences as lines.
     *
     * @param shape how rows form sequences
     * @return a line for each sequence
     */
    public static Lines of(Sequences shape) {
        Require.notNull("shape", shape);
        return consecutive(shape.count(), shape.length());
    }

    /**
     * The columns of tables stored cell by cell, row after row.
     *
     * @param tables the number of tables
     * @param rows rows of each
     * @param columns columns of each
     * @return a line for each column of each table
     */
    public static Lines columns(int tables, int rows, int columns) {
        Require.positive("tables", tables);
        Require.positive("rows", rows);
        Require.positive("columns", columns);
        return new Lines(
                Math.multiplyExact(tables, columns), rows, columns, Math.multiplyExact(rows, columns), 1, columns);
    }

    /**
     * The row of a line's first token.
     *
     * @param line s
     * @return its index
     */
    public int first(int line) {
        Require.inRange("line", line, 0, count - 1);
        return (line / inner) * outerRows + (line % inner) * innerRows;
    }

    /**
     * The rows that the lines lie in.
     *
     * @return the index of the last token, plus 1
     */
    public int rows() {
        return first(count - 1) + (length - 1) * step + 1;
    }
}
