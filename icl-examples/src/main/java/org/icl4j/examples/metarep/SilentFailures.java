package org.icl4j.examples.metarep;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;

/**
 * One setting of MetaRepICL's silent failures: a softmax head without training, exp(x'z / temperature) normalised, asked for a linear function.
 *
 * @param width p
 * @param condition of the inputs' covariance, whose trace is p
 * @param temperature of the softmax
 * @param contextSize n
 * @param published whether w is the first context input, as their one seed for features and weights makes it
 */
record SilentFailures(int width, double condition, double temperature, int contextSize, boolean published) {

    private static final int QUERIES = 32;
    private static final double NOISE = 0.1;
    private static final double RIDGE = 0.01;

    /**
     * What is measured of one learner.
     *
     * @param error root mean squared error over the standard deviation of the true answers
     * @param rank Spearman's correlation with the true answers
     */
    record Quality(double error, double rank) {}

    /**
     * What came out, means over tasks.
     *
     * @param softmax the head
     * @param rescaled the head's answers after the best line a + b f, fitted to the answers of its own context points: what a learned value map can mend
     * @param ridge ridge regression
     * @param perplexity exp of the mean entropy of the head's weights: n where it averages all, 1 where it looks at one
     * @param rmse the head's root mean squared error as MetaRepICL prints it
     */
    record Found(Quality softmax, Quality rescaled, Quality ridge, double perplexity, double rmse) {}

    Found run(int tasks, Randoms randoms) {
        double[] sums = new double[8];
        for (int b = 0; b < tasks; b++) {
            double[] one = task(randoms.split(b));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += one[i] / tasks;
            }
        }
        return new Found(
                new Quality(sums[0], sums[1]),
                new Quality(sums[2], sums[3]),
                new Quality(sums[4], sums[5]),
                sums[6],
                sums[7]);
    }

    private double[] task(Randoms randoms) {
        // Every part of a task has a stream of its own.
        double[][] x = inputs(contextSize, randoms.split("context"));
        double[][] q = inputs(QUERIES, randoms.split("queries"));
        double[] w = published ? x[0] : randoms.split("weights").gaussians(width);
        double[] noise = randoms.split("noise").gaussians(contextSize);
        double[] y = Numbers.matrix(x).operate(w);
        for (int i = 0; i < y.length; i++) {
            y[i] += NOISE * noise[i];
        }
        double[] truth = Numbers.matrix(q).operate(w);
        Points context = Points.of("context", x);
        Points queries = Points.of("queries", q);
        double[][] weights = Kernels.normalised(queries, context, temperature);
        double[] softmax = Numbers.matrix(weights).operate(y);
        double[] own = Numbers.matrix(Kernels.normalised(context, context, temperature))
                .operate(y);
        double[] line = line(own, y);
        double[] rescaled =
                Arrays.stream(softmax).map(f -> line[0] + line[1] * f).toArray();
        double[] ridge = Numbers.matrix(q).operate(Algorithm.solution(x, y, RIDGE));
        double entropy = 0;
        for (double[] row : weights) {
            for (double v : row) {
                entropy -= v > 0 ? v * Math.log(v) / weights.length : 0;
            }
        }
        double deviation = deviation(truth);
        double rmse = Math.sqrt(Likeness.squared(softmax, truth) / QUERIES);
        return new double[] {
            rmse / deviation,
            rank(softmax, truth),
            Math.sqrt(Likeness.squared(rescaled, truth) / QUERIES) / deviation,
            rank(rescaled, truth),
            Math.sqrt(Likeness.squared(ridge, truth) / QUERIES) / deviation,
            rank(ridge, truth),
            Math.exp(entropy),
            rmse
        };
    }

    private double[][] inputs(int rows, Randoms randoms) {
        double[] l = Numbers.geometric(width, condition);
        double[][] x = randoms.gaussians(rows, width);
        for (double[] row : x) {
            for (int j = 0; j < width; j++) {
                row[j] *= Math.sqrt(l[j]);
            }
        }
        return x;
    }

    /** Where all answers are the same there is no order: 0. */
    private static double rank(double[] f, double[] truth) {
        double r = Numbers.rankCorrelation(f, truth);
        return Double.isNaN(r) ? 0 : r;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    /** Least squares of y on 1 and f. */
    private static double[] line(double[] f, double[] y) {
        double mf = Arrays.stream(f).average().orElseThrow();
        double my = Arrays.stream(y).average().orElseThrow();
        double fy = 0;
        double ff = 0;
        for (int i = 0; i < f.length; i++) {
            fy += (f[i] - mf) * (y[i] - my);
            ff += (f[i] - mf) * (f[i] - mf);
        }
        double slope = ff > 0 ? fy / ff : 0;
        return new double[] {my - slope * mf, slope};
    }
}
