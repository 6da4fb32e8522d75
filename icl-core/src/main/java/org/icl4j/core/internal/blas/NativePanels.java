package org.icl4j.core.internal.blas;

import org.icl4j.core.Require;

/** Two panels of points in native memory, and the products of their tiles by {@link ChainProducts}. */
public final class NativePanels {

    private static final int SIDE = 128;

    // Of smaller tiles too much is computed for nothing.
    private static final int LEAST_SIDE = 32;
    private static final int LEAST_WIDTH = 8;

    // Every thread keeps its panels, and the JVM counts them as it counts its heap: at most 16 MiB each.
    private static final long MOST_NUMBERS = 1L << 21;

    private Panel left = new Panel(0);
    private Panel right = new Panel(0);
    private final Panel result = new Panel(SIDE * SIDE);
    private final Norms norms = new Norms();
    private int leftCount;
    private int leftWidth;
    private int d;
    private int columns;

    /** Whether panels are at hand and worth their copies; see {@link org.icl4j.core.math.TileProducts#pay}. */
    public static boolean pay(int rows, int columns, int d) {
        return rows >= LEAST_SIDE
                && columns >= LEAST_SIDE
                && d >= LEAST_WIDTH
                && HeapProducts.worthLoading()
                && ChainProducts.usable();
    }

    /** Whether a panel may have so many points of such a width, and the rows that are read beyond them. */
    public static boolean holds(int count, int d) {
        return ((long) count + ChainProducts.MORE_ROWS) * d <= MOST_NUMBERS;
    }

    /** Refuses a width of which a panel does not hold so many points. */
    static int width(int count, int d) {
        return Require.inRange("d", d, 1, (int) (MOST_NUMBERS / (count + ChainProducts.MORE_ROWS)));
    }

    /** Points of width d, row-major. */
    public void left(int count, int d, double[] rows) {
        leftCount = Require.inRange("count", count, 1, (int) MOST_NUMBERS);
        leftWidth = width(count, d);
        left = left.holding((count + ChainProducts.MORE_ROWS) * d);
        left.numbers().put(0, rows, 0, count * d);
    }

    /** Points of width d, row-major, at most 128. */
    public void right(int count, int d, double[] rows) {
        columns = Require.inRange("count", count, 1, SIDE);
        this.d = width(SIDE, d);
        right = right.holding(SIDE * d);
        right.numbers().put(0, rows, 0, count * d);
    }

    /** X_I Z', row-major, for count rows from one on, at most 128. */
    public void multiply(int from, int count, double[] products) {
        compute(from, count);
        take(count, products);
    }

    /** Squared distances in place of the products: see {@link org.icl4j.core.math.TileProducts}. */
    public void distances(int from, int count, double[] rowSquares, double[] columnSquares, double[] distances) {
        compute(from, count);
        norms.add(count, rowSquares, from, columns, columnSquares, 0, result);
        take(count, distances);
    }

    // Beyond the panels a native call would read and write what lies there.
    private void compute(int from, int count) {
        Require.inRange("columns", columns, 1, SIDE);
        Require.inRange("rows' width", leftWidth, d, d);
        Require.inRange("count", count, 1, Math.min(SIDE, leftCount));
        Require.inRange("from", from, 0, leftCount - count);
        ChainProducts.multiply(d, left.at(from * d), count, right.address(), columns, result.address());
    }

    private void take(int rowCount, double[] products) {
        int m = ChainProducts.width(columns);
        if (columns == m) {
            result.numbers().get(0, products, 0, rowCount * m);
            return;
        }
        for (int i = 0; i < rowCount; i++) {
            result.numbers().get(i * m, products, i * columns, columns);
        }
    }

    /** Whether OpenBLAS is there, so that asking for something does not load it. */
    public static boolean isLoaded() {
        return HeapProducts.isLoaded();
    }
}
