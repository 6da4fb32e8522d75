package org.icl4j.examples.functionclasses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
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
            List<TaskBatch> tests = tests(functions.tasks(), examples, size, first, functions.name());
            double[] errors = new double[tests.size()];
            Arrays.setAll(errors, k -> error(trained.get(k), tests.get(k)) / functions.variance());
            String count = String.valueOf(examples);
            Estimate e = results.add(Double.NaN, errors, functions.name(), NO_SHIFT, count, TRANSFORMER);
            means[0][p] = e.mean();
            low[p] = e.low();
            high[p] = e.high();
            for (int r = 0; r < rivals.size(); r++) {
                Rival rival = rivals.get(r);
                double[] best = best(rival, tests, functions.variance());
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
        InContextLearner<?> leastSquares = Rival.all().get(0).learners().get(0);
        for (Shift shift : Shift.all(first)) {
            List<TaskBatch> tests = tests(shift.tasks(), shift.examples(), size, first, shift.name());
            double[] errors = new double[tests.size()];
            Arrays.setAll(errors, k -> error(trained.get(k), tests.get(k)) / shift.variance());
            double[] rival = new double[tests.size()];
            Arrays.setAll(rival, k -> error(leastSquares, tests.get(k)) / shift.variance());
            String count = String.valueOf(shift.examples());
            results.add(Double.NaN, errors, functions.name(), shift.name(), count, TRANSFORMER);
            results.add(
                    shift.leastSquares(),
                    rival,
                    functions.name(),
                    shift.name(),
                    count,
                    Rival.all().get(0).name());
        }
    }

    /** Errors per seed of the setting whose mean over all seeds is least. */
    private static double[] best(Rival rival, List<TaskBatch> tests, double variance) {
        double[] best = new double[tests.size()];
        double least = Double.POSITIVE_INFINITY;
        for (InContextLearner<?> learner : rival.learners()) {
            double[] errors = new double[tests.size()];
            Arrays.setAll(errors, k -> error(learner, tests.get(k)) / variance);
            double mean = Arrays.stream(errors).average().orElseThrow();
            if (mean < least) {
                least = mean;
                best = errors;
            }
        }
        return best;
    }

    private static List<TaskBatch> tests(RegressionTasks tasks, int examples, Size size, long first, String name) {
        List<TaskBatch> batches = new ArrayList<>();
        for (int k = 0; k < size.seeds(); k++) {
            TaskBatch batch = tasks.batch(size.test(), examples, QUERIES);
            tasks.sample(batch, Randoms.of(first + k).split(name).split(examples));
            batches.add(batch);
        }
        return batches;
    }

    /** The mean squared error of a learner on some tasks. */
    private static double error(InContextLearner<?> learner, TaskBatch batch) {
        double sum = 0;
        for (int b = 0; b < batch.tasks(); b++) {
            double[] answers =
                    learner.fit(batch.context(b)).predict(batch.queries(b)).column(0);
            double[] targets = batch.queryTargets(b);
            for (int q = 0; q < answers.length; q++) {
                sum += (answers[q] - targets[q]) * (answers[q] - targets[q]);
            }
        }
        return sum / (batch.tasks() * batch.querySize());
    }
}
