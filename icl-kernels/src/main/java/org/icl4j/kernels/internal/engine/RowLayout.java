package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import org.icl4j.core.math.TileProducts;

/** The rows' points of a {@link TilePacking}: those of its band row-major, and the tile's as an array each. */
final class RowLayout {

    private final TilePacking tile;
    private double[] numbers = {};
    private boolean packed;
    private double[][] points = {};
    private boolean copied;
    private long stamp;

    RowLayout(TilePacking tile) {
        this.tile = tile;
    }

    /** Keeps what is still the same. */
    void moved(boolean sameBand, boolean sameRows) {
        packed &= sameBand;
        copied &= sameRows;
        stamp = sameBand ? stamp : 0;
    }

    /** Copies the band from an array, or names the first number that is not finite. */
    void load(double[] x, int offset, int ld) {
        int length = tile.rows() * tile.width();
        numbers = numbers.length >= length ? numbers : new double[length];
        TilePacking.copy("x", x, offset, ld, tile.rows(), tile.width(), numbers);
        packed = true;
    }

    double[] numbers() {
        if (!packed) {
            int d = tile.width();
            int count = tile.bandCount();
            numbers = numbers.length >= count * d ? numbers : new double[count * d];
            if (tile.isMapped()) {
                for (int i = 0; i < count; i++) {
                    System.arraycopy(tile.xImage(tile.bandFrom() + i), 0, numbers, i * d, d);
                }
            } else {
                tile.x().copyRows(tile.bandFrom(), count, numbers, 0);
            }
            packed = true;
        }
        return numbers;
    }

    /** Of points that have been loaded. */
    double[] loaded(int i) {
        return Arrays.copyOfRange(numbers, i * tile.width(), (i + 1) * tile.width());
    }

    /** Stands for the band's points: another number for others. */
    long stamp() {
        stamp = stamp == 0 ? TileProducts.stamp() : stamp;
        return stamp;
    }

    double[][] points() {
        if (!copied) {
            points = new double[tile.rows()][];
            Arrays.setAll(points, i -> tile.xImage(tile.xFrom() + i));
            copied = true;
        }
        return points;
    }
}
