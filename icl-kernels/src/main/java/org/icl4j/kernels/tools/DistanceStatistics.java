package org.icl4j.kernels.tools;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/**
 * The distribution of the distances between points: where a length scale is looked for. With N = n (n - 1) / 2 pairs or fewer than
 * a limit all pairs i &lt; j are measured; above it so many pairs are drawn, uniformly and with repetition, with a seed.
 *
 * <pre>{@code
 * DistanceStatistics distances = DistanceStatistics.of(x);
 * Kernel kernel = new Gaussian(distances.medianHeuristic());
 * }</pre>
 *
 * <p>Cost: O(d) a pair and a sort of the distances; memory 8 bytes a pair, and as
 * much again while sorting. The same points and seed give the same bits. A quantile
 * of a sample of p pairs is off by about sqrt(q (1 - q) / p) in q: 0.0005 at the median of a million.
 */
public final class DistanceStatistics {

    /** Pairs measured unless the caller says otherwise: all, up to 2000 points. */
    public static final int DEFAULT_PAIRS = 2_000_000;

    private static final int CHUNK = 4096;
    // Squares between these neither overflow nor lose digits to underflow.
    private static final double LARGE = 1e300;
    private static final double SMALL = 1e-280;

    /** The norm of a difference x - z. */
    public enum Norm {
        /** sum over k of |x_k - z_k|: the scale of {@code laplacianL1}. */
        L1,
        /** sqrt(sum over k of (x_k - z_k)^2): the scale of the Gaussian and of Matern's kernels. */
        L2
    }

    private final Norm norm;
    private final boolean exact;
    private final double[] sorted;
    private final double mean;

    private DistanceStatistics(Norm norm, boolean exact, double[] sorted) {
        this.norm = norm;
        this.exact = exact;
        this.sorted = sorted;
        this.mean = mean(sorted);
    }

    /**
     * Euclidean distances between all pairs, or between {@value #DEFAULT_PAIRS} pairs drawn with seed 0 where there are more.
     *
     * @param x at least 2 points, shape [n, d]
     * @return the statistics
     * @throws IllegalArgumentException if there are fewer than 2 points, or a distance is beyond the range of numbers
     */
    public static DistanceStatistics of(Points x) {
        return of(x, Norm.L2, DEFAULT_PAIRS, 0);
    }

    /**
     * Distances between all pairs, or between {@value #DEFAULT_PAIRS} pairs drawn with seed 0 where there are more.
     *
     * @param x at least 2 points, shape [n, d]
     * @param norm how a difference is measured
     * @return the statistics
     * @throws IllegalArgumentException as {@link #of(Points)}
     */
    public static DistanceStatistics of(Points x, Norm norm) {
        return of(x, norm, DEFAULT_PAIRS, 0);
    }

    /**
     * Distances between all pairs, or between so many that are drawn.
     *
     * @param x at least 2 points, shape [n, d]
     * @param norm how a difference is measured
     * @param pairs the most pairs to measure, at least 1
     * @param seed draws the pairs, where there are more than that
     * @return the statistics
     * @throws IllegalArgumentException as {@link #of(Points)}, or if so many distances do not fit into the JVM's heap
     */
    public static DistanceStatistics of(Points x, Norm norm, int pairs, long seed) {
        int n = Require.notNull("x", x).size();
        Require.notNull("norm", norm);
        Require.positive("pairs", pairs);
        if (n < 2) {
            throw Require.error("x", "has 1 point; a distance needs at least 2");
        }
        long all = (long) n * (n - 1) / 2;
        boolean exact = all <= pairs;
        long count = exact ? all : pairs;
        // 8 bytes a pair and the sort's copy of them; drawn pairs hold their two indices instead of the copy.
        return Memory.onHeap(count + " distances", 16.0 * count, "measure fewer pairs", () -> {
            double[] distances = exact
                    ? all(x, norm, (int) all)
                    : drawn(x, norm, pairs, Randoms.of(seed).split("pairs"));
            Arrays.parallelSort(distances);
            return new DistanceStatistics(norm, exact, distances);
        });
    }

    private static double[] all(Points x, Norm norm, int count) {
        double[][] rows = x.toRows();
        double[] distances = new double[count];
        Parallel.run(rows.length, i -> {
            int from = firstPair(i);
            for (int j = 0; j < i; j++) {
                distances[from + j] = distance(norm, rows, i, j);
            }
        });
        return distances;
    }

    /** Where the pairs of a point with those before it begin; i (i - 1) itself may be no int. */
    static int firstPair(int i) {
        return (int) ((long) i * (i - 1) / 2);
    }

