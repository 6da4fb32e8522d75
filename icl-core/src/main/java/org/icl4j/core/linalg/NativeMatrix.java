package org.icl4j.core.linalg;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Require;
import org.icl4j.core.internal.memory.LargeArrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A column-major matrix in native memory that needs no ND4J, whose loading takes longer than many a fit: {@link Blas} works on it
 * directly. Its memory is taken from the operating system page by page as it is first written, by the thread that writes, and what
 * is never written, such as the other triangle of a symmetric matrix, is never taken. Contents are undefined until they are written.
 *
 * <p>Only {@link #close} gives the memory back: use try-with-resources. What has 128 KiB or more is kept for a second or two, for a
 * matrix of the same size that may follow.
 */
public final class NativeMatrix implements AutoCloseable {

    private final DataType type;
    private final int rows;
    private final int columns;
    private final Pointer memory;
    private @Nullable INDArray array;
    private final @Nullable NativeMatrix whole; // whose columns these are; null for a matrix with memory of its own
    private boolean closed;

    private NativeMatrix(DataType type, int rows, int columns) {
        this.type = type;
        this.rows = rows;
        this.columns = columns;
        // Not a new DoublePointer: JavaCPP counts address ranges, written or not, against a limit of its own.
        this.memory = LargeArrays.allocate(Math.multiplyExact((long) rows * columns, (long) type.width()));
        this.whole = null;
    }

    private NativeMatrix(NativeMatrix whole, int from, int count) {
        this.type = whole.type;
        this.rows = whole.rows;
        this.columns = count;
        this.memory = new BytePointer(whole.address()).getPointer((long) from * rows * type.width());
        this.whole = whole.whole == null ? whole : whole.whole;
    }

    /**
     * A new matrix.
     *
     * @param type {@link DataType#DOUBLE} or {@link DataType#FLOAT}
     * @param rows number of rows
     * @param columns number of columns
     * @return the matrix with undefined contents
     * @throws IllegalArgumentException if the type is another one, a size is not positive, or the system refuses the address
     *     range
     */
    public static NativeMatrix reserve(DataType type, int rows, int columns) {
        Require.notNull("type", type);
        if (type != DataType.DOUBLE && type != DataType.FLOAT) {
            throw Require.error("type", "must be DOUBLE or FLOAT, got " + type);
        }
        return new NativeMatrix(type, Require.positive("rows", rows), Require.positive("columns", columns));
    }

    /**
     * Some columns of this matrix: the same memory, which stays this matrix's to close.
     *
     * @param from the first of them
     * @param count how many, at least 1
     * @return a view of shape [rows, count]; closing it does nothing
     * @throws IllegalArgumentException if there are no such columns
     * @throws IllegalStateException if the matrix has been closed
     */
    public NativeMatrix columns(int from, int count) {
        Require.inRange("from", from, 0, columns - 1);
        Require.inRange("count", count, 1, columns - from);
        return new NativeMatrix(this, from, count);
    }

    /**
     * Whether the two have an element in common.
     *
     * @param other another matrix
     * @return whether writing into one may change the other
     */
    public boolean overlaps(NativeMatrix other) {
        long first = address().address();
        long otherFirst = Require.notNull("other", other).address().address();
        return first < otherFirst + other.bytes() && otherFirst < first + bytes();
    }

    private long bytes() {
        return (long) rows * columns * type.width();
    }

    /**
     * What the elements are.
     *
     * @return {@link DataType#DOUBLE} or {@link DataType#FLOAT}
     */
    public DataType type() {
        return type;
    }

    /**
     * The number of rows.
     *
     * @return at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return at least 1
     */
    public int columns() {
        return columns;
    }

    /**
     * The address of the first element, for native code: element (i, j) lies i + j rows elements after it.
     *
     * @return a pointer that owns nothing; not to be used once the matrix is closed
     * @throws IllegalStateException if the matrix has been closed
     */
    public Pointer address() {
        if (closed || (whole != null && whole.closed)) {
            throw new IllegalStateException("the matrix of shape [" + rows + ", " + columns + "] has been closed");
        }
        return memory;
    }

    /**
     * The same memory as an array of ND4J, which is started for it. Not to be used after {@link #close}, and not to be closed by
     * itself.
     *
     * @return shape [rows, columns], order 'f'; the same object at every call
     */
    public synchronized INDArray array() {
        if (array == null) {
            Pointer first = address();
            long length = (long) rows * columns;
            Pointer elements = type == DataType.DOUBLE ? new DoublePointer(first) : new FloatPointer(first);
            NativeArrays.startNd4j();
            DataBuffer data = Nd4j.createBuffer(elements.capacity(length), length, type);
            array = Nd4j.create(data, new long[] {rows, columns}, new long[] {1, rows}, 0, 'f', type);
        }
        return array;
    }

    /**
     * A part of a float64 matrix's memory.
     *
     * @param offset elements after the first, column by column
     * @param length number of elements, at most 2^28 - 1
     * @return a view of the memory that owns nothing
     */
    public DoubleBuffer doubles(long offset, int length) {
        require(DataType.DOUBLE, offset, length);
        // A shifted address, not a position: JavaCPP cuts a buffer at 2^31 bytes from the address.
        return new DoublePointer(address()).getPointer(offset).limit(length).asBuffer();
    }

    /**
     * A part of a float32 matrix's memory.
     *
     * @param offset elements after the first, column by column
     * @param length number of elements, at most 2^29 - 1
     * @return a view of the memory that owns nothing
     */
    public FloatBuffer floats(long offset, int length) {
        require(DataType.FLOAT, offset, length);
        return new FloatPointer(address()).getPointer(offset).limit(length).asBuffer();
    }

    /**
     * A copy of a square float64 matrix's diagonal, by one native call.
     *
     * @return a_ii, length n
     * @throws IllegalArgumentException if the matrix is not square, or of float32
     */
    public double[] diagonal() {
        double[] diagonal = new double[requireSquare()];
        try (NativeMatrix line = reserve(DataType.DOUBLE, rows, 1)) {
            openblas.cblas_dcopy(rows, new DoublePointer(address()), rows + 1, new DoublePointer(line.memory), 1);
            line.doubles(0, rows).get(diagonal);
        }
        return diagonal;
    }

    /**
     * Overwrites a square float64 matrix's diagonal, by one native call.
     *
     * @param diagonal a_ii, length n
     * @throws IllegalArgumentException if the matrix is not square, or of float32, the length is not n, or a number is not finite
     */
    public void setDiagonal(double[] diagonal) {
        Require.finite("diagonal", Require.length("diagonal", diagonal, requireSquare(), "one for each row"));
        try (NativeMatrix line = reserve(DataType.DOUBLE, rows, 1)) {
            line.doubles(0, rows).put(diagonal);
            openblas.cblas_dcopy(rows, new DoublePointer(line.memory), 1, new DoublePointer(address()), rows + 1);
        }
    }

    private int requireSquare() {
        if (rows != columns || type != DataType.DOUBLE) {
            throw Require.error("matrix", "must be square and of type DOUBLE, got " + this);
        }
        return rows;
    }

    // A buffer beyond the memory would corrupt what lies there.
    private void require(DataType expected, long offset, int length) {
        if (type != expected) {
            throw Require.error("type", "must be " + expected + " for this view, got " + type);
        }
        Objects.checkFromIndexSize(offset, length, (long) rows * columns);
    }

    /** Gives the memory back; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed && whole == null) {
            closed = true;
            if (array != null) {
                array.close();
            }
            LargeArrays.free(memory, bytes());
        }
    }

    @Override
    public String toString() {
        return type + " [" + rows + ", " + columns + "]" + (closed ? ", closed" : "");
    }
}
