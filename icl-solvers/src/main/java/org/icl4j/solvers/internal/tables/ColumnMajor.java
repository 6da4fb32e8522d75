package org.icl4j.solvers.internal.tables;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import org.icl4j.core.linalg.NativeArrays;
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
        double[] diagonal = new double[Math.toIntExact(array.size(0))];
        try {
            for (int from = 0, to; from < diagonal.length; from = to) {
                to = pieceEnd(from, diagonal.length);
                DoubleBuffer piece = piece(array, from, to);
                for (int i = from; i < to; i++) {
                    diagonal[i] = piece.get((i - from) * (diagonal.length + 1));
                }
            }
            return diagonal;
        } finally {
            Reference.reachabilityFence(array);
        }
    }

    /** Overwrites the diagonal of an 'f' array of shape [n, n]. */
    public static void setDiagonal(INDArray array, double[] diagonal) {
        try {
            for (int from = 0, to; from < diagonal.length; from = to) {
                to = pieceEnd(from, diagonal.length);
                DoubleBuffer piece = piece(array, from, to);
                for (int i = from; i < to; i++) {
                    piece.put((i - from) * (diagonal.length + 1), diagonal[i]);
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

    private static DoubleBuffer piece(INDArray array, int from, int to) {
        long step = array.size(0) + 1;
        return NativeArrays.buffer(array, from * step, (int) ((to - from - 1) * step + 1));
    }
}
