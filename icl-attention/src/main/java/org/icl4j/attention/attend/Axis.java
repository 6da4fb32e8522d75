package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.core.Require;

/**
 * Along which line of tokens an attention looks: the sequence itself, or, where a sequence is a table stored cell by cell and
 * row after row, the row or the column of a cell.
 *
 * <pre>
 *   sequence      every token looks along its sequence, as far as the sequences' visibility lets it
 *   rows(c)       every cell looks at all c cells of its row
 *   columns(c)    every cell looks along its column, at the rows that its table's visibility shows
 * </pre>
 *
 * For tables of c columns the visibility counts cells: a prefix of r c cells is the first r rows, the context.
 */
public sealed interface Axis {

    /**
     * Along the sequence.
     *
     * @return the axis
     */
    static Axis sequence() {
        return new Sequence();
    }

    /**
     * Within a row: from column to column.
     *
     * @param columns c, cells in a row
     * @return the axis
     */
    static Axis rows(int columns) {
        return new Rows(columns);
    }

    /**
     * Within a column: from row to row.
     *
     * @param columns c, cells in a row
     * @return the axis
     */
    static Axis columns(int columns) {
        return new Columns(columns);
    }

    /**
     * The lines of such sequences.
     *
     * @param shape how rows form sequences
     * @return the lines
     * @throws IllegalArgumentException if a sequence is no table of so many columns
     */
    Lines lines(Sequences shape);

    /**
     * What a token sees of its line.
     *
     * @param shape how rows form sequences
     * @return the visibility along the lines
     * @throws IllegalArgumentException if the sequences' visibility does not show whole rows
     */
    Visibility visibility(Sequences shape);

    /** Along the sequence. */
    record Sequence() implements Axis {

        @Override
        public Lines lines(Sequences shape) {
            return Lines.of(shape);
        }

        @Override
        public Visibility visibility(Sequences shape) {
            return Require.notNull("shape", shape).visibility();
        }
    }

    /**
     * Within a row.
     *
     * @param columns c, cells in a row
     */
    record Rows(int columns) implements Axis {

        /**
         * Checks the number.
         *
         * @param columns c, cells in a row
         */
        public Rows {
            Require.positive("columns", columns);
        }

        @Override
        public Lines lines(Sequences shape) {
            Require.notNull("shape", shape);
            return Lines.consecutive(shape.count() * tableRows(shape, columns), columns);
        }

        @Override
        public Visibility visibility(Sequences shape) {
            Require.notNull("shape", shape);
            return Visibility.prefix(columns);
        }
    }

    /**
     * Within a column.
     *
     * @param columns c, cells in a row
     */
    record Columns(int columns) implements Axis {

        /**
         * Checks the number.
         *
         * @param columns c, cells in a row
         */
        public Columns {
            Require.positive("columns", columns);
        }

        @Override
        public Lines lines(Sequences shape) {
            Require.notNull("shape", shape);
            return Lines.columns(shape.count(), tableRows(shape, columns), columns);
        }

        @Override
        public Visibility visibility(Sequences shape) {
            if (Require.notNull("shape", shape).visibility() instanceof Visibility.Prefix prefix) {
                return Visibility.prefix(wholeRows(prefix.keys()));
            }
            if (!shape.visibility().shared()) {
                throw Require.error(
                        "shape", "tables show a number of first rows, got the visibility " + shape.visibility());
            }
            int[] keys = new int[shape.count() * columns];
            for (int s = 0; s < shape.count(); s++) {
                Arrays.fill(
                        keys,
                        s * columns,
                        (s + 1) * columns,
                        wholeRows(shape.visibility().reach(s, 0)));
            }
            return Visibility.prefixes(keys);
        }

        private int wholeRows(int cells) {
            if (cells % columns != 0) {
                throw Require.error("shape", cells + " visible cells are no whole rows of " + columns);
            }
            return cells / columns;
        }
    }

    private static int tableRows(Sequences shape, int columns) {
        if (shape.length() % columns != 0) {
            throw Require.error(
                    "shape", "sequences of " + shape.length() + " tokens are no tables of " + columns + " columns");
        }
        return shape.length() / columns;
    }
}
