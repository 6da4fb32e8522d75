package org.icl4j.core.math;

import java.util.concurrent.atomic.AtomicLong;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.NativeBand;
import org.icl4j.core.internal.blas.NativePanels;
import org.icl4j.core.internal.blas.NativeTable;

/**
 * Products of tiles, X_I Z_J', by OpenBLAS where that is at hand. Points are copied to native memory once and used for many tiles: all
 * columns of a call as a {@link Table} and the rows band by band ({@link #band}), or what {@link #rows} and {@link #columns} give. The bits are those of {@link VectorMath#gemm}: an element depends on its two points alone.
 *
 * <p>Scratch of one thread, shared by all that runs on it: give both sides before each product; what has been given last is not copied
 * again.
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
     * Whether this is at least as fast as {@link VectorMath#gemm} for a tile of this size.
     *
     * @param rows rows of the tile
     * @param columns columns of the tile
     * @param d width of the points
     * @return whether to use it; never where OpenBLAS is not at hand
     */
    public static boolean pay(int rows, int columns, int d) {
        return NativePanels.pay(rows, columns, d);
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
     * @param count their number, at most 512
     * @return this
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
     * @param stride from one row of the result to the next
     * @param result receives x_i'z_j from the array's beginning; what is between the columns and the stride is undefined
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
     * @param stride from one row of the result to the next
     * @param result receives |x_i - z_j|^2 from the array's beginning; what is between the columns and the stride is undefined
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
            this.size = points.size();
            this.numbers = new NativeTable(points);
        }

        /**
         * A table of these points.
         *
         * @param points the points
         * @return the table; takes 8 (n + 31) d bytes until it is closed
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
     * A number to stand for points that are given to {@link #rows} or {@link #columns}.
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
     * @param d their width
     * @param rows the points, row-major from the array's beginning
     * @return this
     */
    public TileProducts rows(long stamp, int count, int d, double[] rows) {
        Require.notNull("rows", rows);
        if (leftStamp != stamp) {
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
     * @param d their width
     * @param columns the points, row-major from the array's beginning
     * @return this
     */
    public TileProducts columns(long stamp, int count, int d, double[] columns) {
        Require.notNull("columns", columns);
        if (rightStamp != stamp) {
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
     */
    public void multiply(int from, int count, double[] result) {
        Require.notNull("result", result);
        panels.multiply(from, count, result);
    }
}
