package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.math.TileProducts;

/** The columns' points of a {@link TilePacking}: coordinate-major, row-major, and as an array each. The last point is repeated to fill the stride. */
final class ColumnLayout {

    private final TilePacking tile;
    private double[] transposed = {}; // The engine's or its own, and not written through this name.
    private double[] own = {};
    private boolean transposedPacked;
    private double[] rows = {};
    private boolean rowsPacked;
    private double[][] points = {};
    private boolean copied;
    private long stamp;

    ColumnLayout(TilePacking tile) {
        this.tile = tile;
    }

    /** Keeps what is still the same. */
    void moved(boolean same) {
        transposedPacked &= same;
        rowsPacked &= same;
        copied &= same;
        stamp = same ? stamp : 0;
    }

    /** Copies the points from an array, or names the first number that is not finite. */
    void load(double[] z, int offset, int ld) {
        reserveRows();
        TilePacking.copy("z", z, offset, ld, tile.columns(), tile.width(), rows);
        fillRows();
    }

    private void reserveRows() {
        int length = tile.stride() * tile.width();
        rows = rows.length >= length ? rows : new double[length];
    }

    private void fillRows() {
        int d = tile.width();
        int columns = tile.columns();
        for (int j = columns; j < tile.stride(); j++) {
            System.arraycopy(rows, (columns - 1) * d, rows, j * d, d);
        }
        rowsPacked = true;
    }

    /** Shape [stride, d]. */
    double[] rows() {
        if (!rowsPacked) {
            reserveRows();
            if (tile.isMapped()) {
                int d = tile.width();
                for (int j = 0; j < tile.columns(); j++) {
                    System.arraycopy(tile.zImage(tile.zFrom() + j), 0, rows, j * d, d);
                }
            } else {
                tile.z().copyRows(tile.zFrom(), tile.columns(), rows, 0);
            }
            fillRows();
        }
        return rows;
    }

    /** Shape [d, stride]. */
    double[] transposed() {
        if (!transposedPacked) {
            double[] shared = tile.sharedColumns();
            transposed = shared == null ? transposedHere() : shared;
            transposedPacked = true;
        }
        return transposed;
    }

    private double[] transposedHere() {
        int d = tile.width();
        int stride = tile.stride();
        own = own.length >= d * stride ? own : new double[d * stride];
        if (!tile.isMapped() && !tile.isLoaded()) {
            transpose(tile.z(), tile.zFrom(), tile.columns(), own, stride);
            return own;
        }
        for (int j = 0; j < tile.columns(); j++) {
            double[] point = tile.isMapped() ? tile.zImage(tile.zFrom() + j) : rows;
            int first = tile.isMapped() ? 0 : j * d;
            for (int k = 0; k < d; k++) {
                own[k * stride + j] = point[first + k];
            }
        }
        fillStride(d, tile.columns(), own, stride);
        return own;
    }

    /** Copies points coordinate-major, shape [d, stride]; the last point is repeated to fill the stride. */
    static void transpose(Points points, int from, int count, double[] into, int stride) {
        points.copyTransposed(from, count, into, 0, stride);
        fillStride(points.width(), count, into, stride);
    }

    private static void fillStride(int d, int count, double[] transposed, int stride) {
        for (int k = 0; k < d; k++) {
            int line = k * stride;
            Arrays.fill(transposed, line + count, line + stride, transposed[line + count - 1]);
        }
    }

    /** Of points that have been loaded. */
    double[] loaded(int j) {
        return Arrays.copyOfRange(rows, j * tile.width(), (j + 1) * tile.width());
    }

    /** Stands for the points: another number for others. */
    long stamp() {
        stamp = stamp == 0 ? TileProducts.stamp() : stamp;
        return stamp;
    }

    double[][] points() {
        if (!copied) {
            points = new double[tile.columns()][];
            Arrays.setAll(points, j -> tile.zImage(tile.zFrom() + j));
            copied = true;
        }
        return points;
    }
}
