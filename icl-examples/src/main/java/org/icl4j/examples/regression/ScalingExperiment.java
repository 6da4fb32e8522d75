package org.icl4j.examples.regression;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Plot;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.ridge.KernelSolver;

/**
 * Experiment 33: how time grows with the number of rows. Each method of kernel ridge regression is timed on doubling numbers of rows; the slope
 * of log time against log rows is its exponent. Counting operations for large n: 3 for Cholesky; 2 for a step of conjugate gradients and for
 * answering as many queries as there are rows; 1 for a fixed number of centres or of features.
 *
 * <p>Times are of a machine that does nothing else, or they show what else it did.
 */
public final class ScalingExperiment implements Experiment {

    private static final int WIDTH = 10;
    private static final Kernel KERNEL = new Gaussian(3);
    private static final double RIDGE = 1;

    /** Steps of conjugate gradients: each costs the same. */
    private static final int STEPS = 5;

    private static final int RANK = 20;
    private static final int WARM_UPS = 3;

    /**
     * How much work. A time a n^(p - 1) + b n^p has the slope p - q, q the share of its first part: the rows begin where q is below a tenth of
     * p. At 80 Gflop a second Cholesky's n^3 / 3 flops are 0.52 s of some 0.95 at n = 5000 and 4.2 of 4.6 to 5.8 at 10000; 500 centres on
     * 100000 rows take a second, which a call not yet compiled exceeds by a third.
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Size(int[] cubic, int[] quadratic, int[] linear, int centres, int repetitions) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(new int[] {64, 128}, new int[] {64, 128}, new int[] {128, 256}, 16, 2)
                    : new Size(
                            new int[] {10000, 14000, 20000},
                            new int[] {16000, 32000, 64000},
                            new int[] {200000, 400000, 800000},
                            500,
                            3);
        }
    }

    /** Prepares what is timed. */
    private interface Work {
        Runnable on(Context context);
    }

    /** A method, the rows it is timed on, and its power. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Method(String name, double power, int[] rows, Work work) {}

    /** The experiment. */
    public ScalingExperiment() {}

    @Override
    public int number() {
        return 33;
    }

    @Override
    public String name() {
        return "krr-scaling";
    }

    @Override
    public String summary() {
        return "time against the number of rows, by each method, and the fitted exponents";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Results results = Results.table("expected", "method", "rows", "measured");
        CsvOutput numbers = new CsvOutput("method", "rows", "repetition", "seconds");
        Plot plot = Plot.of("Time to fit", "rows", "seconds").xLogarithmic().yLogarithmic();
        for (Method method : methods(size, run.seed())) {
            int[] rows = method.rows();
            double[][] seconds = new double[size.repetitions()][rows.length];
            for (int i = 0; i < rows.length; i++) {
                Context context = context(rows[i], run.seed());
                Runnable work = method.work().on(context);
                if (i == 0) {
                    // The first times are those of the compiler, too.
                    for (int w = 0; w < WARM_UPS; w++) {
                        work.run();
                    }
                }
                for (int r = 0; r < size.repetitions(); r++) {
                    long start = System.nanoTime();
                    work.run();
                    seconds[r][i] = 1e-9 * (System.nanoTime() - start);
                    numbers.row(method.name(), rows[i], r, seconds[r][i]);
                }
                report.progress(method.name()).update("rows", i + 1, rows.length, seconds[0][i]);
            }
            double[] exponents = new double[size.repetitions()];
            for (int r = 0; r < exponents.length; r++) {
                exponents[r] = slope(rows, seconds[r]);
            }
            String range = rows[0] + " to " + rows[rows.length - 1];
            results.add(method.power(), exponents, method.name(), range, "exponent");
            double[] last = new double[size.repetitions()];
            Arrays.setAll(last, r -> seconds[r][rows.length - 1]);
            results.add(Double.NaN, last, method.name(), String.valueOf(rows[rows.length - 1]), "seconds");
            double[] x = Arrays.stream(rows).asDoubleStream().toArray();
            double[] y = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                y[i] = Double.POSITIVE_INFINITY;
                for (double[] one : seconds) {
                    y[i] = Math.min(y[i], one[i]);
                }
            }
            plot = plot.line(method.name(), x, y);
        }
        report.add("times", numbers).add("times", Figure.of(plot));
        report.write(
                "Kernel ridge regression of " + WIDTH + " columns on " + Parallel.threads() + " threads, "
                        + size.repetitions() + " repetitions.",
                results);
    }

    private static List<Method> methods(Size size, long seed) {
        // In float64 throughout: refinement after a float32 factorisation reads matrices, which grow with n^2.
        KernelRidge exact = KernelRidge.of(KERNEL, RIDGE).withPrecision(Precision.DOUBLE);
        NystromRidge centres = NystromRidge.of(KERNEL, RIDGE, size.centres());
        RandomFeatureRidge features =
                RandomFeatureRidge.of(RandomFourierFeatures.of(KERNEL, WIDTH, size.centres(), seed), RIDGE);
        return List.of(
                new Method("cholesky", 3, size.cubic(), context -> () -> exact.fit(context)),
                new Method(
                        STEPS + " steps of pcg",
                        2,
                        size.quadratic(),
                        context -> () -> exact.with(steps(STEPS)).fit(context)),
                new Method("answers to all rows", 2, size.quadratic(), context -> {
                    // How good the coefficients are does not matter to the time.
                    KernelRidgeModel model = exact.with(steps(1)).fit(context);
                    return () -> model.predict(context.inputs());
                }),
                new Method(size.centres() + " centres", 1, size.linear(), context -> () -> centres.fit(context)),
                new Method(size.centres() + " features", 1, size.linear(), context -> () -> features.fit(context)));
    }

    /** So many steps of conjugate gradients, whatever the residual. */
    private static KernelSolver steps(int count) {
        return KernelSolver.pcg(RandomlyPivotedCholesky.rank(RANK))
                .withMethod(ConjugateGradient.withDefaults()
                        .withTolerance(Double.MIN_NORMAL)
                        .withMaxIterations(count));
    }

    /** Normal inputs, and a smooth function of them with noise. */
    private static Context context(int rows, long seed) {
        Randoms randoms = Randoms.of(seed).split("rows");
        double[] x = randoms.gaussians(rows * WIDTH);
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++) {
            y[i] = Math.sin(x[i * WIDTH]) + x[i * WIDTH + 1] * x[i * WIDTH + 2] + 0.1 * randoms.gaussian();
        }
        return Context.of(Points.ofRows("inputs", rows, WIDTH, x), Points.ofColumn("targets", y));
    }

    /** Least squares: the slope of log seconds against log rows. */
    static double slope(int[] rows, double[] seconds) {
        double[] x = Arrays.stream(rows).mapToDouble(Math::log).toArray();
        double[] y = Arrays.stream(seconds).map(Math::log).toArray();
        double mx = Arrays.stream(x).average().orElseThrow();
        double my = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
        }
        return xy / xx;
    }
}
