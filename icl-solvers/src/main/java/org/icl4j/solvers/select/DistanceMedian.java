package org.icl4j.solvers.select;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.solvers.internal.tables.Vectors;

/** The usual first guess of a length scale. */
final class DistanceMedian {

    private static final int MEDIAN_ROWS = 300;

    private DistanceMedian() {}

    /** The median of the distances above 0 between at most {@value #MEDIAN_ROWS} rows; 1 if all are equal. */
    static double of(Points x) {
        int n = Math.min(MEDIAN_ROWS, x.size());
        double[] distances = new double[n * (n - 1) / 2];
        int count = 0;
        for (int i = 0; i < n; i++) {
            double[] a = x.row((int) ((long) i * x.size() / n));
            for (int j = 0; j < i; j++) {
                double[] b = x.row((int) ((long) j * x.size() / n));
                for (int k = 0; k < b.length; k++) {
                    b[k] -= a[k];
                }
                double distance = Vectors.norm(b);
                if (distance > 0 && Double.isFinite(distance)) {
                    distances[count++] = distance;
                }
            }
        }
        Arrays.sort(distances, 0, count);
        return count == 0 ? 1 : distances[count / 2];
    }
}
