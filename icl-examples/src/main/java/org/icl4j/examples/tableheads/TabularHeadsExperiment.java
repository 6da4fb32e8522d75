package org.icl4j.examples.tableheads;

import java.util.Arrays;
import org.icl4j.attention.heads.TableHead;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.compare.Task;
import org.icl4j.core.compare.TaskSource;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.local.NadarayaWatson;

/**
 * Experiment 14: tables of two classes with more and more columns of noise. A Gaussian smoother, which trusts all columns alike, beside heads
 * whose kernel is learnt, and the Bayes predictor (A. Sudjianto's notebook tabular_icl_kernel_bayesian, 2026).
 */
public final class TabularHeadsExperiment implements Experiment {

    private static final int CONTEXT = 64;
    private static final int QUERIES = 64;
    private static final int WIDTH = 16;
    private static final double LENGTH_SCALE = 0.6;
    private static final int[] EXTRA = {0, 2, 6, 14, 30};
    private static final double[] PUBLISHED_SMOOTHER = {0.883, 0.825, 0.733, 0.663, 0.607};
    // The account has four numbers for the head, for 0 to 14 columns of noise or 2 to 30; read as the first.
    private static final double[] PUBLISHED_HEAD = {0.869, 0.869, 0.870, 0.863, Double.NaN};
    private static final double PUBLISHED_SWAP = 0.321;

    /** How much work. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Size(int seeds, int[] extra, HeadTraining training, int test) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, new int[] {0, 30}, new HeadTraining(3, 4, CONTEXT, 8, 3e-3), 10)
                    : new Size(5, EXTRA, new HeadTraining(600, 16, CONTEXT, 32, 1e-2), 200);
        }
    }

    /** The experiment. */
    public TabularHeadsExperiment() {}

    @Override
    public int number() {
        return 14;
    }

    @Override
    public String name() {
        return "tabular-heads";
    }

    @Override
    public String summary() {
        return "a learned kernel ignores columns of noise, which a Gaussian smoother cannot; beside the Bayes predictor";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Results results = Results.table("published", "method", "columns of noise", "measured");
        String[] names = {"smoother", "head", "head with columns", "Bayes"};
        double[][] means = new double[names.length][size.extra().length];
        for (int e = 0; e < size.extra().length; e++) {
            int extra = size.extra()[e];
            int published = Arrays.binarySearch(EXTRA, extra);
            LinearClasses tasks = new LinearClasses(extra);
            double[][] accuracies = new double[names.length][size.seeds()];
            double[][] swaps = new double[names.length][size.seeds()];
            double[] skew = new double[size.seeds()];
            for (int k = 0; k < size.seeds(); k++) {
                long seed = run.seed() + k;
                Randoms randoms = Randoms.of(seed).split(extra);
                TableHead head = TableHead.classification(tasks.inputWidth(), WIDTH, 2);
                TableHead columns = head.withColumnAttention();
                String stage = extra + " columns of noise, seed " + seed;
                double[] weights = size.training().train(head, tasks, randoms.split("head"), report.progress(stage));
                double[] mixing = size.training()
                        .train(columns, tasks, randoms.split("columns"), report.progress(stage + ", columns"));
                InContextLearner<?>[] learners = {
                    NadarayaWatson.of(new Gaussian(LENGTH_SCALE)),
                    head.learner(weights),
                    columns.learner(mixing),
                    tasks.bayes()
                };
                TaskSource source = tasks.source(CONTEXT, QUERIES);
                Comparison comparison =
                        Comparison.on(source, size.test(), seed).withMeasure("error rate", LinearClasses::errorRate);
                for (int i = 0; i < learners.length; i++) {
                    comparison = comparison.add(names[i], learners[i]);
                    swaps[i][k] = swap(learners[i], source, Math.min(50, size.test()), seed);
                }
                ComparisonResult found = comparison.run();
                for (int i = 0; i < learners.length; i++) {
                    accuracies[i][k] = 1 - found.error(names[i]).mean();
                }
                skew[k] = skew(head, weights);
            }
            String count = String.valueOf(extra);
            for (int i = 0; i < names.length; i++) {
                double known = i == 0 ? PUBLISHED_SMOOTHER[published] : i == 1 ? PUBLISHED_HEAD[published] : Double.NaN;
                Estimate mean = results.add(known, accuracies[i], names[i], count, "accuracy");
                means[i][e] = mean.mean();
                results.add(
                        i == 0 && extra == 0 ? PUBLISHED_SWAP : Double.NaN, swaps[i], names[i], count, "label swap");
            }
            results.add(Double.NaN, skew, names[1], count, "asymmetry");
        }
        report.add("accuracy", Figure.of(plot(size.extra(), names, means)));
        report.write(
                "Tables of " + CONTEXT + " rows, two classes, 5 % of labels flipped, over " + size.seeds() + " seeds.",
                results);
    }

    private static Plot plot(int[] extra, String[] names, double[][] means) {
        double[] at = Arrays.stream(extra).asDoubleStream().toArray();
        Ink[] inks = {Ink.ORANGE, Ink.BLUE, Ink.GREEN, Ink.BLACK};
        Plot plot = Plot.of("Columns of noise", "columns of noise", "accuracy");
        for (int i = 0; i < names.length; i++) {
            Series line = Series.line(at, means[i]).in(inks[i]).named(names[i]);
            plot = plot.add(i == 2 ? line.dashed() : line); // With and without columns the heads lie on each other.
        }
        return plot.yRange(0.5, 1);
    }

    /** The published label-swap test: how far the probabilities move, on average, as the context's labels are permuted. */
    private static double swap(InContextLearner<?> learner, TaskSource tasks, int count, long seed) {
        double sum = 0;
        for (int b = 0; b < count; b++) {
            Task task = tasks.task(seed, b);
            Context context = task.context();
            int[] order = Randoms.of(seed).split("swap").split(b).permutation(context.size());
            Context permuted = Context.of(context.inputs(), context.targets().select(order));
            double[] p = learner.fit(context).predict(task.queries()).column(1);
            double[] q = learner.fit(permuted).predict(task.queries()).column(1);
            for (int i = 0; i < p.length; i++) {
                sum += Math.abs(p[i] - q[i]) / (p.length * count);
            }
        }
        return sum;
    }

    /** |M - M'| / |M + M'| of M = WQ'WK, Frobenius: 0 for a symmetric kernel, 1 where nothing is symmetric. */
    private static double skew(TableHead head, double[] parameters) {
        int from = head.layout().slice("query.weight").offset();
        int to = head.layout().slice("key.weight").offset();
        int d = head.layout().slice("query.weight").columns();
        double[][] m = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < WIDTH; k++) {
                    m[i][j] += parameters[from + k * d + i] * parameters[to + k * d + j];
                }
            }
        }
        double odd = 0;
        double even = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                odd += Math.pow(m[i][j] - m[j][i], 2);
                even += Math.pow(m[i][j] + m[j][i], 2);
            }
        }
        return Math.sqrt(odd / even);
    }
}
