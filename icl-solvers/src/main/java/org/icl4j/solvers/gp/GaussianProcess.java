package org.icl4j.solvers.gp;

import java.util.function.IntFunction;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.select.KernelSearch;
import org.jspecify.annotations.Nullable;

/**
 * A Gaussian process: y_i = f(x_i) + noise, f with covariance k, the noise normal with variance r. Given the context, f at a query q is
 * normal,
 *
 * <pre>
 * mean = k(q, X) (K + r I)^-1 y,   variance = k(q, q) - k(q, X) (K + r I)^-1 k(X, q)
 * </pre>
 *
 * The mean is {@link KernelRidge}'s answer with the ridge r.
 *
 * <pre>{@code
 * GaussianProcessModel model = GaussianProcess.of(new Matern(2.5, 1), 0.1).optimised().fit(x, y);
 * Prediction p = model.posterior(queries);        // p.mean(), p.standardDeviation()
 * }</pre>
 *
 * <p>With {@link #optimised()} the kernel's hyperparameters, its scale and the noise are those of greatest marginal likelihood, found by {@link
 * KernelSearch}; the numbers given are where that search starts, and the kernel gets a factor. Targets are centred unless told otherwise.
 *
 * <p>Cost: n^3 / 3 flops to fit, n^2 a query for a deviation. Memory: one n x n matrix, kept by the model.
 *
 * <p>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1 and section 5.4. scikit-learn's
 * GaussianProcessRegressor has the same posterior with {@code alpha} = r; its {@code WhiteKernel} adds r to the variance at queries, as {@link
 * GaussianProcessModel#predictive} does.
 */
public final class GaussianProcess implements InContextLearner<GaussianProcessModel> {

    private final @Nullable Kernel kernel;
    private final double noise;
    private final @Nullable KernelSearch search;
    private final boolean centredTargets;
    private final boolean standardised;
    private final Progress progress;

    private GaussianProcess(
            @Nullable Kernel kernel,
            double noise,
            @Nullable KernelSearch search,
            boolean centredTargets,
            boolean standardised,
            Progress progress) {
        this.kernel = kernel;
        this.noise = noise;
        this.search = search;
        this.centredTargets = centredTargets;
        this.standardised = standardised;
        this.progress = progress;
    }

    /**
     * A Gaussian process with what is given.
     *
     * @param kernel the covariance k
     * @param noise the noise's variance r, at least 0
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null, or the noise negative or not finite
     */
    public static GaussianProcess of(Kernel kernel, double noise) {
        return new GaussianProcess(
                Require.notNull("kernel", kernel),
                Require.nonNegative("noise", noise),
                null,
                true,
                false,
                Progress.NONE);
    }

    /**
     * A Gaussian process that chooses everything, for a kernel that depends on the number of columns.
     *
     * @param kernel the kernel for so many columns, differentiable
     * @return the learner, optimised
     * @throws IllegalArgumentException if the argument is null
     */
    public static GaussianProcess tuned(IntFunction<? extends Kernel> kernel) {
        return new GaussianProcess(null, 0, KernelSearch.of(kernel), true, false, Progress.NONE);
    }

    /**
     * The same process with hyperparameters, scale and noise of greatest marginal likelihood.
     *
     * @return a new learner
     * @throws IllegalArgumentException if a part of the kernel has no derivatives
     */
    public GaussianProcess optimised() {
        if (kernel == null) {
            return this;
        }
        return optimised(KernelSearch.of(kernel));
    }

    /**
     * The same process with what a given search chooses.
     *
     * @param search criterion, restarts, rows, bounds
     * @return a new learner
     */
    public GaussianProcess optimised(KernelSearch search) {
        return new GaussianProcess(
                kernel, noise, Require.notNull("search", search), centredTargets, standardised, progress);
    }

    /**
     * The same process with the targets' means subtracted or not.
     *
     * @param centredTargets whether each target's mean is subtracted before and added to every answer; true unless set
     * @return a new learner
     */
    public GaussianProcess withCentredTargets(boolean centredTargets) {
        return new GaussianProcess(kernel, noise, search, centredTargets, standardised, progress);
    }

    /**
     * The same process on standardised inputs: mean 0 and standard deviation 1 in every column. The model keeps the scaling.
     *
     * @return a new learner
     */
    public GaussianProcess standardised() {
        return new GaussianProcess(kernel, noise, search, centredTargets, true, progress);
    }

    /**
     * The same process with a listener.
     *
     * @param progress told of the search, stage {@code "select"}, and of the fit
     * @return a new learner
     */
    public GaussianProcess withProgress(Progress progress) {
        return new GaussianProcess(
                kernel, noise, search, centredTargets, standardised, Require.notNull("progress", progress));
    }

    /**
     * Fits, after the search if there is one.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]; all targets share the covariance
     * @return the posterior
     * @throws IllegalArgumentException if the matrix does not fit into memory, or all targets are constant and a search was asked for
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if K + r I is not positive definite at working precision
     */
    @Override
    public GaussianProcessModel fit(Context context) {
        Points inputs = Require.notNull("context", context).inputs();
        Scaling scaling = standardised ? Scaling.standardising(inputs) : null;
        Context inner = scaling == null ? context : Context.of(scaling.apply(inputs), context.targets());
        Kernel covariance = kernel;
        double variance = noise;
        KernelSearch.Choice choice = null;
        if (search != null) {
            choice = search.withCentredTargets(centredTargets)
                    .withProgress(progress)
                    .choose(inner);
            covariance = choice.kernel().scaled(choice.scale());
            variance = choice.ridge() * choice.scale();
        }
        KernelRidgeModel model = KernelRidge.of(Require.notNull("kernel", covariance), variance)
                .withCentredTargets(centredTargets)
                .withProgress(progress)
                .keepingFactor()
                .fit(inner);
        return new GaussianProcessModel(
                scaling == null ? model : model.behind(scaling), model.factor().orElseThrow(), inner.targets(), choice);
    }

    @Override
    public String toString() {
        return "GaussianProcess[" + (search == null ? kernel + ", noise " + noise : search.toString())
                + (standardised ? ", standardised inputs" : "") + "]";
    }
}
