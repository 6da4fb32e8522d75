package org.icl4j.examples.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.icl4j.core.Points;
import org.icl4j.core.Text;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Panel;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;
import org.jspecify.annotations.Nullable;

/** Answers as a table and as a picture. */
final class Predictions {

    private static final int CURVE_POINTS = 400;

    private Predictions() {}

    /** Predicted against actual numbers, with the diagonal on which both agree. */
    static Panel scatter(String title, String name, Answers rows) {
        double[] answers = rows.predicted();
        double[] actual = Objects.requireNonNull(rows.actual());
        String target = Text.printable(name);
        double low = Math.min(min(answers), min(actual));
        double high = Math.max(max(answers), max(actual));
        double margin = high > low ? 0.03 * (high - low) : 1;
        double[] ends = {low - margin, high + margin};
        return Plot.of(title, "actual " + target, "predicted " + target)
                .points("rows", actual, answers)
                .add(Series.line(ends, ends)
                        .named("predicted = actual")
                        .dashed()
                        .in(Ink.BLACK))
                .xRange(ends[0], ends[1])
                .yRange(ends[0], ends[1]);
    }

    /** What the answers are off by, against the answers: a pattern here is something that the model missed. */
    static Panel residuals(String name, Answers rows) {
        double[] answers = rows.predicted();
        double[] actual = Objects.requireNonNull(rows.actual());
        double[] errors = new double[answers.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = actual[i] - answers[i];
        }
        double[] ends = {min(answers), max(answers)};
        return Plot.of("Residuals", "predicted " + Text.printable(name), "actual - predicted")
                .points("rows", answers, errors)
                .add(Series.line(ends, new double[2]).dashed().in(Ink.BLACK));
    }

    /** The leave-one-out error against the ridge. */
    static Panel leaveOneOut(List<double[]> errors, double ridge) {
        double[] x = errors.stream().mapToDouble(point -> point[0]).toArray();
        double[] y = errors.stream().mapToDouble(point -> point[1]).toArray();
        double[] used = {ridge, ridge};
        return Plot.of("Leave-one-out error", "ridge", "root mean squared error")
                .xLogarithmic()
                .line("error", x, y)
                .add(Series.line(used, new double[] {min(y), max(y)})
                        .named("ridge used")
                        .dashed()
                        .in(Ink.BLACK));
    }

    /** The fitted function of one input over the training data. */
    static Panel curve(CsvModel model, CsvTable train, @Nullable CsvTable test) {
        String input = Text.printable(model.inputs().coordinates().get(0));
        double[] x = model.inputs().points(train).column(0);
        double[] tested = test == null ? x : model.inputs().points(test).column(0);
        double low = Math.min(min(x), min(tested));
        double high = Math.max(max(x), max(tested));
        double[] grid = new double[CURVE_POINTS];
        for (int i = 0; i < CURVE_POINTS; i++) {
            grid[i] = low + (high - low) * i / (CURVE_POINTS - 1);
        }
        double[] curve = model.predict(Points.ofColumn("grid", grid));
        Plot plot = Plot.of("Kernel ridge regression", input, Text.printable(model.target()))
                .add(Series.points(x, train.column(model.target()))
                        .named("training rows")
                        .in(Ink.GREY));
        if (test != null) {
            plot = plot.add(Series.points(tested, test.column(model.target()))
                    .named("test rows")
                    .in(Ink.ORANGE));
        }
        return plot.line("fit", grid, curve);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
