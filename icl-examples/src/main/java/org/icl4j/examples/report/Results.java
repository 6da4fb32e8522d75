package org.icl4j.examples.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Require;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.data.CsvOutput;

/**
 * The table of an experiment: each row is a quantity measured once for each seed, as a mean with Student's interval of 95 % over
 * the seeds, beside the number that theory or a publication has for it.
 */
public final class Results {

    /** How often an interval holds the mean. */
    public static final double CONFIDENCE = 0.95;

    private static final int DIGITS = 4;

    private final List<String> labels;
    private final String expected;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A row.
     *
     * @param labels what was measured
     * @param expected the number beside it; NaN where there is none
     * @param estimate mean and interval over the seeds
     * @param seeds their number
     */
    public record Row(List<String> labels, double expected, Estimate estimate, int seeds) {}

    private Results(List<String> labels, String expected) {
        this.labels = labels;
        this.expected = expected;
    }

    /**
     * An empty table.
     *
     * @param expected what the numbers beside the measured ones are, such as {@code "closed form"}
     * @param labels the names of the columns that say what was measured
     * @return the table
     */
    public static Results table(String expected, String... labels) {
        return new Results(List.of(labels), expected);
    }

    /**
     * Adds a row.
     *
     * @param known the number beside the measured one; NaN where there is none
     * @param values one for each seed, at least two
     * @param row its labels
     * @return mean and interval
     */
    public Estimate add(double known, double[] values, String... row) {
        if (row.length != labels.size()) {
            throw Require.error("row", "expected " + labels.size() + " labels, got " + Arrays.toString(row));
        }
        Estimate estimate = Estimate.of(CONFIDENCE, values);
        rows.add(new Row(List.of(row), known, estimate, values.length));
        return estimate;
    }

    /**
     * What a learner's row is made of: its mean error in one comparison for each seed.
     *
     * @param seeds the comparisons
     * @param learner the name that it has in all of them
     * @return one mean for each seed
     */
    public static double[] means(List<ComparisonResult> seeds, String learner) {
        return seeds.stream().mapToDouble(seed -> seed.error(learner).mean()).toArray();
    }

    /**
     * The rows.
     *
     * @return in the order they were added in
     */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /**
     * Prints the table, the numbers to four digits.
     *
     * @param out where to
     */
    public void print(PrintWriter out) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(labels);
        head.addAll(List.of(expected, "mean", "from", "to"));
        lines.add(head);
        for (Row row : rows) {
            List<String> line = new ArrayList<>(row.labels());
            Estimate e = row.estimate();
            line.add(Double.isNaN(row.expected()) ? "-" : number(row.expected()));
            line.addAll(List.of(number(e.mean()), number(e.low()), number(e.high())));
            lines.add(line);
        }
        int[] widths = new int[head.size()];
        for (List<String> line : lines) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String gap = " ".repeat(widths[c] - line.get(c).length());
                // Words stand left, numbers right.
                text.append(c < labels.size() ? line.get(c) + gap : gap + line.get(c));
                text.append(c + 1 < widths.length ? "   " : "");
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /**
     * A number to four significant digits, without an exponent where it is between 0.0001 and 100000.
     *
     * @param value finite
     * @return the text
     */
    public static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e5)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int whole = size < 1 ? 0 : (int) Math.floor(Math.log10(size)) + 1;
        int extra = size == 0 || size >= 0.1 ? 0 : (int) Math.floor(-Math.log10(size));
        return String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - whole + extra) + "f", value);
    }

    /**
     * The table with every digit.
     *
     * @return labels, the expected number, mean, interval, standard error, number of seeds
     */
    public CsvOutput csv() {
        List<String> head = new ArrayList<>();
        labels.forEach(label -> head.add(label.replace(' ', '_')));
        head.addAll(List.of(expected.replace(' ', '_'), "mean", "low", "high", "standard_error", "seeds"));
        CsvOutput csv = new CsvOutput(head.toArray(String[]::new));
        for (Row row : rows) {
            List<Object> fields = new ArrayList<>(row.labels());
            Estimate e = row.estimate();
            fields.add(Double.isNaN(row.expected()) ? "" : row.expected());
            fields.addAll(List.of(e.mean(), e.low(), e.high(), e.standardError(), row.seeds()));
            csv.row(fields.toArray());
        }
        return csv;
    }
}
