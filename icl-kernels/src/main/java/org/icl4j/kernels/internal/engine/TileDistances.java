package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import org.icl4j.core.math.TileProducts;
import org.icl4j.core.math.TileProducts.Table;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Tile;

/**
 * Squared distances of a tile without cancellation. Narrow points: by differences. Wide points: as |x|^2 + |z|^2 - 2 x'z,
 * which is one fast product, repaired by differences wherever too many digits cancel. Where that is so for many pairs of a tile, as for
 * points far from the origin, all its differences are computed.
 *
 * <p>Which pairs have lost too many digits is {@link ProductError}'s to say: for the others the promised relative error holds. Whether a pair is
 * repaired depends on the pair alone.
 */
public final class TileDistances {

    /** Up to this width differences are as fast as the product. */
    public static final int LARGEST_WIDTH_BY_DIFFERENCES = 32;

    // Beyond this the sum of squares may overflow although the distance does not.
    private static final double HUGE = 1e300;
    private static final int LANES = 8;

    private double[] xNorms = new double[0];
    private double[] zNorms = new double[0];
    private boolean xKnown;
    private boolean zKnown;
    private final double[] repaired = new double[LANES];
    private double[] differences = new double[0];

    void moved(boolean sameBand, boolean sameZ) {
        xKnown &= sameBand;
        zKnown &= sameZ;
    }

    void compute(TilePacking tile, double[] result) {
        if (tile.width() <= LARGEST_WIDTH_BY_DIFFERENCES) {
            byDifferences(tile, result);
        } else {
            byProduct(tile, result);
        }
    }

    /** Inner products x_i' z_j. */
    static void products(TilePacking tile, double[] result) {
        if (panelsPay(tile)) {
            Table columns = tile.columnTable();
            if (columns == null) {
                given(tile).multiply(tile.rowInBand(), tile.rows(), result);
                return;
            }
            tile.band()
                    .multiply(
                            tile.rowInBand(),
                            tile.rows(),
                            columns,
                            tile.zFrom(),
                            tile.columns(),
                            tile.columnsEnd(),
                            tile.stride(),
                            result);
            fillStride(tile, result);
            return;
        }
        int d = tile.width();
        int stride = tile.stride();
        if (pay(tile)) {
            TileProducts.multiplyWide(tile.rows(), stride, d, tile.xRows(), tile.xOffset(), tile.zTransposed(), result);
            return;
        }
        VectorMath.get()
                .gemm(
                        false,
                        false,
                        tile.rows(),
                        stride,
                        d,
                        1,
                        tile.xRows(),
                        tile.xOffset(),
                        d,
                        tile.zTransposed(),
                        0,
                        stride,
                        0,
                        result,
                        0,
                        stride);
    }

    // Of a tile of the engine's the whole band is multiplied with many columns at once.
    private static boolean pay(TilePacking tile) {
        return tile.isOfEngine()
                ? TileProducts.pay(tile.bandCount(), tile.columnsOfCourse(), tile.width())
                : TileProducts.pay(tile.rows(), tile.stride(), tile.width());
    }

    // Where points are too wide, what each thread would keep of them is too much.
    private static boolean panelsPay(TilePacking tile) {
        return TileProducts.fits(Math.max(tile.bandCount(), Tile.SIZE), tile.width()) && pay(tile);
    }

    private static void fillStride(TilePacking tile, double[] result) {
        int stride = tile.stride();
        int columns = tile.columns();
        for (int i = 0; columns < stride && i < tile.rows(); i++) {
            Arrays.fill(result, i * stride + columns, (i + 1) * stride, result[i * stride + columns - 1]);
        }
    }

    static void byDifferences(TilePacking tile, double[] result) {
        int stride = tile.stride();
        VectorMath.get()
                .squaredDistances(
                        tile.rows(),
                        stride,
                        tile.width(),
                        tile.xRows(),
                        tile.xOffset(),
                        tile.zTransposed(),
                        0,
                        stride,
                        result,
                        0,
                        stride);
    }

    /** TileDistances in the 1-norm. */
    static void absolute(TilePacking tile, double[] result) {
        int stride = tile.stride();
        VectorMath.get()
                .absoluteDistances(
                        tile.rows(),
                        stride,
                        tile.width(),
                        tile.xRows(),
                        tile.xOffset(),
                        tile.zTransposed(),
                        0,
                        stride,
                        result,
                        0,
                        stride);
    }

    void byProduct(TilePacking tile, double[] result) {
        int rows = tile.rows();
        int stride = tile.stride();
        boolean byBlas = panelsPay(tile);
        Table table = byBlas ? tile.columnTable() : null;
        if (table == null) {
            norms(tile);
            if (byBlas) {
                given(tile).distances(tile.rowInBand(), rows, xNorms, zNorms, result);
            } else {
                products(tile, result);
                fromProducts(tile, result);
            }
            repair(tile, xNorms, zNorms, 0, stride, result);
            return;
        }
        int columns = tile.columns();
        int from = tile.zFrom();
        TileProducts band = tile.band();
        band.distances(tile.rowInBand(), rows, table, from, columns, tile.columnsEnd(), stride, result);
        repair(tile, band.bandSquares(), table.squares(from, columns), from, columns, result);
    }

