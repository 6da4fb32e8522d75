package org.icl4j.core.math;

import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.NativePanels;
import org.jspecify.annotations.Nullable;

/**
 * Products of the tiles of two tables, X_I Z_J', by OpenBLAS where that is at hand: the tables' parts are copied to native memory once
 * and used for many tiles. The bits are those of {@link VectorMath#gemm}: an element depends on its two points alone.
 *
 * <p>Scratch of one thread, shared by all that runs on it: give both sides before each product; what has been given last is not copied
 * again.
 */
public final class TileProducts {

    private static final ThreadLocal<TileProducts> PER_THREAD = ThreadLocal.withInitial(TileProducts::new);

    private final NativePanels panels = new NativePanels();
    private @Nullable Object leftStamp;
    private @Nullable Object rightStamp;

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
     * Gives the points of the rows.
     *
     * @param stamp stands for these numbers: what was given last with the same object is still there
     * @param count number of points
     * @param d their width
     * @param rows the points, row-major from the array's beginning
     * @return this
     */
    public TileProducts rows(Object stamp, int count, int d, double[] rows) {
        Require.notNull("stamp", stamp);
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
     * @param stamp stands for these numbers: what was given last with the same object is still there
     * @param count number of points, at most 128
     * @param d their width
     * @param columns the points, row-major from the array's beginning
     * @return this
     */
    public TileProducts columns(Object stamp, int count, int d, double[] columns) {
        Require.notNull("stamp", stamp);
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
