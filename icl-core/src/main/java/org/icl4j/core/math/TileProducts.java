package org.icl4j.core.math;

import java.util.concurrent.atomic.AtomicLong;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.HeapProducts;
import org.icl4j.core.internal.blas.NativeBand;
import org.icl4j.core.internal.blas.NativePanels;
import org.icl4j.core.internal.blas.NativeTable;

/**
 * Products of tiles, X_I Z_J', by OpenBLAS where that is at hand. Points are copied to native memory once and used for many tiles: all
 * columns of a call as a {@link Table} and the rows band by band ({@link #band}), or what {@link #rows} and {@link #columns} give. The bits are those of {@link VectorMath#gemm}: an element depends on its two points alone.
 *
 * <p>Scratch of one thread, shared by all that runs on it: before each product give its band, or its rows and columns; what has been
 * given last is not copied again.
 */
public final class TileProducts {

    private static final ThreadLocal<TileProducts> PER_THREAD = ThreadLocal.withInitial(TileProducts::new);
    private static final AtomicLong STAMPS = new AtomicLong();

    private final NativePanels panels = new NativePanels();
    private final NativeBand band = new NativeBand();
    private long leftStamp;
    private long rightStamp;

    private TileProducts() {}

    /**
     * Whether this is at least as fast as {@link VectorMath#gemm} for products of this shape. Where OpenBLAS has not been loaded it is
     * when that has come to 2^30 terms.
     *
     * @param rows rows that are multiplied at once
     * @param columns columns that are multiplied at once, or soon
     * @param d width of the points
     * @return whether to use it; never where OpenBLAS is not at hand
     */
    public static boolean pay(int rows, int columns, int d) {
        return NativePanels.pay(rows, columns, d);
    }

    /**
     * Whether a band, or the rows of {@link #rows}, may be so many points of such a width: what a thread keeps of them is 16 MiB at most.
     * For wider ones there is {@link #multiplyWide}.
     *
     * @param count number of points
     * @param d their width
     * @return whether (count + 127) d is at most 2^21
     */
    public static boolean fits(int count, int d) {
        return NativePanels.holds(count, d);
    }

    /**
     * The products of points of any width, X Z', block by block of their coordinates through little memory.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @param d width of the points
     * @param x the points of the rows, row-major
     * @param offset where the first of them is
     * @param zTransposed the points of the columns, coordinate-major, shape [d, columns], from the array's beginning
     * @param result receives x_i'z_j, shape [rows, columns], row-major, from the array's beginning
     */
    public static void multiplyWide(
            int rows, int columns, int d, double[] x, int offset, double[] zTransposed, double[] result) {
        Require.notNull("x", x);
        Require.notNull("zTransposed", zTransposed);
        Require.notNull("result", result);
        if (HeapProducts.usable()) {
            HeapProducts.multiply(
                    false, false, rows, columns, d, 1, x, offset, d, zTransposed, 0, columns, 0, result, 0, columns);
        } else {
            VectorMath.get()
                    .gemm(
                            false,
                            false,
                            rows,
                            columns,
                            d,
                            1,
                            x,
                            offset,
                            d,
                            zTransposed,
                            0,
                            columns,
                            0,
                            result,
                            0,
                            columns);
        }
    }

    /**
     * The calling thread's scratch.
     *
     * @return the same object at every call on a thread
     */
    public static TileProducts ofThread() {
        return PER_THREAD.get();
    }

    /**
     * Gives a band of rows, for products with tables. What is asked for then is computed for the whole band, and for further points of the
     * table: it is worth asking for all tiles of a band, those of the same columns one after the other.
     *
     * @param stamp stands for these points, from {@link #stamp}: what was given last with the same one is still there
     * @param points holds the rows
     * @param from the first of them
     * @param count their number, at most 512, and such that they {@linkplain #fits(int, int) fit}
     * @return this
     * @throws IllegalArgumentException if there are more, or fewer points from there on
     */
    public TileProducts band(long stamp, Points points, int from, int count) {
        band.fill(stamp, Require.notNull("points", points), from, count);
        return this;
    }

    /**
     * The squared norms of the band.
     *
     * @return one for each of its points, from the array's beginning; read only, until the next band
     */
    public double[] bandSquares() {
        return band.squares();
    }

    /**
     * The products of points of the band and of a table.
     *
     * @param row the first of the band's points
     * @param rows their number, at most 128
     * @param z holds the columns
     * @param zFrom the first of them
     * @param columns their number, at most 128
     * @param zEnd of the table no point from here on will be asked for
     * @param stride from one row of the result to the next, at least columns
     * @param result receives x_i'z_j from the array's beginning; what is between the columns and the stride is undefined
     * @throws IllegalArgumentException if one of these is beyond its limit, or beyond the band or the table, or the table's points have
     *     another width than the band's
     */
    public void multiply(int row, int rows, Table z, int zFrom, int columns, int zEnd, int stride, double[] result) {
        Require.notNull("z", z);
        Require.notNull("result", result);
        band.multiply(row, rows, z.numbers, zFrom, columns, zEnd, stride, result);
    }

