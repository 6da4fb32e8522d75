package org.icl4j.solvers.classify;

import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/**
 * Kernel logistic regression that chooses, from the context alone, how columns are read, the kernel and the ridge, and fits with them.
 *
 * <p>Tried are:
 *
 * <ul>
 *   <li>readings: columns that {@linkplain ColumnCoding#mayBeCodes may be codes} as numbers, as codes, and as both;
 *   <li>kernels of the coordinates z: linear, z'w / s; polynomial, (1 + z'w / s)^p / 2^p for p = 2 and 3; Gaussian, exp(-|z - w|^2 / (2 l^2)) with 2 l^2 =
 *       m and 3 m; the mean of linear and Gaussian; additive, the mean over the coordinates of exp(-(z_j - w_j)^2 / 2), where they are at most {@value
 *       ClassifierSearch#ADDITIVE_WIDTH}. Here s is the mean of |z|^2 and m the median of |z - w|^2, so that k(z, z) is about 1 in each;
 *   <li>ridges: powers of 4 from 4 down to 2^-12, coarsely and then around the best.
 * </ul>
 *
 * <p>Taken is what has the least log loss in leave-one-out, in closed form: with Sigma_i the posterior covariance of row i's scores f_i at the mode (C x C), g_i = y_i - p_i and
 * W_i = diag(p_i) - p_i p_i', taking out row i moves its scores by one Newton step,
 *
 * <pre>
 * f_(-i) = f_i - (I - Sigma_i W_i)^-1 Sigma_i g_i.
 * </pre>
 *
 * <p>The choice is made on at most {@value #SEARCH_ROWS} rows, drawn class by class; with more than 200, all combinations are tried on half of them, and the best
 * four on all. Only the context is looked at; the same context and seed give the same bits. Cost: some 60 fits of
 * {@link KernelLogistic} on those rows, some seconds.
 *
 * <pre>{@code
 * KernelClassifierModel model = new TunedClassifier().fit(x, labels);
 * }</pre>
 *
 * <p>Source of the leave-one-out scores: Opper and Winther (2000), Gaussian processes for classification: mean-field algorithms; Rad and Maleki (2020), A scalable estimate of the
 * out-of-sample prediction error via approximate leave-one-out cross-validation.
 */
public final class TunedClassifier implements Classifier<KernelClassifierModel> {

    /** On so many rows the choice is made, unless told otherwise. */
    static final int SEARCH_ROWS = 300;

    private final int[] categories;
    private final int maxRows;
    private final long seed;
    private final Progress progress;

    private TunedClassifier(int[] categories, int maxRows, long seed, Progress progress) {
        this.categories = categories;
        this.maxRows = maxRows;
        this.seed = seed;
        this.progress = progress;
    }

    /** The classifier with its defaults. */
    public TunedClassifier() {
        this(new int[0], SEARCH_ROWS, 0, Progress.NONE);
    }

    /**
     * The same classifier with columns that hold codes in any case: their numbers have no order.
     *
     * @param columns their numbers, from 0
     * @return a new learner
     * @throws IllegalArgumentException if a number is negative
     */
    public TunedClassifier withCategories(int... columns) {
        for (int i = 0; i < Require.notNull("columns", columns).length; i++) {
            Require.inRange("columns[" + i + "]", columns[i], 0, Integer.MAX_VALUE);
        }
        return new TunedClassifier(columns.clone(), maxRows, seed, progress);
    }

    /**
     * The same classifier with more or fewer rows to choose on.
     *
     * @param maxRows at least 10
     * @return a new learner
     */
    public TunedClassifier withMaxRows(int maxRows) {
        Require.inRange("maxRows", maxRows, 10, Integer.MAX_VALUE);
        return new TunedClassifier(categories, maxRows, seed, progress);
    }

    /**
     * The same classifier with other rows drawn.
     *
     * @param seed any number
     * @return a new learner
     */
    public TunedClassifier withSeed(long seed) {
        return new TunedClassifier(categories, maxRows, seed, progress);
    }

