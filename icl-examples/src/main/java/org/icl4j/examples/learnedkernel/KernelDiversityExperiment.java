package org.icl4j.examples.learnedkernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.attention.heads.LearnedKernel;
import org.icl4j.attention.heads.LearnedKernelTraining;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.SinusoidTasks.Range;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 13: the head of experiment 01, pretrained on fewer and fewer functions (Sudjianto 2026 says that their diversity is what makes its kernel good and like the Gaussian). How well does it smooth sin x, how well its own
 * functions, and how far are its weights from the nearest Gaussian smoother's?
 */
public final class KernelDiversityExperiment implements Experiment {

    private static final double TUNED_SMOOTHER = 0.0028;
    private static final int CONTEXT = 40;

    /** How much work. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Size(int seeds, int[] pools, int width, int steps, int draws, int tasks) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, new int[] {1}, 4, 20, 2, 4)
                    : new Size(5, new int[] {1, 4, 16, 64, 1024}, 32, 3000, 40, 200);
        }
    }

    /** The experiment. */
    public KernelDiversityExperiment() {}

    @Override
    public int number() {
        return 13;
    }

    @Override
    public String name() {
        return "kernel-diversity";
    }

    @Override
    public String summary() {
        return "the learned kernel after pretraining on few and on many functions";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        SinusoidTasks all = GridTasks.DISTRIBUTION;
        Functions wide = Functions.sinusoid(all.amplitude(), all.frequency(), all.phase());
        Map<String, Functions> kinds = new LinkedHashMap<>();
        for (int pool : size.pools()) {
            kinds.put(String.valueOf(pool), wide.pool(pool, run.seed()));
        }
        kinds.put("all", wide);
        kinds.put("all of frequency 1 to 1.2", Functions.sinusoid(all.amplitude(), new Range(1, 1.2), all.phase()));

        GridTasks test = GridTasks.sine(size.draws(), Randoms.of(run.seed()).split("test"));
        Results results = Results.table("tuned smoother", "functions", "measured");
        List<Estimate> onSine = new ArrayList<>();
        List<Estimate> distances = new ArrayList<>();
        kinds.forEach((name, functions) -> {
            RegressionTasks tasks = RegressionTasks.of(Inputs.uniform(1, GridTasks.LOW, GridTasks.HIGH), functions)
                    .withNoise(all.noise());
            double[][] found = new double[4][size.seeds()];
            for (int s = 0; s < size.seeds(); s++) {
                LearnedKernel head = LearnedKernelTraining.defaults()
                        .withTasks(tasks)
                        .withWidth(size.width())
                        .withSteps(size.steps())
                        .withSeed(run.seed() + s)
                        .train(report.progress(name + " functions, seed " + (run.seed() + s)))
                        .kernel();
                found[0][s] = onSine(head, test);
                found[1][s] = onOwn(head, tasks, size.tasks(), Randoms.of(run.seed() + s));
                double[] nearest = nearestGaussian(head, test);
                found[2][s] = nearest[0];
                found[3][s] = nearest[1];
            }
            onSine.add(results.add(TUNED_SMOOTHER, found[0], name, "error on sin x"));
            results.add(Double.NaN, found[1], name, "error on functions as trained on");
            distances.add(results.add(Double.NaN, found[2], name, "distance from the nearest Gaussian smoother"));
            results.add(Double.NaN, found[3], name, "length scale of that");
        });
        report.add(
                "diversity",
                Figure.of(
                                plot("Error on sin x", "mean squared error", onSine)
                                        .yLogarithmic(),
                                plot("Weights against the nearest Gaussian's", "distance, 0 to 1", distances))
                        .panelSize(480, 360));
        report.write(
                "Heads pretrained on pools of sinusoids, means over " + size.seeds()
                        + " seeds with intervals of 95 %. Distance: half the sum of absolute differences of a row of weights, mean over 100 queries.",
                results);
    }

    private static double onSine(LearnedKernel head, GridTasks test) {
        double sum = 0;
        for (int k = 0; k < test.tasks(); k++) {
            double[] answers = head.fit(test.one(k)).predict(test.queries()).column(0);
            sum += Metrics.meanSquaredError(answers, test.truth().column(k)) / test.tasks();
        }
        return sum;
    }

    private static double onOwn(LearnedKernel head, RegressionTasks tasks, int count, Randoms randoms) {
        TaskBatch batch = tasks.batch(count, CONTEXT, 10);
        tasks.sample(batch, randoms.split("own functions"));
        double sum = 0;
        for (int b = 0; b < count; b++) {
            double[] answers =
                    head.fit(batch.context(b)).predict(batch.queries(b)).column(0);
            sum += Metrics.meanSquaredError(answers, batch.queryTargets(b)) / count;
        }
        return sum;
    }

    /** The least mean distance of the head's rows from those of exp(-(x - z)^2/(2 h^2)), and its h. */
    private static double[] nearestGaussian(LearnedKernel head, GridTasks test) {
        Points x = test.context().inputs();
        Points q = test.queries();
        Points weights = head.weights(q, x);
        double[] best = {Double.POSITIVE_INFINITY, 0};
        for (double h = 0.02; h < 20; h *= 1.1) {
            double distance = 0;
            for (int i = 0; i < q.size(); i++) {
                double[] gaussian = new double[x.size()];
                for (int j = 0; j < gaussian.length; j++) {
                    double d = (q.get(i, 0) - x.get(j, 0)) / h;
                    gaussian[j] = Math.exp(-d * d / 2);
                }
                double sum = Arrays.stream(gaussian).sum();
                for (int j = 0; j < gaussian.length; j++) {
                    distance += Math.abs(weights.get(i, j) - gaussian[j] / sum) / (2 * q.size());
                }
            }
            if (distance < best[0]) {
                best = new double[] {distance, h};
            }
        }
        return best;
    }

    private static Plot plot(String title, String axis, List<Estimate> found) {
        int n = found.size();
        double[] x = new double[n];
        Arrays.setAll(x, i -> i + 1);
        return Plot.of(title, "pretraining functions: few to many, last: narrow", axis)
                .add(Series.intervals(
                                x,
                                found.stream()
                                        .mapToDouble(e -> Math.max(1e-6, e.low()))
                                        .toArray(),
                                found.stream().mapToDouble(Estimate::high).toArray())
                        .in(Ink.BLUE))
                .add(Series.points(x, found.stream().mapToDouble(Estimate::mean).toArray())
                        .in(Ink.BLUE));
    }
}
