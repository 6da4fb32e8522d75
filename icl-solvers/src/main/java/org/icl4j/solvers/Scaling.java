package org.icl4j.solvers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * An affine map of each column, x_j -> (x_j - centre_j) / scale_j. {@link #standardising} takes centres and scales from training
 * inputs; queries are mapped with the training inputs' numbers. Immutable.
 */
public final class Scaling {

    /** From this ratio of spreads on, columns are called unlike. */
    private static final double UNLIKE = 100;

    /** A column whose spread is rounding error of its mean is constant. */
    private static final double CONSTANT = 1e-14;

    private final double[] centres;
    private final double[] scales;

    private Scaling(double[] centres, double[] scales) {
        this.centres = centres;
        this.scales = scales;
    }

    /**
     * A map with given numbers.
     *
     * @param centres one per column, finite
     * @param scales one per column, positive
     * @return the map
     * @throws IllegalArgumentException if the lengths differ, there are none, a number is not finite or a scale is not positive
     */
    public static Scaling of(double[] centres, double[] scales) {
        Require.positive("centres.length", Require.finite("centres", centres).length);
        Require.length("scales", scales, centres.length, "one per centre");
        for (int j = 0; j < scales.length; j++) {
            Require.positive("scales[" + j + "]", scales[j]);
        }
        return new Scaling(centres.clone(), scales.clone());
    }

    /**
     * The map that changes nothing.
     *
     * @param width number of columns, at least 1
     * @return centres 0, scales 1
     */
    public static Scaling identity(int width) {
        double[] ones = new double[Require.positive("width", width)];
        Arrays.fill(ones, 1);
        return new Scaling(new double[width], ones);
    }

    /**
     * The map to mean 0 and standard deviation 1 (divisor n) in every column of the given table. A constant column is centred and
     * keeps its scale.
     *
     * @param table the training inputs, shape [n, d]
     * @return the map
     */
    public static Scaling standardising(Points table) {
        int d = Require.notNull("table", table).width();
        double[] centres = new double[d];
        double[] scales = new double[d];
        for (int j = 0; j < d; j++) {
            double[] column = table.column(j);
            double greatest = Arrays.stream(column).map(Math::abs).max().orElse(0);
            // In units of the greatest number, so that no sum or square overflows.
            double unit = greatest > 0 ? greatest : 1;
            double mean = Arrays.stream(column).map(x -> x / unit).average().orElse(0);
            double variance = Arrays.stream(column)
                    .map(x -> (x / unit - mean) * (x / unit - mean))
                    .average()
                    .orElse(0);
            double deviation = Math.sqrt(variance);
            centres[j] = mean * unit;
            double scale = deviation * unit;
            scales[j] = deviation > CONSTANT * Math.abs(mean) && scale >= Double.MIN_NORMAL ? scale : 1;
        }
        return new Scaling(centres, scales);
    }

    /**
     * Whether columns have unlike spreads, in a sentence: a kernel with one length scale then sees almost only the widest ones.
     *
     * @param table inputs, shape [n, d]
     * @return the sentence with both columns, if the greatest standard deviation is 100 or more times the least positive one;
     *     nothing otherwise
     */
    public static List<String> warnings(Points table) {
        Scaling spread = standardising(table);
        int least = -1;
        int greatest = -1;
        for (int j = 0; j < spread.width(); j++) {
            double[] column = table.column(j);
            double first = column[0];
            if (Arrays.stream(column).allMatch(x -> x == first)) {
                continue;
            }
            least = least < 0 || spread.scales[j] < spread.scales[least] ? j : least;
            greatest = greatest < 0 || spread.scales[j] > spread.scales[greatest] ? j : greatest;
        }
        List<String> warnings = new ArrayList<>();
        if (least >= 0 && spread.scales[greatest] >= UNLIKE * spread.scales[least]) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "columns have unlike scales: the standard deviation of column %d is %.3g, that of column %d is %.3g; a kernel"
                            + " with one length scale hardly sees the narrow one: standardise the inputs",
                    greatest,
                    spread.scales[greatest],
                    least,
                    spread.scales[least]));
        }
        return List.copyOf(warnings);
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
     * @return a copy, one number per column
     */
    public double[] centres() {
        return centres.clone();
    }

    /**
     * What is divided by.
     *
     * @return a copy, one positive number per column
     */
    public double[] scales() {
        return scales.clone();
    }

    /**
     * Maps a table.
     *
     * @param table shape [m, d]
     * @return shape [m, d]
     * @throws IllegalArgumentException if the width is another, or a scaled number overflows
     */
    public Points apply(Points table) {
        Require.width("table", table, width(), "d must match the training inputs' " + width());
        double[] mapped = table.toRowMajor();
        for (int i = 0; i < mapped.length; i++) {
            int j = i % centres.length;
            mapped[i] = (mapped[i] - centres[j]) / scales[j];
        }
        return Points.ofRows("scaled inputs", table.size(), table.width(), mapped);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scaling that
                && Arrays.equals(centres, that.centres)
                && Arrays.equals(scales, that.scales);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(centres) + Arrays.hashCode(scales);
    }

    @Override
    public String toString() {
        return "Scaling[d=" + width() + "]";
    }
}
