package org.icl4j.solvers.select;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.icl4j.core.Context;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.ridge.KernelRidge;
import org.jspecify.annotations.Nullable;

/**
 * Chooses all hyperparameters of a differentiable kernel (length scales, one per column too, factors, degrees of smoothness, those of sums
 * and products) and the ridge, by marginal likelihood or leave-one-out error, both with gradients.
 *
 * <pre>{@code
 * KernelSearch.Choice choice = KernelSearch.of(new Matern(2.5, 1)).choose(context);
 * KernelRidgeModel model = choice.learner().fit(context);
 * }</pre>
 *
 * <p>The search moves the logarithms by a quasi-Newton method within bounds, from several starts: the kernel's own numbers, length scales
 * that fit the spread of the inputs, and {@code restarts} random ones around those. Of 900 rows or more it begins on 500. The best two of
 * the starts with much noise and the best two of those with little are followed there; then all four go on with twice as
 * many rows, the curvature learnt goes along, and those are given up that will not reach the best: whose value exceeds its by more than ten times
 * the gain that the next step is foretold. Where still more rows follow, at most two go on. On 301 to 899 rows the four are followed on all rows. It ends on all rows up to 1000, of larger tables on
 * 1000 or, if that is more, a third of them, at most 2000, unless told otherwise; they are drawn with the seed. Few rows choose length
 * scales that are too long, for they show no details. A search ends where a step gains,
 * or is foretold to gain, less than 1e-5 a row. A small ridge is then raised tenfold as long as that is better: its logarithm changes the
 * criterion by ever less the smaller it is, whatever a larger ridge would gain. A choice that ends at a bound, or inputs whose columns have unlike scales, are told in the
 * choice's {@link Choice#warnings()}.
 *
 * <p>Pairs that occur several times, inputs and targets alike, count once. Such copies are rarely second measurements; if they were, noise
 * would have to be nothing, and the likelihood has no greatest value as it goes to 0.
 *
 * <p>Only the context is looked at; the same context and seed give the same bits. Cost: some 20 to 60 values with gradient, most of them on
 * few rows; one on n rows takes n^3 flops, or 3 n^3 by leave-one-out. Memory: 16 n^2 bytes.
 *
 * <p>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, section 5.4.
 */
public final class KernelSearch {

    private static final int FEW_ROWS = 1000;
    private static final int MANY_ROWS = 2000;

    private final IntFunction<? extends Kernel> kernel;
    private final @Nullable Hyperparameters space;
    private final Criterion criterion;
    private final int restarts;
    private final @Nullable Integer firstRows;
    private final @Nullable Integer maxRows;
    private final long seed;
    private final boolean centredTargets;
    private final @Nullable Double ridge;
    private final Progress progress;
    private final @Nullable Double start;

    private KernelSearch(
            IntFunction<? extends Kernel> kernel,
            @Nullable Hyperparameters space,
            Criterion criterion,
            int restarts,
            @Nullable Integer firstRows,
            @Nullable Integer maxRows,
            long seed,
            boolean centredTargets,
            @Nullable Double ridge,
            Progress progress,
            @Nullable Double start) {
        this.kernel = kernel;
        this.space = space;
        this.criterion = criterion;
        this.restarts = restarts;
        this.firstRows = firstRows;
        this.maxRows = maxRows;
        this.seed = seed;
        this.centredTargets = centredTargets;
        this.ridge = ridge;
        this.progress = progress;
        this.start = start;
    }

    /**
     * A search by marginal likelihood, with centred targets, two restarts, on as many rows as the page says, seed 0.
     *
     * @param kernel where it starts
     * @return the search
     * @throws IllegalArgumentException if a part of the kernel has no derivatives
     */
    public static KernelSearch of(Kernel kernel) {
        DifferentiableKernel checked = DifferentiableKernel.of(kernel);
        return of((IntFunction<Kernel>) width -> checked);
    }

    /**
     * A search for a kernel that depends on the number of columns.
     *
     * @param kernel the kernel for so many columns, differentiable
     * @return the search
     * @throws IllegalArgumentException if the argument is null
     */
    public static KernelSearch of(IntFunction<? extends Kernel> kernel) {
        Require.notNull("kernel", kernel);
        return new KernelSearch(
                kernel, null, Criterion.MARGINAL_LIKELIHOOD, 2, null, null, 0, true, null, Progress.NONE, null);
    }

