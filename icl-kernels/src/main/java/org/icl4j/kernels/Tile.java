package org.icl4j.kernels;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.VectorMath;

/**
 * A block of pairs (x_i, z_j), at most {@link #SIZE} by {@link #SIZE}, small enough to stay in the processor's cache. It
 * offers what kernels are made of: {@linkplain #squaredDistances squared distances}, {@linkplain #innerProducts inner
 * products}, a function of {@linkplain #pairs pairs}. A block of numbers belonging to it is row-major with leading
 * dimension {@link #stride()}: pair (i, j) is element {@code i * stride() + j}. The stride is a multiple of 8, so that
 * whole vectors fit; the elements between {@link #columns()} and the stride repeat the last column.
 *
 * <p>An element depends on its two points alone, to the last bit, wherever the tile begins and ends.
 *
 * <p>Mutable scratch of one thread: valid during the call that received it.
 */
public final class Tile {

    /** The greatest number of rows and of columns. */
    public static final int SIZE = 128;

    private static final int LANES = 8;
    private static final double[] NONE = {};

    private Points x;
    private Points z;
    private int xFrom;
    private int zFrom;
    private int bandFrom;
    private int bandCount;
    private int rows;
    private int columns;
    private int stride;

    // Packed forms of the points, made when first asked for.
    private double[] xRows = NONE;
    private double[] zTransposed = NONE;
    private boolean xPacked;
    private boolean zPacked;
    private double[][] xPoints = {};
    private double[][] zPoints = {};
    private boolean xCopied;
    private boolean zCopied;

    private final Distances distances = new Distances();
    private final Deque<double[]> spare = new ArrayDeque<>();

    /**
     * A tile of the pairs of x_i, i in [xFrom, xFrom + rows), and z_j, j in [zFrom, zFrom + columns).
     *
     * @param x points of width d
     * @param xFrom the first row's point
     * @param rows 1 to {@link #SIZE}
     * @param z points of width d
     * @param zFrom the first column's point
     * @param columns 1 to {@link #SIZE}
     * @throws IllegalArgumentException if the widths differ or the range is not within the points
     */
    public Tile(Points x, int xFrom, int rows, Points z, int zFrom, int columns) {
        this.x = Require.notNull("x", x);
        this.z = Require.width("z", Require.notNull("z", z), x.width(), "d must match the " + x.width() + " of x");
        Require.inRange("rows", rows, 1, Math.min(SIZE, x.size()));
        Require.inRange("columns", columns, 1, Math.min(SIZE, z.size()));
        Require.inRange("xFrom", xFrom, 0, x.size() - rows);
        Require.inRange("zFrom", zFrom, 0, z.size() - columns);
        moveTo(x, xFrom, rows, xFrom, rows, z, zFrom, columns);
    }

    /**
     * Moves the tile, keeping what is packed where that side stays.
     *
     * @param newBandFrom first point of a band of x that contains the tile's rows; it is packed as a whole, so that tiles
     *     of one band share the work
     * @param newBandCount number of points in the band
     */
    @SuppressWarnings("ReferenceEquality") // Comparing the numbers would cost more than packing them again.
    void moveTo(
            Points newX,
            int newBandFrom,
            int newBandCount,
            int newXFrom,
            int newRows,
            Points newZ,
            int newZFrom,
            int newColumns) {
        boolean sameBand = newX == x && newBandFrom == bandFrom && newBandCount == bandCount;
        boolean sameX = sameBand && newXFrom == xFrom && newRows == rows;
        boolean sameZ = newZ == z && newZFrom == zFrom && newColumns == columns;
        x = newX;
        z = newZ;
        bandFrom = newBandFrom;
        bandCount = newBandCount;
        xFrom = newXFrom;
        zFrom = newZFrom;
        rows = newRows;
        columns = newColumns;
        stride = (columns + LANES - 1) / LANES * LANES;
        xPacked &= sameBand;
        zPacked &= sameZ;
        xCopied &= sameX;
        zCopied &= sameZ;
        distances.moved(sameBand, sameZ);
    }

    /**
     * The number of rows.
     *
     * @return 1 to {@link #SIZE}
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return 1 to {@link #SIZE}
     */
    public int columns() {
        return columns;
    }

