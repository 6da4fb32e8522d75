package org.icl4j.solvers.gp;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A normal distribution N(mean, deviation^2) for each query and target.
 *
 * @param means shape [m, t]
 * @param standardDeviations shape [m, t], at least 0
 */
public record Prediction(Points means, Points standardDeviations) {

    /**
     * Checks the shapes.
     *
     * @param means shape [m, t]
     * @param standardDeviations shape [m, t], at least 0
     * @throws IllegalArgumentException if one is null, the shapes differ, or a deviation is negative
     */
    public Prediction {
        same("standardDeviations", Require.notNull("means", means), standardDeviations);
        double[] deviations = standardDeviations.toRowMajor();
        for (int i = 0; i < deviations.length; i++) {
            Require.nonNegative("standardDeviations[" + i + "]", deviations[i]);
        }
    }

    private static void same(String name, Points expected, Points given) {
        if (Require.notNull(name, given).size() != expected.size() || given.width() != expected.width()) {
            throw Require.error(
                    name,
                    "expected shape [" + expected.size() + ", " + expected.width() + "], got [" + given.size() + ", "
                            + given.width() + "], one for each mean");
        }
    }

    /**
     * The means where there is one target.
     *
     * @return length m
     * @throws IllegalStateException if there are several targets
     */
    public double[] mean() {
        return only(means);
    }

    /**
     * The standard deviations where there is one target.
     *
     * @return length m, at least 0
     * @throws IllegalStateException if there are several targets
     */
    public double[] standardDeviation() {
        return only(standardDeviations);
    }

    private static double[] only(Points points) {
        if (points.width() != 1) {
            throw new IllegalStateException(
                    "there are " + points.width() + " targets: use means() and standardDeviations()");
        }
        return points.toRowMajor();
    }

    /**
     * The lower ends of the central intervals that hold the target with a given probability.
     *
     * @param probability between 0 and 1, such as 0.95
     * @return shape [m, t]
     */
    public Points lower(double probability) {
        return moved(-quantile(probability));
    }

    /**
     * The upper ends of the same intervals.
     *
     * @param probability between 0 and 1, such as 0.95
     * @return shape [m, t]
     */
    public Points upper(double probability) {
        return moved(quantile(probability));
    }

    private static double quantile(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw Require.error("probability", "must be between 0 and 1, got " + probability);
        }
        return new NormalDistribution(0, 1).inverseCumulativeProbability(0.5 + probability / 2);
    }

    private Points moved(double deviations) {
        double[] ends = means.toRowMajor();
        double[] s = standardDeviations.toRowMajor();
        for (int i = 0; i < ends.length; i++) {
            ends[i] += deviations * s[i];
        }
        return Points.ofRows("interval", means.size(), means.width(), ends);
    }

    /**
     * The share of targets within the central intervals: of a calibrated prediction it is the probability itself.
     *
     * @param targets shape [m, t]
     * @param probability between 0 and 1, such as 0.95
     * @return from 0 to 1
     * @throws IllegalArgumentException if the shape is another
     */
    public double coverage(Points targets, double probability) {
        double[] lower = lower(probability).toRowMajor();
        same("targets", means, targets);
        return Metrics.coverage(lower, upper(probability).toRowMajor(), targets.toRowMajor());
    }

    /**
     * The mean over queries and targets of log N(y; mean, deviation^2).
     *
     * @param targets shape [m, t]
     * @return the mean log density
     * @throws IllegalArgumentException if the shape is another, or a deviation is 0: there is no density
     */
    public double logDensity(Points targets) {
        same("targets", means, targets);
        double[] mean = means.toRowMajor();
        double[] s = standardDeviations.toRowMajor();
        double[] y = targets.toRowMajor();
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            if (s[i] == 0) {
                throw Require.error("targets", "the deviation of query " + i + " is 0: a point has no density");
            }
            double z = (y[i] - mean[i]) / s[i];
            sum -= 0.5 * z * z + Math.log(s[i]) + 0.5 * Math.log(2 * Math.PI);
        }
        return sum / y.length;
    }

    @Override
    public String toString() {
        return "Prediction[m=" + means.size() + ", t=" + means.width() + "]";
    }
}
