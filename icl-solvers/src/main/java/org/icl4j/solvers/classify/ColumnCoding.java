package org.icl4j.solvers.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.solvers.Scaling;

/**
 * How columns of a table become coordinates. A column read as numbers is one coordinate, (x - mean) / deviation. A column read as codes is one coordinate for each of
 * the levels that the training rows have, [x = level] minus the level's frequency; a level that they do not have is none of them. Two rows with
 * different codes are at the squared distance 2, which is also the mean squared distance of two rows in a standardised column. Immutable.
 */
public final class ColumnCoding {

    /** How a column that could be either is read. */
    public enum Reading {
        /** As numbers. */
        NUMBERS,
        /** As codes. */
        CODES,
        /** As both: a coordinate for its number, and one for each level. */
        BOTH
    }

    /** A column with more levels is numbers. */
    private static final int MOST_LEVELS = 10;

    /** A column whose levels have fewer rows each, on average, is numbers. */
    private static final int ROWS_PER_LEVEL = 5;

    private static final String COLUMNS = "codingColumns";
    private static final String LEVELS = "codingLevels";
    private static final String CODES = "codingCodes";
    private static final String CENTRES = "codingCentres";
    private static final String SCALES = "codingScales";
    private static final String WIDTH = "codingWidth";

    private final int width;
    private final int[] columns;
    private final boolean[] codes;
    private final double[] levels;
    private final double[] centres;
    private final double[] scales;

    private ColumnCoding(
            int width, int[] columns, boolean[] codes, double[] levels, double[] centres, double[] scales) {
        this.width = width;
        this.columns = columns;
        this.codes = codes;
        this.levels = levels;
        this.centres = centres;
        this.scales = scales;
    }

    /** What a coordinate is made of. */
    private record Coordinate(int column, boolean code, double level, double centre, double scale) {}

    private static ColumnCoding of(int width, List<Coordinate> all) {
        int n = all.size();
        int[] columns = new int[n];
        boolean[] codes = new boolean[n];
        double[] levels = new double[n];
        double[] centres = new double[n];
        double[] scales = new double[n];
        for (int j = 0; j < n; j++) {
            columns[j] = all.get(j).column();
            codes[j] = all.get(j).code();
            levels[j] = all.get(j).level();
            centres[j] = all.get(j).centre();
            scales[j] = all.get(j).scale();
        }
        return new ColumnCoding(width, columns, codes, levels, centres, scales);
    }

    /**
     * Every column as numbers.
     *
     * @param train the training inputs, shape [n, d]
     * @return one coordinate a column, standardised
     */
    public static ColumnCoding standardising(Points train) {
        return of(train, Reading.NUMBERS);
    }

