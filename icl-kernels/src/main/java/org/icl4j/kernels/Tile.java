package org.icl4j.kernels;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.kernels.internal.engine.PackedTile;

/**
 * A block of pairs (x_i, z_j), at most {@link #SIZE} by {@link #SIZE}, small enough to stay in the processor's cache. It
 * offers what kernels are made of: {@linkplain #squaredDistances squared distances}, {@linkplain #innerProducts inner
 * products}, a function of {@linkplain #pairs pairs}. A block of numbers belonging to it is row-major with leading
 * dimension {@link #stride()}: pair (i, j) is element {@code i * stride() + j}. The stride is a multiple of 8, so that
 * whole vectors fit; the elements between {@link #columns()} and the stride repeat the last column.
 *
 * <p>An element depends on its two points alone, to the last bit, wherever the tile begins and ends.
 *
 * <p>Mutable scratch of one thread: valid during the call that received it. The library makes tiles; nobody else extends this
 * class.
 */
public abstract class Tile {

    /** The greatest number of rows and of columns. */
    public static final int SIZE = 128;

    /** For the library. */
    protected Tile() {}

    /**
     * A tile of the pairs of x_i, i in [xFrom, xFrom + rows), and z_j, j in [zFrom, zFrom + columns).
     *
     * @param x points of width d
     * @param xFrom the first row's point
     * @param rows 1 to {@link #SIZE}
     * @param z points of width d
     * @param zFrom the first column's point
     * @param columns 1 to {@link #SIZE}
     * @return a tile of its own points and scratch
     * @throws IllegalArgumentException if the widths differ or the range is not within the points
     */
    public static Tile of(Points x, int xFrom, int rows, Points z, int zFrom, int columns) {
        return new PackedTile(x, xFrom, rows, z, zFrom, columns);
    }

    /**
     * The number of rows.
     *
     * @return 1 to {@link #SIZE}
     */
    public abstract int rows();

    /**
     * The number of columns.
     *
     * @return 1 to {@link #SIZE}
     */
    public abstract int columns();

    /**
     * The leading dimension of blocks: {@link #columns()} rounded up to a multiple of 8.
     *
     * @return elements from one row to the next
     */
    public abstract int stride();

    /**
     * The number of elements of a block, the unused ones included.
     *
     * @return {@code rows() * stride()}
     */
    public abstract int length();

    /**
     * The width of the points.
     *
     * @return d
     */
    public abstract int width();

    /**
     * The squared Euclidean distances |x_i - z_j|^2, exactly 0 between equal points. Their relative error is below (d + 2) 1.2e-16 up
     * to d = 32, and beyond below the greater of 1e-12 and (d + 2) 1.2e-16, where no square underflows.
     *
     * @param result receives {@link #length()} numbers
     */
    public abstract void squaredDistances(double[] result);

    /**
     * The inner products x_i' z_j.
     *
     * @param result receives {@link #length()} numbers
     */
    public abstract void innerProducts(double[] result);

    /**
     * The distances sum_k |x_ik - z_jk|, exactly 0 between equal points.
     *
     * @param result receives {@link #length()} numbers
     */
    public abstract void absoluteDistances(double[] result);

    /**
     * Sums over the coordinates, sum_k term(x_ik, z_jk), taken in the order of k.
     *
     * @param term the term
     * @param result receives {@link #length()} numbers
     */
    public abstract void coordinateSums(CoordinateTerm term, double[] result);

    /**
     * The tile of the same pairs after a map of the points, f(x_i) and f(z_j). It is made once and moves with this tile, so
     * a map costs one call a point, not one a pair. Tiles are kept by the map's {@code equals}: pass the same object, or an
     * equal record, at every call.
     *
     * @param map f: takes a point as an array of its own, and returns one; the same width for all points
     * @return the tile of the images, valid as long as this one is not moved
     */
    public abstract Tile warped(UnaryOperator<double[]> map);

    /**
     * The diagonal values k(x_i, x_i) and k(z_j, z_j) of a kernel at the tile's own points.
     *
     * @param kernel the kernel, evaluated as {@link Kernel#value}
     * @param rowValues receives {@link #rows()} numbers
     * @param columnValues receives {@link #columns()} numbers, and the last repeated up to {@link #stride()}
     */
    public abstract void diagonals(Kernel kernel, double[] rowValues, double[] columnValues);

    /**
     * Which point a row is.
     *
     * @param i 0 to rows - 1
     * @return its index in the table of x, for messages
     */
    public abstract int rowIndex(int i);

    /**
     * Which point a column is.
     *
     * @param j 0 to columns - 1
     * @return its index in the table of z, for messages
     */
    public abstract int columnIndex(int j);

    /**
     * The point of a row.
     *
     * @param i 0 to rows - 1
     * @return x_i, length d; read only
     */
    public abstract double[] rowPoint(int i);

    /**
     * The point of a column.
     *
     * @param j 0 to columns - 1
     * @return z_j, length d; read only
     */
    public abstract double[] columnPoint(int j);

    /**
     * A function of pairs of points, one at a time.
     *
     * @param kernel evaluated as {@link Kernel#value}
     * @param result receives {@link #length()} numbers
     */
    public abstract void pairs(Kernel kernel, double[] result);

    /**
     * Replaces every element of a block by a function of it.
     *
     * @param profile the function
     * @param result a block, overwritten
     */
    public abstract void map(DoubleUnaryOperator profile, double[] result);

    /**
     * A block for intermediate results, with undefined contents.
     *
     * @return an array at least {@link #length()} long, to be given to {@link #release} afterwards
     */
    public abstract double[] borrow();

    /**
     * Gives a borrowed block back.
     *
     * @param block from {@link #borrow}
     */
    public abstract void release(double[] block);

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
}
