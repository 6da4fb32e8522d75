package org.icl4j.solvers.select;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.kernels.tools.DistanceStatistics;

/** The usual first guess of a length scale. */
final class DistanceMedian {

    private static final int MEDIAN_ROWS = 300;

    private DistanceMedian() {}

    /**
     * {@link DistanceStatistics#medianHeuristic()} of at most {@value #MEDIAN_ROWS} rows, every so-manieth; 1 if all are equal.
     *
     * @throws IllegalArgumentException if a distance is beyond the range of numbers
     */
    static double of(Points x) {
        int n = Math.min(MEDIAN_ROWS, x.size());
        if (n < 2) {
            return 1;
        }
        int[] chosen = new int[n];
        Arrays.setAll(chosen, i -> (int) ((long) i * x.size() / n));
        DistanceStatistics distances = DistanceStatistics.of(x.select(chosen));
        return distances.coinciding() == distances.pairs() ? 1 : distances.medianHeuristic();
    }
}
