package org.icl4j.examples.dualmodel;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.icl4j.attention.dual.DualAttention;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.train.Adam;
import org.icl4j.core.Metrics;
import org.icl4j.core.Progress;
import org.icl4j.core.compare.Comparison;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/** One-layer softmax transformers with the dual model's modifications, trained on linear regression: each strength beside plain attention, seed by seed. */
final class Modifications {

    static final int D = 3;
    static final int PAIRS = 12;
    private static final int WIDTH = 8;
    private static final int HIDDEN = 8;
    private static final double FRACTION = 0.3;

    /** Of the trained models of one strength, each seed's error less that of plain attention. */
    record Row(String kind, double strength, double error, double difference, double low, double high) {}

    private final int seeds;
    private final int steps;
    private final int tasks;
    private final long seed;
    private final List<Row> rows = new ArrayList<>();
    private double[] plain = {};

    Modifications(int seeds, int steps, int tasks, long seed) {
        this.seeds = seeds;
        this.steps = steps;
        this.tasks = tasks;
        this.seed = seed;
    }

    void measure(double[] regularisations, double[] negatives, double[] augmentations, Progress progress) {
        DualAttention.Options base = DualAttention.of(WIDTH, WIDTH, WIDTH);
        int all = 1 + regularisations.length + negatives.length + augmentations.length;
        plain = errors(base, progress);
        int done = 1;
        rows.add(row("plain", 0, plain));
        progress.update("trained modifications", done++, all, Double.NaN);
        for (double a : regularisations) {
            rows.add(row("regularised", a, errors(base.regularised(a), progress)));
            progress.update("trained modifications", done++, all, Double.NaN);
        }
        for (double b : negatives) {
            rows.add(row("negative samples", b, errors(base.withNegatives(b, FRACTION), progress)));
            progress.update("trained modifications", done++, all, Double.NaN);
        }
        for (double gamma : augmentations) {
            rows.add(row("augmented", gamma, errors(base.augmented(gamma, HIDDEN), progress)));
            progress.update("trained modifications", done++, all, Double.NaN);
        }
    }

    private double[] errors(DualAttention.Options options, Progress progress) {
        double[] errors = new double[seeds];
        for (int s = 0; s < seeds; s++) {
            errors[s] = error(options, seed + s, progress);
        }
        return errors;
    }

    private double error(DualAttention.Options options, long of, Progress progress) {
        RegressionTasks linear = RegressionTasks.linear(D);
        PromptFormat prompts = PromptFormat.pairs(D, 1);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer stack = Sequential.of(
                Dense.add(builder, "in", prompts.tokenWidth(), WIDTH),
                new Residual(options.add(builder, "dual")),
                Dense.add(builder, "out", WIDTH, 1));
        TransformerLearner trained = Pretraining.of(Transformer.of(stack, builder.build(), prompts), linear)
                .context(PAIRS)
                .queries(2)
                .batch(32)
                .steps(steps)
                .seed(of)
                .trainer(t -> t.withOptimiser(Adam.defaults().withLearningRate(3e-3)))
                .train(progress);
        return Comparison.on(linear.source(PAIRS, 4), tasks, seed)
                .add("trained", trained)
                .run()
                .error("trained")
                .mean();
    }

    private Row row(String kind, double strength, double[] errors) {
        double[] differences = new double[seeds];
        for (int s = 0; s < seeds; s++) {
            differences[s] = errors[s] - plain[s];
        }
        Metrics.Summary error = Metrics.summary(errors);
        if (seeds < 2 || kind.equals("plain")) {
            double d = seeds < 2 ? differences[0] : 0;
            return new Row(kind, strength, error.mean(), d, d, d);
        }
        Metrics.Summary difference = Metrics.summary(differences);
        double width = new TDistribution(seeds - 1.0).inverseCumulativeProbability(0.975) * difference.standardError();
        return new Row(
                kind, strength, error.mean(), difference.mean(), difference.mean() - width, difference.mean() + width);
    }

    List<Row> rows() {
        return rows;
    }

    CsvOutput csv() {
        CsvOutput csv = new CsvOutput("modification", "strength", "squared_error", "difference", "low", "high");
        rows.forEach(r -> csv.row(r.kind(), r.strength(), r.error(), r.difference(), r.low(), r.high()));
        return csv;
    }

    Figure figure() {
        return Figure.of(
                        panel("Regularised", "regularised", "a"),
                        panel("Negative samples", "negative samples", "b"),
                        panel("Augmented", "augmented", "gamma"))
                .panelSize(400, 340);
    }

    private Plot panel(String title, String kind, String strength) {
        List<Row> own = rows.stream().filter(r -> r.kind().equals(kind)).toList();
        double[] x = own.stream().mapToDouble(Row::strength).toArray();
        double[] low = own.stream().mapToDouble(Row::low).toArray();
        double[] high = own.stream().mapToDouble(Row::high).toArray();
        double[] y = own.stream().mapToDouble(Row::difference).toArray();
        double[] zero = new double[x.length];
        return Plot.of(title, "strength " + strength, "squared error less plain attention's")
                .add(Series.line(x, zero).named("plain").thin().dashed().in(Ink.GREY))
                .add(Series.intervals(x, low, high).in(Ink.BLUE))
                .add(Series.points(x, y).named("mean, 95 % of seeds").in(Ink.BLUE));
    }
}
