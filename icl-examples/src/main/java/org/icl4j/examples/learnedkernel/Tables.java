package org.icl4j.examples.learnedkernel;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Metrics;
import org.icl4j.examples.data.CsvOutput;

/** The results as text and as CSV. */
final class Tables {

    private Tables() {}

    static void print(List<Row> rows, PrintWriter out) {
        out.println("method                   setting                                                  "
                + "published    expected   measured   deviation   std. error");
        for (Row row : rows) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-23s  %-55s  %9s   %9s   %8.4f   %9.4f   %10.5f",
                    row.method(),
                    row.setting(),
                    known(row.published(), "%.4f"),
                    known(row.expected(), "%.5f"),
                    row.errors().mean(),
                    row.errors().standardDeviation(),
                    row.standardError()));
        }
    }

    private static String known(double value, String format) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    static void print(Heads heads, PrintWriter out) {
        for (Heads.Head head : heads.all()) {
            Metrics.Summary summary = head.summary();
            out.println(String.format(
                    Locale.ROOT,
                    "head of seed %d: measured %.4f, deviation %.4f, final training loss %.4f",
                    head.seed(),
                    summary.mean(),
                    summary.standardDeviation(),
                    head.trained().report().finalLoss()));
        }
    }

    static CsvOutput csv(List<Row> rows) {
        CsvOutput csv = new CsvOutput(
                "method",
                "setting",
                "published_one_draw",
                "expected",
                "mean",
                "standard_deviation",
                "standard_error",
                "count");
        for (Row row : rows) {
            csv.row(
                    row.method(),
                    row.setting(),
                    Double.isNaN(row.published()) ? "" : row.published(),
                    Double.isNaN(row.expected()) ? "" : row.expected(),
                    row.errors().mean(),
                    row.errors().standardDeviation(),
                    row.standardError(),
                    row.errors().count());
        }
        return csv;
    }

    static CsvOutput csv(Heads heads) {
        CsvOutput csv = new CsvOutput("seed", "mean", "standard_deviation", "final_loss", "steps");
        for (Heads.Head head : heads.all()) {
            Metrics.Summary summary = head.summary();
            csv.row(
                    head.seed(),
                    summary.mean(),
                    summary.standardDeviation(),
                    head.trained().report().finalLoss(),
                    head.trained().report().steps());
        }
        return csv;
    }
}
