package org.icl4j.kernels.internal.engine;

import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.TileProducts;
import org.icl4j.core.math.TileProducts.Table;
import org.jspecify.annotations.Nullable;

/**
 * The points of a tile in the layouts that its loops read, made when first asked for and kept while the tile moves along
 * the other side: rows row-major, columns coordinate-major, either as arrays of their own. The points may be images of the
 * table's rows under a map.
 */
public final class TilePacking {

    // Stand for the tables of points that have been loaded from arrays.
    private static final Points LOADED_ROWS = Points.ofColumn(0);
    private static final Points LOADED_COLUMNS = Points.ofColumn(0);

    private final @Nullable UnaryOperator<double[]> map;
    private final TilePacking origin; // whose points are mapped; this one where there is no map
    private final @Nullable Workspaces workspaces;

    private Points x;
    private Points z;
    private long loads; // 0 where the points are those of tables
    private int xFrom;
    private int zFrom;
    private int bandFrom;
    private int bandCount;
    private int rows;
    private int columns;
    private int stride;
    private int width;
    private int columnsOfCourse;
    private int columnsEnd;

    private final RowLayout rowLayout = new RowLayout(this);
    private final ColumnLayout columnLayout = new ColumnLayout(this);
    private final TileDistances distances = new TileDistances();

    TilePacking(Points x, Points z) {
        this(x, z, null);
    }

    /** For tiles of the engine, whose workspaces may hold the points in native memory. */
    TilePacking(Points x, Points z, @Nullable Workspaces workspaces) {
        this.workspaces = workspaces;
        this.x = x;
        this.z = z;
        this.map = null;
        this.origin = this;
        this.width = x.width();
    }

    private TilePacking(TilePacking origin, UnaryOperator<double[]> map, int width) {
        this.workspaces = null;
        this.x = origin.x;
        this.z = origin.z;
        this.map = map;
        this.origin = origin;
        this.width = width;
    }

    /** For points that are loaded. */
    TilePacking() {
        this(LOADED_ROWS, LOADED_COLUMNS);
    }

    /** The packing of the same tile's points under one more map. */
    TilePacking under(UnaryOperator<double[]> outer) {
        UnaryOperator<double[]> inner = map;
        UnaryOperator<double[]> both =
                point -> Require.notNull("map's result", outer.apply(inner == null ? point : inner.apply(point)));
        int images = both.apply(origin.xPoint(xFrom)).length;
        if (images == 0) {
            throw Require.error("map", "must give points of at least one coordinate, got an empty array");
        }
        return new TilePacking(origin, both, images);
    }

    /** Moves to where another one is. */
    void follow(TilePacking other) {
        if (loads != other.loads) {
            loads = other.loads;
            forget();
        }
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

    private void forget() {
        rowLayout.moved(false, false);
        columnLayout.moved(false);
        distances.moved(false, false);
    }

    /** Copies rows and columns of the given width from arrays; finite ones, or it names the first number that is not. */
    void load(
            int newWidth,
            double[] newX,
            int offsetX,
            int ldX,
            int newRows,
            double[] newZ,
            int offsetZ,
            int ldZ,
            int newColumns,
            int newStride) {
        width = newWidth;
        bandCount = newRows;
        rows = newRows;
        columns = newColumns;
        stride = newStride;
        loads++;
        forget();
        rowLayout.load(newX, offsetX, ldX);
        columnLayout.load(newZ, offsetZ, ldZ);
    }

    static void copy(String name, double[] from, int offset, int ld, int count, int width, double[] to) {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < width; k++) {
                double value = from[offset + i * ld + k];
                if (!Double.isFinite(value)) {
                    throw Require.error(name, name + "[" + i + "][" + k + "] = " + value + " is not finite");
                }
                to[i * width + k] = value;
            }
        }
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
        rowLayout.moved(sameBand, sameX);
        columnLayout.moved(sameZ);
        distances.moved(sameBand, sameZ);
    }

    /** Whether the tile moves over the points of an engine, plainly: not for images under a map, nor for tiles of no engine. */
    boolean isOfEngine() {
        return workspaces != null;
    }

    /** The columns' points in native memory; null where there are too many, and for tiles of no engine. */
    @Nullable
    Table columnTable() {
        return workspaces == null ? null : workspaces.columns();
    }

    /** The columns' points in the layout of {@link #zTransposed}, where the engine keeps them for all tiles; else null. */
    double @Nullable [] sharedColumns() {
        return workspaces == null ? null : workspaces.transposed(zFrom, columns, stride);
    }

    /** The columns that the tile moves over in its present course. */
    void course(int from, int end) {
        columnsOfCourse = end - from;
        columnsEnd = end;
    }

    int columnsOfCourse() {
        return columnsOfCourse;
    }

    /** From which point on the tile will not move to columns in its present course. */
    int columnsEnd() {
        return columnsEnd;
    }

    /** The rows of the tile's band, given. */
    TileProducts band() {
        return TileProducts.ofThread().band(xStamp(), x, bandFrom, bandCount);
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
        return rowLayout.numbers();
    }

    /** Stands for the band's points: another number for others. */
    long xStamp() {
        return rowLayout.stamp();
    }

    /** Stands for the columns' points: another number for others. */
    long zStamp() {
        return columnLayout.stamp();
    }

    /** The columns' points, row-major, shape [stride, d]; the last point is repeated to fill the stride. */
    double[] zRows() {
        return columnLayout.rows();
    }

    /** Where the tile's first row is in {@link #xRows()}. */
    public int xOffset() {
        return (xFrom - bandFrom) * width;
    }

    int bandCount() {
        return bandCount;
    }

    int bandFrom() {
        return bandFrom;
    }

    int rowInBand() {
        return xFrom - bandFrom;
    }

    /** The columns' points, coordinate-major, shape [d, stride]; the last point is repeated to fill the stride. */
    public double[] zTransposed() {
        return columnLayout.transposed();
    }

    /** The rows' points, an array each. */
    double[][] xPoints() {
        return rowLayout.points();
    }

    /** The columns' points, an array each. */
    double[][] zPoints() {
        return columnLayout.points();
    }

    /** The table of the rows, where none are {@linkplain #isLoaded() loaded}. */
    Points x() {
        return x;
    }

    /** The table of the columns, where none are loaded. */
    Points z() {
        return z;
    }

    boolean isMapped() {
        return map != null;
    }

    /** Whether the points come from arrays. */
    boolean isLoaded() {
        return loads > 0;
    }

    /** A row's point under the map, if there is one. */
    double[] xImage(int i) {
        return image(origin.xPoint(i));
    }

    /** A column's point under the map, if there is one. */
    double[] zImage(int j) {
        return image(origin.zPoint(j));
    }

    private double[] xPoint(int i) {
        return isLoaded() ? rowLayout.loaded(i) : x.row(i);
    }

    private double[] zPoint(int j) {
        return isLoaded() ? columnLayout.loaded(j) : z.row(j);
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
