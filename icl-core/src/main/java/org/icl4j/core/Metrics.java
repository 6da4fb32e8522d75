package org.icl4j.core;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleBinaryOperator;

/**
 * Measures of how far answers are from targets, and of how good the probabilities of classes are. Answers and targets are tables of the
 * same shape, and all their rows and columns count.
 */
public final class Metrics {

    private Metrics() {}

    /**
     * Mean squared error, (1/N) sum (a_i - y_i)^2.
     *
     * @param answers N numbers
     * @param targets N numbers
     * @return the mean
     */
    public static double meanSquaredError(double[] answers, double[] targets) {
        return mean(answers, targets, (a, y) -> (a - y) * (a - y));
    }

    /**
     * Root mean squared error.
     *
     * @param answers N numbers
     * @param targets N numbers
     * @return the root of {@link #meanSquaredError}, also where the squares would overflow or vanish
     */
    public static double rootMeanSquaredError(double[] answers, double[] targets) {
        check(answers, targets);
        double greatest = 0;
        for (int i = 0; i < targets.length; i++) {
            greatest = Math.max(greatest, Math.abs(answers[i] - targets[i]));
        }
        double unit = unit(greatest);
        return unit * Math.sqrt(mean(answers, targets, (a, y) -> ((a - y) / unit) * ((a - y) / unit)));
    }

    /**
     * Root mean squared error, by its short name.
     *
     * @param answers N numbers
     * @param targets N numbers
     * @return {@link #rootMeanSquaredError}
     */
    public static double rmse(double[] answers, double[] targets) {
        return rootMeanSquaredError(answers, targets);
    }

    /** 1, or for numbers whose squares overflow or vanish a power of two that brings them near 1 without rounding. */
    private static double unit(double greatest) {
        boolean ordinary = greatest == 0 || (greatest > 1e-100 && greatest < 1e100);
        return ordinary ? 1 : Math.scalb(1.0, Math.max(-1022, Math.min(1023, Math.getExponent(greatest))));
    }

    /**
     * Mean absolute error, (1/N) sum |a_i - y_i|.
     *
     * @param answers N numbers
     * @param targets N numbers
     * @return the mean
     */
    public static double meanAbsoluteError(double[] answers, double[] targets) {
        return mean(answers, targets, (a, y) -> Math.abs(a - y));
    }

    /**
     * The coefficient of determination, 1 - sum (a_i - y_i)^2 / sum (y_i - mean y)^2.
     *
     * @param answers N numbers
     * @param targets N numbers, not all equal
     * @return at most 1; 0 for answering the mean
     * @throws IllegalArgumentException if all targets are equal, for then it is not defined
     */
    public static double rSquared(double[] answers, double[] targets) {
        check(answers, targets);
        double least = targets[0];
        double greatest = targets[0];
        for (double y : targets) {
            least = Math.min(least, y);
            greatest = Math.max(greatest, y);
        }
        // Compared, not summed: the rounded mean of equal numbers need not equal them.
        if (least == greatest) {
            throw Require.error("targets", "all are equal to " + least + ", so that R squared is not defined");
        }
        // In units of the range, so that no square of a target overflows or vanishes; quarters where the range does.
        double part = greatest - least < Double.POSITIVE_INFINITY ? 1 : 0.25;
        double unit = part * greatest - part * least;
        double mean = 0;
        for (double y : targets) {
            mean += part * y / targets.length;
        }
        double residual = 0;
        double total = 0;
        for (int i = 0; i < targets.length; i++) {
            double r = (part * answers[i] - part * targets[i]) / unit;
            double c = (part * targets[i] - mean) / unit;
            residual += r * r;
            total += c * c;
        }
        return 1 - residual / total;
    }

