package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.math.Parallel;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Stages;
import org.icl4j.examples.report.Table;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Is a trained softmax head the exponential kernel, where it was trained and elsewhere, and do near-optimal heads agree? MetaRepICL claims the first and publishes no code for it;
 * what it measures in its place is an identity.
 */
public final class AlignmentExperiment extends MetaRepExperiment {

    private static final double NEAR = 0.02;

    /** How much work. */
    private record Size(int width, int context, int seeds, int bilinear, int embedded, int hidden, int tasks) {
        static Size of(boolean quick) {
            return quick ? new Size(2, 12, 2, 20, 20, 8, 12) : new Size(3, 40, 5, 800, 1200, 24, 200);
        }
    }

    /** A head, where it comes from and how good it is. */
    private record Candidate(String origin, TrainedHead head, double loss) {}

    /** The experiment. */
    public AlignmentExperiment() {
        super(23, "alignment", "a trained softmax head beside the exponential kernel, in and out of distribution");
    }

    @Override
    void measure(ExperimentRun run, Report report) {
        Size size = Size.of(run.quick());
        Stages stages = new Stages(run.progress(), 4 * size.seeds() + 2);
        RegressionTasks tasks = RegressionTasks.of(
                        Inputs.gaussian(size.width()), new SmoothFunctions(size.width(), 1.5, 24))
                .withNoise(0.1);
        Map<String, TaskBatch> places =
                places(tasks, size, run.quick(), Randoms.of(run.seed()).split("places"));
        TaskBatch home = Objects.requireNonNull(places.get("trained on"));
        Map<String, List<Candidate>> families = new LinkedHashMap<>();
        families.put("x'Mz", candidates(size.seeds(), home, (seed, half) -> {
            TrainedHead head = TrainedHead.Bilinear.train(
                    new TrainedHead.Lessons(
                            tasks, size.context(), half ? size.bilinear() / 2 : size.bilinear(), run.seed() + seed),
                    stages);
            stages.done("train x'Mz");
            return head;
        }));
        families.put("embedding", candidates(size.seeds(), home, (seed, half) -> {
            TrainedHead head = TrainedHead.Embedded.train(
                    new TrainedHead.Lessons(
                            tasks, size.context(), half ? size.embedded() / 2 : size.embedded(), run.seed() + seed),
                    size.hidden(),
                    stages);
            stages.done("train embedding");
            return head;
        }));

        Table models = new Table(
                "models",
                "All heads: loss relative to the best of its kind, and what was found where they were trained",
                "head",
                "origin",
                "loss",
                "over the best",
                "temperature",
                "ridge",
                "distance of rows",
                "distance from c exp");
        Table seeds = new Table(
                "distances",
                "Fully trained heads beside exp(x'z/tau), tau and ridge fitted where they were trained: distances of matrices in the operator norm at the best scale (0 to 1), differences of answers relative to their mean square; 95 % intervals over seeds",
                "head",
                "inputs",
                "rows against rows",
                "symmetrised against c exp",
                "answers against smoother",
                "answers against kernel ridge",
                "error");
        Table spread = new Table(
                "spread",
                "Least, median and greatest over all heads within 2 % of the best loss of their kind (seeds, half the training, interpolations)",
                "head",
                "inputs",
                "heads",
                "rows least",
                "rows median",
                "rows greatest",
                "answers against kernel ridge least",
                "median",
                "greatest");
        List<Plot> plots = new ArrayList<>();
        for (Map.Entry<String, List<Candidate>> family : families.entrySet()) {
            Family found = new Family(family.getKey(), family.getValue(), places);
            found.models(models);
            found.seeds(seeds);
            found.spread(spread);
            plots.addAll(found.plots());
            report.remark(found.remark());
            stages.done("measure " + family.getKey());
        }
        report.add(seeds)
                .add(spread)
                .add(models)
                .add("alignment", Figure.of(plots).columns(2).panelSize(560, 400));
    }

