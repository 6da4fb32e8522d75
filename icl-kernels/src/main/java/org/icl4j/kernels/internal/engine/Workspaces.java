package org.icl4j.kernels.internal.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.icl4j.core.Points;
import org.icl4j.core.math.TileProducts.Table;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** The scratch of one call of the engine: as many workspaces as threads work at once, dropped with the call. */
public final class Workspaces implements AutoCloseable {

    // Points of a band are packed together: enough to share the packing of z, few enough to stay in the cache.
    private static final int BAND_TILES = 4;
    private static final int BAND_NUMBERS = 1 << 19;

    // At most so many numbers of z are kept transposed, 4 MiB, in memory that no estimate counts.
    private static final int TRANSPOSED_NUMBERS = 1 << 19;

    // The last tile's columns are filled up to a multiple of so many.
    private static final int LANES = 8;

    private final Kernel kernel;
    private final Points x;
    private final Points z;
    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();
    private final @Nullable AtomicReferenceArray<double[]> transposed;
    private @Nullable Table columns;

    Workspaces(Kernel kernel, Points x, Points z) {
        this.kernel = kernel;
        this.x = x;
        this.z = z;
        this.transposed = (z.size() + LANES - 1L) * z.width() <= TRANSPOSED_NUMBERS
                ? new AtomicReferenceArray<>(GramTasks.pieces(z.size(), Tile.SIZE))
                : null;
    }

    /** Points of x that a task should take at once: a multiple of the tile's size. */
    public static int band(Points x) {
        int fitting = Math.max(1, BAND_NUMBERS / x.width() / Tile.SIZE);
        int sharing = Math.max(1, x.size() / (16 * Tile.SIZE));
        return Tile.SIZE * Math.min(BAND_TILES, Math.min(fitting, sharing));
    }

    /** The columns' points in native memory, from the first product on; null where they are too large for that. */
    synchronized @Nullable Table columns() {
        if (columns == null && Table.fits(z)) {
            columns = Table.of(z);
        }
        return columns;
    }

    /**
     * Points of z in the layout of {@link TilePacking#zTransposed}, made by the first thread that asks and read by all: every band of x
     * needs them. Null where there are too many, or these are not the columns of a whole tile.
     */
    double @Nullable [] transposed(int from, int count, int stride) {
        if (transposed == null || from % Tile.SIZE != 0 || count != Math.min(Tile.SIZE, z.size() - from)) {
            return null;
        }
        double[] points = transposed.get(from / Tile.SIZE);
        if (points == null) {
            points = new double[z.width() * stride];
            ColumnLayout.transpose(z, from, count, points, stride);
            transposed.set(from / Tile.SIZE, points); // Two threads may make the same.
        }
        return points;
    }

    @Override
    public synchronized void close() {
        if (columns != null) {
            columns.close();
            columns = null;
        }
    }

    void use(Consumer<Workspace> task) {
        Workspace workspace = take();
        task.accept(workspace);
        give(workspace);
    }

    /** A workspace for one task. */
    Workspace take() {
        Workspace workspace = idle.poll();
        return workspace == null ? new Workspace() : workspace;
    }

    /** Gives it back for the next. */
    void give(Workspace workspace) {
        idle.add(workspace);
    }

    /** Consumes the values of one tile. */
    @FunctionalInterface
    interface TileTask {

        /**
         * Takes a tile.
         *
         * @param w holds the tile and its values
         * @param i first point of x
         * @param j first point of z
         */
        void accept(Workspace w, int i, int j);
    }

    /** A tile that moves over the pairs of x and z, and the block of its values. */
    final class Workspace {

        final PackedTile tile = new PackedTile(x, z, Workspaces.this);
        double[] values = new double[0];

        /** Evaluates the pairs of x in [xFrom, xTo), a band, and z in [zFrom, zTo), tile by tile. */
        void each(int xFrom, int xTo, int zFrom, int zTo, TileTask task) {
            tile.packing().course(zFrom, zTo);
            for (int j = zFrom; j < zTo; j += Tile.SIZE) {
                column(xFrom, xTo, xFrom, xTo, j, Math.min(zTo - j, Tile.SIZE), task);
            }
        }

        /** The same for x = z, leaving out tiles with i above j. Ranges begin at multiples of the tile's size. */
        void eachInTriangle(int xFrom, int xTo, int zFrom, int zTo, TileTask task) {
            tile.packing().course(Math.max(xFrom, zFrom), zTo);
            for (int j = Math.max(xFrom, zFrom); j < zTo; j += Tile.SIZE) {
                column(xFrom, xTo, xFrom, Math.min(xTo, j + 1), j, Math.min(zTo - j, Tile.SIZE), task);
            }
        }

        /** The same for all of z, leaving out tiles with i below j. */
        void eachInLowerTriangle(int xFrom, int xTo, TileTask task) {
            tile.packing().course(0, Math.min(xTo, z.size()));
            for (int j = 0; j < xTo; j += Tile.SIZE) {
                column(xFrom, xTo, Math.max(xFrom, j), xTo, j, Math.min(z.size() - j, Tile.SIZE), task);
            }
        }

        private void column(int xFrom, int xTo, int first, int end, int j, int columns, TileTask task) {
            for (int i = first; i < end; i += Tile.SIZE) {
                tile.moveTo(x, xFrom, xTo - xFrom, i, Math.min(xTo - i, Tile.SIZE), z, j, columns);
                if (values.length < tile.length()) {
                    values = new double[tile.length()];
                }
                kernel.block(tile, values);
                task.accept(this, i, j);
            }
        }
    }
}
