package org.icl4j.kernels;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A block of pairs (x_i, z_j), at most {@link #SIZE} by {@link #SIZE}, small enough to stay in the processor's cache. It
 * offers what kernels are made of: {@linkplain #squaredDistances squared distances}, {@linkplain #innerProducts inner
 * products}, a function of {@linkplain #pairs pairs}. A block of numbers belonging to it is row-major with leading
 * dimension {@link #stride()}: pair (i, j) is element {@code i * stride() + j}. The stride is a multiple of 8, so that
 * whole vectors fit; the elements between {@link #columns()} and the stride repeat the last column.
 *
 * <p>An element depends on its two points alone, to the last bit, wherever the tile begins and ends.
 *
 * <p>Mutable scratch of one thread: valid during the call that received it.
 */
public final class Tile {

    /** The greatest number of rows and of columns. */
    public static final int SIZE = 128;

    private static final int LANES = 8;

    private final TilePacking packing;
    private final Map<UnaryOperator<double[]>, Tile> mapped = new HashMap<>();
    private final Deque<double[]> spare = new ArrayDeque<>();
    private double[][] lines = {};

    /**
     * A tile of the pairs of x_i, i in [xFrom, xFrom + rows), and z_j, j in [zFrom, zFrom + columns).
     *
     * @param x points of width d
     * @param xFrom the first row's point
     * @param rows 1 to {@link #SIZE}
     * @param z points of width d
     * @param zFrom the first column's point
     * @param columns 1 to {@link #SIZE}
     * @throws IllegalArgumentException if the widths differ or the range is not within the points
     */
    public Tile(Points x, int xFrom, int rows, Points z, int zFrom, int columns) {
        Require.notNull("x", x);
        Require.width("z", Require.notNull("z", z), x.width(), "d must match the " + x.width() + " of x");
        Require.inRange("rows", rows, 1, Math.min(SIZE, x.size()));
        Require.inRange("columns", columns, 1, Math.min(SIZE, z.size()));
        Require.inRange("xFrom", xFrom, 0, x.size() - rows);
        Require.inRange("zFrom", zFrom, 0, z.size() - columns);
        this.packing = new TilePacking(x, z);
        moveTo(x, xFrom, rows, xFrom, rows, z, zFrom, columns);
    }

    private Tile(TilePacking packing) {
        this.packing = packing;
    }

    /**
     * Moves the tile, keeping what is packed where that side stays.
     *
     * @param bandFrom first point of a band of x that contains the tile's rows; it is packed as a whole, so that tiles
     *     of one band share the work
     * @param bandCount number of points in the band
     */
    void moveTo(Points x, int bandFrom, int bandCount, int xFrom, int rows, Points z, int zFrom, int columns) {
        int stride = (columns + LANES - 1) / LANES * LANES;
        packing.moveTo(x, bandFrom, bandCount, xFrom, rows, z, zFrom, columns, stride);
    }

    /**
     * The number of rows.
     *
     * @return 1 to {@link #SIZE}
     */
    public int rows() {
        return packing.rows();
    }

    /**
     * The number of columns.
     *
     * @return 1 to {@link #SIZE}
     */
    public int columns() {
        return packing.columns();
    }

    /**
     * The leading dimension of blocks: {@link #columns()} rounded up to a multiple of 8.
     *
     * @return elements from one row to the next
     */
    public int stride() {
        return packing.stride();
    }

    /**
     * The number of elements of a block, the unused ones included.
     *
     * @return {@code rows() * stride()}
     */
    public int length() {
        return packing.rows() * packing.stride();
    }

    /**
     * The width of the points.
     *
     * @return d
     */
    public int width() {
        return packing.width();
    }

    /**
     * The squared Euclidean distances |x_i - z_j|^2, relative error below 1e-12 (below (d + 2) 1.2e-16 up to d =
     * {@value Distances#LARGEST_WIDTH_BY_DIFFERENCES}), exactly 0 between equal points.
     *
     * @param result receives {@link #length()} numbers
     */
    public void squaredDistances(double[] result) {
        packing.distances().compute(packing, result);
    }

    /**
     * The inner products x_i' z_j.
     *
     * @param result receives {@link #length()} numbers
     */
    public void innerProducts(double[] result) {
        Distances.products(packing, result);
    }

    /**
     * The distances sum_k |x_ik - z_jk|, exactly 0 between equal points.
     *
     * @param result receives {@link #length()} numbers
     */
    public void absoluteDistances(double[] result) {
        Distances.absolute(packing, result);
    }

    /**
     * Sums over the coordinates, sum_k term(x_ik, z_jk), taken in the order of k.
     *
     * @param term the term
     * @param result receives {@link #length()} numbers
     */
    public void coordinateSums(CoordinateTerm term, double[] result) {
        double[] xs = packing.xRows();
        int d = width();
        int stride = stride();
        double[][] zs = lines(d, stride);
        double[] sums = new double[stride];
        for (int i = 0; i < rows(); i++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < d; k++) {
                term.add(xs[packing.xOffset() + i * d + k], zs[k], stride, sums);
            }
            System.arraycopy(sums, 0, result, i * stride, stride);
        }
    }

    // Each coordinate of the columns in an array of its own: with an offset in the index the JIT does not vectorise
    // terms.
    private double[][] lines(int d, int stride) {
        double[] zs = packing.zTransposed();
        if (lines.length < d) {
            lines = new double[d][SIZE];
        }
        for (int k = 0; k < d; k++) {
            System.arraycopy(zs, k * stride, lines[k], 0, stride);
        }
        return lines;
    }

    /**
     * The tile of the same pairs after a map of the points, f(x_i) and f(z_j). It is made once and moves with this tile, so
     * a map costs one call a point, not one a pair. Tiles are kept by the map's {@code equals}: pass the same object, or an
     * equal record, at every call.
     *
     * @param map f: takes a point as an array of its own, and returns one; the same width for all points
     * @return the tile of the images, valid as long as this one is not moved
     */
    public Tile warped(UnaryOperator<double[]> map) {
        Require.notNull("map", map);
        Tile image = mapped.computeIfAbsent(map, f -> new Tile(packing.under(f)));
        image.packing.follow(packing);
        return image;
    }

    /**
     * The diagonal values k(x_i, x_i) and k(z_j, z_j) of a kernel at the tile's own points.
     *
     * @param kernel the kernel, evaluated as {@link Kernel#value}
     * @param rowValues receives {@link #rows()} numbers
     * @param columnValues receives {@link #columns()} numbers, and the last repeated up to {@link #stride()}
     */
    public void diagonals(Kernel kernel, double[] rowValues, double[] columnValues) {
        for (int i = 0; i < rows(); i++) {
            rowValues[i] = kernel.value(rowPoint(i), rowPoint(i));
        }
        for (int j = 0; j < columns(); j++) {
            columnValues[j] = kernel.value(columnPoint(j), columnPoint(j));
        }
        Arrays.fill(columnValues, columns(), stride(), columnValues[columns() - 1]);
    }

    /**
     * Which point a row is.
     *
     * @param i 0 to rows - 1
     * @return its index in the table of x, for messages
     */
    public int rowIndex(int i) {
        return packing.xFrom() + i;
    }

    /**
     * Which point a column is.
     *
     * @param j 0 to columns - 1
     * @return its index in the table of z, for messages
     */
    public int columnIndex(int j) {
        return packing.zFrom() + j;
    }

    /**
     * The point of a row.
     *
     * @param i 0 to rows - 1
     * @return x_i, length d; read only
     */
    public double[] rowPoint(int i) {
        return packing.xPoints()[i];
    }

    /**
     * The point of a column.
     *
     * @param j 0 to columns - 1
     * @return z_j, length d; read only
     */
    public double[] columnPoint(int j) {
        return packing.zPoints()[j];
    }

    /** One coordinate's contribution to a sum over coordinates. */
    @FunctionalInterface
    public interface CoordinateTerm {

        /**
         * Adds term(x, z_j) to sums_j for j in [0, count): a loop that the JIT vectorises if it is short and has no branch.
         *
         * @param x a coordinate of one point
         * @param z the same coordinate of several points; read only
         * @param count how many
         * @param sums changed
         */
        void add(double x, double[] z, int count, double[] sums);
    }

    /**
     * A function of pairs of points, one at a time.
     *
     * @param kernel evaluated as {@link Kernel#value}
     * @param result receives {@link #length()} numbers
     */
    public void pairs(Kernel kernel, double[] result) {
        double[][] xPoints = packing.xPoints();
        double[][] zPoints = packing.zPoints();
        int stride = stride();
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < columns(); j++) {
                result[i * stride + j] = kernel.value(xPoints[i], zPoints[j]);
            }
            Arrays.fill(result, i * stride + columns(), (i + 1) * stride, result[i * stride + columns() - 1]);
        }
    }

    /**
     * Replaces every element of a block by a function of it.
     *
     * @param profile the function
     * @param result a block, overwritten
     */
    public void map(DoubleUnaryOperator profile, double[] result) {
        for (int i = 0; i < length(); i++) {
            result[i] = profile.applyAsDouble(result[i]);
        }
    }

    /**
     * A block for intermediate results, with undefined contents.
     *
     * @return an array at least {@link #length()} long, to be given to {@link #release} afterwards
     */
    public double[] borrow() {
        double[] block = spare.poll();
        return block != null && block.length >= length() ? block : new double[length()];
    }

    /**
     * Gives a borrowed block back.
     *
     * @param block from {@link #borrow}
     */
    public void release(double[] block) {
        spare.push(block);
    }

    TilePacking packing() {
        return packing;
    }

    @Override
    public String toString() {
        return "Tile[" + packing + "]";
    }
}
