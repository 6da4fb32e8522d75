package org.icl4j.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Metrics;
import org.icl4j.core.Text;

/** Results as lines {@code name value}. */
final class MetricLines {

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

    void printTo(PrintWriter out) {
        lines.forEach(out::println);
        out.flush();
    }
}
