package org.icl4j.solvers.internal.tables;

import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between row-major heap tables and new column-major native matrices, transposing on the heap. */
public final class ColumnMajor {

    private ColumnMajor() {}

    /** A new 'f' array of shape [rows, columns] with the numbers of a row-major table. */
    public static INDArray columnMajor(int rows, int columns, double[] rowMajor) {
        INDArray array = NativeArrays.uninitialised(rows, columns);
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                column[i] = rowMajor[i * columns + j];
            }
            NativeArrays.copyIn(column, 0, array, (long) j * rows, rows);
        }
        return array;
    }

    /** The numbers of an 'f' array of fewer than 2^31 elements, row-major. */
    public static double[] toRowMajor(INDArray array) {
        int rows = Math.toIntExact(array.size(0));
        int columns = Math.toIntExact(array.size(1));
        double[] values = new double[Math.multiplyExact(rows, columns)];
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            NativeArrays.copyOut(array, (long) j * rows, column, 0, rows);
            for (int i = 0; i < rows; i++) {
                values[i * columns + j] = column[i];
            }
        }
        return values;
    }

    /** The diagonal of an 'f' array of shape [n, n]. */
    public static double[] diagonal(INDArray array) {
        int n = Math.toIntExact(array.size(0));
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            NativeArrays.copyOut(array, (long) i * n + i, diagonal, i, 1);
        }
        return diagonal;
    }

    /** Overwrites the diagonal of an 'f' array of shape [n, n]. */
    public static void setDiagonal(INDArray array, double[] diagonal) {
        for (int i = 0; i < diagonal.length; i++) {
            NativeArrays.copyIn(diagonal, i, array, (long) i * diagonal.length + i, 1);
        }
    }
}
