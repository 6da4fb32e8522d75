package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * The points of a tile in the layouts that its loops read, made when first asked for and kept while the tile moves along
 * the other side: rows row-major, columns coordinate-major, either as arrays of their own. The points may be images of the
 * table's rows under a map.
 */
public final class TilePacking {

    private static final double[] NONE = {};

    private final @Nullable UnaryOperator<double[]> map;
    private final @Nullable Workspaces workspaces;

    private Points x;
    private Points z;
    private int xFrom;
    private int zFrom;
    private int bandFrom;
    private int bandCount;
    private int rows;
    private int columns;
    private int stride;
    private int width;

    private double[] xRows = NONE;
    private double[] zTransposed = NONE;
    private boolean xPacked;
    private boolean zPacked;
    private Object xStamp = NONE;
    private Object zStamp = NONE;
    private double[] zRows = NONE;
    private boolean zRowsPacked;
    private double[][] xPoints = {};
    private double[][] zPoints = {};
    private boolean xCopied;
    private boolean zCopied;

    private final TileDistances distances = new TileDistances();

    TilePacking(Points x, Points z) {
        this(x, z, null);
    }

    /** For tiles of the engine, whose workspaces may hold the points in native memory. */
    TilePacking(Points x, Points z, @Nullable Workspaces workspaces) {
        this(x, z, null, x.width(), workspaces);
    }

    private TilePacking(
            Points x, Points z, @Nullable UnaryOperator<double[]> map, int width, @Nullable Workspaces workspaces) {
        this.workspaces = workspaces;
        this.x = x;
        this.z = z;
        this.map = map;
        this.width = width;
    }

    /** The packing of the same tile's points under one more map. */
    TilePacking under(UnaryOperator<double[]> outer) {
        UnaryOperator<double[]> inner = map;
        UnaryOperator<double[]> both =
                point -> Require.notNull("map's result", outer.apply(inner == null ? point : inner.apply(point)));
        int images = both.apply(x.row(xFrom)).length;
        if (images == 0) {
            throw Require.error("map", "must give points of at least one coordinate, got an empty array");
        }
        return new TilePacking(x, z, both, images, null);
    }

    /** Moves to where another one is. */
    void follow(TilePacking other) {
        moveTo(
                other.x,
                other.bandFrom,
                other.bandCount,
                other.xFrom,
                other.rows,
                other.z,
                other.zFrom,
                other.columns,
                other.stride);
    }

    @SuppressWarnings("ReferenceEquality") // Comparing the numbers would cost more than packing them again.
    void moveTo(
            Points newX,
            int newBandFrom,
            int newBandCount,
            int newXFrom,
            int newRows,
            Points newZ,
            int newZFrom,
            int newColumns,
            int newStride) {
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
        stride = newStride;
        width = map == null ? newX.width() : width;
        xPacked &= sameBand;
        zPacked &= sameZ;
        zRowsPacked &= sameZ;
        xCopied &= sameX;
        zCopied &= sameZ;
        distances.moved(sameBand, sameZ);
    }

    /** Both sides in native memory; null for images under a map, for tiles of no engine, and where there are too many points. */
    Workspaces.@Nullable Tables tables() {
        return workspaces == null ? null : workspaces.tables();
    }

    /** Whether a point of the tile's rows is among its columns. */
    @SuppressWarnings("ReferenceEquality")
    boolean meetsItself() {
        return x == z && map == null && xFrom < zFrom + columns && zFrom < xFrom + rows;
    }

    /** The column that is the same point of one table as a row; -1 where none of the tile is. */
    @SuppressWarnings("ReferenceEquality") // Equal points of other tables are found by their differences.
    int sameColumn(int i) {
        int j = xFrom + i - zFrom;
        return x == z && map == null && j >= 0 && j < columns ? j : -1;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int xFrom() {
        return xFrom;
    }

    int zFrom() {
        return zFrom;
    }

    int stride() {
        return stride;
    }

    int width() {
        return width;
    }

    TileDistances distances() {
        return distances;
    }

    /** The band's points, row-major; the tile's rows begin at {@link #xOffset()}. */
    public double[] xRows() {
        if (!xPacked) {
            int needed = bandCount * width;
            xRows = xRows.length >= needed ? xRows : new double[needed];
            if (map != null) {
                for (int i = 0; i < bandCount; i++) {
                    System.arraycopy(image(x.row(bandFrom + i)), 0, xRows, i * width, width);
                }
            } else {
                x.copyRows(bandFrom, bandCount, xRows, 0);
            }
            xPacked = true;
            xStamp = new Object();
        }
        return xRows;
    }

    /** Stands for what {@link #xRows} holds: another object when it holds other points. */
    Object xStamp() {
        xRows();
        return xStamp;
    }

    /** Stands for what {@link #zRows} holds: another object when it holds other points. */
    Object zStamp() {
        zRows();
        return zStamp;
    }

    /** The columns' points, row-major, shape [stride, d]; the last point is repeated to fill the stride. */
    double[] zRows() {
        if (!zRowsPacked) {
            zRows = zRows.length >= width * stride ? zRows : new double[width * stride];
            if (map != null) {
                for (int j = 0; j < columns; j++) {
                    System.arraycopy(image(z.row(zFrom + j)), 0, zRows, j * width, width);
                }
            } else {
                z.copyRows(zFrom, columns, zRows, 0);
            }
            for (int j = columns; j < stride; j++) {
                System.arraycopy(zRows, (columns - 1) * width, zRows, j * width, width);
            }
            zRowsPacked = true;
            zStamp = new Object();
        }
        return zRows;
    }

    /** Where the tile's first row is in {@link #xRows()}. */
    public int xOffset() {
        return (xFrom - bandFrom) * width;
    }

    int bandCount() {
        return bandCount;
    }

    int rowInBand() {
        return xFrom - bandFrom;
    }

    /** The columns' points, coordinate-major, shape [d, stride]; the last point is repeated to fill the stride. */
    public double[] zTransposed() {
        if (!zPacked) {
            zTransposed = zTransposed.length >= width * stride ? zTransposed : new double[width * stride];
            if (map != null) {
                for (int j = 0; j < columns; j++) {
                    double[] point = image(z.row(zFrom + j));
                    for (int k = 0; k < width; k++) {
                        zTransposed[k * stride + j] = point[k];
                    }
                }
            } else {
                z.copyTransposed(zFrom, columns, zTransposed, 0, stride);
            }
            for (int k = 0; k < width; k++) {
                int line = k * stride;
                Arrays.fill(zTransposed, line + columns, line + stride, zTransposed[line + columns - 1]);
            }
            zPacked = true;
        }
        return zTransposed;
    }

    /** The rows' points, an array each. */
    double[][] xPoints() {
        if (!xCopied) {
            xPoints = new double[rows][];
            Arrays.setAll(xPoints, i -> image(x.row(xFrom + i)));
            xCopied = true;
        }
        return xPoints;
    }

    /** The columns' points, an array each. */
    double[][] zPoints() {
        if (!zCopied) {
            zPoints = new double[columns][];
            Arrays.setAll(zPoints, j -> image(z.row(zFrom + j)));
            zCopied = true;
        }
        return zPoints;
    }

    private double[] image(double[] point) {
        if (map == null) {
            return point;
        }
        double[] image = map.apply(point);
        if (image.length != width) {
            throw Require.error(
                    "map", "must give points of one width, got " + width + " and " + image.length + " coordinates");
        }
        return image;
    }

    @Override
    public String toString() {
        return xFrom + "+" + rows + ", " + zFrom + "+" + columns;
    }
}
