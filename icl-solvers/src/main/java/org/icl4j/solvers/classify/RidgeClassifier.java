package org.icl4j.solvers.classify;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.select.LeaveOneOut;
import org.jspecify.annotations.Nullable;

/**
 * Kernel ridge regression on one-hot targets: a score for each class, one system with C right-hand sides,
 *
 * <pre>
 * (K + r I) alpha_c = [y = c] - mean_c,     f_c(x) = mean_c + sum_i k(x, x_i) alpha_ic
 * </pre>
 *
 * whose greatest is the class. The probabilities are softmax(s f(x)) with the sharpness s of least log loss on the leave-one-out scores of the context's rows, in
 * closed form ({@link LeaveOneOut}): scores of rows that the fit has seen are too sure.
 *
 * <pre>{@code
 * KernelClassifierModel model = RidgeClassifier.of(new Gaussian(0.5), 0.1).fit(x, labels);
 * }</pre>
 *
 * <p>Cost: that of {@link KernelRidge} with C targets, and one eigendecomposition, 9 n^3 flops, of at most {@value #CALIBRATION_ROWS} rows for s. It takes
 * more rows, and each of the solvers, than {@link KernelLogistic}, which gives better probabilities.
 *
 * <p>scikit-learn's {@code RidgeClassifier} has the same scores up to scale with the linear kernel; it uses targets of -1 and 1, and gives no probabilities.
 */
public final class RidgeClassifier implements Classifier<KernelClassifierModel> {

    /** On so many rows the sharpness is chosen. */
    static final int CALIBRATION_ROWS = 1000;

    private static final double LEAST_SHARPNESS = 0x1p-10;
    private static final double GREATEST_SHARPNESS = 0x1p16;
    private static final int HALVINGS = 60;

    private final Kernel kernel;
    private final double ridge;
    private final boolean standardised;
    private final @Nullable KernelSolver solver;
    private final Progress progress;

    private RidgeClassifier(
            Kernel kernel, double ridge, boolean standardised, @Nullable KernelSolver solver, Progress progress) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.standardised = standardised;
        this.solver = solver;
        this.progress = progress;
    }

    /**
     * Kernel ridge regression on one-hot targets.
     *
     * @param kernel k
     * @param ridge r, added to the diagonal of K, positive
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null, or the ridge is not positive and finite
     */
    public static RidgeClassifier of(Kernel kernel, double ridge) {
        return new RidgeClassifier(
                Require.notNull("kernel", kernel), Require.positive("ridge", ridge), false, null, Progress.NONE);
    }

    /**
     * The same learner on standardised inputs: mean 0 and standard deviation 1 in every column. The model keeps the scaling.
     *
     * @return a new learner
     */
    public RidgeClassifier standardised() {
        return new RidgeClassifier(kernel, ridge, true, solver, progress);
    }

    /**
     * The same learner with another way to solve the equations.
     *
     * @param solver as {@link KernelRidge#with} takes it; null for Cholesky
     * @return a new learner
     */
    public RidgeClassifier with(@Nullable KernelSolver solver) {
        return new RidgeClassifier(kernel, ridge, standardised, solver, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the fit's stages
     * @return a new learner
     */
    public RidgeClassifier withProgress(Progress progress) {
        return new RidgeClassifier(kernel, ridge, standardised, solver, Require.notNull("progress", progress));
    }

    @Override
    public KernelClassifierModel fit(Points inputs, Labels labels) {
        Require.notNull("labels", labels).requireLearnable(Require.notNull("inputs", inputs));
        ColumnCoding coding = standardised ? ColumnCoding.standardising(inputs) : null;
        Points x = coding == null ? inputs : coding.apply(inputs);
        KernelRidgeModel ridgeModel = KernelRidge.of(kernel, ridge)
                .withCentredTargets(true)
                .with(solver)
                .withProgress(progress)
                .fit(Context.of(x, labels.oneHot()));
        return new KernelClassifierModel(
                kernel,
                ridge,
                labels.classes(),
                x,
                ridgeModel.dualCoefficients(),
                ridgeModel.targetMeans(),
                sharpness(x, labels),
                coding,
                ridgeModel.report());
    }

    /** The s of least log loss on leave-one-out scores. */
    private double sharpness(Points x, Labels labels) {
        int[] rows = Strata.rows(labels, CALIBRATION_ROWS, 0);
        Labels some = labels.select(rows);
        Points y = some.oneHot();
        double[] residuals = LeaveOneOut.of(kernel, Context.of(x.select(rows), y))
                .withCentredTargets(true)
                .residuals(ridge)
                .toRowMajor();
        double[] scores = y.toRowMajor();
        for (int i = 0; i < scores.length; i++) {
            scores[i] -= residuals[i];
        }
        return sharpness(scores, some);
    }

    /**
     * The least of L(s) = sum_i log sum_c exp(s f_ic) - s f_i,y(i), which is convex in s, by bisection of
     *
     * <pre>L'(s) = sum_i sum_c p_ic(s) f_ic - f_i,y(i).</pre>
     *
     * Where L falls for ever, as with scores that are all right, the greatest s considered.
     */
    static double sharpness(double[] scores, Labels labels) {
        double low = LEAST_SHARPNESS;
        double high = GREATEST_SHARPNESS;
        for (int k = 0; k < HALVINGS; k++) {
            double middle = Math.sqrt(low * high);
            if (slope(middle, scores, labels) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.sqrt(low * high);
    }

    private static double slope(double s, double[] scores, Labels labels) {
        int t = labels.classes().size();
        double[] p = new double[scores.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = s * scores[i];
        }
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            Probabilities.softmax(p, i * t, t);
            for (int c = i * t; c < (i + 1) * t; c++) {
                sum += p[c] * scores[c];
            }
            sum -= scores[i * t + labels.index(i)];
        }
        return sum;
    }

    @Override
    public String toString() {
        return "RidgeClassifier[" + kernel + ", ridge " + ridge + (standardised ? ", standardised inputs" : "")
                + (solver == null ? "" : ", " + solver.description()) + "]";
    }
}
