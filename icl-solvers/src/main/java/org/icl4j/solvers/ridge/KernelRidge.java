package org.icl4j.solvers.ridge;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.select.KernelSearch;
import org.jspecify.annotations.Nullable;

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
 *
 * KernelRidgeModel tuned = KernelRidge.tuned(new Matern(2.5, 1)).standardised().fit(x, y);   // everything chosen
 * }</pre>
 *
 * <p>Everything beyond kernel and ridge is an option, a {@code with} method that returns another learner; learners are immutable.
 *
 * <ul>
 *   <li>{@link #withWeights}: the errors of row i count w_i times. With weights, {@code r / w_i} stands on the diagonal in place of r;
 *       a row of weight 0 is left out and gets the coefficient 0. This is scikit-learn's {@code sample_weight}.
 *   <li>{@link #withNoise}: the variance v_i of row i's noise is known and is added to its diagonal element.
 *   <li>{@link #withRidges}: a ridge for each target. Few different ridges take a Cholesky factorisation each; more than
 *       {@value RidgeFit#FACTORISATIONS} take one eigendecomposition for all of them, which costs as much as some ten factorisations.
 *   <li>{@link #withCentredTargets}: an intercept. The mean of each target, weighted if there are weights, is subtracted before
 *       solving and added to every answer.
 *   <li>{@link #standardised}: each column of the inputs is mapped to mean 0 and standard deviation 1. The model keeps the map, and its file
 *       too.
 *   <li>{@link #keepingFactor}: the model keeps the Cholesky factor, 8 n^2 bytes, for standard deviations and updates.
 *   <li>{@link #with}: another way to solve the equations.
 * </ul>
 *
 * <p>Cost: n^2 d for K, n^3 / 3 flops for its factor, 2 n^2 for each target, n^2 d for the true residual in the report.
 * Memory: one n x n matrix, 8 n^2 bytes, in native memory, given back before {@code fit} returns: the factor in one triangle, K in the
 * other. Inputs and targets are never written. The same context gives the same bits.
 *
 * <p>Large well-conditioned problems are factored in float32 and refined to the accuracy of float64, in about half the time
 * and three quarters of the memory: {@link Precision} says when. The report's method tells which way was taken.
 *
 * <p>Where the matrix is not positive definite at working precision (a pivot at or below n eps times its diagonal entry,
 * as with duplicate rows and ridge 0), fitting throws {@link org.icl4j.core.linalg.NotPositiveDefiniteException} with the
 * row, the row that it duplicates if there is one, and what to do; nothing is added to the diagonal unasked. Where the
 * ridge is near n eps |K|, the rounding of the matrix, and the true relative residual stays above 2^-20, the status is {@link
 * org.icl4j.solvers.SolveReport.Status#STAGNATED} and the report's method says what to do.
 *
 * <p>A kernel that is plainly not symmetric is refused, with a pair and both its values: some hundred pairs are looked at. {@link
 * Kernel#checked()} looks at all.
 *
 * <p>Sources: Saunders, Gammerman and Vovk (1998), Ridge regression learning algorithm in dual variables; for weights and noise by rows,
 * Rasmussen and Williams (2006), section 2.2.
 */
public final class KernelRidge implements InContextLearner<KernelRidgeModel> {

    private final RidgeOptions options;

    private KernelRidge(RidgeOptions options) {
        this.options = options;
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
        Require.notNull("kernel", kernel);
        return new KernelRidge(RidgeOptions.of(kernel, Require.nonNegative("ridge", ridge)));
    }

    /**
     * Kernel ridge regression that chooses the kernel's hyperparameters and the ridge from the context, and fits with them.
     *
     * @param kernel a differentiable kernel, whose hyperparameters are where the search starts
     * @return a learner that selects and fits in one go
     * @throws IllegalArgumentException if a part of the kernel has no derivatives
     */
    public static TunedKernelRidge tuned(Kernel kernel) {
        return TunedKernelRidge.of(KernelSearch.of(kernel));
    }

    /**
     * Kernel ridge regression that chooses the kernel's hyperparameters and the ridge from the context, for a kernel that depends on the
     * number of columns, such as {@code Gaussian.ard()}.
     *
     * @param kernel the kernel for so many columns, differentiable
     * @return a learner that selects and fits in one go
     * @throws IllegalArgumentException if the argument is null
     */
    public static TunedKernelRidge tuned(IntFunction<? extends Kernel> kernel) {
        return TunedKernelRidge.of(KernelSearch.of(kernel));
    }

    /**
     * The same learner with another ridge.
     *
     * @param ridge r, added to the diagonal of K, at least 0
     * @return a new learner
     * @throws IllegalArgumentException if the ridge is negative or not finite
     */
    public KernelRidge withRidge(double ridge) {
        return withRidges(Require.nonNegative("ridge", ridge));
    }

    /**
     * The same learner with a ridge for each target.
     *
     * @param ridges r_1 to r_t, at least 0; or one for all targets
     * @return a new learner
     * @throws IllegalArgumentException if there are none, or one is negative or not finite
     */
    public KernelRidge withRidges(double... ridges) {
        Require.positive("ridges.length", Require.notNull("ridges", ridges).length);
        for (int j = 0; j < ridges.length; j++) {
            Require.nonNegative("ridges[" + j + "]", ridges[j]);
        }
        return new KernelRidge(options.withRidges(ridges.clone()));
    }

    /**
     * The same learner with a weight for each row: sum_i w_i (y_i - f(x_i))^2 + r |f|^2 is minimised.
     *
     * @param weights w, one per row of the context, at least 0 and not all 0; null for 1 everywhere
     * @return a new learner
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are 0
     */
    public KernelRidge withWeights(double @Nullable [] weights) {
        if (weights != null) {
            for (int i = 0; i < weights.length; i++) {
                Require.nonNegative("weights[" + i + "]", weights[i]);
            }
            if (Arrays.stream(weights).noneMatch(w -> w > 0)) {
                throw Require.error("weights", "are all 0: no row counts");
            }
        }
        return new KernelRidge(options.withWeights(weights == null ? null : weights.clone()));
    }

    /**
     * The same learner with a known noise variance for each row, which is added to the diagonal beside the ridge.
     *
     * @param noise v, one per row of the context, at least 0; null for 0 everywhere
     * @return a new learner
     * @throws IllegalArgumentException if a variance is negative or not finite
     */
    public KernelRidge withNoise(double @Nullable [] noise) {
        if (noise != null) {
            Require.positive("noise.length", noise.length);
            for (int i = 0; i < noise.length; i++) {
                Require.nonNegative("noise[" + i + "]", noise[i]);
            }
        }
        return new KernelRidge(options.withNoise(noise == null ? null : noise.clone()));
    }

    /**
     * The same learner with the targets centred or not.
     *
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @return a new learner
     */
    public KernelRidge withCentredTargets(boolean centredTargets) {
        return new KernelRidge(options.withCentredTargets(centredTargets));
    }

    /**
     * The same learner on standardised inputs: mean 0 and standard deviation 1 in every column. The model keeps the scaling and
     * applies it to queries.
     *
     * @return a new learner
     */
    public KernelRidge standardised() {
        return new KernelRidge(options.withStandardised(true));
    }

    /**
     * The same learner whose model keeps its Cholesky factor, float64, 8 n^2 bytes: {@link KernelRidgeModel#factor()} and {@link
     * KernelRidgeModel#standardDeviation} need it. It is not saved with the model.
     *
     * @return a new learner
     */
    public KernelRidge keepingFactor() {
        return new KernelRidge(options.withFactor(true));
    }

    /**
     * The same learner with another way to solve the equations.
     *
     * @param solver how (K + D) A = Y is solved; null for Cholesky, in the arithmetic of {@link #withPrecision}
     * @return a new learner
     */
    public KernelRidge with(@Nullable KernelSolver solver) {
        return new KernelRidge(options.withSolver(solver));
    }

    /**
     * The same learner with another arithmetic.
     *
     * @param precision in which arithmetic the factorisation runs; {@link Precision#AUTO} unless set
     * @return a new learner
     */
    public KernelRidge withPrecision(Precision precision) {
        return new KernelRidge(options.withPrecision(Require.notNull("precision", precision)));
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the stages; when it says stop, {@code fit} throws {@link CancellationException}
     * @return a new learner
     */
    public KernelRidge withProgress(Progress progress) {
        return new KernelRidge(options.withProgress(Require.notNull("progress", progress)));
    }

    /**
     * The kernel.
     *
     * @return k
     */
    public Kernel kernel() {
        return options.kernel();
    }

    /**
     * The ridge, the first target's where there are several.
     *
     * @return r
     */
    public double ridge() {
        return options.ridges()[0];
    }

    /**
     * The ridges.
     *
     * @return a copy: one for all targets, or one for each
     */
    public double[] ridges() {
        return options.ridges().clone();
    }

    /**
     * Whether the targets are centred.
     *
     * @return true if each target's mean is subtracted before solving and added to every answer
     */
    public boolean centredTargets() {
        return options.centredTargets();
    }

    /**
     * The arithmetic.
     *
     * @return {@link Precision#AUTO} unless set
     */
    public Precision precision() {
        return options.precision();
    }

    /**
     * Solves (K + r I) alpha = y for the given examples, or the equations that the options make of it.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the predictor k(x, X) alpha, with the report of the solution
     * @throws IllegalArgumentException if the kernel matrix does not fit into memory (refused before it is allocated), the kernel is
     *     not finite or not symmetric somewhere, or the number of weights, noise variances or ridges is not that of the
     *     context's rows or targets
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if K + r I is not positive definite at working precision
     * @throws CancellationException if the listener says stop
     */
    @Override
    public KernelRidgeModel fit(Context context) {
        return new RidgeFit(options, Require.notNull("context", context)).run();
    }

    /** The settings that differ from the defaults, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "KernelRidge[" + options.describe() + "]";
    }
}
