package org.icl4j.core.internal.blas;

import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * Some neighbouring points in native memory, and their products with those of a table. The products of all of them with as many points
 * of the table as {@value ChainProducts#AREA} elements allow are computed at once, when the first of these is asked for: OpenBLAS puts the points in
 * another order before it multiplies, and of a tile of 128 x 128 that is a fifth of the time.
 */
public final class NativeBand {

    private static final int TILE = 128;
    private static final int MOST = 512;

    private Panel rows = new Panel(0);
    private double[] squares = new double[0];
    private int count;
    private int d;
    private long stamp;

    private final Norms norms = new Norms();
    private final Block products = new Block(false);
    private final Block distances = new Block(true);

    /** Copies points, unless what was copied last has the same stamp. */
    public void fill(long newStamp, Points points, int from, int newCount) {
        if (stamp == newStamp) {
            return;
        }
        Require.inRange("count", newCount, 1, Math.min(MOST, points.size()));
        Require.inRange("from", from, 0, points.size() - newCount);
        stamp = 0; // Until all is there.
        count = newCount;
        d = NativePanels.width(newCount, points.width());
        rows = rows.holding((count + ChainProducts.MORE_ROWS) * d);
        squares = squares.length >= count ? squares : new double[count];
        NativeTable.copy(points, from, count, rows.numbers(), 0, squares);
        stamp = newStamp;
    }

    /** The squared norms of the points; read only. */
    public double[] squares() {
        return squares;
    }

    /** Products: see {@link org.icl4j.core.math.TileProducts}. */
    public void multiply(
            int row, int height, NativeTable z, int from, int columns, int end, int stride, double[] result) {
        products.take(row, height, z, from, columns, end, stride, result);
    }

    /** Squared distances: see {@link org.icl4j.core.math.TileProducts}. */
    public void distances(
            int row, int height, NativeTable z, int from, int columns, int end, int stride, double[] result) {
        distances.take(row, height, z, from, columns, end, stride, result);
    }

    /** Products or distances of all of the points with some of a table's. */
    private final class Block {

        private final boolean ofDistances;
        private Panel numbers = new Panel(0);
        // What it holds; the stamps are of this band and of the table.
        private long rowStamp = -1;
        private long tableStamp;
        private int first;
        private int end;

        Block(boolean ofDistances) {
            this.ofDistances = ofDistances;
        }

        void take(int row, int height, NativeTable z, int from, int columns, int to, int stride, double[] result) {
            Require.inRange("rows", height, 1, Math.min(TILE, count));
            Require.inRange("row", row, 0, count - height);
            Require.inRange("columns", columns, 1, Math.min(TILE, z.size()));
            Require.inRange("zFrom", from, 0, z.size() - columns);
            Require.inRange("zEnd", to, from + columns, z.size());
            Require.inRange("stride", stride, columns, Integer.MAX_VALUE);
            Require.inRange("z's width", z.width(), d, d);
            if (rowStamp != stamp || tableStamp != z.stamp() || from < first || from + columns > end) {
                compute(z, from, columns, to);
            }
            int m = ChainProducts.width(end - first);
            if (stride == m && from == first) { // What is computed for nothing fills the stride.
                numbers.numbers().get(row * m, result, 0, height * m);
                return;
            }
            for (int i = 0; i < height; i++) {
                numbers.numbers().get((row + i) * m + from - first, result, i * stride, columns);
            }
        }

        // Blocks end at multiples of their width, as the ranges of tiles do that tasks work on.
        private void compute(NativeTable z, int from, int columns, int to) {
            int rowTiles = (count + TILE - 1) / TILE;
            int width = Math.max(1, ChainProducts.AREA / (TILE * TILE) / rowTiles) * TILE;
            rowStamp = -1; // Until all is there.
            first = from;
            end = Math.max(from + columns, Math.min(to, (from / width + 1) * width));
            int columnCount = end - first;
            numbers = numbers.holding(ChainProducts.length(count, columnCount));
            ChainProducts.multiply(d, rows.address(), count, z.at(first, columnCount), columnCount, numbers.address());
            if (ofDistances) {
                norms.add(count, squares, 0, columnCount, z.squares(first, columnCount), first, numbers);
            }
            rowStamp = stamp;
            tableStamp = z.stamp();
        }
    }
}