    /**
     * Squared distances of points of the band and of a table as (|x_i|^2 + |z_j|^2) - 2 x_i'z_j, with the bits of {@link
     * VectorMath#distancesFromProducts}. Digits cancel where two points are close to each other, seen from the origin.
     *
     * @param row the first of the band's points
     * @param rows their number, at most 128
     * @param z holds the columns
     * @param zFrom the first of them
     * @param columns their number, at most 128
     * @param zEnd of the table no point from here on will be asked for
     * @param stride from one row of the result to the next, at least columns
     * @param result receives |x_i - z_j|^2 from the array's beginning; what is between the columns and the stride is undefined
     * @throws IllegalArgumentException if one of these is beyond its limit, or beyond the band or the table, or the table's points have
     *     another width than the band's
     */
    public void distances(int row, int rows, Table z, int zFrom, int columns, int zEnd, int stride, double[] result) {
        Require.notNull("z", z);
        Require.notNull("result", result);
        band.distances(row, rows, z.numbers, zFrom, columns, zEnd, stride, result);
    }

    /**
     * The same for the points given by {@link #rows} and {@link #columns}.
     *
     * @param from the first row, among those given
     * @param count number of rows, at most 128
     * @param rowSquares |x_i|^2 of all rows given
     * @param columnSquares |z_j|^2
     * @param result receives |x_i - z_j|^2, shape [count, columns], row-major, from the array's beginning
     * @throws IllegalArgumentException if there are not so many rows, or theirs and the columns' widths differ
     */
    public void distances(int from, int count, double[] rowSquares, double[] columnSquares, double[] result) {
        Require.notNull("rowSquares", rowSquares);
        Require.notNull("columnSquares", columnSquares);
        Require.notNull("result", result);
        panels.distances(from, count, rowSquares, columnSquares, result);
    }

    /** Points in native memory, for the tiles of one call, on all its threads: copied when they are first asked for. */
    public static final class Table implements AutoCloseable {

        private final NativeTable numbers;
        private final int size;

        private Table(Points points) {
            this.numbers = new NativeTable(points);
            this.size = points.size();
        }

        /**
         * A table of these points.
         *
         * @param points the points
         * @return the table; takes 8 (n + 31) d bytes until it is closed
         * @throws IllegalArgumentException if they do not {@linkplain #fits fit}
         */
        public static Table of(Points points) {
            return new Table(Require.notNull("points", points));
        }

        /**
         * Whether points are few enough to be copied as a whole, in memory that no estimate counts.
         *
         * @param points the points
         * @return whether a table takes at most 64 MiB
         */
        public static boolean fits(Points points) {
            return NativeTable.holds(Require.notNull("points", points));
        }

        /**
         * The squared norms.
         *
         * @param from a point
         * @param count how many from there on are needed
         * @return one for each point of the table, of which these are there; read only
         */
        public double[] squares(int from, int count) {
            Require.inRange("from", from, 0, size - 1);
            Require.inRange("count", count, 1, size - from);
            return numbers.squares(from, count);
        }

        /** Gives the memory back. */
        @Override
        public void close() {
            numbers.close();
        }
    }

    /**
     * A number to stand for points that are given to {@link #band}, {@link #rows} or {@link #columns}.
     *
     * @return another one at every call, at least 1
     */
    public static long stamp() {
        return STAMPS.incrementAndGet();
    }

    /**
     * Gives the points of the rows.
     *
     * @param stamp stands for these numbers, from {@link #stamp}: what was given last with the same one is still there
     * @param count number of points
     * @param d their width, such that they {@linkplain #fits(int, int) fit}
     * @param rows the points, row-major from the array's beginning
     * @return this
     * @throws IllegalArgumentException if they do not fit
     */
    public TileProducts rows(long stamp, int count, int d, double[] rows) {
        Require.notNull("rows", rows);
        if (leftStamp != stamp) {
            leftStamp = 0; // Until all is there.
            panels.left(count, d, rows);
            leftStamp = stamp;
        }
        return this;
    }

    /**
     * Gives the points of the columns.
     *
     * @param stamp stands for these numbers, from {@link #stamp}: what was given last with the same one is still there
     * @param count number of points, at most 128
     * @param d their width, such that 128 {@linkplain #fits(int, int) fit}
     * @param columns the points, row-major from the array's beginning
     * @return this
     * @throws IllegalArgumentException if there are more, or they are wider
     */
    public TileProducts columns(long stamp, int count, int d, double[] columns) {
        Require.notNull("columns", columns);
        if (rightStamp != stamp) {
            rightStamp = 0; // Until all is there.
            panels.right(count, d, columns);
            rightStamp = stamp;
        }
        return this;
    }

    /**
     * The products of some rows with all columns.
     *
     * @param from the first row, among those given
     * @param count number of rows, at most 128
     * @param result receives x_i'z_j, shape [count, columns], row-major, from the array's beginning
     * @throws IllegalArgumentException if there are not so many rows, or theirs and the columns' widths differ
     */
    public void multiply(int from, int count, double[] result) {
        Require.notNull("result", result);
        panels.multiply(from, count, result);
    }
}
