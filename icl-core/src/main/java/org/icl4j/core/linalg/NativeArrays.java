package org.icl4j.core.linalg;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.Nd4jStart;
import org.icl4j.core.internal.memory.LargeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Bulk copies between heap arrays and ND4J's native memory, and large arrays. One copy of a million numbers costs
 * about a millisecond; reading them one by one through ND4J costs 300.
 */
public final class NativeArrays {

    private NativeArrays() {}

    /**
     * A new column-major float64 matrix with undefined contents. Large ones should be given back with
     * {@link INDArray#close()} as soon as they are done with: the garbage collector does not see their size. Large ones are
     * not cleared, and on Linux in pages of 2 MiB.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @return shape [rows, columns], order 'f'
     */
    public static INDArray uninitialised(long rows, long columns) {
        return LargeArrays.uninitialised(rows, columns);
    }

    static void startNd4j() {
        Nd4jStart.require();
    }

    /**
     * A copy of a heap table as a native matrix.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @param values row-major numbers
     * @return shape [rows, columns], order 'c', float64
     * @throws IllegalArgumentException if there are not rows * columns values
     */
    public static INDArray fromRowMajor(int rows, int columns, double[] values) {
        Require.positive("rows", rows);
        Require.positive("columns", columns);
        Require.length("values", values, Math.multiplyExact(rows, columns), rows + " rows of " + columns);
        Nd4jStart.require();
        INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'c');
        copyIn(values, 0, array, 0, values.length);
        return array;
    }

    /**
     * A copy of a native array of any order, view or numeric type as a heap table.
     *
     * @param array rank 1 or 2, fewer than 2^31 elements
     * @return row-major numbers
     */
    public static double[] toRowMajor(INDArray array) {
        Require.numeric("array", array);
        if (array.length() > Integer.MAX_VALUE) {
            throw Require.error("array", "has " + array.length() + " elements, more than a heap array holds");
        }
        INDArray plain = array.dataType() == DataType.DOUBLE ? array : array.castTo(DataType.DOUBLE);
        boolean rowMajor = plain.rank() == 2
                ? (plain.stride(1) == 1 || plain.size(1) == 1)
                        && (plain.stride(0) == plain.size(1) || plain.size(0) == 1)
                : plain.stride(0) == 1;
        if (!rowMajor) {
            plain = plain.dup('c');
        }
        double[] values = new double[(int) plain.length()];
        copyOut(plain, 0, values, 0, values.length);
        return values;
    }

    /**
     * Copies heap numbers into an array's memory, starting at its own first element.
     *
     * @param source the numbers
     * @param sourceOffset first of them
     * @param target a float64 array
     * @param targetOffset elements after the target's first, in memory order
     * @param length how many
     * @throws IndexOutOfBoundsException if either range is not inside its array's memory
     */
    public static void copyIn(double[] source, int sourceOffset, INDArray target, long targetOffset, int length) {
        Require.notNull("source", source);
        Require.notNull("target", target);
        Objects.checkFromIndexSize(sourceOffset, length, source.length);
        try {
            pointer("target", target, targetOffset, length).put(source, sourceOffset, length);
        } finally {
            // ND4J frees the memory of an array that the garbage collector finds unreachable, even during a copy.
            Reference.reachabilityFence(target);
        }
    }

    /**
     * Copies numbers out of an array's memory.
     *
     * @param source a float64 array
     * @param sourceOffset elements after the source's first, in memory order
     * @param target receives the numbers
     * @param targetOffset where to begin
     * @param length how many
     * @throws IndexOutOfBoundsException if either range is not inside its array's memory
     */
    public static void copyOut(INDArray source, long sourceOffset, double[] target, int targetOffset, int length) {
        Require.notNull("source", source);
        Require.notNull("target", target);
        Objects.checkFromIndexSize(targetOffset, length, target.length);
        try {
            pointer("source", source, sourceOffset, length).get(target, targetOffset, length);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    /**
     * A part of an array's memory as a buffer: many short pieces are copied in or out faster than through
     * {@link #copyIn}.
     *
     * @param array a float64 array; it must stay reachable while the buffer is used
     * @param offset elements after the array's first, in memory order
     * @param length number of elements, at most 2^28 - 1
     * @return a view of the memory that owns nothing
     */
    public static DoubleBuffer buffer(INDArray array, long offset, int length) {
        return pointer("array", array, offset, length).limit(length).asBuffer();
    }

    /**
     * A part of a float32 array's memory as a buffer.
     *
     * @param array a float32 array; it must stay reachable while the buffer is used
     * @param offset elements after the array's first, in memory order
     * @param length number of elements, at most 2^29 - 1
     * @return a view of the memory that owns nothing
     */
    public static FloatBuffer floatBuffer(INDArray array, long offset, int length) {
        requireInside("array", DataType.FLOAT, "float32", array, offset, length);
        return new FloatPointer(array.data().addressPointer())
                .getPointer(offset)
                .limit(length)
                .asBuffer();
    }

    // A copy beyond the memory of an array, or to address 0, would end the JVM or corrupt another array.
    private static DoublePointer pointer(String name, INDArray array, long offset, int length) {
        requireInside(name, DataType.DOUBLE, "float64", array, offset, length);
        // A shifted address, not a position: JavaCPP cuts a buffer at 2^31 bytes from the address.
        return new DoublePointer(array.data().addressPointer()).getPointer(offset);
    }

    private static void requireInside(
            String name, DataType type, String typeName, INDArray array, long offset, int length) {
        Require.numeric(name, array);
        if (array.dataType() != type) {
            throw Require.error(name, "must be " + typeName + " (DataType." + type + "), got " + array.dataType());
        }
        Objects.checkFromIndexSize(offset, length, array.data().length());
    }
}
