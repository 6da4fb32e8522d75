package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.LongFunction;
import org.icl4j.core.Points;
import org.icl4j.kernels.PointPair;

/**
 * Estimates phi(x)'phi(z) of many maps that differ in the seed alone, compared with the kernel and with the variance that the
 * map states. By the central limit theorem a right map fails a comparison with probability {@value #FALSE_ALARM}, provided that
 * the estimate's tails are so light that {@value #SEEDS} draws show its fourth moment: a test of variances chooses its points
 * so. Seeds are fixed: what passes once passes always.
 */
final class Draws {

    static final double FALSE_ALARM = 1e-6;
    /** Two-sided: a standard normal number is farther from 0 with probability 1e-6. */
    static final double Z_BOUND = 4.892;

    /** Beside the standard error what rounding leaves, for pairs at which a map is exact. */
    private static final double ROUNDING = 1e-13;

    private static final int SEEDS = 2000;

    private final FeatureMap map;
    private final double[] x;
    private final double[] z;
    private final double[] estimates;
    private final double mean;

    private Draws(FeatureMap map, double[] x, double[] z, double[] estimates) {
        this.map = map;
        this.x = x;
        this.z = z;
        this.estimates = estimates;
        this.mean = Arrays.stream(estimates).average().orElseThrow();
    }

    /** The estimates for pairs of points, given as pairs of indices. */
    static Draws[] of(LongFunction<? extends FeatureMap> maps, double[][] points, int[][] pairs) {
        Points table = Points.of("points", points);
        double[][] estimates = new double[pairs.length][SEEDS];
        for (int seed = 0; seed < SEEDS; seed++) {
            double[][] features = maps.apply(seed).transform(table).toRows();
            for (int p = 0; p < pairs.length; p++) {
                estimates[p][seed] = PointPair.innerProduct(features[pairs[p][0]], features[pairs[p][1]]);
            }
        }
        Draws[] draws = new Draws[pairs.length];
        Arrays.setAll(draws, p -> new Draws(maps.apply(0), points[pairs[p][0]], points[pairs[p][1]], estimates[p]));
        return draws;
    }

    /** The mean over seeds less the kernel and the stated bias, in standard errors of the mean. */
    void haveTheStatedMean() {
        double expected = map.kernel().value(x, z) + map.bias(x, z).orElseThrow();
        double error = Math.sqrt(centralMoment(2) / SEEDS);
        assertThat(Math.abs(mean - expected))
                .as("mean %s, expected %s: %s", mean, expected, this)
                .isLessThanOrEqualTo(Z_BOUND * error + ROUNDING * Math.max(1, Math.abs(expected)));
    }

    /** The sample variance less the stated one, in standard errors of a sample variance. */
    void haveTheStatedVariance() {
        double stated = map.variance(x, z).orElseThrow();
        double error = Math.sqrt(Math.max(0, centralMoment(4) - variance() * variance()) / SEEDS);
        assertThat(Math.abs(variance() - stated))
                .as("variance %s, stated %s: %s", variance(), stated, this)
                .isLessThanOrEqualTo(Z_BOUND * error + ROUNDING * Math.max(1, mean * mean));
    }

    double variance() {
        return centralMoment(2) * SEEDS / (SEEDS - 1.0);
    }

    private double centralMoment(int order) {
        return Arrays.stream(estimates)
                .map(e -> Math.pow(e - mean, order))
                .average()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return map + " at " + Arrays.toString(x) + ", " + Arrays.toString(z);
    }
}
