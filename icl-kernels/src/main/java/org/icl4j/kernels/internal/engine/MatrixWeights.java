package org.icl4j.kernels.internal.engine;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.kernels.GramGradient;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights read from a column-major matrix. */
public final class MatrixWeights implements GramGradient.Weights {

    private static final long MOST = (1 << 28) - 1;

    private final INDArray matrix;
    private final long ld;

    public MatrixWeights(String name, INDArray matrix) {
        checkColumnMajor(name, matrix);
        this.matrix = matrix;
        this.ld = matrix.size(1) == 1 ? matrix.size(0) : matrix.stride(1);
    }

    @Override
    public void fill(int i, int rows, int j, int columns, int stride, double[] result) {
        long length = (columns - 1) * ld + rows;
        if (length > MOST) {
            // Of very tall matrices a buffer holds fewer columns.
            int half = columns / 2;
            double[] part = new double[rows * columns];
            fill(i, rows, j, half, columns, part);
            copy(part, columns, 0, half, rows, stride, result);
            fill(i, rows, j + half, columns - half, columns, part);
            copy(part, columns, half, columns - half, rows, stride, result);
            return;
        }
        try {
            DoubleBuffer buffer = NativeArrays.buffer(matrix, j * ld + i, (int) length);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    result[r * stride + c] = buffer.get(c * (int) ld + r);
                }
            }
        } finally {
            Reference.reachabilityFence(matrix);
        }
    }

    private static void copy(double[] part, int width, int at, int columns, int rows, int stride, double[] result) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(part, r * width, result, r * stride + at, columns);
        }
    }

    /** The symmetric matrix whose lower triangle this one is, for tiles with i at most j: a row of it is a piece of a column. */
    public GramGradient.Weights lowerTriangle() {
        return lowerTriangle(matrix, ld, (from, length) -> NativeArrays.buffer(matrix, from, length));
    }

    /** The symmetric matrix whose lower triangle is that of a matrix that needs no ND4J. */
    public static GramGradient.Weights lowerTriangle(NativeMatrix matrix) {
        return lowerTriangle(matrix, matrix.rows(), matrix::doubles);
    }

    private interface Memory {
        DoubleBuffer part(long from, int length);
    }

    private static GramGradient.Weights lowerTriangle(Object owner, long ld, Memory memory) {
        return (i, rows, j, columns, stride, result) -> {
            try {
                DoubleBuffer buffer = memory.part(i * ld + j, Math.toIntExact((rows - 1) * ld + columns));
                for (int r = 0; r < rows; r++) {
                    int from = i == j ? r : 0;
                    buffer.get(r * (int) ld + from, result, r * stride + from, columns - from);
                    for (int c = 0; c < from; c++) {
                        result[r * stride + c] = result[c * stride + r];
                    }
                }
            } finally {
                Reference.reachabilityFence(owner);
            }
        };
    }

    private static void checkColumnMajor(String name, INDArray matrix) {
        Require.notNull(name, matrix);
        if (matrix.rank() != 2 || matrix.dataType() != DataType.DOUBLE) {
            throw Require.error(
                    name,
                    "must be a float64 matrix, got " + matrix.dataType() + " of rank " + matrix.rank()
                            + (matrix.rank() == 2 ? "; use castTo(DataType.DOUBLE)" : ""));
        }
        if (matrix.stride(0) != 1 && matrix.size(0) > 1) {
            throw Require.error(
                    name,
                    "must have contiguous columns (order 'f'), got row stride " + matrix.stride(0) + "; use dup('f')");
        }
    }
}
