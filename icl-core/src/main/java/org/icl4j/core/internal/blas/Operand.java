package org.icl4j.core.internal.blas;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeMatrix;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix or vector as BLAS sees it: an address, a leading dimension, and whether the memory holds the transpose.
 *
 * @param pointer the address of the first element
 * @param layout how the memory is laid out
 */
record Operand(DoublePointer pointer, Layout layout) {

    /** The address of element (row, column) of the matrix that lies in memory column-major. */
    DoublePointer at(int row, int column) {
        return new Address(pointer, row + (long) column * layout.leading());
    }

    /**
     * Element (i, j) lies at i + j ld, or, where {@code rowMajor}, at i ld + j.
     *
     * @param leading the leading dimension ld; for a vector, the distance of neighbours
     * @param rowMajor whether column-major code sees the transpose
     */
    record Layout(int leading, boolean rowMajor) {

        /**
         * The layout of a matrix.
         *
         * @param name the argument's name
         * @param rows number of rows m
         * @param columns number of columns n
         * @param rowStride distance of (i + 1, j) from (i, j); without meaning for one row
         * @param columnStride distance of (i, j + 1) from (i, j); without meaning for one column
         * @return the layout, or null where neither stride is 1: BLAS cannot see such a matrix
         * @throws IllegalArgumentException if a size or a stride is more than BLAS's 32-bit integers hold
         */
        static @Nullable Layout of(String name, long rows, long columns, long rowStride, long columnStride) {
            if ((rowStride == 1 || rows == 1) && (columnStride >= rows || columns == 1)) {
                return new Layout(leading(name, rows, columns, columns == 1 ? rows : columnStride), false);
            }
            if ((columnStride == 1 || columns == 1) && (rowStride >= columns || rows == 1)) {
                return new Layout(leading(name, rows, columns, rows == 1 ? columns : rowStride), true);
            }
            return null;
        }

        private static int leading(String name, long rows, long columns, long leading) {
            // rows * columns may pass 2^31: only each of them, and ld, are ints.
            if (Math.max(leading, Math.max(rows, columns)) > Integer.MAX_VALUE) {
                throw Require.error(
                        name,
                        "shape [" + rows + ", " + columns + "] with leading dimension " + leading
                                + " is too large for BLAS, whose sizes are at most " + Integer.MAX_VALUE);
            }
            return (int) leading;
        }
    }

    /** A float64 matrix that needs no ND4J. */
    static Operand of(String name, NativeMatrix matrix) {
        if (matrix.type() != DataType.DOUBLE) {
            throw Require.error(name, "must be float64 (DataType.DOUBLE), got " + matrix.type());
        }
        return new Operand(new Address(matrix), new Layout(matrix.rows(), false));
    }

    /** A matrix that is only read: copied where BLAS cannot see it as it lies. */
    static Operand read(String name, INDArray array) {
        if (array.dataType() == DataType.DOUBLE) {
            Layout layout = Layout.of(name, array.size(0), array.size(1), array.stride(0), array.stride(1));
            if (layout != null) {
                return new Operand(new Address(array), layout);
            }
        }
        INDArray copy = array.castTo(DataType.DOUBLE).dup('f');
        return written(name, copy);
    }

    /** A matrix that is written: it must be column-major float64. */
    static Operand written(String name, INDArray array) {
        return new Operand(new Address(array), requireColumnMajor(name, array));
    }

    static Layout requireColumnMajor(String name, INDArray array) {
        requireFloat64(name, array);
        return columnMajor(name, array);
    }

    static Layout columnMajor(String name, INDArray array) {
        Layout layout = Layout.of(name, array.size(0), array.size(1), array.stride(0), array.stride(1));
        if (layout == null || layout.rowMajor()) {
            throw Require.error(
                    name,
                    "is written and must be column-major (order 'f', or a view of one with unit row stride), got shape "
                            + Arrays.toString(array.shape()) + " with strides " + Arrays.toString(array.stride()));
        }
        return layout;
    }

    /** A vector that is only read, of shape [n] or [n, 1]. */
    static Operand readVector(String name, INDArray array) {
        boolean usable = array.dataType() == DataType.DOUBLE && (array.stride(0) > 0 || array.size(0) == 1);
        return vector(name, usable ? array : array.castTo(DataType.DOUBLE).dup('f'));
    }

    /** A vector that is written, of shape [n] or [n, 1]. */
    static Operand writtenVector(String name, INDArray array) {
        requireVector(name, array);
        return vector(name, array);
    }

    static void requireVector(String name, INDArray array) {
        requireFloat64(name, array);
        if (array.size(0) > 1 && array.stride(0) < 1) {
            throw Require.error(
                    name, "is written and must have a positive stride, got " + Arrays.toString(array.stride()));
        }
    }

    private static Operand vector(String name, INDArray array) {
        long stride = array.size(0) == 1 ? 1 : array.stride(0);
        return new Operand(new Address(array), new Layout(Layout.leading(name, array.size(0), 1, stride), false));
    }

    private static void requireFloat64(String name, INDArray array) {
        if (array.dataType() != DataType.DOUBLE) {
            throw Require.error(name, "is written and must be float64 (DataType.DOUBLE), got " + array.dataType());
        }
    }

    /**
     * An array's address that keeps the array reachable. ND4J frees memory once the garbage collector finds its array
     * unreachable, even during a native call; but a native call holds its arguments, and this one holds the array.
     */
    private static final class Address extends DoublePointer {

        @SuppressWarnings({"unused", "UnusedVariable"})
        private final Object owner;

        Address(INDArray array) {
            // For a view this is the address of the view's own first element.
            super(array.data().addressPointer());
            this.owner = array;
        }

        Address(NativeMatrix matrix) {
            super(matrix.address());
            this.owner = matrix;
        }

        Address(DoublePointer base, long offset) {
            super(base);
            this.owner = base;
            position(base.position() + offset);
        }
    }
}