    /**
     * Coverage: the part of the targets within their intervals. Of calibrated intervals of probability p it is about p, of N independent targets
     * within 2 sqrt(p (1 - p) / N) in 95 of 100 cases.
     *
     * @param lower N lower ends
     * @param upper N upper ends, none below its lower end
     * @param targets N numbers
     * @return between 0 and 1
     * @throws IllegalArgumentException if a length differs, a number is not finite or an upper end is below its lower end
     */
    public static double coverage(double[] lower, double[] upper, double[] targets) {
        int n = Require.finite("targets", targets).length;
        Require.positive("targets.length", n);
        Require.length("lower", Require.finite("lower", lower), n, "one for each target");
        Require.length("upper", Require.finite("upper", upper), n, "one for each target");
        int inside = 0;
        for (int i = 0; i < targets.length; i++) {
            if (upper[i] < lower[i]) {
                throw Require.error("upper[" + i + "]", upper[i] + " is below lower[" + i + "] = " + lower[i]);
            }
            inside += lower[i] <= targets[i] && targets[i] <= upper[i] ? 1 : 0;
        }
        return inside / (double) targets.length;
    }

    /**
     * Accuracy: the part of the rows whose predicted class is the actual one.
     *
     * @param predicted m classes, numbers from 0
     * @param actual m classes
     * @return between 0 and 1
     */
    public static double accuracy(int[] predicted, int[] actual) {
        if (Require.notNull("actual", actual).length == 0) {
            throw Require.error("actual", "is empty");
        }
        if (Require.notNull("predicted", predicted).length != actual.length) {
            throw Require.error("predicted", "expected " + actual.length + " classes, got " + predicted.length);
        }
        int right = 0;
        for (int i = 0; i < actual.length; i++) {
            right += predicted[i] == actual[i] ? 1 : 0;
        }
        return (double) right / actual.length;
    }

    /**
     * Log loss: the mean of -log p_i, with p_i the probability given to row i's actual class. Probabilities below 2^-52 count as that, as
     * scikit-learn's {@code log_loss} has it, so that one wrong certainty costs 36 and not infinity.
     *
     * @param probabilities shape [m, C], at least 0
     * @param actual m classes, each 0 to C - 1
     * @return at least 0
     */
    public static double logLoss(Points probabilities, int[] actual) {
        checkClasses(probabilities, actual);
        double sum = 0;
        for (int i = 0; i < actual.length; i++) {
            sum -= Math.log(Math.min(1, Math.max(Math.ulp(1.0), probabilities.get(i, actual[i]))));
        }
        return sum / actual.length;
    }

