package org.icl4j.solvers.internal.tables;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between row-major heap tables and new column-major native matrices, transposing on the heap. */
public final class ColumnMajor {

    private ColumnMajor() {}

    /** A new 'f' array of shape [rows, columns] with the numbers of a row-major table. */
    public static INDArray columnMajor(int rows, int columns, double[] rowMajor) {
        INDArray array = NativeArrays.uninitialised(rows, columns);
        if (columns == 1) {
            NativeArrays.copyIn(rowMajor, 0, array, 0, rows);
            return array;
        }
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                column[i] = rowMajor[i * columns + j];
            }
            NativeArrays.copyIn(column, 0, array, (long) j * rows, rows);
        }
        return array;
    }

    /** A new matrix that needs no ND4J, with the numbers of a row-major table. */
    public static NativeMatrix matrix(int rows, int columns, double[] rowMajor) {
        NativeMatrix matrix = NativeMatrix.reserve(DataType.DOUBLE, rows, columns);
        if (columns == 1) {
            matrix.doubles(0, rows).put(rowMajor, 0, rows);
            return matrix;
        }
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                column[i] = rowMajor[i * columns + j];
            }
            matrix.doubles((long) j * rows, rows).put(column);
        }
        return matrix;
    }

    /** The numbers of a float64 matrix, row-major. */
    public static double[] toRowMajor(NativeMatrix matrix) {
        int rows = matrix.rows();
        int columns = matrix.columns();
        double[] values = new double[Math.multiplyExact(rows, columns)];
        if (columns == 1) {
            matrix.doubles(0, rows).get(values);
            return values;
        }
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            matrix.doubles((long) j * rows, rows).get(column);
            for (int i = 0; i < rows; i++) {
                values[i * columns + j] = column[i];
            }
        }
        return values;
    }

    /** The numbers of an 'f' array of fewer than 2^31 elements, row-major. */
    public static double[] toRowMajor(INDArray array) {
        int rows = Math.toIntExact(array.size(0));
        int columns = Math.toIntExact(array.size(1));
        double[] values = new double[Math.multiplyExact(rows, columns)];
        if (columns == 1) {
            NativeArrays.copyOut(array, 0, values, 0, rows);
            return values;
        }
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
        int n = (int) array.size(0);
        double[] diagonal = new double[n];
        try {
            for (int from = 0, to; from < n; from = to) {
                to = pieceEnd(from, n);
                DoubleBuffer piece = piece(array, n, from, to);
                for (int i = from; i < to; i++) {
                    diagonal[i] = piece.get((i - from) * (n + 1));
                }
            }
        } finally {
            Reference.reachabilityFence(array);
        }
        return diagonal;
    }

    /** Overwrites the diagonal of an 'f' array of shape [n, n]. */
    public static void setDiagonal(INDArray array, double[] diagonal) {
        int n = diagonal.length;
        try {
            for (int from = 0, to; from < n; from = to) {
                to = pieceEnd(from, n);
                DoubleBuffer piece = piece(array, n, from, to);
                for (int i = from; i < to; i++) {
                    piece.put((i - from) * (n + 1), diagonal[i]);
                }
            }
        } finally {
            Reference.reachabilityFence(array);
        }
    }

    // A buffer holds less than 2^28 numbers.
    private static int pieceEnd(int from, int n) {
        return (int) Math.min(n, from + Math.max(1, (1L << 27) / (n + 1)));
    }

    // Buffers do not keep an array's memory: it must stay reachable.
    private static DoubleBuffer piece(INDArray array, int n, int from, int to) {
        long step = n + 1L;
        return NativeArrays.buffer(array, from * step, (int) ((to - from - 1) * step + 1));
    }
}