    /**
     * A search within given bounds, with some hyperparameters fixed as the space says.
     *
     * @param space what is searched, and from where
     * @return the search
     * @throws IllegalArgumentException if the argument is null
     */
    public static KernelSearch of(Hyperparameters space) {
        Require.notNull("space", space);
        return new KernelSearch(
                width -> space.kernel(),
                space,
                Criterion.MARGINAL_LIKELIHOOD,
                2,
                null,
                null,
                0,
                true,
                null,
                Progress.NONE,
                null);
    }

    /**
     * The same search by another criterion.
     *
     * @param criterion marginal likelihood or leave-one-out
     * @return a new search
     */
    public KernelSearch by(Criterion criterion) {
        return new KernelSearch(
                kernel,
                space,
                Require.notNull("criterion", criterion),
                restarts,
                firstRows,
                maxRows,
                seed,
                centredTargets,
                ridge,
                progress,
                start);
    }

    /**
     * The same search from more or fewer random starts.
     *
     * @param restarts random starts beside the two that follow from the kernel and the inputs, at least 0
     * @return a new search
     */
    public KernelSearch withRestarts(int restarts) {
        Require.inRange("restarts", restarts, 0, 1000);
        return new KernelSearch(
                kernel, space, criterion, restarts, firstRows, maxRows, seed, centredTargets, ridge, progress, start);
    }

    /**
     * The same search on more or fewer rows than the page says.
     *
     * @param maxRows the most rows to factor a matrix of, at least 2; all of a table that has fewer
     * @return a new search
     */
    public KernelSearch withMaxRows(int maxRows) {
        Require.inRange("maxRows", maxRows, 2, Integer.MAX_VALUE);
        return new KernelSearch(
                kernel, space, criterion, restarts, firstRows, maxRows, seed, centredTargets, ridge, progress, start);
    }

    /**
     * The same search begun on more or fewer rows. More see better which of several optima is the greatest, and take longer.
     *
     * @param firstRows the rows to begin on, at least 2; fewer than half as many more are taken at once
     * @return a new search
     */
    public KernelSearch withFirstRows(int firstRows) {
        Require.inRange("firstRows", firstRows, 2, Integer.MAX_VALUE);
        return new KernelSearch(
                kernel, space, criterion, restarts, firstRows, maxRows, seed, centredTargets, ridge, progress, start);
    }

    /**
     * The same search with other rows and starts drawn.
     *
     * @param seed any number
     * @return a new search
     */
    public KernelSearch withSeed(long seed) {
        return new KernelSearch(
                kernel, space, criterion, restarts, firstRows, maxRows, seed, centredTargets, ridge, progress, start);
    }

    /**
     * The same search with the targets' means subtracted or not.
     *
     * @param centredTargets as the model will be fitted
     * @return a new search
     */
    public KernelSearch withCentredTargets(boolean centredTargets) {
        return new KernelSearch(
                kernel, space, criterion, restarts, firstRows, maxRows, seed, centredTargets, ridge, progress, start);
    }

    /**
     * The same search with a ridge that is given.
     *
     * @param ridge the ridge to keep, positive; null to choose
     * @return a new search
     */
    public KernelSearch withRidge(@Nullable Double ridge) {
        if (ridge != null) {
            Require.positive("ridge", ridge.doubleValue());
        }
        return new KernelSearch(
                kernel, space, criterion, restarts, firstRows, maxRows, seed, centredTargets, ridge, progress, start);
    }

    /**
     * The same search with a listener.
     *
     * @param progress told the least value so far after each evaluation, stage {@code "select"}; when it says stop, the best so far is
     *     returned
     * @return a new search
     */
    public KernelSearch withProgress(Progress progress) {
        return new KernelSearch(
                kernel,
                space,
                criterion,
                restarts,
                firstRows,
                maxRows,
                seed,
                centredTargets,
                ridge,
                Require.notNull("progress", progress),
                start);
    }

    /**
     * The same search from the kernel's own hyperparameters and a given ridge alone: to go on from an earlier choice, of another kernel
     * too. A ridge below 1/200 of the kernel's mean diagonal is one of two: few rows cannot tell noise from detail, so that the search
     * begins with 1/20 as well.
     *
     * @param ridge where the ridge starts, positive; not used where {@link #withRidge} gives one
     * @return a new search
     * @throws IllegalArgumentException if the ridge is not positive
     */
    public KernelSearch startingAt(double ridge) {
        return new KernelSearch(
                kernel,
                space,
                criterion,
                restarts,
                firstRows,
                maxRows,
                seed,
                centredTargets,
                this.ridge,
                progress,
                Require.positive("ridge", ridge));
    }