    private static Map<String, TaskBatch> places(RegressionTasks tasks, Size size, boolean quick, Randoms randoms) {
        int d = size.width();
        Map<String, RegressionTasks> all = new LinkedHashMap<>();
        all.put("trained on", tasks);
        for (double scale : quick ? new double[] {2} : new double[] {0.25, 0.5, 1.5, 2, 3}) {
            all.put(scale + " x", tasks.withInputs(Inputs.gaussian(d).scaled(scale)));
        }
        all.put("skewed", tasks.withInputs(Inputs.skewed(d, 1)));
        all.put("moved by 2", tasks.withInputs(new Moved(Inputs.gaussian(d), 2)));
        Map<String, TaskBatch> batches = new LinkedHashMap<>();
        all.forEach((name, one) -> {
            TaskBatch batch = one.batch(size.tasks(), size.context(), 8);
            one.sample(batch, randoms.split(name));
            batches.put(name, batch);
        });
        return batches;
    }

    /** Inputs, each coordinate plus a number. */
    private record Moved(Inputs inputs, double by) implements Inputs {

        @Override
        public int width() {
            return inputs.width();
        }

        @Override
        public void draw(double[] x, int context, int rows, Randoms randoms) {
            inputs.draw(x, context, rows, randoms);
            for (int i = 0; i < rows * width(); i++) {
                x[i] += by;
            }
        }
    }

    /** Trains a head. */
    private interface Training {
        TrainedHead head(int seed, boolean half);
    }

