package org.icl4j.examples.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.data.CsvOutput;

/** A table: printed in columns with rounded numbers, written as CSV with all digits. A mean takes one column of text and three of CSV. */
public final class Table {

    private final String name;
    private final String title;
    private final List<String> columns;
    private final List<Object[]> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param name of its file
     * @param title printed above it
     * @param columns their names
     */
    public Table(String name, String title, String... columns) {
        this.name = name;
        this.title = title;
        this.columns = List.of(columns);
    }

    /**
     * Adds a row.
     *
     * @param cells texts, numbers and {@link Estimate}s, one a column
     * @return this table
     */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalStateException(name + ": " + columns.size() + " columns, a row of " + cells.length);
        }
        rows.add(cells);
        return this;
    }

    String name() {
        return name;
    }

    void print(PrintWriter out) {
        List<List<String>> texts = new ArrayList<>();
        texts.add(columns);
        for (Object[] row : rows) {
            List<String> text = new ArrayList<>();
            for (Object cell : row) {
                text.add(text(cell));
            }
            texts.add(text);
        }
        out.println(title);
        for (List<String> row : texts) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns.size(); c++) {
                int column = c;
                int width = texts.stream()
                        .mapToInt(r -> r.get(column).length())
                        .max()
                        .orElse(0);
                line.append(String.format(Locale.ROOT, "%-" + (width + 2) + "s", row.get(c)));
            }
            out.println(line.toString().stripTrailing());
        }
        out.println();
    }

    CsvOutput csv() {
        List<String> header = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            header.add(columns.get(c).replace(' ', '_'));
            if (!rows.isEmpty() && rows.get(0)[c] instanceof Estimate) {
                header.add(header.get(header.size() - 1) + "_low");
                header.add(header.get(header.size() - 2) + "_high");
            }
        }
        CsvOutput csv = new CsvOutput(header.toArray(new String[0]));
        for (Object[] row : rows) {
            List<Object> cells = new ArrayList<>();
            for (Object cell : row) {
                if (cell instanceof Estimate e) {
                    cells.addAll(List.of(e.mean(), e.low(), e.high()));
                } else {
                    cells.add(cell);
                }
            }
            csv.row(cells.toArray());
        }
        return csv;
    }

    private static String text(Object cell) {
        if (cell instanceof Estimate e) {
            return Results.number(e.mean()) + " [" + Results.number(e.low()) + ", " + Results.number(e.high()) + "]";
        }
        return cell instanceof Double d ? Results.number(d) : String.valueOf(cell);
    }
}
