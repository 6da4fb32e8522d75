package org.icl4j.examples.learnedkernel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.icl4j.attention.heads.LearnedKernel;
import org.icl4j.attention.heads.LearnedKernelTraining;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.SinusoidTasks.Range;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.compare.TaskSource;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Bars;
import org.icl4j.figures.Figure;

/**
 * Experiment 13: the head of experiment 01, pretrained on fewer and fewer functions (Sudjianto 2026 says that their diversity is what makes its kernel good and like the Gaussian). How well does it smooth sin x, how well its own
 * functions, and how far are its weights from the nearest Gaussian smoother's?
 */
public final class KernelDiversityExperiment implements Experiment {

    private static final double TUNED_SMOOTHER = 0.0028;
    private static final int CONTEXT = 40;
    private static final int OWN_QUERIES = 10;
    // Where an interval reaches below 0, which a logarithmic axis has no place for.
    private static final double LEAST = 1e-6;

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
        Bars errors = Bars.of("Error on sin x, by functions trained on", "mean squared error");
        Bars shapes = Bars.of("Weights against the nearest Gaussian's", "distance, 0 to 1");
        for (String name : kinds.keySet()) {
            RegressionTasks tasks = RegressionTasks.of(
                            Inputs.uniform(1, GridTasks.LOW, GridTasks.HIGH), kinds.get(name))
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
                long seed = run.seed() + s;
                found[0][s] = error(head, test.source(), test.tasks(), seed);
                found[1][s] = error(head, tasks.source(CONTEXT, OWN_QUERIES), size.tasks(), seed);
                double[] nearest = nearestGaussian(head, test);
                found[2][s] = nearest[0];
                found[3][s] = nearest[1];
            }
            Estimate error = results.add(TUNED_SMOOTHER, found[0], name, "error on sin x");
            errors = errors.bar(name, error.mean(), Math.max(LEAST, error.low()), error.high());
            results.add(Double.NaN, found[1], name, "error on functions as trained on");
            Estimate shape = results.add(Double.NaN, found[2], name, "distance from the nearest Gaussian smoother");
            shapes = shapes.bar(name, shape.mean(), shape.low(), shape.high());
            results.add(Double.NaN, found[3], name, "length scale of that");
        }
        report.add("diversity", Figure.of(errors.logarithmic(), shapes).panelSize(480, 360));
        report.write(
                "Heads pretrained on pools of sinusoids, means over " + size.seeds()
                        + " seeds with intervals of 95 %. Distance: half the sum of absolute differences of a row of weights, mean over 100 queries.",
                results);
    }

    private static double error(LearnedKernel head, TaskSource tasks, int count, long seed) {
        return Comparison.on(tasks, count, seed)
                .add("head", head)
                .run()
                .error("head")
                .mean();
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
}
