package org.icl4j.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Text;

/** Results as lines {@code name value}. */
final class MetricLines {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?(E-?[0-9]+)?");

    /** Of the calibration error. */
    private static final int BINS = 10;

    private final List<String> lines = new ArrayList<>();

    MetricLines add(String name, Object value) {
        // A name that holds a line break keeps to its line.
        lines.add(name + " " + Text.printable(String.valueOf(value), Integer.MAX_VALUE));
        return this;
    }

    /** Root mean squared and mean absolute error, and R squared where the targets vary. */
    MetricLines errors(double[] predictions, double[] targets) {
        add("rmse", Metrics.rootMeanSquaredError(predictions, targets));
        add("mae", Metrics.meanAbsoluteError(predictions, targets));
        if (Arrays.stream(targets).distinct().limit(2).count() > 1) {
            add("r2", Metrics.rSquared(predictions, targets));
        }
        return this;
    }

    /** Accuracy, log loss, calibration error, and the area under the curve where every class has a row. */
    MetricLines classErrors(Points probabilities, int[] actual) {
        int[] predicted = new int[actual.length];
        boolean[] seen = new boolean[probabilities.width()];
        for (int i = 0; i < actual.length; i++) {
            double[] row = probabilities.row(i);
            for (int c = 1; c < row.length; c++) {
                predicted[i] = row[c] > row[predicted[i]] ? c : predicted[i];
            }
            seen[actual[i]] = true;
        }
        add("accuracy", Metrics.accuracy(predicted, actual));
        boolean all = true;
        for (boolean one : seen) {
            all &= one;
        }
        if (all) {
            add("auc", Metrics.areaUnderCurve(probabilities, actual));
        }
        add("log_loss", Metrics.logLoss(probabilities, actual));
        return add("calibration_error", Metrics.expectedCalibrationError(probabilities, actual, BINS));
    }

    void printTo(PrintWriter out) {
        lines.forEach(out::println);
        out.flush();
    }

    /** The same as one JSON object: numbers and truth values as they are, everything else as text. */
    void printJsonTo(PrintWriter out) {
        List<String> members = new ArrayList<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            members.add(quoted(line.substring(0, space)) + ": " + value(line.substring(space + 1)));
        }
        out.println("{" + String.join(", ", members) + "}");
        out.flush();
    }

    private static String value(String text) {
        return NUMBER.matcher(text).matches() || text.equals("true") || text.equals("false") ? text : quoted(text);
    }

    // Text.printable has replaced control signs.
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