    private static List<Candidate> candidates(int seeds, TaskBatch test, Training training) {
        List<Candidate> all = new ArrayList<>();
        List<TrainedHead> whole = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
            whole.add(training.head(s, false));
            all.add(candidate("seed " + s, whole.get(s), test));
            TrainedHead half = training.head(s, true);
            all.add(candidate("seed " + s + ", half the steps", half, test));
            all.add(candidate(
                    "seed " + s + ", between half and all", whole.get(s).halfway(half), test));
        }
        for (int s = 1; s < seeds; s++) {
            all.add(candidate(
                    "between seeds " + (s - 1) + " and " + s, whole.get(s - 1).halfway(whole.get(s)), test));
        }
        return all;
    }

    private static Candidate candidate(String origin, TrainedHead head, TaskBatch test) {
        double[] errors = new double[test.tasks()];
        Parallel.run(
                errors.length,
                b -> errors[b] = Metrics.meanSquaredError(
                        head.learner()
                                .fit(test.context(b))
                                .predict(test.queries(b))
                                .column(0),
                        test.queryTargets(b)));
        return new Candidate(origin, head, Arrays.stream(errors).average().orElseThrow());
    }

    /** The heads of one kind and what was found of them. */
    private static final class Family {

        private final String name;
        private final List<Candidate> all;
        private final List<String> places;
        private final double best;
        private final List<HeadAlignment> alignments = new ArrayList<>();
        private final List<List<HeadAlignment.Found>> found = new ArrayList<>();

        Family(String name, List<Candidate> all, Map<String, TaskBatch> places) {
            this.name = name;
            this.all = all;
            this.places = List.copyOf(places.keySet());
            this.best = all.stream().mapToDouble(Candidate::loss).min().orElseThrow();
            TaskBatch home = Objects.requireNonNull(places.get("trained on"));
            for (Candidate candidate : all) {
                HeadAlignment alignment = new HeadAlignment(candidate.head(), home);
                alignments.add(alignment);
                found.add(places.values().stream().map(alignment::on).toList());
            }
        }

        private boolean near(int k) {
            return all.get(k).loss() <= (1 + NEAR) * best;
        }

        private boolean seed(int k) {
            return all.get(k).origin().matches("seed \\d+");
        }

        private double[] over(int place, boolean seedsOnly, ToDoubleFunction<HeadAlignment.Found> what) {
            List<Double> values = new ArrayList<>();
            for (int k = 0; k < all.size(); k++) {
                if (seedsOnly ? seed(k) : near(k)) {
                    values.add(what.applyAsDouble(found.get(k).get(place)));
                }
            }
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private Estimate seeds(int place, ToDoubleFunction<HeadAlignment.Found> what) {
            return Numbers.overSeeds(over(place, true, what));
        }

        void models(Table table) {
            for (int k = 0; k < all.size(); k++) {
                HeadAlignment.Found here = found.get(k).get(0);
                table.row(
                        name,
                        all.get(k).origin(),
                        all.get(k).loss(),
                        all.get(k).loss() / best,
                        alignments.get(k).temperature(),
                        alignments.get(k).ridge(),
                        here.rows(),
                        here.symmetric());
            }
        }

        void seeds(Table table) {
            for (int p = 0; p < places.size(); p++) {
                table.row(
                        name,
                        places.get(p),
                        seeds(p, HeadAlignment.Found::rows),
                        seeds(p, HeadAlignment.Found::symmetric),
                        seeds(p, HeadAlignment.Found::smoother),
                        seeds(p, HeadAlignment.Found::ridge),
                        seeds(p, HeadAlignment.Found::error));
            }
        }

        void spread(Table table) {
            for (int p = 0; p < places.size(); p++) {
                double[] rows = over(p, false, HeadAlignment.Found::rows);
                double[] ridge = over(p, false, HeadAlignment.Found::ridge);
                Arrays.sort(rows);
                Arrays.sort(ridge);
                int last = rows.length - 1;
                table.row(
                        name,
                        places.get(p),
                        rows.length,
                        rows[0],
                        rows[rows.length / 2],
                        rows[last],
                        ridge[0],
                        ridge[ridge.length / 2],
                        ridge[last]);
            }
        }

        String remark() {
            long between = 0;
            long nearBetween = 0;
            for (int k = 0; k < all.size(); k++) {
                if (all.get(k).origin().startsWith("between seeds")) {
                    between++;
                    nearBetween += near(k) ? 1 : 0;
                }
            }
            return String.format(
                    Locale.ROOT,
                    "%s: %d of %d heads between two seeds have a loss within 2 %% of the best.",
                    name,
                    nearBetween,
                    between);
        }

        List<Plot> plots() {
            Plot scales = Plot.of("Score " + name + ": inputs scaled", "scale of the inputs", "distance, 0 to 1")
                    .xLogarithmic()
                    .yRange(0, 1.05);
            List<Integer> order = new ArrayList<>();
            for (int p = 0; p < places.size(); p++) {
                if (scale(p) > 0) {
                    order.add(p);
                }
            }
            order.sort((a, b) -> Double.compare(scale(a), scale(b)));
            double[] x = order.stream().mapToDouble(this::scale).toArray();
            scales = band(scales, "rows against rows", x, order, HeadAlignment.Found::rows, Ink.BLUE);
            scales =
                    band(scales, "symmetrised against c exp", x, order, HeadAlignment.Found::symmetric, Ink.VERMILLION);
            scales = band(scales, "answers against smoother", x, order, HeadAlignment.Found::smoother, Ink.GREEN);
            scales = band(scales, "answers against kernel ridge", x, order, HeadAlignment.Found::ridge, Ink.PURPLE);

            Plot losses = Plot.of("Score " + name + ": all heads", "loss over the best of its kind", "distance of rows")
                    .yRange(0, 1.05);
            int far = places.indexOf("3.0 x") >= 0 ? places.indexOf("3.0 x") : 1;
            for (int p : new int[] {0, far}) {
                double[] loss = new double[all.size()];
                double[] rows = new double[all.size()];
                for (int k = 0; k < loss.length; k++) {
                    loss[k] = Math.min(1.5, all.get(k).loss() / best);
                    rows[k] = found.get(k).get(p).rows();
                }
                losses = losses.add(Series.points(loss, rows).named(p == 0 ? "trained on" : "inputs " + places.get(p)));
            }
            return List.of(scales, losses);
        }

        private double scale(int place) {
            String text = places.get(place);
            return place == 0 ? 1 : text.endsWith(" x") ? Double.parseDouble(text.substring(0, text.length() - 2)) : 0;
        }

        private Plot band(
                Plot plot,
                String title,
                double[] x,
                List<Integer> order,
                ToDoubleFunction<HeadAlignment.Found> what,
                Ink ink) {
            double[] mean = new double[x.length];
            double[] low = new double[x.length];
            double[] high = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                Estimate e = seeds(order.get(i), what);
                mean[i] = Math.min(1.05, e.mean());
                low[i] = Math.max(0, Math.min(1.05, e.low()));
                high[i] = Math.min(1.05, e.high());
            }
            return plot.add(Series.band(x, low, high).in(ink))
                    .add(Series.line(x, mean).named(title).in(ink));
        }
    }
}