    /**
     * Some columns as codes.
     *
     * @param train the training inputs, shape [n, d]
     * @param reading how columns that {@linkplain #mayBeCodes may be codes} are read
     * @param categories columns that are codes in any case
     * @return the coding
     * @throws IllegalArgumentException if a category is not a column
     */
    public static ColumnCoding of(Points train, Reading reading, int... categories) {
        Require.notNull("train", train);
        Require.notNull("reading", reading);
        int d = train.width();
        boolean[] fixed = new boolean[d];
        for (int i = 0; i < Require.notNull("categories", categories).length; i++) {
            fixed[Require.inRange("categories[" + i + "]", categories[i], 0, d - 1)] = true;
        }
        Scaling scaling = Scaling.standardising(train);
        double[] centres = scaling.centres();
        double[] scales = scaling.scales();
        List<Coordinate> all = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            double[] column = train.column(j);
            boolean asCodes = fixed[j] || (reading != Reading.NUMBERS && mayBeCodes(column));
            if (!asCodes || (reading == Reading.BOTH && !fixed[j])) {
                all.add(new Coordinate(j, false, 0, centres[j], scales[j]));
            }
            if (asCodes) {
                addLevels(j, column, all);
            }
        }
        return of(d, all);
    }

    private static void addLevels(int j, double[] column, List<Coordinate> all) {
        double[] levels = Arrays.stream(column).distinct().sorted().toArray();
        for (double level : levels) {
            double frequency =
                    (double) Arrays.stream(column).filter(v -> v == level).count() / column.length;
            all.add(new Coordinate(j, true, level, frequency, 1));
        }
    }

    /**
     * Whether a column of numbers may hold codes: 3 to 10 different whole numbers, with at least 5 rows each on average. (Two levels are the same
     * coordinate either way.)
     *
     * @param column finite numbers
     * @return whether it may
     */
    public static boolean mayBeCodes(double[] column) {
        Require.positive("column.length", Require.finite("column", column).length);
        double[] levels =
                Arrays.stream(column).distinct().limit(MOST_LEVELS + 1L).toArray();
        return levels.length > 2
                && levels.length <= MOST_LEVELS
                && column.length >= ROWS_PER_LEVEL * levels.length
                && Arrays.stream(levels).allMatch(v -> v == Math.rint(v));
    }

    /**
     * The columns that it takes.
     *
     * @return d
     */
    public int inputWidth() {
        return width;
    }

    /**
     * The coordinates that it gives.
     *
     * @return their number
     */
    public int outputWidth() {
        return columns.length;
    }

    /**
     * The columns read as codes.
     *
     * @return their numbers, ascending
     */
    public int[] codeColumns() {
        List<Integer> found = new ArrayList<>();
        for (int j = 0; j < columns.length; j++) {
            if (codes[j] && !found.contains(columns[j])) {
                found.add(columns[j]);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Maps rows.
     *
     * @param table shape [m, d]
     * @return shape [m, {@link #outputWidth()}]
     * @throws IllegalArgumentException if the width is another, or a scaled number overflows
     */
    public Points apply(Points table) {
        Require.width("table", table, width, "d must match the training inputs' " + width);
        double[] in = table.toRowMajor();
        int out = columns.length;
        double[] mapped = new double[Math.multiplyExact(table.size(), out)];
        for (int i = 0; i < table.size(); i++) {
            for (int j = 0; j < out; j++) {
                double value = in[i * width + columns[j]];
                double raw = codes[j] ? (value == levels[j] ? 1 : 0) : value;
                mapped[i * out + j] = (raw - centres[j]) / scales[j];
            }
        }
        return Points.ofRows("coded inputs", table.size(), out, mapped);
    }

    /** Adds the coding to a model. */
    ModelFile addTo(ModelFile file) {
        double[] flags = new double[codes.length];
        Arrays.setAll(flags, j -> codes[j] ? 1 : 0);
        return file.with(WIDTH, (long) width)
                .with(COLUMNS, Arrays.stream(columns).asDoubleStream().toArray())
                .with(CODES, flags)
                .with(LEVELS, levels)
                .with(CENTRES, centres)
                .with(SCALES, scales);
    }

    /** The names of what {@link #addTo} adds. */
    static List<String> names() {
        return List.of(WIDTH, COLUMNS, CODES, LEVELS, CENTRES, SCALES);
    }

    static boolean isIn(ModelFile file) {
        return file.names().contains(WIDTH);
    }

    /** The coding in a model's contents. */
    static ColumnCoding of(String name, ModelFile file) {
        int width = Math.toIntExact(Math.max(0, Math.min(Integer.MAX_VALUE, file.integer(WIDTH))));
        double[] columns = file.vector(COLUMNS);
        double[] flags = file.vector(CODES);
        double[] levels = file.vector(LEVELS);
        double[] centres = file.vector(CENTRES);
        double[] scales = file.vector(SCALES);
        int n = columns.length;
        if (flags.length != n || levels.length != n || centres.length != n || scales.length != n || n == 0) {
            throw Require.error(name, "the parts of its coding of columns have different lengths");
        }
        List<Coordinate> all = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            int column = (int) columns[j];
            if (column != columns[j] || column < 0 || column >= width || !(scales[j] > 0)) {
                throw Require.error(name, "coordinate " + j + " of its coding of columns is not one of " + width);
            }
            all.add(new Coordinate(column, flags[j] != 0, levels[j], centres[j], scales[j]));
        }
        return of(width, all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnCoding that
                && width == that.width
                && Arrays.equals(columns, that.columns)
                && Arrays.equals(codes, that.codes)
                && Arrays.equals(levels, that.levels)
                && Arrays.equals(centres, that.centres)
                && Arrays.equals(scales, that.scales);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(columns) + Arrays.hashCode(levels);
    }

    @Override
    public String toString() {
        return "ColumnCoding[" + width + " columns, " + codeColumns().length + " of them codes, " + columns.length
                + " coordinates]";
    }
}