    /**
     * The same classifier with a listener.
     *
     * @param progress told of the search, stage {@code "select"}, with the least log loss so far, and of the fit, stage {@code "classify"}; when it says stop, the best so far is
     *     fitted, or {@link java.util.concurrent.CancellationException} thrown
     * @return a new learner
     */
    public TunedClassifier withProgress(Progress progress) {
        return new TunedClassifier(categories, maxRows, seed, Require.notNull("progress", progress));
    }

    /**
     * The choice alone.
     *
     * @param inputs shape [n, d]
     * @param labels n classes
     * @return what {@link #fit} would fit with
     * @throws IllegalArgumentException as {@link #fit(Points, Labels)}
     */
    public Choice choose(Points inputs, Labels labels) {
        Require.notNull("labels", labels).requireLearnable(Require.notNull("inputs", inputs));
        return new ClassifierSearch(inputs, labels, categories, maxRows, seed, progress).run();
    }

    @Override
    public KernelClassifierModel fit(Points inputs, Labels labels) {
        return fit(choose(inputs, labels), inputs, labels);
    }

    /**
     * Fits with a choice.
     *
     * @param choice from {@link #choose}
     * @param inputs shape [n, d]
     * @param labels n classes
     * @return the model
     * @throws IllegalArgumentException as {@link #fit(Points, Labels)}
     */
    public KernelClassifierModel fit(Choice choice, Points inputs, Labels labels) {
        ColumnCoding coding = Require.notNull("choice", choice).coding();
        Require.notNull("labels", labels).requireLearnable(Require.notNull("inputs", inputs));
        return KernelLogistic.of(choice.kernel(), choice.ridge())
                .withProgress(progress)
                .fit(coding.apply(inputs), labels)
                .behind(coding);
    }

    /**
     * What was chosen and why.
     *
     * @param coding how columns become coordinates
     * @param kernel of the coordinates
     * @param ridge r
     * @param logLoss the leave-one-out log loss, on the rows that the choice was made on
     * @param accuracy the part of these rows whose class is the likeliest in leave-one-out
     * @param rowsUsed how many these were
     * @param tried the combinations of reading and kernel that were tried, with the least loss of each, best first
     * @param warnings what a user should know: a ridge at the end of what was tried; empty if there is nothing
     */
    public record Choice(
            ColumnCoding coding,
            Kernel kernel,
            double ridge,
            double logLoss,
            double accuracy,
            int rowsUsed,
            List<Trial> tried,
            List<String> warnings) {

        /**
         * Checks that the parts are there.
         *
         * @param coding how columns become coordinates
         * @param kernel of the coordinates
         * @param ridge r
         * @param logLoss the leave-one-out log loss
         * @param accuracy the part of these rows whose class is the likeliest in leave-one-out
         * @param rowsUsed how many these were
         * @param tried the combinations that were tried
         * @param warnings what a user should know
         */
        public Choice {
            Require.notNull("coding", coding);
            Require.notNull("kernel", kernel);
            Require.positive("ridge", ridge);
            tried = List.copyOf(Require.notNull("tried", tried));
            warnings = List.copyOf(Require.notNull("warnings", warnings));
        }
    }

    /**
     * One combination that was tried.
     *
     * @param reading how columns that may be codes were read
     * @param kernel its name, such as {@code "gaussian"}
     * @param ridge the best ridge
     * @param logLoss its leave-one-out log loss
     */
    public record Trial(ColumnCoding.Reading reading, String kernel, double ridge, double logLoss) {

        /**
         * Checks that the parts are there.
         *
         * @param reading how columns that may be codes were read
         * @param kernel its name
         * @param ridge the best ridge
         * @param logLoss its leave-one-out log loss
         */
        public Trial {
            Require.notNull("reading", reading);
            Require.notNull("kernel", kernel);
        }
    }

    @Override
    public String toString() {
        return "TunedClassifier[maxRows=" + maxRows + ", seed=" + seed + ", " + categories.length
                + " columns of categories" + "]";
    }
}
