package org.icl4j.core.compare;

import org.apache.commons.math3.distribution.TDistribution;
import org.icl4j.core.Metrics;
import org.icl4j.core.Require;

/**
 * A mean and how sure it is. For N independent measurements with mean m and sample standard deviation s, the standard error is s / sqrt(N)
 * and the confidence interval is Student's,
 *
 * <pre>  m ± q s / sqrt(N),  </pre>
 *
 * with q the (1 + confidence) / 2 quantile of Student's t distribution with N - 1 degrees of freedom (Student 1908). It holds exactly for normal
 * measurements, and nearly for others when N is large against their skewness.
 *
 * @param mean m
 * @param standardError s / sqrt(N)
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 */
public record Estimate(double mean, double standardError, double low, double high) {

    /**
     * Checks the numbers.
     *
     * @param mean m
     * @param standardError at least 0
     * @param low the lower end of the interval, at most the mean
     * @param high the upper end of the interval, at least the mean
     * @throws IllegalArgumentException if a number is not finite or the mean is not inside
     */
    public Estimate {
        Require.finite("mean", mean);
        Require.nonNegative("standardError", standardError);
        Require.finite("low", low);
        Require.finite("high", high);
        if (low > mean) {
            throw Require.error("low", "is " + low + ", above the mean " + mean);
        }
        if (high < mean) {
            throw Require.error("high", "is " + high + ", below the mean " + mean);
        }
    }

    /**
     * The estimate of a mean from measurements.
     *
     * @param confidence between 0 and 1: how often, over repetitions of the whole experiment, the interval holds the true mean
     * @param values N independent measurements, at least 2
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than two measurements, one is not finite, or the confidence is not between 0 and 1
     */
    public static Estimate of(double confidence, double... values) {
        requireConfidence(confidence);
        if (Require.finite("values", values).length < 2) {
            throw Require.error("values", "needs at least 2 for an interval, got " + values.length);
        }
        Metrics.Summary summary = Metrics.summary(values);
        double half = quantile(values.length - 1, confidence) * summary.standardError();
        return new Estimate(summary.mean(), summary.standardError(), summary.mean() - half, summary.mean() + half);
    }

    static double requireConfidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw Require.error("confidence", "must be between 0 and 1, got " + confidence);
        }
        return confidence;
    }

    /** P(|T| <= q) = confidence for T of Student's distribution. */
    private static double quantile(int degreesOfFreedom, double confidence) {
        return new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability(0.5 + confidence / 2);
    }
}
