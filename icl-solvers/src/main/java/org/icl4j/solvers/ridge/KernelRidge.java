package org.icl4j.solvers.ridge;

import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.ExactSolve;
import org.icl4j.solvers.internal.exact.KernelSystem;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * Kernel ridge regression, exactly, by Cholesky:
 *
 * <pre>
 * alpha = (K + r I)^-1 y,   f(x) = sum_i k(x, x_i) alpha_i,   K_ij = k(x_i, x_j)
 * </pre>
 *
 * the minimiser of sum_i (y_i - f(x_i))^2 + r |f|^2 over the kernel's function space, and the mean of a Gaussian process with
 * covariance k and noise variance r. The ridge r is added to K's diagonal as is (scikit-learn's alpha); it is not
 * multiplied by n.
 *
 * <pre>{@code
 * KernelRidgeModel model = KernelRidge.of(new Gaussian(0.5), 0.01).fit(x, y);
 * double[] answers = model.predict(queries);
 * }</pre>
 *
 * <p>Cost: n^2 d for K, n^3 / 3 flops for its factor, 2 n^2 for each target, n^2 d for the true residual in the report.
 * Memory: one n x n matrix, 8 n^2 bytes, in native memory, given back before {@code fit} returns, of which only the half that
 * is written, a triangle, is ever taken from the system; inputs and targets are never written. The same context gives the
 * same bits.
 *
 * <p>Large well-conditioned problems are factored in float32 and refined to the accuracy of float64, in about half the time
 * and half the memory: {@link Precision} says when. The report's method tells which way was taken.
 *
 * <p>Where the matrix is not positive definite at working precision (a pivot at or below n eps times its diagonal entry,
 * as with duplicate rows and ridge 0), fitting throws {@link org.icl4j.core.linalg.NotPositiveDefiniteException} with the
 * row, the row that it duplicates if there is one, and what to do; nothing is added to the diagonal unasked.
 *
 * <p>A kernel that is not symmetric on the inputs is refused, with a pair and both its values. Cholesky reads one value of each
 * pair and the true residual the other, so that this takes no more evaluations: the residual is compared with what a
 * backward stable solve can leave, whatever the conditioning, if k(x, z) and k(z, x) agree to 1e-10 of sqrt((k(x, x) + r) (k(z, z) + r)).
 *
 * <p>Source: Saunders, Gammerman and Vovk (1998), Ridge regression learning algorithm in dual variables.
 *
 * @param kernel k
 * @param ridge r, at least 0
 * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
 * @param precision in which arithmetic the factorisation runs
 * @param progress told of the stages; when it says stop, {@code fit} throws {@link CancellationException}
 */
public record KernelRidge(Kernel kernel, double ridge, boolean centredTargets, Precision precision, Progress progress)
        implements InContextLearner<KernelRidgeModel> {

    private static final String STAGE = "fit";
    private static final int STAGES = 4;

    /**
     * Checks the components.
     *
     * @param kernel k
     * @param ridge r, at least 0
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @param precision in which arithmetic the factorisation runs
     * @param progress told of the stages
     * @throws IllegalArgumentException if an argument is null, or the ridge is negative or not finite
     */
    public KernelRidge {
        Require.notNull("kernel", kernel);
        Require.nonNegative("ridge", ridge);
        Require.notNull("precision", precision);
        Require.notNull("progress", progress);
    }

    /**
     * Kernel ridge regression on the targets as they are.
     *
     * @param kernel k
     * @param ridge r, added to the diagonal of K, at least 0
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null, or the ridge is negative or not finite
     */
    public static KernelRidge of(Kernel kernel, double ridge) {
        return new KernelRidge(kernel, ridge, false, Precision.AUTO, Progress.NONE);
    }

    /**
     * The same learner with the targets centred or not.
     *
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @return a new learner
     */
    public KernelRidge withCentredTargets(boolean centredTargets) {
        return new KernelRidge(kernel, ridge, centredTargets, precision, progress);
    }

    /**
     * The same learner with another arithmetic.
     *
     * @param precision in which arithmetic the factorisation runs; {@link Precision#AUTO} unless set
     * @return a new learner
     */
    public KernelRidge withPrecision(Precision precision) {
        return new KernelRidge(kernel, ridge, centredTargets, precision, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the stages; when it says stop, {@code fit} throws {@link CancellationException}
     * @return a new learner
     */
    public KernelRidge withProgress(Progress progress) {
        return new KernelRidge(kernel, ridge, centredTargets, precision, progress);
    }

    /**
     * Solves (K + r I) alpha = y for the given examples.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the predictor k(x, X) alpha, with the report of the solution
     * @throws IllegalArgumentException if the kernel matrix does not fit into memory (refused before it is allocated), or the
     *     kernel is not finite or not symmetric somewhere
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if K + r I is not positive definite at working precision
     * @throws CancellationException if the listener says stop
     */
    @Override
    public KernelRidgeModel fit(Context context) {
        Require.notNull("context", context);
        long start = System.nanoTime();
        Points x = context.inputs();
        int n = x.size();
        int t = context.targets().width();
        Memory.require(
                "the " + n + " x " + n + " kernel matrix",
                ExactSolve.bytes(precision, n, t),
                "fit on fewer rows, or use IterativeKernelRidge, which never forms it");

        double[] y = context.targets().toRowMajor(); // [n, t]
        double[] means = centredTargets ? Vectors.columnMeans(y, t) : new double[t];
        Vectors.centre(y, means);
        KernelSystem system = new KernelSystem(kernel, ridge, x);
        ExactSolve solved = ExactSolve.of(system, precision, y, t, stage -> report(stage, Double.NaN));
        double[] alpha = solved.x();
        requireFinite(context.targets(), alpha, t);
        double residual = solved.verify(system, y, t);
        report(STAGES, residual);
        double seconds = 1e-9 * (System.nanoTime() - start);
        SolveReport report = new SolveReport(
                solved.method(),
                SolveReport.Status.CONVERGED,
                solved.steps(),
                residual,
                0,
                (long) solved.bytes(),
                seconds,
                OptionalLong.empty());
        return new KernelRidgeModel(kernel, ridge, x, Points.ofRows("dualCoefficients", n, t, alpha), means, report);
    }

    private static void requireFinite(Points targets, double[] alpha, int t) {
        for (int i = 0; i < alpha.length; i++) {
            if (!Double.isFinite(alpha[i])) {
                throw Require.error(
                        "targets",
                        "are too large: the coefficient of row " + i / t + ", target " + i % t + " with the value "
                                + targets.get(i / t, i % t) + ", overflows to " + alpha[i]
                                + "; scale them or use a larger ridge");
            }
        }
    }

    private void report(int done, double value) {
        if (!progress.update(STAGE, done, STAGES, value)) {
            throw new CancellationException(
                    "kernel ridge regression was stopped after stage " + done + " of " + STAGES);
        }
    }

    /** The settings, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "KernelRidge[kernel=" + kernel + ", ridge=" + ridge + ", centredTargets=" + centredTargets
                + ", precision=" + precision + "]";
    }
}
