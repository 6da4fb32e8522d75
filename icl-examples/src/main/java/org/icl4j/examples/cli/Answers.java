package org.icl4j.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.icl4j.core.Metrics;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.CsvTable;
import org.jspecify.annotations.Nullable;

/** Answers to a table's rows. */
final class Answers {

    /** Deviations to either side that hold 95 of 100 numbers of a normal distribution. */
    private static final double NORMAL_95 = 1.959963984540054;

    private final CsvTable table;
    private final Set<String> kept;
    private final double[] predicted;
    private final double @Nullable [] actual;
    private final double @Nullable [] deviations;

    /**
     * @param table the rows
     * @param kept the columns that identify them
     * @param predicted a number for each row
     * @param actual what the target was, where that is known
     */
    Answers(CsvTable table, Set<String> kept, double[] predicted, double @Nullable [] actual) {
        this(table, kept, predicted, actual, null);
    }

    private Answers(
            CsvTable table,
            Set<String> kept,
            double[] predicted,
            double @Nullable [] actual,
            double @Nullable [] deviations) {
        this.table = table;
        this.kept = kept;
        this.predicted = predicted;
        this.actual = actual;
        this.deviations = deviations;
    }

    /** The same answers with the standard deviation of each. */
    Answers with(double[] standardDeviations) {
        return new Answers(table, kept, predicted, actual, standardDeviations);
    }

    double[] predicted() {
        return predicted;
    }

    double @Nullable [] actual() {
        return actual;
    }

    /** The part of the actual numbers within 1.96 standard deviations of the answers, where both are known; else NaN. */
    double coverage() {
        if (actual == null || deviations == null) {
            return Double.NaN;
        }
        double[] lower = predicted.clone();
        double[] upper = predicted.clone();
        for (int i = 0; i < predicted.length; i++) {
            lower[i] -= NORMAL_95 * deviations[i];
            upper[i] += NORMAL_95 * deviations[i];
        }
        return Metrics.coverage(lower, upper, actual);
    }

    /** What identifies a row, the actual number where it is known, and the answer. */
    CsvOutput csv() {
        List<String> header = new ArrayList<>(kept);
        List<String[]> identifiers = kept.stream().map(table::fields).toList();
        if (actual != null) {
            header.add("actual");
        }
        header.add("predicted");
        if (deviations != null) {
            header.add("std");
        }
        CsvOutput csv = new CsvOutput(header.toArray(String[]::new));
        for (int i = 0; i < predicted.length; i++) {
            List<Object> row = new ArrayList<>();
            for (String[] column : identifiers) {
                row.add(column[i]);
            }
            if (actual != null) {
                row.add(actual[i]);
            }
            row.add(predicted[i]);
            if (deviations != null) {
                row.add(deviations[i]);
            }
            csv.row(row.toArray());
        }
        return csv;
    }
}
