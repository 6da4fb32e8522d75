package org.icl4j.examples.tableheads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.heads.TableHead;
import org.icl4j.attention.tasks.SharedLatentTasks;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Bars;
import org.icl4j.figures.Figure;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;

/**
 * Experiment 08: of ten columns three share a hidden number that decides the target, other three in each task. Heads of four scores are
 * trained with and without attention of columns, and compared with kernel ridge regression (A. Sudjianto's notebook kernel_ridge_regression, 2026).
 */
public final class ColumnAttentionExperiment implements Experiment {

    private static final SharedLatentTasks TASKS = SharedLatentTasks.standard();
    private static final int CONTEXT = 200;
    private static final int QUERIES = 50;

    /** A score of rows, with the two published errors. */
    private record Kind(String name, Score score, double alone, double mixed) {}

    /** A row of the table, with the published error. */
    private record Line(String method, String columns, double published) {
        String name() {
            return columns.equals("attend") ? method + ", columns" : method;
        }
    }

    /** How much work. */
    private record Size(int seeds, int width, HeadTraining training, int test) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, 8, new HeadTraining(3, 4, 20, 5, 5e-3), 4)
                    : new Size(5, 32, new HeadTraining(400, 32, 50, 10, 5e-3), 200);
        }
    }

    /** The experiment. */
    public ColumnAttentionExperiment() {}

    @Override
    public int number() {
        return 8;
    }

    @Override
    public String name() {
        return "column-attention";
    }

    @Override
    public String summary() {
        return "heads that find the columns that go together, beside heads that do not look and kernel ridge regression";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Comparison[] seeds = new Comparison[size.seeds()];
        Arrays.setAll(seeds, k -> Comparison.on(TASKS.source(CONTEXT, QUERIES), size.test(), run.seed() + k));
        List<Line> lines = new ArrayList<>();
        List<Kind> kinds = List.of(
                new Kind("softmax", Score.dotProduct(1 / Math.sqrt(size.width())), 0.0997, 0.0780),
                new Kind("cosine", Score.cosine(0.1), 0.0864, 0.0718),
                new Kind("Cayley", Score.cayley(0.1), 0.0861, 0.0718),
                new Kind("geometric algebra", Score.geometric(4, 1, 1), 0.0862, 0.0720));
        for (Kind kind : kinds) {
            for (boolean columns : new boolean[] {false, true}) {
                TableHead plain = TableHead.regression(TASKS.inputWidth(), size.width())
                        .withScore(kind.score())
                        .withTrainedTemperature();
                TableHead head = columns ? plain.withColumnAttention() : plain;
                Line line = new Line(kind.name(), columns ? "attend" : "do not", columns ? kind.mixed() : kind.alone());
                lines.add(line);
                for (int k = 0; k < seeds.length; k++) {
                    long seed = run.seed() + k;
                    double[] parameters = size.training()
                            .train(
                                    head,
                                    TASKS,
                                    Randoms.of(seed).split(kind.name()),
                                    report.progress(line.name() + ", seed " + seed));
                    seeds[k] = seeds[k].add(line.name(), head.learner(parameters));
                }
            }
        }
        for (double[] ridge : new double[][] {{3, 0.01, 0.1165}, {3, 1, Double.NaN}}) {
            Line line = new Line("kernel ridge, length scale 3, ridge " + ridge[1], "do not", ridge[2]);
            lines.add(line);
            Arrays.setAll(seeds, k -> seeds[k].add(line.name(), KernelRidge.of(new Gaussian(ridge[0]), ridge[1])));
        }
        List<ComparisonResult> found = new ArrayList<>();
        for (Comparison seed : seeds) {
            found.add(seed.run(run.progress()));
        }
        Results results = Results.table("published", "method", "columns");
        Bars bars = Bars.of("Three of ten columns matter", "squared error");
        for (Line line : lines) {
            Estimate e =
                    results.add(line.published(), Results.means(found, line.name()), line.method(), line.columns());
            bars = bars.bar(line.name(), e.mean(), e.low(), e.high());
        }
        report.add("errors", Figure.of(bars).panelSize(700, 360));
        report.write(
                "Squared error on tables of " + CONTEXT + " rows and " + TASKS.inputWidth() + " columns, over "
                        + size.seeds() + " seeds.",
                results);
    }
}