    /**
     * The leading dimension of blocks: {@link #columns()} rounded up to a multiple of 8.
     *
     * @return elements from one row to the next
     */
    public int stride() {
        return stride;
    }

    /**
     * The number of elements of a block, the unused ones included.
     *
     * @return {@code rows() * stride()}
     */
    public int length() {
        return rows * stride;
    }

    /**
     * The width of the points.
     *
     * @return d
     */
    public int width() {
        return x.width();
    }

    /**
     * The squared Euclidean distances |x_i - z_j|^2, relative error below 1e-12 (below (d + 2) 1.2e-16 up to d =
     * {@value Distances#LARGEST_WIDTH_BY_DIFFERENCES}), exactly 0 between equal points.
     *
     * @param result receives {@link #length()} numbers
     */
    public void squaredDistances(double[] result) {
        distances.compute(this, result);
    }

    /**
     * The inner products x_i' z_j.
     *
     * @param result receives {@link #length()} numbers
     */
    public void innerProducts(double[] result) {
        int d = width();
        VectorMath.get()
                .gemm(
                        false,
                        false,
                        rows,
                        stride,
                        d,
                        1,
                        xRows(),
                        xOffset(),
                        d,
                        zTransposed(),
                        0,
                        stride,
                        0,
                        result,
                        0,
                        stride);
    }

    /**
     * A function of pairs of points, one at a time.
     *
     * @param kernel evaluated as {@link Kernel#value}
     * @param result receives {@link #length()} numbers
     */
    public void pairs(Kernel kernel, double[] result) {
        copyPoints();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[i * stride + j] = kernel.value(xPoints[i], zPoints[j]);
            }
            Arrays.fill(result, i * stride + columns, (i + 1) * stride, result[i * stride + columns - 1]);
        }
    }

    /**
     * Replaces every element of a block by a function of it.
     *
     * @param profile the function
     * @param result a block, overwritten
     */
    public void map(DoubleUnaryOperator profile, double[] result) {
        for (int i = 0; i < length(); i++) {
            result[i] = profile.applyAsDouble(result[i]);
        }
    }

    /**
     * A block for intermediate results, with undefined contents.
     *
     * @return an array at least {@link #length()} long, to be given to {@link #release} afterwards
     */
    public double[] borrow() {
        double[] block = spare.poll();
        return block != null && block.length >= length() ? block : new double[length()];
    }

    /**
     * Gives a borrowed block back.
     *
     * @param block from {@link #borrow}
     */
    public void release(double[] block) {
        spare.push(block);
    }

    /** The band's points, row-major; the tile's rows begin at {@link #xOffset()}. */
    double[] xRows() {
        if (!xPacked) {
            int needed = bandCount * width();
            xRows = xRows.length >= needed ? xRows : new double[needed];
            x.copyRows(bandFrom, bandCount, xRows, 0);
            xPacked = true;
        }
        return xRows;
    }

    /** Where the tile's first row is in {@link #xRows()}. */
    int xOffset() {
        return (xFrom - bandFrom) * width();
    }

    int bandCount() {
        return bandCount;
    }

    int rowInBand() {
        return xFrom - bandFrom;
    }

    /** The columns' points, coordinate-major, shape [d, stride]; the last point is repeated to fill the stride. */
    double[] zTransposed() {
        if (!zPacked) {
            int d = width();
            zTransposed = zTransposed.length >= d * stride ? zTransposed : new double[d * stride];
            z.copyTransposed(zFrom, columns, zTransposed, 0, stride);
            for (int j = columns; j < stride; j++) {
                z.copyTransposed(zFrom + columns - 1, 1, zTransposed, j, stride);
            }
            zPacked = true;
        }
        return zTransposed;
    }

    private void copyPoints() {
        if (!xCopied) {
            xPoints = new double[rows][];
            Arrays.setAll(xPoints, i -> x.row(xFrom + i));
            xCopied = true;
        }
        if (!zCopied) {
            zPoints = new double[columns][];
            Arrays.setAll(zPoints, j -> z.row(zFrom + j));
            zCopied = true;
        }
    }

    @Override
    public String toString() {
        return "Tile[" + xFrom + "+" + rows + ", " + zFrom + "+" + columns + "]";
    }
}
