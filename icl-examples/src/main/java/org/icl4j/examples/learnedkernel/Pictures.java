package org.icl4j.examples.learnedkernel;

import java.util.List;
import java.util.Locale;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.local.NadarayaWatson;

/** The figures, each with the numbers that it shows. */
final class Pictures {

    private static final int KERNEL_POINTS = 121;
    private static final double MARGIN = 0.1;

    private Pictures() {}

    /** A figure and the table behind it. */
    record Picture(Figure figure, CsvOutput numbers) {}

    /** What each estimator makes of the first noise draw. */
    static Picture fits(GridTasks test, Baselines baselines, InContextLearner<?> head) {
        Context draw = test.one(0);
        double[] x = draw.inputs().column(0);
        double[] y = draw.targets().column(0);
        double[] queries = test.queries().column(0);
        double[] truth = test.truth().column(0);
        double[] linear = answers(Baselines.linearRidge(), draw, test.queries());
        double[] raw = answers(Baselines.rawAttention(), draw, test.queries());
        double[] mean = answers(NadarayaWatson.of(Baselines.gaussian()), draw, test.queries());
        double[] ridge = answers(Baselines.kernelRidge(), draw, test.queries());
        double[] tuned = answers(baselines.tunedKernelRidge(), draw, test.queries());
        double[] learnt = answers(head, draw, test.queries());

        Plot left = panel("Nothing learnt, and a kernel learnt from tasks", x, y, queries, truth)
                .add(Series.line(queries, linear).named("linear ridge").in(Ink.ORANGE))
                .add(Series.line(queries, raw).named("raw attention").in(Ink.VERMILLION))
                .add(Series.line(queries, learnt).named("pretrained head").in(Ink.BLUE));
        Plot right = panel("A kernel given", x, y, queries, truth)
                .add(Series.line(queries, mean).named("NW 0.5").in(Ink.PURPLE))
                .add(Series.line(queries, ridge).named("KRR 0.5, 0.01").in(Ink.SKY))
                .add(Series.line(queries, tuned).named("KRR tuned").in(Ink.GREEN));

        CsvOutput csv = new CsvOutput(
                "x",
                "sin_x",
                "linear_ridge",
                "raw_attention",
                "pretrained_head",
                "nadaraya_watson",
                "kernel_ridge",
                "kernel_ridge_tuned");
        for (int q = 0; q < queries.length; q++) {
            csv.numbers(queries[q], truth[q], linear[q], raw[q], learnt[q], mean[q], ridge[q], tuned[q]);
        }
        return new Picture(Figure.of(left, right).panelSize(560, 440), csv);
    }

    private static Plot panel(String title, double[] x, double[] y, double[] queries, double[] truth) {
        return Plot.of(title, "x", "y")
                .add(Series.points(x, y).named("context").in(Ink.GREY))
                .add(Series.line(queries, truth).named("sin x").thin().in(Ink.BLACK))
                .xRange(GridTasks.LOW - MARGIN, GridTasks.HIGH + MARGIN)
                .yRange(-1.65, 1.65);
    }

    private static double[] answers(InContextLearner<?> learner, Context context, Points queries) {
        return learner.fit(context).predict(queries).column(0);
    }

    /** The weight that a query at x gives to the pair at x', on an even grid: learnt, and Gaussian. */
    static Picture kernels(Heads.Head head, Gaussian tuned) {
        double[] x = GridTasks.grid(KERNEL_POINTS);
        Points grid = Points.ofColumn("grid", x);
        double spacing = x[1] - x[0];
        Gaussian given = Baselines.gaussian();
        double[][] learnt = density(head.trained().kernel().weights(grid, grid).toRows(), spacing);
        double[][] wide = density(gaussianWeights(given, x), spacing);
        double[][] narrow = density(gaussianWeights(tuned, x), spacing);

        CsvOutput csv = new CsvOutput("x", "x_prime", "learned", "gaussian_given", "gaussian_tuned");
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                csv.numbers(x[i], x[j], learnt[i][j], wide[i][j], narrow[i][j]);
            }
        }
        // One scale for all; at the ends of the range, where half the neighbours are missing, weights go beyond it.
        double top = narrow[KERNEL_POINTS / 2][KERNEL_POINTS / 2];
        Figure figure = Figure.of(
                        heat("Pretrained head, seed " + head.seed(), learnt, top),
                        heat("Gaussian " + given.lengthScale() + ", as published", wide, top),
                        heat("Gaussian " + tuned.lengthScale() + ", tuned on tasks", narrow, top))
                .panelSize(440, 370);
        return new Picture(figure, csv);
    }

    private static HeatMap heat(String title, double[][] weights, double top) {
        return HeatMap.ofFunction(title, GridTasks.LOW, GridTasks.HIGH, weights)
                .axes("x' (context)", "x (query)")
                .values("weight per unit of x'")
                .range(0, top);
    }

    private static double[][] gaussianWeights(Gaussian kernel, double[] x) {
        double[][] weights = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                weights[i][j] = kernel.value(new double[] {x[i]}, new double[] {x[j]});
                sum += weights[i][j];
            }
            for (int j = 0; j < x.length; j++) {
                weights[i][j] /= sum;
            }
        }
        return weights;
    }

    private static double[][] density(double[][] weights, double spacing) {
        for (double[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= spacing;
            }
        }
        return weights;
    }

    /** The training loss of every head. */
    static Picture losses(List<Heads.Head> heads) {
        int last = heads.get(0).trained().report().steps();
        Plot plot = Plot.of("Pretraining of the head", "training step", "mean squared error on fresh tasks")
                .yLogarithmic()
                .xRange(-0.02 * last, 1.02 * last)
                .yRange(0.009, 1.2);
        CsvOutput csv = new CsvOutput("seed", "step", "loss");
        for (int k = 0; k < heads.size(); k++) {
            TrainingReport report = heads.get(k).trained().report();
            double[] steps = new double[report.trace().size()];
            double[] losses = new double[steps.length];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = Math.min(report.steps(), (i + 1.0) * report.traceEvery());
                losses[i] = report.trace().get(i);
                csv.row(heads.get(k).seed(), (long) steps[i], losses[i]);
            }
            String name = String.format(Locale.ROOT, "seed %d", heads.get(k).seed());
            plot = plot.add(Series.line(steps, losses).named(name).thin());
        }
        return new Picture(Figure.of(plot), csv);
    }
}
