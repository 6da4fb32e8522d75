package org.icl4j.kernels.tools;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Rows of a matrix, some at a time, on the heap: of a native array, or of a kernel matrix that is never formed. */
@FunctionalInterface
interface DenseRows {

    /** Rows that are read together. */
    int BAND = 64;

    /**
     * Reads the rows [from, from + count).
     *
     * @param from first row
     * @param count number of rows
     * @param result receives them, row-major
     */
    void read(int from, int count, double[] result);

    static int bands(int rows) {
        return (rows - 1) / BAND + 1;
    }

    static DenseRows of(Kernel kernel, Points x) {
        return (from, count, result) -> Gram.rowsInto(kernel, x, from, count, x, result, 0);
    }

    /** Rows of a symmetric array, which are its columns, too. */
    static DenseRows ofSymmetric(INDArray matrix) {
        boolean lines = matrix.dataType() == DataType.DOUBLE && matrix.stride(0) == 1 && matrix.size(0) > 1;
        return of(lines ? matrix.transpose() : matrix);
    }

    static DenseRows of(INDArray matrix) {
        int columns = (int) matrix.size(1);
        if (matrix.dataType() != DataType.DOUBLE || (matrix.stride(1) != 1 && matrix.stride(0) != 1)) {
            return (from, count, result) -> {
                double[] rows = NativeArrays.toRowMajor(
                        matrix.get(NDArrayIndex.interval(from, from + count), NDArrayIndex.all()));
                System.arraycopy(rows, 0, result, 0, rows.length);
            };
        }
        return (from, count, result) -> each(matrix, from, count, (line, at, length, step) -> {
            if (step == 1) {
                NativeArrays.copyOut(matrix, at, result, line, length);
                return;
            }
            double[] column = new double[length];
            NativeArrays.copyOut(matrix, at, column, 0, length);
            for (int i = 0; i < length; i++) {
                result[line + i * columns] = column[i];
            }
        });
    }

    /** Refuses arrays that {@link #write} cannot write. */
    static void requireWritable(String name, INDArray matrix) {
        if (matrix.dataType() != DataType.DOUBLE) {
            throw Require.error(
                    name, "must be float64 (DataType.DOUBLE) to be changed in place, got " + matrix.dataType());
        }
        if (matrix.stride(0) != 1 && matrix.stride(1) != 1 && matrix.length() > 1) {
            throw Require.error(
                    name,
                    "must have contiguous rows or columns to be changed in place, got strides [" + matrix.stride(0)
                            + ", " + matrix.stride(1) + "]");
        }
    }

    /** Writes the rows [from, from + count) of an array that {@link #requireWritable} accepts. */
    static void write(INDArray matrix, int from, int count, double[] rows) {
        int columns = (int) matrix.size(1);
        each(matrix, from, count, (line, at, length, step) -> {
            if (step == 1) {
                NativeArrays.copyIn(rows, line, matrix, at, length);
                return;
            }
            double[] column = new double[length];
            for (int i = 0; i < length; i++) {
                column[i] = rows[line + i * columns];
            }
            NativeArrays.copyIn(column, 0, matrix, at, length);
        });
    }

    /** Takes a contiguous piece of an array. */
    @FunctionalInterface
    interface PieceTask {

        /**
         * Takes a piece.
         *
         * @param index its first element in the row-major block of rows
         * @param at its first element in the array's memory
         * @param length number of elements
         * @param step 1 if the piece lies along a row, 0 if along a column
         */
        void accept(int index, long at, int length, int step);
    }

    private static void each(INDArray matrix, int from, int count, PieceTask task) {
        int columns = (int) matrix.size(1);
        if (matrix.stride(1) == 1 || (columns == 1 && matrix.stride(0) != 1)) {
            for (int i = 0; i < count; i++) {
                task.accept(i * columns, (long) (from + i) * matrix.stride(0), columns, 1);
            }
            return;
        }
        for (int j = 0; j < columns; j++) {
            task.accept(j, from + (long) j * matrix.stride(1), count, 0);
        }
    }
}
