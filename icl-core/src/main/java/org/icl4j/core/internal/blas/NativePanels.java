package org.icl4j.core.internal.blas;

/** Two panels of points in native memory, and the products of their tiles by {@link ChainProducts}. */
public final class NativePanels {

    private static final int SIDE = 128;

    // Of smaller tiles too much is computed for nothing.
    private static final int LEAST_SIDE = 32;
    private static final int LEAST_WIDTH = 8;

    private Panel left = new Panel(0);
    private Panel right = new Panel(0);
    private final Panel result = new Panel(SIDE * SIDE);
    private final Norms norms = new Norms();
    private int d;
    private int columns;

    /** Whether panels are at hand and worth their copies. */
    public static boolean pay(int rows, int columns, int d) {
        return rows >= LEAST_SIDE
                && columns >= LEAST_SIDE
                && d >= LEAST_WIDTH
                && 5L * SIDE * d * Double.BYTES < Integer.MAX_VALUE
                && HeapProducts.worthLoading((long) rows * columns * d)
                && ChainProducts.usable();
    }

    /** Points of width d, row-major. */
    public void left(int count, int d, double[] rows) {
        left = left.holding((count + ChainProducts.MORE_ROWS) * d);
        left.numbers().put(0, rows, 0, count * d);
    }

    /** Points of width d, row-major, at most 128. */
    public void right(int count, int d, double[] rows) {
        this.d = d;
        columns = count;
        right = right.holding(SIDE * d);
        right.numbers().put(0, rows, 0, count * d);
    }

    /** X_I Z', row-major, for count rows from one on, at most 128. */
    public void multiply(int from, int count, double[] products) {
        ChainProducts.multiply(d, left.at(from * d), count, right.address(), columns, result.address());
        take(count, products);
    }

    /** Squared distances in place of the products: see {@link org.icl4j.core.math.TileProducts}. */
    public void distances(int from, int count, double[] rowSquares, double[] columnSquares, double[] distances) {
        ChainProducts.multiply(d, left.at(from * d), count, right.address(), columns, result.address());
        norms.add(count, rowSquares, from, columns, columnSquares, 0, result);
        take(count, distances);
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