    /**
     * The area under the curve of true against false positives (ROC): the probability that a row of the class has a greater score than a
     * row that is not of it, ties counting half.
     *
     * @param scores m numbers, the greater the likelier
     * @param positive which rows are of the class, at least one and not all
     * @return between 0 and 1; 1/2 for guessing
     * @throws IllegalArgumentException if all rows are of the class, or none, for then it is not defined
     */
    public static double areaUnderCurve(double[] scores, boolean[] positive) {
        Require.positive("scores.length", Require.finite("scores", scores).length);
        if (Require.notNull("positive", positive).length != scores.length) {
            throw Require.error("positive", "expected " + scores.length + " rows, got " + positive.length);
        }
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double ranks = 0; // of the positive rows, from 1; ties share the mean of theirs
        long positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            int tied = 0;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                tied += positive[order[to]] ? 1 : 0;
                to++;
            }
            ranks += tied * 0.5 * (from + 1 + to);
            positives += tied;
            from = to;
        }
        long negatives = scores.length - positives;
        if (positives == 0 || negatives == 0) {
            throw Require.error(
                    "positive",
                    (positives == 0 ? "no row is" : "every row is") + " of the class, so that the area is not defined");
        }
        // Mann and Whitney: of all pairs, how many are in order.
        return (ranks - 0.5 * positives * (positives + 1)) / ((double) positives * negatives);
    }

    /**
     * The area under the curve of each class against the rest, averaged over the classes; for two classes, that of class 1. This is
     * scikit-learn's {@code roc_auc_score} with {@code multi_class="ovr"}.
     *
     * @param probabilities shape [m, C]
     * @param actual m classes, each 0 to C - 1, every class at least once
     * @return between 0 and 1
     * @throws IllegalArgumentException if a class has no row, for then it is not defined
     */
    public static double areaUnderCurve(Points probabilities, int[] actual) {
        checkClasses(probabilities, actual);
        int classes = probabilities.width();
        double sum = 0;
        int from = classes == 2 ? 1 : 0;
        for (int c = from; c < classes; c++) {
            boolean[] positive = new boolean[actual.length];
            for (int i = 0; i < actual.length; i++) {
                positive[i] = actual[i] == c;
            }
            sum += areaUnderCurve(probabilities.column(c), positive);
        }
        return sum / (classes - from);
    }

    /**
     * Expected calibration error: rows are put into bins by the probability of their likeliest class, and in each bin the mean of these
     * probabilities is compared with the part of the rows that are of that class (Guo et al. 2017, On calibration of modern neural networks,
     * equation 3).
     *
     * @param probabilities shape [m, C]
     * @param actual m classes, each 0 to C - 1
     * @param bins the number of bins of equal width between 0 and 1, such as 10
     * @return sum over bins of (rows / m) |part right - mean probability|
     */
    public static double expectedCalibrationError(Points probabilities, int[] actual, int bins) {
        Require.positive("bins", bins);
        checkClasses(probabilities, actual);
        double[] differences = new double[bins];
        for (int i = 0; i < actual.length; i++) {
            double[] row = probabilities.row(i);
            int likeliest = 0;
            for (int c = 1; c < row.length; c++) {
                likeliest = row[c] > row[likeliest] ? c : likeliest;
            }
            int bin = (int) Math.min(bins - 1.0, Math.max(0, Math.floor(row[likeliest] * bins)));
            differences[bin] += (likeliest == actual[i] ? 1 : 0) - row[likeliest];
        }
        return Arrays.stream(differences).map(Math::abs).sum() / actual.length;
    }

    private static void checkClasses(Points probabilities, int[] actual) {
        Require.notNull("probabilities", probabilities);
        if (Require.notNull("actual", actual).length != probabilities.size()) {
            throw Require.error(
                    "actual",
                    "expected " + probabilities.size() + " classes, one per row of probabilities, got "
                            + actual.length);
        }
        for (int i = 0; i < actual.length; i++) {
            Require.inRange("actual[" + i + "]", actual[i], 0, probabilities.width() - 1);
        }
    }

    /**
     * Mean, standard deviation and standard error of repeated measurements.
     *
     * @param values at least one number
     * @return the summary
     */
    public static Summary summary(double... values) {
        if (Require.finite("values", values).length == 0) {
            throw Require.error("values", "is empty");
        }
        double greatest = 0;
        for (double v : values) {
            greatest = Math.max(greatest, Math.abs(v));
        }
        double unit = unit(greatest);
        double mean = 0;
        double squares = 0;
        int n = 0;
        // Welford's update: no cancellation for values far from 0.
        for (double v : values) {
            n++;
            double step = v / unit - mean;
            mean += step / n;
            squares += step * (v / unit - mean);
        }
        double deviation = n == 1 ? 0 : Math.sqrt(squares / (n - 1));
        return new Summary(n, unit * mean, unit * deviation);
    }

    /**
     * A summary of repeated measurements.
     *
     * @param count how many
     * @param mean their mean
     * @param standardDeviation their sample standard deviation (n - 1), 0 for one
     */
    public record Summary(int count, double mean, double standardDeviation) {
        /**
         * The standard error of the mean.
         *
         * @return standard deviation / sqrt(count)
         */
        public double standardError() {
            return standardDeviation / Math.sqrt(count);
        }
    }

    private static double mean(double[] answers, double[] targets, DoubleBinaryOperator loss) {
        check(answers, targets);
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            sum += loss.applyAsDouble(answers[i], targets[i]);
        }
        return sum / targets.length;
    }

    private static void check(double[] answers, double[] targets) {
        if (Require.finite("targets", targets).length == 0) {
            throw Require.error("targets", "is empty");
        }
        Require.length("answers", Require.finite("answers", answers), targets.length, "one per target");
    }
}
