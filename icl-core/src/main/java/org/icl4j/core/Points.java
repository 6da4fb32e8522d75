package org.icl4j.core;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A table of finite numbers whose rows are points: {@code size()} rows of {@code width()} columns, shape [n, d], float64,
 * row-major on the Java heap, immutable.
 *
 * <p>This is what the library computes with once a user's {@code INDArray}, {@code double[][]} or {@code RealMatrix}
 * has been checked and copied: reading one element costs a nanosecond here and 300 in an {@code INDArray}. The
 * factories reject null, empty, ragged, NaN and infinite input with the argument's name, the index and the value.
 * Memory: 8 n d bytes; n d must stay below 2^31.
 */
public final class Points {

    private final int size;
    private final int width;
    private final double[] rows;
    private final boolean vector;

    private Points(int size, int width, double[] rows, boolean vector) {
        this.size = size;
        this.width = width;
        this.rows = rows;
        this.vector = vector;
    }

    /**
     * Copies n rows of d numbers each; error messages call them {@code points}.
     *
     * @param points rows, all of one length
     * @return the points
     * @throws IllegalArgumentException if the array is null, empty, ragged or not finite
     */
    public static Points of(double[][] points) {
        return of("points", points);
    }

    /**
     * Copies an array of shape [n, d], or a vector of shape [n], which becomes [n, 1]; error messages call it {@code points}.
     *
     * @param points any order, view or numeric type; read once, never written
     * @return the points
     * @throws IllegalArgumentException if the array is null, closed, empty, of strings, of another rank or not finite
     */
    public static Points of(INDArray points) {
        return of("points", points);
    }

    /**
     * Copies a Commons Math matrix of shape [n, d]; error messages call it {@code points}.
     *
     * @param points the rows
     * @return the points
     * @throws IllegalArgumentException if the matrix is null or not finite
     */
    public static Points of(RealMatrix points) {
        return of("points", points);
    }

    /**
     * Copies n numbers into shape [n, 1]; error messages call them {@code points}.
     *
     * @param points the numbers
     * @return the points
     * @throws IllegalArgumentException if the array is null, empty or not finite
     */
    public static Points ofColumn(double... points) {
        return ofColumn("points", points);
    }

    /**
     * Copies an array of shape [n, d], or a vector of shape [n], which becomes [n, 1].
     *
     * @param name the argument's name in error messages
     * @param array any order, view or numeric type; read once, never written
     * @return the points
     * @throws IllegalArgumentException if the array is null, closed, empty, of strings, of another rank or not finite
     */
    public static Points of(String name, INDArray array) {
        Require.notNull("name", name);
        double[] rows = RowMajor.of(name, array);
        int d = array.rank() == 1 ? 1 : (int) array.size(1);
        Require.finiteRows(name, d, rows);
        return new Points(rows.length / d, d, rows, array.rank() == 1);
    }

    /**
     * Copies n rows of d numbers each.
     *
     * @param name the argument's name in error messages
     * @param array rows, all of one length
     * @return the points
     * @throws IllegalArgumentException if the array is null, empty, ragged or not finite
     */
    public static Points of(String name, double[][] array) {
        Require.notNull("name", name);
        double[] rows = RowMajor.of(name, array);
        return checked(name, array.length, array[0].length, rows);
    }

    /**
     * Copies n numbers into shape [n, 1].
     *
     * @param name the argument's name in error messages
     * @param column the numbers
     * @return the points
     * @throws IllegalArgumentException if the array is null, empty or not finite
     */
    public static Points ofColumn(String name, double[] column) {
        Require.notNull("name", name);
        Require.notNull(name, column);
        if (column.length == 0) {
            throw Require.error(name, "is empty");
        }
        return checked(name, column.length, 1, column.clone());
    }

    /**
     * Copies a Commons Math matrix of shape [n, d].
     *
     * @param name the argument's name in error messages
     * @param matrix the rows
     * @return the points
     * @throws IllegalArgumentException if the matrix is null or not finite
     */
    public static Points of(String name, RealMatrix matrix) {
        Require.notNull("name", name);
        Require.notNull(name, matrix);
        return of(name, matrix.getData());
    }

    /**
     * Copies a Commons Math vector into shape [n, 1].
     *
     * @param name the argument's name in error messages
     * @param vector the numbers
     * @return the points
     * @throws IllegalArgumentException if the vector is null, empty or not finite
     */
    public static Points ofColumn(String name, RealVector vector) {
        Require.notNull("name", name);
        Require.notNull(name, vector);
        return ofColumn(name, vector.toArray());
    }

    /**
     * Takes over a row-major array without copying it: the caller must not write to it again.
     *
     * @param name the argument's name in error messages
     * @param size n, at least 1
     * @param width d, at least 1
     * @param rows row-major, length n d
     * @return the points
     * @throws IllegalArgumentException if the length is not n d or an element is not finite
     */
    public static Points ofRows(String name, int size, int width, double[] rows) {
        Require.notNull("name", name);
        Require.notNull(name, rows);
        Require.positive(name + ".size", size);
        Require.positive(name + ".width", width);
        if ((long) size * width != rows.length) {
            throw Require.error(
                    name, "expected " + size + " x " + width + " numbers, got an array of length " + rows.length);
        }
        return checked(name, size, width, rows);
    }

