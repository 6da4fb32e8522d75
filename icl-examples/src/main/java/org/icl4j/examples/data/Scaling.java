package org.icl4j.examples.data;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * An affine map of each column, x_j -> (x_j - centre_j) / scale_j. {@link #standardising} takes the centre and scale from a
 * training table; test tables are mapped with the training table's numbers.
 */
public final class Scaling {

    private final double[] centres;
    private final double[] scales;

    /**
     * A map with given numbers.
     *
     * @param centres one per column
     * @param scales one per column, positive
     * @throws IllegalArgumentException if the lengths differ, a number is not finite or a scale is not positive
     */
    public Scaling(double[] centres, double[] scales) {
        this.centres = Require.finite("centres", centres).clone();
        this.scales = Require.length("scales", scales, centres.length, "one per centre")
                .clone();
        for (double scale : scales) {
            Require.positive("scales", scale);
        }
    }

    /**
     * The map that changes nothing.
     *
     * @param width number of columns
     * @return centres 0, scales 1
     */
    public static Scaling identity(int width) {
        double[] ones = new double[width];
        Arrays.fill(ones, 1);
        return new Scaling(new double[width], ones);
    }

    /**
     * The map to mean 0 and standard deviation 1 (divisor n) in every column of the given table. A constant column is
     * centred and keeps its scale.
     *
     * @param table the training inputs, shape [n, d]
     * @return the map
     */
    public static Scaling standardising(Points table) {
        int d = table.width();
        double[] centres = new double[d];
        double[] scales = new double[d];
        for (int j = 0; j < d; j++) {
            double[] column = table.column(j);
            double mean = Arrays.stream(column).average().orElseThrow();
            double variance = Arrays.stream(column)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            centres[j] = mean;
            // A column whose spread is rounding error of its mean is constant.
            scales[j] = Math.sqrt(variance) > 1e-14 * Math.abs(mean) ? Math.sqrt(variance) : 1;
        }
        return new Scaling(centres, scales);
    }

    /**
     * The number of columns.
     *
     * @return d
     */
    public int width() {
        return centres.length;
    }

    /**
     * What is subtracted.
     *
     * @return one number per column
     */
    public double[] centres() {
        return centres.clone();
    }

    /**
     * What is divided by.
     *
     * @return one positive number per column
     */
    public double[] scales() {
        return scales.clone();
    }

    /**
     * Maps a table.
     *
     * @param table shape [m, d]
     * @return shape [m, d]
     * @throws IllegalArgumentException if the width is another
     */
    public Points apply(Points table) {
        Require.width("table", table, width(), "d must match the training table's " + width());
        double[] mapped = table.toRowMajor();
        for (int i = 0; i < mapped.length; i++) {
            int j = i % centres.length;
            mapped[i] = (mapped[i] - centres[j]) / scales[j];
        }
        return Points.ofRows("inputs", table.size(), table.width(), mapped);
    }
}
