package org.icl4j.kernels;

import org.icl4j.core.Require;
import org.icl4j.kernels.internal.engine.PackedTile;

/**
 * A tile for points that lie in arrays: each call of {@link #over} moves the same tile to other pairs. For whoever asks a kernel for many small
 * blocks, as a layer of attention does at each of its steps, and cannot make {@link org.icl4j.core.Points} each time:
 *
 * <pre>{@code
 * TileWindow window = new TileWindow();
 * Tile tile = window.over(d, q, 0, d, m, k, 0, d, n);
 * double[] block = tile.borrow();
 * kernel.block(tile, block);
 * ...
 * tile.release(block);
 * }</pre>
 *
 * <p>The numbers of a block are those of {@link Tile#of} on the same points, to the bit. The points are copied, O((rows + columns) d), into arrays that
 * grow to the largest tile so far; after that neither a move nor the blocks of a kernel allocate, if the kernel is a profile of
 * distances or of inner products ({@link org.icl4j.kernels.stationary.IsotropicKernel}, {@link org.icl4j.kernels.dotproduct.Linear} and the like), or a
 * sum, product or multiple of such. Kernels that map points (columns, a length scale for each column, periods) make an array for each
 * point, kernels of angles some arrays for each tile.
 *
 * <p>Mutable scratch of one thread.
 */
public final class TileWindow {

    private final PackedTile tile = new PackedTile();

    /** A window over nothing yet. */
    public TileWindow() {}

    /**
     * Moves to the pairs of x_i, i in [0, rows), and z_j, j in [0, columns). What the arrays hold is read now.
     *
     * @param width d, at least 1
     * @param x holds coordinate k of x_i at {@code offsetX + i * ldX + k}
     * @param offsetX its first element
     * @param ldX its leading dimension, at least d
     * @param rows 1 to {@link Tile#SIZE}
     * @param z holds coordinate k of z_j at {@code offsetZ + j * ldZ + k}
     * @param offsetZ its first element
     * @param ldZ its leading dimension, at least d
     * @param columns 1 to {@link Tile#SIZE}
     * @return the tile, the same object at every call, valid until the next
     * @throws IllegalArgumentException if a size is out of its range, an array too short or a number not finite
     */
    public Tile over(
            int width, double[] x, int offsetX, int ldX, int rows, double[] z, int offsetZ, int ldZ, int columns) {
        Require.positive("width", width);
        Require.inRange("rows", rows, 1, Tile.SIZE);
        Require.inRange("columns", columns, 1, Tile.SIZE);
        check("x", "offsetX", "ldX", x, offsetX, ldX, rows, width);
        check("z", "offsetZ", "ldZ", z, offsetZ, ldZ, columns, width);
        tile.load(width, x, offsetX, ldX, rows, z, offsetZ, ldZ, columns);
        return tile;
    }

    @Override
    public String toString() {
        return "TileWindow[" + tile.rows() + " x " + tile.columns() + "]";
    }

    private static void check(
            String name, String offsetName, String ldName, double[] array, int offset, int ld, int count, int width) {
        Require.notNull(name, array);
        Require.inRange(offsetName, offset, 0, Integer.MAX_VALUE);
        Require.inRange(ldName, ld, width, Integer.MAX_VALUE);
        long needed = offset + (long) (count - 1) * ld + width;
        if (array.length < needed) {
            throw Require.error(
                    name,
                    "has length " + array.length + ", " + count + " points of width " + width + " from " + offset
                            + " at every " + ld + " numbers need " + needed);
        }
    }
}