    private static TileProducts given(TilePacking tile) {
        int d = tile.width();
        return TileProducts.ofThread()
                .rows(tile.xStamp(), tile.bandCount(), d, tile.xRows())
                .columns(tile.zStamp(), tile.stride(), d, tile.zRows());
    }

    private void fromProducts(TilePacking tile, double[] result) {
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            VectorMath.get()
                    .distancesFromProducts(xNorms[tile.rowInBand() + i], zNorms, 0, 0, result, i * stride, stride);
        }
    }

    /** Sets the distance of a point from itself, computes anew what has lost digits, and repeats the last column. */
    private void repair(
            TilePacking tile, double[] xSquares, double[] zSquares, int from, int columns, double[] result) {
        double threshold = ProductError.leastRatio(tile.width());
        int first = tile.rowInBand();
        VectorMath math = VectorMath.get();
        double greatest = math.max(xSquares, first, tile.rows()) + math.max(zSquares, from, columns);
        setOwn(tile, result, Double.MAX_VALUE);
        fillStride(tile, result);
        // One loop over the whole tile, which a first call does not compile for its rows as well.
        boolean good = greatest <= HUGE && allAtLeast(threshold * greatest, result, tile.rows() * tile.stride());
        setOwn(tile, result, 0);
        if (!good) {
            repair(tile, xSquares, first, zSquares, from, columns, threshold, result);
        }
        if (!good || tile.meetsItself()) {
            fillStride(tile, result);
        }
    }

    private static boolean allAtLeast(double bound, double[] a, int length) {
        for (int j = 0; j < length; j++) {
            if (!(a[j] >= bound)) {
                return false;
            }
        }
        return true;
    }

    private static void setOwn(TilePacking tile, double[] result, double distance) {
        if (tile.meetsItself()) {
            for (int i = 0; i < tile.rows(); i++) {
                int own = tile.sameColumn(i);
                if (own >= 0) {
                    result[i * tile.stride() + own] = distance;
                }
            }
        }
    }

    private void repair(
            TilePacking tile,
            double[] xSquares,
            int first,
            double[] zSquares,
            int from,
            int columns,
            double threshold,
            double[] result) {
        int stride = tile.stride();
        int bad = 0;
        for (int i = 0; i < tile.rows(); i++) {
            int own = tile.sameColumn(i);
            for (int j = 0; j < columns; j++) {
                double scale = xSquares[first + i] + zSquares[from + j];
                if (j != own && (!(result[i * stride + j] >= threshold * scale) || scale > HUGE)) {
                    result[i * stride + j] = Double.NaN;
                    bad++;
                }
            }
        }
        // Alone a pair takes as long as the neighbours that are computed with it.
        boolean whole = bad * LANES > tile.rows() * columns;
        if (whole) {
            differences = differences.length >= tile.rows() * stride ? differences : new double[tile.rows() * stride];
            byDifferences(tile, differences);
        }
        for (int i = 0; bad > 0 && i < tile.rows(); i++) {
            for (int j = 0; j < columns; j++) {
                if (Double.isNaN(result[i * stride + j])) {
                    result[i * stride + j] = whole ? differences[i * stride + j] : repair(tile, i, j);
                }
            }
        }
    }

    // One vector of pairs by differences: the same operation in the same order as for a whole tile.
    private double repair(TilePacking tile, int i, int j) {
        int first = j / LANES * LANES;
        int d = tile.width();
        VectorMath.get()
                .squaredDistances(
                        1,
                        LANES,
                        d,
                        tile.xRows(),
                        tile.xOffset() + i * d,
                        tile.zTransposed(),
                        first,
                        tile.stride(),
                        repaired,
                        0,
                        LANES);
        return repaired[j - first];
    }

    void norms(TilePacking tile) {
        int d = tile.width();
        int stride = tile.stride();
        if (!xKnown) {
            xNorms = xNorms.length >= tile.bandCount() ? xNorms : new double[tile.bandCount()];
            squares(tile.xRows(), tile.bandCount(), d, xNorms);
            xKnown = true;
        }
        if (!zKnown) {
            zNorms = zNorms.length >= stride ? zNorms : new double[Tile.SIZE];
            // As for x, so that a matrix of x with x is symmetric to the bit.
            squares(tile.zRows(), stride, d, zNorms);
            zKnown = true;
        }
    }

    private static void squares(double[] rows, int count, int d, double[] norms) {
        VectorMath math = VectorMath.get();
        for (int i = 0; i < count; i++) {
            norms[i] = math.dot(rows, i * d, rows, i * d, d);
        }
    }
}
