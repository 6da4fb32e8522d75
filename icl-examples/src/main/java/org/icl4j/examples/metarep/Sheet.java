package org.icl4j.examples.metarep;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.data.CsvOutput;

/** A table: printed in columns with rounded numbers, written as CSV with all digits. A mean takes one column of text and three of CSV. */
final class Sheet {

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
    Sheet(String name, String title, String... columns) {
        this.name = name;
        this.title = title;
        this.columns = List.of(columns);
    }

    /** Adds a row of texts, numbers and {@link Estimate}s, one a column. */
    Sheet row(Object... cells) {
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
            return number(e.mean()) + " [" + number(e.low()) + ", " + number(e.high()) + "]";
        }
        return cell instanceof Double d ? number(d) : String.valueOf(cell);
    }

    static String number(double value) {
        double size = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        if (size >= 1e-3 && size < 1e4) {
            int digits = size >= 100 ? 1 : size >= 1 ? 3 : 4;
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
        return String.format(Locale.ROOT, "%.2e", value);
    }
}
