package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import org.icl4j.core.math.TileProducts;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Tile;

/**
 * Squared distances of a tile without cancellation. Narrow points: by differences. Wide points: as |x|^2 + |z|^2 - 2 x'z,
 * which is one fast product, repaired by differences wherever too many digits cancel.
 *
 * <p>The product form has an error of at most 2 (d + 2) u (|x|^2 + |z|^2), u = 2^-53 (Higham 2002, section 3.1, and
 * 2 |x'z| at most |x|^2 + |z|^2). Pairs whose result is below 2 (d + 2) u / TOLERANCE times |x|^2 + |z|^2 are repaired, so
 * that what remains has a relative error below TOLERANCE. Whether a pair is repaired depends on the pair alone.
 */
public final class TileDistances {

    /** Up to this width differences are as fast as the product. */
    public static final int LARGEST_WIDTH_BY_DIFFERENCES = 32;

    private static final double TOLERANCE = 1e-12;
    private static final double UNIT_ROUNDOFF = 0x1p-53;
    // Beyond this the sum of squares may overflow although the distance does not.
    private static final double HUGE = 1e300;
    private static final int LANES = 8;

    private double[] xNorms = new double[0];
    private double[] zNorms = new double[0];
    private boolean xKnown;
    private boolean zKnown;
    private final double[] repaired = new double[LANES];

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
        int d = tile.width();
        int stride = tile.stride();
        if (TileProducts.pay(tile.rows(), stride, d)) {
            Workspaces.Tables tables = tile.tables();
            if (tables != null) {
                products(tile, tables, result);
                return;
            }
            TileProducts.ofThread()
                    .rows(tile.xStamp(), tile.bandCount(), d, tile.xRows())
                    .columns(tile.zStamp(), stride, d, tile.zRows())
                    .multiply(tile.rowInBand(), tile.rows(), result);
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

    private static void products(TilePacking tile, Workspaces.Tables tables, double[] result) {
        int stride = tile.stride();
        int columns = tile.columns();
        TileProducts.ofThread()
                .multiply(tables.x(), tile.xFrom(), tile.rows(), tables.z(), tile.zFrom(), columns, stride, result);
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
        products(tile, result);
        Workspaces.Tables tables = TileProducts.pay(tile.rows(), tile.stride(), tile.width()) ? tile.tables() : null;
        if (tables == null) {
            norms(tile);
            fromProducts(tile, xNorms, tile.rowInBand(), zNorms, 0, tile.stride(), result);
            return;
        }
        int columns = tile.columns();
        int stride = tile.stride();
        double[] rowSquares = tables.x().squares(tile.xFrom(), tile.rows());
        double[] columnSquares = tables.z().squares(tile.zFrom(), columns);
        fromProducts(tile, rowSquares, tile.xFrom(), columnSquares, tile.zFrom(), columns, result);
        for (int i = 0; columns < stride && i < tile.rows(); i++) {
            Arrays.fill(result, i * stride + columns, (i + 1) * stride, result[i * stride + columns - 1]);
        }
    }

    private void fromProducts(
            TilePacking tile, double[] xSquares, int first, double[] zSquares, int from, int columns, double[] result) {
        double threshold = 2 * (tile.width() + 2) * UNIT_ROUNDOFF / TOLERANCE;
        VectorMath math = VectorMath.get();
        boolean careful = !(math.max(xSquares, first, tile.rows()) + math.max(zSquares, from, columns) <= HUGE);
        for (int i = 0; i < tile.rows(); i++) {
            double norm = xSquares[first + i];
            int row = i * tile.stride();
            int own = tile.sameColumn(i);
            if (own >= 0) {
                result[row + own] =
                        0; // Nothing cancels there: else each row that meets its own point would be looked through.
            }
            boolean good = math.distancesFromProducts(norm, zSquares, from, threshold, result, row, columns);
            if (careful || !good) {
                repairRow(tile, i, norm, zSquares, from, columns, threshold, result);
            }
            if (own >= 0) {
                result[row + own] = 0;
            }
        }
    }

    private void repairRow(
            TilePacking tile,
            int i,
            double xSquare,
            double[] zSquares,
            int from,
            int columns,
            double threshold,
            double[] result) {
        int row = i * tile.stride();
        int own = tile.sameColumn(i);
        for (int j = 0; j < columns; j++) {
            if (j == own) {
                continue;
            }
            double scale = xSquare + zSquares[from + j];
            if (!(result[row + j] >= threshold * scale) || scale > HUGE) {
                result[row + j] = repair(tile, i, j);
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
