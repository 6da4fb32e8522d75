package org.icl4j.examples.learnedkernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.learnedkernel.Tuning.Setting;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.select.LeaveOneOut;

/** The estimators whose kernel is given or tuned. */
final class Baselines {

    private static final double LENGTH_SCALE = 0.5;
    private static final double RIDGE = 0.01;
    private static final double[] BANDWIDTHS = {
        0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.25, 0.3, 0.4, 0.5
    };
    private static final double[] LENGTH_SCALES = {0.3, 0.4, 0.5, 0.7, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 6};
    private static final double[] RIDGES = {1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1};

    private final GridTasks test;
    private final Tuning weightedMeans;
    private final Tuning kernelRidges;
    private final Setting weightedMean;
    private final Setting kernelRidge;

    /**
     * Tunes on the task distribution.
     *
     * @param test the noise draws of sin
     * @param tasks how many tasks to tune on
     */
    Baselines(GridTasks test, int tasks, Randoms randoms) {
        this.test = test;
        this.weightedMeans =
                new Tuning(settings(BANDWIDTHS, 0), setting -> NadarayaWatson.of(new Gaussian(setting.lengthScale())));
        this.kernelRidges = new Tuning(
                settings(LENGTH_SCALES, RIDGES),
                setting -> KernelRidge.of(new Gaussian(setting.lengthScale()), setting.ridge()));
        GridTasks sample = GridTasks.sinusoids(tasks, randoms);
        this.weightedMean = weightedMeans.onTasks(sample);
        this.kernelRidge = kernelRidges.onTasks(sample);
    }

    private static List<Setting> settings(double[] lengthScales, double... ridges) {
        List<Setting> settings = new ArrayList<>();
        for (double lengthScale : lengthScales) {
            for (double ridge : ridges) {
                settings.add(new Setting(lengthScale, ridge));
            }
        }
        return settings;
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(row("linear ridge", "ridge 1, no intercept", 0.1713, linearRidge()));
        rows.add(row("raw attention", "softmax(x x'), nothing learnt", 0.0806, rawAttention()));
        String mean = "Nadaraya-Watson";
        rows.add(row(mean, "Gaussian 0.5", 0.0147, NadarayaWatson.of(gaussian())));
        tuned(rows, mean, weightedMeans, weightedMean, this::weightedMeanResiduals);
        String ridge = "kernel ridge regression";
        rows.add(row(ridge, "Gaussian 0.5, ridge 0.01", 0.0042, kernelRidge()));
        tuned(rows, ridge, kernelRidges, kernelRidge, new KernelRidgeResiduals(test.context())::of);
        return rows;
    }

    /** Three honest ways to tune. */
    private void tuned(
            List<Row> rows, String method, Tuning tuning, Setting onTasks, Function<Setting, Points> residuals) {
        rows.add(row(
                method,
                onTasks + ", by training tasks",
                Double.NaN,
                tuning.learner().apply(onTasks)));
        Tuning.LeaveOneOutErrors errors = tuning.leaveOneOut(test.tasks(), residuals);
        rows.add(Row.of(
                method,
                "Gaussian, by leave-one-out, each draw",
                Double.NaN,
                Double.NaN,
                tuning.errors(errors.bestOfEach(), test)));
        Setting best = errors.bestOfAll();
        rows.add(row(
                method,
                best + ", by leave-one-out, all draws",
                Double.NaN,
                tuning.learner().apply(best)));
    }

    static InContextLearner<?> linearRidge() {
        return RidgeRegression.of(1);
    }

    static InContextLearner<?> rawAttention() {
        return NadarayaWatson.of(new ExponentialDotProduct(1));
    }

    static InContextLearner<?> kernelRidge() {
        return KernelRidge.of(gaussian(), RIDGE);
    }

    static Gaussian gaussian() {
        return new Gaussian(LENGTH_SCALE);
    }

    InContextLearner<?> tunedWeightedMean() {
        return weightedMeans.learner().apply(weightedMean);
    }

    InContextLearner<?> tunedKernelRidge() {
        return kernelRidges.learner().apply(kernelRidge);
    }

    Gaussian tunedGaussian() {
        return new Gaussian(weightedMean.lengthScale());
    }

    private Row row(String method, String setting, double published, InContextLearner<?> learner) {
        double[] errors = test.errors(learner.fit(test.context()));
        return Row.of(method, setting, published, ExactErrors.onSine(learner), errors);
    }

    /**
     * y_i - f_(-i)(x_i) = (y_i - f(x_i)) / (1 - S_ii) with S_ii = k(x_i, x_i) / sum_j k(x_i, x_j): without pair i, numerator and
     * denominator of the weighted mean each lose one term.
     */
    private Points weightedMeanResiduals(Setting setting) {
        Kernel kernel = new Gaussian(setting.lengthScale());
        Points x = test.context().inputs();
        int n = x.size();
        int t = test.tasks();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] sums = new double[n];
        Gram.multiply(kernel, x, x, ones, 1, sums);
        double[] diagonal = new double[n];
        kernel.diagonal(x, 0, n, diagonal, 0);
        double[] residuals = weightedMeans
                .learner()
                .apply(setting)
                .fit(test.context())
                .predict(x)
                .toRowMajor();
        for (int i = 0; i < residuals.length; i++) {
            int row = i / t;
            double difference = test.context().targets().get(row, i % t) - residuals[i];
            residuals[i] = difference / (1 - diagonal[row] / sums[row]);
        }
        return Points.ofRows("residuals", n, t, residuals);
    }

    /** Leave-one-out residuals of kernel ridge regression; keeps the decomposition of the last length scale. */
    private static final class KernelRidgeResiduals {
        private final Context context;
        private double lengthScale;
        private LeaveOneOut leaveOneOut;

        KernelRidgeResiduals(Context context) {
            this.context = context;
            this.lengthScale = LENGTH_SCALE;
            this.leaveOneOut = LeaveOneOut.of(gaussian(), context);
        }

        Points of(Setting setting) {
            if (setting.lengthScale() != lengthScale) {
                lengthScale = setting.lengthScale();
                leaveOneOut = LeaveOneOut.of(new Gaussian(lengthScale), context);
            }
            return leaveOneOut.residuals(setting.ridge());
        }
    }
}
