package org.icl4j.examples.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.icl4j.core.Context;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.select.KernelSearch;
import org.jspecify.annotations.Nullable;

/**
 * The kernel and the ridge where nobody names any: a Gaussian of one length scale, or a Matern kernel of smoothness 5/2 with one for each
 * column, which is searched from where the first ends. Both by {@link KernelSearch} on at most 2000 rows; the one of greatest
 *
 * <pre>log marginal likelihood - p / 2 log n,    p hyperparameters, n rows</pre>
 *
 * (Schwarz 1978) is taken: more length scales must earn their place.
 *
 * <p>Inputs should be standardised. Kernels of many length scales are not tried below 20 rows or above 50 columns.
 */
public final class KernelChoice {

    private static final int LEAST_ROWS = 20;
    private static final int MOST_COLUMNS = 50;

    private final long seed;
    private final @Nullable Double ridge;
    private final Progress progress;

    private KernelChoice(long seed, @Nullable Double ridge, Progress progress) {
        this.seed = seed;
        this.ridge = ridge;
        this.progress = progress;
    }

    /**
     * The choice of kernel and ridge.
     *
     * @param seed draws rows and starts
     * @return what chooses
     */
    public static KernelChoice of(long seed) {
        return new KernelChoice(seed, null, Progress.NONE);
    }

    /**
     * The same with a ridge that is given.
     *
     * @param ridge positive; null to choose
     * @return a new choice
     */
    public KernelChoice withRidge(@Nullable Double ridge) {
        return new KernelChoice(seed, ridge, progress);
    }

    /**
     * The same with a listener.
     *
     * @param progress told of the search
     * @return a new choice
     */
    public KernelChoice withProgress(Progress progress) {
        return new KernelChoice(seed, ridge, Require.notNull("progress", progress));
    }

    /** A kernel to try. */
    private record Candidate(String name, IntFunction<? extends DifferentiableKernel> kernel) {}

    /**
     * What was chosen.
     *
     * @param search kernel, ridge, and what a user should know
     * @param because what was tried, in words
     */
    public record Chosen(KernelSearch.Choice search, String because) {}

    /**
     * Chooses.
     *
     * @param context at least 2 pairs
     * @return the choice
     * @throws IllegalArgumentException if there are fewer than 2 pairs, or the targets are constant
     */
    public Chosen choose(Context context) {
        List<Candidate> candidates = candidates(context);
        KernelSearch.Choice first = null;
        KernelSearch.Choice best = null;
        double greatest = Double.NEGATIVE_INFINITY;
        List<String> tried = new ArrayList<>();
        for (Candidate candidate : candidates) {
            KernelSearch.Choice found = first == null
                    ? search(candidate.kernel()).choose(context)
                    : search(startingAt(first.kernel(), candidate.kernel()))
                            .startingAt(first.ridge())
                            .choose(context);
            first = first == null ? found : first;
            int free = DifferentiableKernel.of(found.kernel()).hyperparameters().size();
            double score = found.value() - 0.5 * free * Math.log(found.rowsUsed());
            tried.add(String.format(Locale.ROOT, "%s %.1f", candidate.name(), score));
            if (best == null || score > greatest) {
                best = found;
                greatest = score;
            }
        }
        KernelSearch.Choice choice = Require.notNull("choice", best);
        String because = candidates.size() == 1
                ? tried.get(0)
                : "likelihood less penalty on " + choice.rowsUsed() + " rows: " + String.join(", ", tried);
        return new Chosen(choice, because);
    }

    /** A kernel of many length scales starts where one length scale ended. */
    private static IntFunction<DifferentiableKernel> startingAt(
            Kernel found, IntFunction<? extends DifferentiableKernel> kernel) {
        double lengthScale = ((Gaussian) found).lengthScale();
        return width -> {
            DifferentiableKernel start = kernel.apply(width);
            double[] values = new double[start.hyperparameters().size()];
            Arrays.fill(values, lengthScale);
            return start.withHyperparameters(values);
        };
    }

    private KernelSearch search(IntFunction<? extends DifferentiableKernel> kernel) {
        return KernelSearch.of(kernel)
                .withRestarts(0)
                .withSeed(seed)
                .withRidge(ridge)
                .withProgress(progress);
    }

    private static List<Candidate> candidates(Context context) {
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(new Candidate("gaussian of one length scale", width -> new Gaussian(1)));
        int width = context.inputs().width();
        if (context.size() >= LEAST_ROWS && width <= MOST_COLUMNS) {
            candidates.add(new Candidate("matern 5/2 of " + width, Matern.ard(2.5)));
        }
        return candidates;
    }
}