    /**
     * Chooses for a context.
     *
     * @param context at least 2 pairs
     * @return the choice
     * @throws IllegalArgumentException if there are fewer than 2 pairs, or no start gives a positive definite matrix
     */
    public Choice choose(Context context) {
        int n = Require.notNull("context", context).size();
        if (n < 2) {
            throw Require.error("context", "has 1 pair; choosing hyperparameters needs at least 2");
        }
        int width = context.inputs().width();
        Hyperparameters searched =
                space == null ? Hyperparameters.of(Require.notNull("kernel", kernel.apply(width))) : space;
        Context rows = context;
        int most = maxRows != null ? maxRows : mostRows(n);
        if (n > most) {
            int[] order = Randoms.of(seed).split("rows").permutation(n);
            rows = context.select(Arrays.copyOf(order, most));
        }
        return new GradientSearch(
                        searched,
                        criterion,
                        restarts,
                        firstRows,
                        seed,
                        centredTargets,
                        ridge,
                        progress,
                        withoutCopies(rows),
                        n)
                .run(start);
    }

    /** Values on a third of the rows, a handful at the end of a search, cost about what the exact fit does. */
    static int mostRows(int n) {
        return Math.max(FEW_ROWS, Math.min(MANY_ROWS, n / 3));
    }

    /** The rows, each pair of inputs and targets once; all of them where that leaves fewer than two. */
    private static Context withoutCopies(Context rows) {
        Set<List<Double>> seen = new HashSet<>();
        int[] first = IntStream.range(0, rows.size())
                .filter(i -> seen.add(DoubleStream.concat(
                                Arrays.stream(rows.inputs().row(i)),
                                Arrays.stream(rows.targets().row(i)))
                        .boxed()
                        .toList()))
                .toArray();
        return first.length < 2 || first.length == rows.size() ? rows : rows.select(first);
    }

    @Override
    public String toString() {
        return "KernelSearch[" + criterion + ", " + restarts + " restarts, "
                + (firstRows == null ? "" : "first rows " + firstRows + ", ")
                + (maxRows == null ? "" : "at most " + maxRows + " rows, ") + "seed " + seed + "]";
    }

    /**
     * What was chosen and why.
     *
     * @param kernel the kernel with the hyperparameters chosen
     * @param ridge the ridge r
     * @param scale s^2, by which the kernel and the ridge are multiplied for the variances of a Gaussian process; it does not change the
     *     answers of kernel ridge regression
     * @param centredTargets whether the choice is for centred targets
     * @param criterion what it was judged by
     * @param value log marginal likelihood, or the root mean squared leave-one-out error
     * @param rowsUsed the rows that the value was computed on
     * @param warnings what a user should know: a choice at a bound, columns of unlike scales, constant targets; empty if there is nothing
     * @param explanation the choice in a sentence
     */
    public record Choice(
            Kernel kernel,
            double ridge,
            double scale,
            boolean centredTargets,
            Criterion criterion,
            double value,
            int rowsUsed,
            List<String> warnings,
            String explanation) {

        /**
         * Checks that the parts are there.
         *
         * @param kernel the kernel with the hyperparameters chosen
         * @param ridge the ridge r
         * @param scale s^2
         * @param centredTargets whether the choice is for centred targets
         * @param criterion what it was judged by
         * @param value log marginal likelihood, or the root mean squared leave-one-out error
         * @param rowsUsed the rows that the value was computed on
         * @param warnings what a user should know
         * @param explanation the choice in a sentence
         */
        public Choice {
            Require.notNull("kernel", kernel);
            Require.notNull("criterion", criterion);
            warnings = List.copyOf(Require.notNull("warnings", warnings));
            Require.notNull("explanation", explanation);
        }

        /**
         * The learner that the choice is for: kernel, ridge and centring.
         *
         * @return kernel ridge regression with what was chosen
         */
        public KernelRidge learner() {
            return KernelRidge.of(kernel, ridge).withCentredTargets(centredTargets);
        }

        @Override
        public String toString() {
            return warnings.isEmpty() ? explanation : explanation + "; " + String.join("; ", warnings);
        }
    }
}
