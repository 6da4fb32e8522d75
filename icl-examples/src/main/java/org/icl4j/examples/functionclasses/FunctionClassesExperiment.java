package org.icl4j.examples.functionclasses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.compare.TaskSource;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Panel;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 06: a softmax transformer is trained on each of four classes of functions, and compared with the estimators that suit them
 * (Garg et al. 2022); the one trained on linear functions is then asked about tasks of other distributions.
 */
public final class FunctionClassesExperiment implements Experiment {

    private static final String TRANSFORMER = "transformer";
    private static final String NO_SHIFT = "none";
    private static final int QUERIES = 8;
    private static final Ink[] INKS = {Ink.BLACK, Ink.GREY, Ink.GREEN, Ink.PURPLE, Ink.VERMILLION, Ink.ORANGE};

    /** How much work. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Size(int seeds, int[] examples, int steps, int batch, int test) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, new int[] {2, 10}, 2, 4, 10)
                    : new Size(5, new int[] {1, 2, 3, 5, 7, 10, 15, 20}, 500, 64, 250);
        }
    }

    /** The experiment. */
    public FunctionClassesExperiment() {}

    @Override
    public int number() {
        return 6;
    }

    @Override
    public String name() {
        return "function-classes";
    }

    @Override
    public String summary() {
        return "transformers trained on linear, sparse, tree and network functions, beside the estimators for these";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Results results = Results.table("exact", "functions", "shift", "examples", "learner");
        List<Panel> panels = new ArrayList<>();
        for (FunctionClass functions : FunctionClass.all()) {
            List<TransformerLearner> trained = new ArrayList<>();
            for (int k = 0; k < size.seeds(); k++) {
                long seed = run.seed() + k;
                trained.add(functions.train(
                        size.steps(), size.batch(), seed, report.progress(functions.name() + ", seed " + seed)));
            }
            panels.add(compare(functions, trained, size, run.seed(), results));
            if (functions.equals(FunctionClass.all().get(0))) {
                shift(functions, trained, size, run.seed(), results);
            }
        }
        report.add("errors", Figure.of(panels).columns(2));
        report.write(
                "Squared error divided by E f(x)^2, d = " + FunctionClass.WIDTH + ", over " + size.seeds() + " seeds.",
                results);
    }

    private static Plot compare(
            FunctionClass functions, List<TransformerLearner> trained, Size size, long first, Results results) {
        List<Rival> rivals = Rival.all();
        int points = size.examples().length;
        double[] at = Arrays.stream(size.examples()).asDoubleStream().toArray();
        double[][] means = new double[rivals.size() + 1][points];
        double[] low = new double[points];
        double[] high = new double[points];
        for (int p = 0; p < points; p++) {
            int examples = size.examples()[p];
            List<ComparisonResult> seeds =
                    seeds(functions.tasks().source(examples, QUERIES), trained, rivals, size, first);
            double[] errors = errors(seeds, TRANSFORMER, functions.variance());
            String count = String.valueOf(examples);
            Estimate e = results.add(Double.NaN, errors, functions.name(), NO_SHIFT, count, TRANSFORMER);
            means[0][p] = e.mean();
            low[p] = e.low();
            high[p] = e.high();
            for (int r = 0; r < rivals.size(); r++) {
                Rival rival = rivals.get(r);
                double[] best = best(rival, seeds, functions.variance());
                double exact = rival.exact(functions, examples);
                means[r + 1][p] = results.add(exact, best, functions.name(), NO_SHIFT, count, rival.name())
                        .mean();
            }
        }
        Plot plot = Plot.of(functions.name() + " functions", "examples", "squared error / E f(x)^2")
                .add(Series.band(at, low, high).in(Ink.BLUE))
                .add(Series.line(at, means[0]).in(Ink.BLUE).named(TRANSFORMER));
        for (int r = 0; r < rivals.size(); r++) {
            plot = plot.add(Series.line(at, means[r + 1])
                    .in(INKS[r])
                    .thin()
                    .named(rivals.get(r).name()));
        }
        return plot.yRange(0, 1.6);
    }

    private static void shift(
            FunctionClass functions, List<TransformerLearner> trained, Size size, long first, Results results) {
        Rival leastSquares = Rival.all().get(0);
        for (Shift shift : Shift.all(first)) {
            List<ComparisonResult> seeds =
                    seeds(shift.tasks().source(shift.examples(), QUERIES), trained, List.of(leastSquares), size, first);
            String count = String.valueOf(shift.examples());
            double[] errors = errors(seeds, TRANSFORMER, shift.variance());
            results.add(Double.NaN, errors, functions.name(), shift.name(), count, TRANSFORMER);
            double[] rival = best(leastSquares, seeds, shift.variance());
            results.add(shift.leastSquares(), rival, functions.name(), shift.name(), count, leastSquares.name());
        }
    }

    /** A comparison for each seed: the transformer trained from it and every setting of the rivals, on the same tasks. */
    private static List<ComparisonResult> seeds(
            TaskSource tasks, List<TransformerLearner> trained, List<Rival> rivals, Size size, long first) {
        List<ComparisonResult> seeds = new ArrayList<>();
        for (int k = 0; k < size.seeds(); k++) {
            Comparison comparison = Comparison.on(tasks, size.test(), first + k).add(TRANSFORMER, trained.get(k));
            for (Rival rival : rivals) {
                for (int i = 0; i < rival.learners().size(); i++) {
                    comparison = comparison.add(rival.name(i), rival.learners().get(i));
                }
            }
            seeds.add(comparison.run());
        }
        return seeds;
    }

    private static double[] errors(List<ComparisonResult> seeds, String learner, double variance) {
        return Arrays.stream(Results.means(seeds, learner))
                .map(error -> error / variance)
                .toArray();
    }

    /** Errors per seed of the setting whose mean over all seeds is least. */
    private static double[] best(Rival rival, List<ComparisonResult> seeds, double variance) {
        return IntStream.range(0, rival.learners().size())
                .mapToObj(i -> errors(seeds, rival.name(i), variance))
                .min(Comparator.comparingDouble(errors -> Arrays.stream(errors).sum()))
                .orElseThrow();
    }
}
