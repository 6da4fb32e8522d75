package org.icl4j.examples.lineartransformers;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.train.Clipping;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 05: what depth gives a linear transformer (Ahn et al. 2023, sections 4 and 5). Sparse layers change the targets only: the best
 * they can be is as many steps of gradient descent, each with its own step. Full layers change the inputs too, which is GD++ of von Oswald
 * et al. 2023. A search over a few scalars finds the best steps of either; here training does, from small random matrices.
 */
public final class DepthExperiment implements Experiment {

    private static final List<Depth> DEPTHS = List.of(
            new Depth(1, false),
            new Depth(2, false),
            new Depth(3, false),
            new Depth(4, false),
            new Depth(2, true),
            new Depth(3, true));

    private static final Ink[] INKS = {Ink.ORANGE, Ink.SKY, Ink.GREEN, Ink.BLUE, Ink.PURPLE, Ink.VERMILLION};

    private static final String TRAINED = "trained";
    private static final String BEST = "best steps";

    // Heavy tails: a context with a large eigenvalue has a gradient many times the usual. Clipping keeps small batches
    // from running away,
    // but what sparse layers then converge to is not their least loss: large batches without it are for that.
    private static final Clipping CLIPPING = Clipping.perMatrix(0.01);

    /** How much work. */
    private record Size(int seeds, List<LinearTraining> sparse, List<LinearTraining> full, int tasks, int searched) {
        static Size of(boolean quick) {
            List<LinearTraining> few =
                    List.of(new LinearTraining(150, 64, 0.1, CLIPPING), new LinearTraining(5, 256, 0.01, CLIPPING));
            return quick
                    ? new Size(2, few, few, 300, 300)
                    : new Size(
                            5,
                            List.of(new LinearTraining(300, 512, 0.1, CLIPPING), new LinearTraining(100, 16_384, 0.03)),
                            List.of(
                                    new LinearTraining(2500, 256, 0.1, CLIPPING),
                                    new LinearTraining(40, 8192, 0.01, CLIPPING)),
                            20_000,
                            20_000);
        }
    }

    /** The experiment. */
    public DepthExperiment() {}

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String name() {
        return "depth";
    }

    @Override
    public String summary() {
        return "linear transformers of one to four layers, trained, beside the best steps of GD and GD++";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        // Weights and queries are averaged over exactly: as many queries as columns.
        Comparison test = Comparison.on(
                new AllWeights(Depth.WIDTH).source(Depth.CONTEXT, Depth.WIDTH), size.tasks(), run.seed() + 1000);
        Results results = Results.table("best steps", "layers", "published");
        Plot losses = Plot.of("Training of one seed each", "step", "squared error on fresh tasks")
                .yLogarithmic();
        CsvOutput curves = new CsvOutput("layers", "step", "loss");
        for (int i = 0; i < DEPTHS.size(); i++) {
            Depth depth = DEPTHS.get(i);
            List<LinearTraining> stages = depth.coupled() ? size.full() : size.sparse();
            double[] best = depth.best(size.searched());
            double known = depth.coupled() ? Double.NaN : depth.exactLoss(best);
            double[] errors = new double[size.seeds()];
            for (int k = 0; k < errors.length; k++) {
                long seed = run.seed() + k;
                Depth.Trained trained = depth.train(stages, seed, report.progress(depth.label() + ", seed " + seed));
                ComparisonResult result = test.add(TRAINED, depth.learner(trained.parameters()))
                        .add(BEST, depth.learner(best))
                        .run();
                double mean = result.error(BEST).mean();
                known = depth.coupled() ? mean : known;
                // What the test contexts' own tail adds is taken out where the exact loss of the best steps is known.
                errors[k] = result.error(TRAINED).mean() - (mean - known);
                if (k == 0) {
                    losses = losses.add(curve(trained, depth, curves).in(INKS[i]));
                }
            }
            results.add(known, errors, depth.label(), Results.number(depth.published()));
        }
        report.add("loss", Figure.of(losses)).add("loss", curves);
        report.add("depth", Figure.of(depths(results)));
        report.write(
                "Squared error of linear transformers, d = " + Depth.WIDTH + ", n = " + Depth.CONTEXT + ", over "
                        + size.seeds() + " seeds.",
                results);
    }

    private static Series curve(Depth.Trained trained, Depth depth, CsvOutput csv) {
        double[] at = {};
        double[] loss = {};
        int before = 0;
        for (TrainingReport stage : trained.reports()) {
            int from = at.length;
            int count = stage.trace().size();
            at = Arrays.copyOf(at, from + count);
            loss = Arrays.copyOf(loss, from + count);
            for (int i = 0; i < count; i++) {
                at[from + i] = before + (i + 0.5) * stage.traceEvery();
                loss[from + i] = stage.trace().get(i);
                csv.row(depth.label(), at[from + i], loss[from + i]);
            }
            before += stage.steps();
        }
        return Series.line(at, loss).thin().named(depth.label());
    }

    private static Plot depths(Results results) {
        Plot plot = Plot.of("What depth gives", "layers", "squared error").yLogarithmic();
        for (boolean full : new boolean[] {false, true}) {
            List<Results.Row> rows = results.rows().stream()
                    .filter(row -> row.labels().get(0).contains("full") == full)
                    .toList();
            double[] layers = rows.stream()
                    .mapToDouble(row -> row.labels().get(0).charAt(0) - '0')
                    .toArray();
            List<Estimate> means = rows.stream().map(Results.Row::estimate).toList();
            Ink ink = full ? Ink.VERMILLION : Ink.BLUE;
            String kind = full ? "full" : "sparse";
            double[] best = rows.stream().mapToDouble(Results.Row::expected).toArray();
            plot = plot.add(Series.line(layers, best).in(ink).dashed().named(full ? "best GD++" : "best GD"))
                    .add(Series.points(
                                    layers,
                                    means.stream().mapToDouble(Estimate::mean).toArray())
                            .in(ink)
                            .named(kind + " layers, trained"));
        }
        return plot;
    }
}
