package org.icl4j.core;

import java.util.function.DoubleBinaryOperator;

/** Measures of how far answers are from targets, over all rows and columns of two equally shaped tables. */
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
