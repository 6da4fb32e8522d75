package org.icl4j.solvers.select;

import java.util.List;
import java.util.function.DoubleFunction;
import org.icl4j.core.Context;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a length scale and a ridge for {@link KernelRidge} by {@link LeaveOneOut leave-one-out} error: first on a
 * logarithmic grid around the median distance between points, on at most 300 rows; then, on at most {@code maxRows} rows, at
 * the grid points that so few rows do not decide against, and by Brent's method in each basin whose error on the grid is
 * within 2 % of the least, at most 3. Each length scale costs one eigendecomposition and yields the best ridge.
 *
 * <pre>{@code
 * KernelSelection.Choice choice = KernelSelection.gaussian().choose(context);
 * KernelRidgeModel model = choice.learner().fit(context);   // or KernelRidge.of(choice.kernel(), choice.ridge())
 * }</pre>
 *
 * <p>{@link KernelSearch} chooses several hyperparameters, with gradients; this class needs none, and so takes any kernel.
 *
 * <p>When there are more rows than {@code maxRows}, so many are drawn with the seed; the ridge, a noise variance in
 * units of the kernel, carries over to all rows as it is. Deterministic: the same context and seed give the same bits.
 * Only the context is looked at. Cost: 10 to 30 eigendecompositions of {@code maxRows} rows, seconds for 1000.
 *
 * @param family makes a kernel of a length scale
 * @param maxRows the most rows to decompose a matrix of, at least 2
 * @param seed draws the rows
 * @param centredTargets whether each fold centres its targets
 * @param lengthScale a length scale to keep, so that only the ridge is chosen; null to choose
 * @param ridge a ridge to keep, so that only the length scale is chosen; null to choose
 * @param progress told the least error so far after each length scale, stage {@code "select"}; when it says stop, the best so
 *     far is returned
 */
public record KernelSelection(
        DoubleFunction<Kernel> family,
        int maxRows,
        long seed,
        boolean centredTargets,
        @Nullable Double lengthScale,
        @Nullable Double ridge,
        Progress progress) {

    /**
     * Checks the components.
     *
     * @param family makes a kernel of a length scale
     * @param maxRows the most rows to decompose a matrix of, at least 2
     * @param seed draws the rows
     * @param centredTargets whether each fold centres its targets
     * @param lengthScale a length scale to keep, so that only the ridge is chosen; null to choose
     * @param ridge a ridge to keep, so that only the length scale is chosen; null to choose
     * @param progress told the least error so far after each length scale, stage {@code "select"}
     * @throws IllegalArgumentException if the family or the listener is null, there are fewer than 2 rows, the length
     *     scale is not positive, or the ridge is negative
     */
    public KernelSelection {
        Require.notNull("family", family);
        Require.inRange("maxRows", maxRows, 2, Integer.MAX_VALUE);
        Require.notNull("progress", progress);
        if (lengthScale != null) {
            Require.positive("lengthScale", lengthScale.doubleValue());
        }
        if (ridge != null) {
            Require.nonNegative("ridge", ridge.doubleValue());
        }
    }

    /**
     * Chooses a {@link Gaussian} for targets as they are, on at most 1000 rows, seed 0.
     *
     * @return the selection
     */
    public static KernelSelection gaussian() {
        return of(Gaussian::new);
    }

    /**
     * Chooses within a family for targets as they are, on at most 1000 rows, seed 0.
     *
     * @param family makes a kernel of a length scale, such as {@code Gaussian::new}
     * @return the selection
     */
    public static KernelSelection of(DoubleFunction<Kernel> family) {
        return new KernelSelection(family, 1000, 0, false, null, null, Progress.NONE);
    }

    /**
     * The same selection on more or fewer rows.
     *
     * @param maxRows the most rows to decompose a matrix of, at least 2
     * @return a new selection
     */
    public KernelSelection withMaxRows(int maxRows) {
        return new KernelSelection(family, maxRows, seed, centredTargets, lengthScale, ridge, progress);
    }

    /**
     * The same selection with other rows drawn.
     *
     * @param seed any number
     * @return a new selection
     */
    public KernelSelection withSeed(long seed) {
        return new KernelSelection(family, maxRows, seed, centredTargets, lengthScale, ridge, progress);
    }

    /**
     * The same selection with targets centred in each fold or not.
     *
     * @param centredTargets as the model will be fitted
     * @return a new selection
     */
    public KernelSelection withCentredTargets(boolean centredTargets) {
        return new KernelSelection(family, maxRows, seed, centredTargets, lengthScale, ridge, progress);
    }

    /**
     * The same selection with a length scale that is given.
     *
     * @param lengthScale the length scale to keep; null to choose
     * @return a new selection
     */
    public KernelSelection withLengthScale(@Nullable Double lengthScale) {
        return new KernelSelection(family, maxRows, seed, centredTargets, lengthScale, ridge, progress);
    }

    /**
     * The same selection with a ridge that is given.
     *
     * @param ridge the ridge to keep; null to choose
     * @return a new selection
     */
    public KernelSelection withRidge(@Nullable Double ridge) {
        return new KernelSelection(family, maxRows, seed, centredTargets, lengthScale, ridge, progress);
    }

    /**
     * The same selection with a listener.
     *
     * @param progress told the least error so far after each length scale
     * @return a new selection
     */
    public KernelSelection withProgress(Progress progress) {
        return new KernelSelection(family, maxRows, seed, centredTargets, lengthScale, ridge, progress);
    }

    /**
     * Chooses for a context.
     *
     * @param context at least 2 pairs
     * @return the choice
     * @throws IllegalArgumentException if there are fewer than 2 pairs
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the given ridge is too small for the kernel matrix
     */
    public Choice choose(Context context) {
        Require.notNull("context", context);
        if (context.size() < 2) {
            throw Require.error("context", "has 1 pair; choosing by leave-one-out needs at least 2");
        }
        Context rows = context;
        if (context.size() > maxRows) {
            int[] order = Randoms.of(seed).split("rows").permutation(context.size());
            rows = context.select(java.util.Arrays.copyOf(order, maxRows));
        }
        return new SelectionSearch(this, context.size(), rows).run();
    }

    /**
     * What was chosen and why.
     *
     * @param kernel the family's kernel of the length scale chosen
     * @param lengthScale the length scale
     * @param ridge the ridge
     * @param centredTargets whether the choice is for centred targets
     * @param looRmse the leave-one-out root mean squared error on the rows used
     * @param rowsUsed the rows that the error was computed on
     * @param borders where the choice ended at an end of what was searched, in a sentence each; empty where it did not
     * @param explanation the choice in a sentence, with all that a user should know
     */
    public record Choice(
            Kernel kernel,
            double lengthScale,
            double ridge,
            boolean centredTargets,
            double looRmse,
            int rowsUsed,
            List<String> borders,
            String explanation) {

        /**
         * Checks that the kernel and the explanation are there.
         *
         * @param kernel the family's kernel of the length scale chosen
         * @param lengthScale the length scale
         * @param ridge the ridge
         * @param centredTargets whether the choice is for centred targets
         * @param looRmse the leave-one-out root mean squared error on the rows used
         * @param rowsUsed the rows that the error was computed on
         * @param borders where the choice ended at an end of what was searched
         * @param explanation the choice in a sentence
         */
        public Choice {
            Require.notNull("kernel", kernel);
            borders = List.copyOf(Require.notNull("borders", borders));
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
            return explanation;
        }
    }

    @Override
    public String toString() {
        return "KernelSelection[maxRows=" + maxRows + ", seed=" + seed + ", lengthScale=" + lengthScale + ", ridge="
                + ridge + "]";
    }
}