    private static Points checked(String name, int size, int width, double[] rows) {
        Require.finiteRows(name, width, rows);
        return new Points(size, width, rows, false);
    }

    /**
     * The number of points.
     *
     * @return n
     */
    public int size() {
        return size;
    }

    /**
     * The number of coordinates of a point.
     *
     * @return d
     */
    public int width() {
        return width;
    }

    /**
     * The shape as messages name it, which is the one that the user gave.
     *
     * @return {@code "[n, d]"}, or {@code "[n]"} where the points come from an {@code INDArray} of rank 1
     */
    public String shape() {
        return vector ? "[" + size + "]" : "[" + size + ", " + width + "]";
    }

    /**
     * One number.
     *
     * @param row 0 to n - 1
     * @param column 0 to d - 1
     * @return the number
     */
    public double get(int row, int column) {
        if (column < 0 || column >= width) {
            throw new IndexOutOfBoundsException("column " + column + " of " + width);
        }
        // The array may go on: see first().
        Objects.checkIndex(row, size);
        return rows[row * width + column];
    }

    /**
     * A copy of one point.
     *
     * @param index 0 to n - 1
     * @return d numbers
     */
    public double[] row(int index) {
        // Else copyOfRange would pad the row after the last with zeros.
        Objects.checkIndex(index, size);
        return Arrays.copyOfRange(rows, index * width, (index + 1) * width);
    }

    /**
     * A copy of one column.
     *
     * @param index 0 to d - 1
     * @return n numbers
     */
    public double[] column(int index) {
        double[] column = new double[size];
        for (int i = 0; i < size; i++) {
            column[i] = get(i, index);
        }
        return column;
    }

    /**
     * Copies the rows [from, from + count), row-major, into {@code result} at {@code offset}.
     *
     * @param from first row
     * @param count number of rows
     * @param result receives count d numbers
     * @param offset where in {@code result} to begin
     */
    public void copyRows(int from, int count, double[] result, int offset) {
        Require.notNull("result", result);
        Objects.checkFromIndexSize(from, count, size);
        System.arraycopy(rows, from * width, result, offset, count * width);
    }

    /**
     * Copies the rows [from, from + count) transposed: {@code result[offset + k * stride + j]} is coordinate k of point
     * {@code from + j}. This is the layout in which a tile engine loads one coordinate of many points as a vector.
     *
     * @param from first row
     * @param count number of rows, at most {@code stride}
     * @param result receives d lines of count numbers
     * @param offset where in {@code result} to begin
     * @param stride distance between lines
     */
    public void copyTransposed(int from, int count, double[] result, int offset, int stride) {
        Require.notNull("result", result);
        Objects.checkFromIndexSize(from, count, size);
        // Eight points at a time, so that a cache line is written at once.
        for (int first = 0; first < count; first += 8) {
            int last = Math.min(first + 8, count);
            for (int k = 0; k < width; k++) {
                for (int j = first; j < last; j++) {
                    result[offset + k * stride + j] = rows[(from + j) * width + k];
                }
            }
        }
    }

    /**
     * The points at the given indices, in that order; indices may repeat.
     *
     * @param indices each 0 to n - 1, at least one
     * @return new points of shape [indices.length, d]
     */
    public Points select(int... indices) {
        Require.notNull("indices", indices);
        if (indices.length == 0) {
            throw Require.error("indices", "is empty");
        }
        double[] chosen = new double[Math.multiplyExact(indices.length, width)];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= size) {
                throw Require.error("indices", "indices[" + i + "] = " + indices[i] + " is not in [0, " + size + ")");
            }
            System.arraycopy(rows, indices[i] * width, chosen, i * width, width);
        }
        return new Points(indices.length, width, chosen, false);
    }

    /**
     * The first points, without a copy: the new table shares this one's numbers.
     *
     * @param count 1 to n
     * @return points of shape [count, d]
     */
    public Points first(int count) {
        Require.inRange("count", count, 1, size);
        return count == size ? this : new Points(count, width, rows, vector);
    }

    /**
     * A row-major copy of all numbers.
     *
     * @return n d numbers
     */
    public double[] toRowMajor() {
        return Arrays.copyOf(rows, size * width);
    }

    /**
     * A copy as rows.
     *
     * @return n rows of d numbers
     */
    public double[][] toRows() {
        double[][] copy = new double[size][];
        Arrays.setAll(copy, this::row);
        return copy;
    }

    /**
     * A copy as an ND4J array.
     *
     * @return a new float64 array of shape [n, d]
     */
    public INDArray toArray() {
        return NativeArrays.fromRowMajor(size, width, rows.length == size * width ? rows : toRowMajor());
    }

    /**
     * A copy as a Commons Math matrix.
     *
     * @return a new matrix of shape [n, d]
     */
    public RealMatrix toRealMatrix() {
        return new Array2DRowRealMatrix(toRows(), false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Points that
                && size == that.size
                && width == that.width
                && Arrays.equals(rows, 0, size * width, that.rows, 0, size * width);
    }

    @Override
    public int hashCode() {
        return 31 * List.of(size, width).hashCode()
                + Arrays.hashCode(rows.length == size * width ? rows : toRowMajor());
    }

    @Override
    public String toString() {
        return "Points" + shape();
    }
}
