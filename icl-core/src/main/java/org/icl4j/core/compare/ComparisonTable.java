package org.icl4j.core.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link ComparisonResult} as text. */
final class ComparisonTable {

    private static final int LEAST_COLUMN = 12;

    private ComparisonTable() {}

    static String text(ComparisonResult result) {
        int name = "learner".length();
        for (String each : result.names()) {
            name = Math.max(name, each.length());
        }
        String minus = "minus " + result.reference();
        int difference = Math.max(LEAST_COLUMN, minus.length() + 2);
        StringBuilder text = new StringBuilder()
                .append(String.format(
                        Locale.ROOT,
                        "%s over %d tasks of seed %d, with intervals of %s %%%n",
                        result.measure(),
                        result.tasks(),
                        result.seed(),
                        percent(result.confidence())));
        String columns = "%-" + name + "s%12s%12s%12s%12s";
        text.append(String.format(
                Locale.ROOT,
                columns + "%" + difference + "s%12s%12s%12s%n",
                "learner",
                "mean",
                "std error",
                "from",
                "to",
                minus,
                "std error",
                "from",
                "to"));
        for (String each : result.names()) {
            Estimate error = result.error(each);
            text.append(String.format(
                    Locale.ROOT,
                    columns,
                    each,
                    number(error.mean()),
                    number(error.standardError()),
                    number(error.low()),
                    number(error.high())));
            if (!each.equals(result.reference())) {
                Estimate less = result.difference(each);
                text.append(String.format(
                        Locale.ROOT,
                        "%" + difference + "s%12s%12s%12s",
                        signed(less.mean()),
                        number(less.standardError()),
                        signed(less.low()),
                        signed(less.high())));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    static List<String> csv(ComparisonResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("learner,tasks,mean,standard_error,low,high,"
                + "difference,difference_standard_error,difference_low,difference_high");
        for (String name : result.names()) {
            lines.add(quoted(name) + "," + result.tasks() + "," + fields(result.error(name)) + ","
                    + fields(result.difference(name)));
        }
        return List.copyOf(lines);
    }

    private static String fields(Estimate estimate) {
        return estimate.mean() + "," + estimate.standardError() + "," + estimate.low() + "," + estimate.high();
    }

    private static String quoted(String name) {
        boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String percent(double confidence) {
        String text = String.format(Locale.ROOT, "%.4f", 100 * confidence);
        return text.replaceAll("\\.?0+$", "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.4g", value);
    }
}
