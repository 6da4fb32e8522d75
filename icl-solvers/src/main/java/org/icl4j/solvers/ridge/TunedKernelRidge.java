package org.icl4j.solvers.ridge;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.select.KernelSearch;
import org.jspecify.annotations.Nullable;

/**
 * Kernel ridge regression that chooses the kernel's hyperparameters and the ridge from the context, and then fits with them. A {@link
 * KernelSearch} makes the choice. Targets are centred for the choice and in the model alike.
 *
 * <pre>{@code
 * KernelRidgeModel model = KernelRidge.tuned(new Matern(2.5, 1)).standardised().fit(x, y);
 * System.out.println(model.kernel() + ", " + model.ridge());
 * }</pre>
 */
public final class TunedKernelRidge implements InContextLearner<KernelRidgeModel> {

    private final KernelSearch search;
    private final boolean standardised;
    private final Progress progress;

    private TunedKernelRidge(KernelSearch search, boolean standardised, Progress progress) {
        this.search = search;
        this.standardised = standardised;
        this.progress = progress;
    }

    static TunedKernelRidge of(KernelSearch search) {
        return new TunedKernelRidge(search, false, Progress.NONE);
    }

    /**
     * The same learner on standardised inputs: mean 0 and standard deviation 1 in every column. The model keeps the scaling.
     *
     * @return a new learner
     */
    public TunedKernelRidge standardised() {
        return new TunedKernelRidge(search, true, progress);
    }

    /**
     * The same learner with another search: criterion, restarts, rows, bounds.
     *
     * @param search how kernel and ridge are chosen
     * @return a new learner
     */
    public TunedKernelRidge with(KernelSearch search) {
        return new TunedKernelRidge(Require.notNull("search", search), standardised, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the search, stage {@code "select"}, and of the fit
     * @return a new learner
     */
    public TunedKernelRidge withProgress(Progress progress) {
        return new TunedKernelRidge(search, standardised, Require.notNull("progress", progress));
    }

    /**
     * The choice alone: kernel, ridge, and what a user should know.
     *
     * @param context at least 2 pairs
     * @return what {@link #fit} would fit with, for inputs scaled as it would scale them
     */
    public KernelSearch.Choice choose(Context context) {
        return search.withProgress(progress).choose(scaled(Require.notNull("context", context), scaling(context)));
    }

    /**
     * Chooses and fits.
     *
     * @param context at least 2 pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the model, with the kernel, the ridge and the scaling that were chosen
     * @throws IllegalArgumentException if there are fewer than 2 pairs, all targets are constant, or something does not fit into memory
     */
    @Override
    public KernelRidgeModel fit(Context context) {
        Scaling scaling = scaling(Require.notNull("context", context));
        Context inner = scaled(context, scaling);
        KernelRidgeModel model = search.withProgress(progress)
                .choose(inner)
                .learner()
                .withProgress(progress)
                .fit(inner);
        return scaling == null ? model : model.behind(scaling);
    }

    private @Nullable Scaling scaling(Context context) {
        return standardised ? Scaling.standardising(context.inputs()) : null;
    }

    private static Context scaled(Context context, @Nullable Scaling scaling) {
        return scaling == null ? context : Context.of(scaling.apply(context.inputs()), context.targets());
    }

    @Override
    public String toString() {
        return "TunedKernelRidge[" + search + (standardised ? ", standardised inputs" : "") + "]";
    }
}
