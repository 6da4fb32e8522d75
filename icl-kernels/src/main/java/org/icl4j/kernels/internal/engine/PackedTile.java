package org.icl4j.kernels.internal.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/** The tile that the engine moves over the pairs: points packed once a band, scratch blocks, and images under maps. */
public final class PackedTile extends Tile {

    private static final int LANES = 8;

    private final TilePacking packing;
    private final Map<UnaryOperator<double[]>, PackedTile> mapped = new HashMap<>();
    private final Deque<double[]> spare = new ArrayDeque<>();
    private double[][] lines = {};

    /** See {@link Tile#of}. */
    public PackedTile(Points x, int xFrom, int rows, Points z, int zFrom, int columns) {
        Require.notNull("x", x);
        Require.width("z", Require.notNull("z", z), x.width(), "d must match the " + x.width() + " of x");
        Require.inRange("rows", rows, 1, Math.min(SIZE, x.size()));
        Require.inRange("columns", columns, 1, Math.min(SIZE, z.size()));
        Require.inRange("xFrom", xFrom, 0, x.size() - rows);
        Require.inRange("zFrom", zFrom, 0, z.size() - columns);
        this.packing = new TilePacking(x, z);
        moveTo(x, xFrom, rows, xFrom, rows, z, zFrom, columns);
    }

    /** A tile of the engine, at the first pair. */
    PackedTile(Points x, Points z, Workspaces workspaces) {
        this.packing = new TilePacking(x, z, workspaces);
        moveTo(x, 0, 1, 0, 1, z, 0, 1);
    }

    /** A tile whose points are loaded from arrays. */
    public PackedTile() {
        this.packing = new TilePacking();
    }

    private PackedTile(TilePacking packing) {
        this.packing = packing;
    }

    /**
     * Moves the tile, keeping what is packed where that side stays.
     *
     * @param bandFrom first point of a band of x that contains the tile's rows; it is packed as a whole, so that tiles
     *     of one band share the work
     * @param bandCount number of points in the band
     */
    public void moveTo(Points x, int bandFrom, int bandCount, int xFrom, int rows, Points z, int zFrom, int columns) {
        int stride = (columns + LANES - 1) / LANES * LANES;
        packing.moveTo(x, bandFrom, bandCount, xFrom, rows, z, zFrom, columns, stride);
    }

    /** Takes other points, which it copies out of arrays; sizes are at most the tile's. */
    public void load(
            int width, double[] x, int offsetX, int ldX, int rows, double[] z, int offsetZ, int ldZ, int columns) {
        if (width != packing.width()) {
            mapped.clear();
        }
        int stride = (columns + LANES - 1) / LANES * LANES;
        packing.load(width, x, offsetX, ldX, rows, z, offsetZ, ldZ, columns, stride);
    }

    @Override
    public int rows() {
        return packing.rows();
    }

    @Override
    public int columns() {
        return packing.columns();
    }

    @Override
    public int stride() {
        return packing.stride();
    }

    @Override
    public int length() {
        return packing.rows() * packing.stride();
    }

    @Override
    public int width() {
        return packing.width();
    }

    @Override
    public void squaredDistances(double[] result) {
        packing.distances().compute(packing, result);
    }

    @Override
    public void innerProducts(double[] result) {
        TileDistances.products(packing, result);
    }

    @Override
    public void absoluteDistances(double[] result) {
        TileDistances.absolute(packing, result);
    }

    @Override
    public void coordinateSums(CoordinateTerm term, double[] result) {
        double[] xs = packing.xRows();
        int d = width();
        int stride = stride();
        double[][] zs = lines(d, stride);
        double[] sums = new double[stride];
        for (int i = 0; i < rows(); i++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < d; k++) {
                term.add(xs[packing.xOffset() + i * d + k], zs[k], stride, sums);
            }
            System.arraycopy(sums, 0, result, i * stride, stride);
        }
    }

    // Each coordinate of the columns in an array of its own: with an offset in the index the JIT does not vectorise
    // terms.
    private double[][] lines(int d, int stride) {
        double[] zs = packing.zTransposed();
        if (lines.length < d) {
            lines = new double[d][SIZE];
        }
        for (int k = 0; k < d; k++) {
            System.arraycopy(zs, k * stride, lines[k], 0, stride);
        }
        return lines;
    }

    @Override
    public Tile warped(UnaryOperator<double[]> map) {
        Require.notNull("map", map);
        PackedTile image = mapped.computeIfAbsent(map, f -> new PackedTile(packing.under(f)));
        image.packing.follow(packing);
        return image;
    }

    @Override
    public void diagonals(Kernel kernel, double[] rowValues, double[] columnValues) {
        for (int i = 0; i < rows(); i++) {
            rowValues[i] = kernel.value(rowPoint(i), rowPoint(i));
        }
        for (int j = 0; j < columns(); j++) {
            columnValues[j] = kernel.value(columnPoint(j), columnPoint(j));
        }
        Arrays.fill(columnValues, columns(), stride(), columnValues[columns() - 1]);
    }

    @Override
    public int rowIndex(int i) {
        return packing.xFrom() + i;
    }

    @Override
    public int columnIndex(int j) {
        return packing.zFrom() + j;
    }

    @Override
    public double[] rowPoint(int i) {
        return packing.xPoints()[i];
    }

    @Override
    public double[] columnPoint(int j) {
        return packing.zPoints()[j];
    }

    @Override
    public void pairs(Kernel kernel, double[] result) {
        double[][] xPoints = packing.xPoints();
        double[][] zPoints = packing.zPoints();
        int stride = stride();
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < columns(); j++) {
                result[i * stride + j] = kernel.value(xPoints[i], zPoints[j]);
            }
            Arrays.fill(result, i * stride + columns(), (i + 1) * stride, result[i * stride + columns() - 1]);
        }
    }

    @Override
    public void map(DoubleUnaryOperator profile, double[] result) {
        for (int i = 0; i < length(); i++) {
            result[i] = profile.applyAsDouble(result[i]);
        }
    }

    @Override
    public double[] borrow() {
        double[] block = spare.poll();
        return block != null && block.length >= length() ? block : new double[length()];
    }

    @Override
    public void release(double[] block) {
        spare.push(block);
    }

    /** The points of a tile, in the layouts that loops read. */
    public static TilePacking packing(Tile tile) {
        return ((PackedTile) tile).packing;
    }

    TilePacking packing() {
        return packing;
    }

    @Override
    public String toString() {
        return "Tile[" + packing + "]";
    }
}