    private static double[] drawn(Points x, Norm norm, int count, Randoms randoms) {
        double[][] rows = x.toRows();
        int[] first = new int[count];
        int[] second = new int[count];
        for (int p = 0; p < count; p++) {
            first[p] = randoms.integer(rows.length);
            second[p] = randoms.integer(rows.length - 1);
            second[p] += second[p] >= first[p] ? 1 : 0; // Another point than the first.
        }
        double[] distances = new double[count];
        Parallel.run((count - 1) / CHUNK + 1, chunk -> {
            for (int p = chunk * CHUNK; p < Math.min(count, (chunk + 1) * CHUNK); p++) {
                distances[p] = distance(norm, rows, first[p], second[p]);
            }
        });
        return distances;
    }

    private static double distance(Norm norm, double[][] rows, int i, int j) {
        double[] x = rows[i];
        double[] z = rows[j];
        double sum = 0;
        double greatest = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = Math.abs(x[k] - z[k]);
            greatest = Math.max(greatest, difference);
            sum += norm == Norm.L1 ? difference : difference * difference;
        }
        double distance = norm == Norm.L1 ? sum : Math.sqrt(sum);
        if (norm == Norm.L2 && greatest > 0 && !(sum > SMALL && sum < LARGE)) {
            distance = greatest * Math.sqrt(scaled(x, z, greatest));
        }
        if (!Double.isFinite(distance)) {
            throw Require.error(
                    "x",
                    "the distance between points " + Math.min(i, j) + " and " + Math.max(i, j)
                            + " is beyond the range of numbers; scale the inputs");
        }
        return distance;
    }

    private static double scaled(double[] x, double[] z, double greatest) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double ratio = (x[k] - z[k]) / greatest;
            sum += ratio * ratio;
        }
        return sum;
    }

    // Relative to the greatest, so that the sum does not overflow.
    private static double mean(double[] sorted) {
        double greatest = sorted[sorted.length - 1];
        if (greatest == 0) {
            return 0;
        }
        double sum = 0;
        for (double distance : sorted) {
            sum += distance / greatest;
        }
        return greatest * (sum / sorted.length);
    }

    /**
     * How differences were measured.
     *
     * @return the norm
     */
    public Norm norm() {
        return norm;
    }

    /**
     * The number of pairs measured.
     *
     * @return at least 1
     */
    public int pairs() {
        return sorted.length;
    }

    /**
     * Whether all pairs were measured.
     *
     * @return false for a sample
     */
    public boolean isExact() {
        return exact;
    }

    /**
     * The mean distance.
     *
     * @return at least 0
     */
    public double mean() {
        return mean;
    }

    /**
     * The median distance, coinciding pairs included.
     *
     * @return {@code quantile(0.5)}
     */
    public double median() {
        return quantile(0.5);
    }

    /**
     * A quantile of the distances, coinciding pairs included, with linear interpolation between order statistics (NumPy's
     * default; type 7 of Hyndman and Fan 1996).
     *
     * @param q from 0, the least, to 1, the greatest
     * @return the quantile
     * @throws IllegalArgumentException if q is outside [0, 1]
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw Require.error("q", "must be in [0, 1], got " + q);
        }
        return quantile(0, q);
    }

    /** A quantile of the distances from an index on. */
    private double quantile(int from, double q) {
        double at = q * (sorted.length - 1 - from);
        int below = (int) at;
        double low = sorted[from + below];
        double high = sorted[Math.min(from + below + 1, sorted.length - 1)];
        return low + (at - below) * (high - low);
    }

    /**
     * The length scale that the median heuristic gives: the median of the distances above 0, so that duplicates do not make it
     * vanish. As {@code gaussian(median)} it is exp(-1/2) at the median distance; authors who write exp(-r^2 / l^2) or
     * exp(-r^2 / (2 median)) mean other scales.
     *
     * @return above 0
     * @throws IllegalArgumentException if all pairs measured coincide
     */
    public double medianHeuristic() {
        return quantile(firstPositive(), 0.5);
    }

    /**
     * The least distance above 0. Of a sample it is an upper bound for that of all pairs.
     *
     * @return above 0
     * @throws IllegalArgumentException if all pairs measured coincide
     */
    public double leastPositive() {
        return sorted[firstPositive()];
    }

    private int firstPositive() {
        int zeros = coinciding();
        if (zeros == sorted.length) {
            throw Require.error(
                    "x", "the points of all " + sorted.length + " pairs measured coincide, so there is no scale");
        }
        return zeros;
    }

    /**
     * The number of pairs measured whose points are equal.
     *
     * @return 0 where all points are distinct
     */
    public int coinciding() {
        int zeros = 0;
        while (zeros < sorted.length && sorted[zeros] == 0) {
            zeros++;
        }
        return zeros;
    }

    /**
     * The greatest distance measured. Of a sample it is a lower bound for that of all pairs.
     *
     * @return at least 0
     */
    public double greatest() {
        return sorted[sorted.length - 1];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s distances of %d pairs%s: mean %.4g, quartiles %.4g, %.4g, %.4g, greatest %.4g, %d coinciding",
                norm,
                sorted.length,
                exact ? "" : " drawn",
                mean,
                quantile(0.25),
                median(),
                quantile(0.75),
                greatest(),
                coinciding());
    }
}
