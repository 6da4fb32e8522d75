package org.icl4j.kernels;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights read from a column-major matrix. */
final class MatrixWeights implements GramGradient.Weights {

    private static final long MOST = (1 << 28) - 1;

    private final INDArray matrix;
    private final long ld;

    MatrixWeights(String name, INDArray matrix) {
        GramGradient.checkColumnMajor(name, matrix);
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
    GramGradient.Weights lowerTriangle() {
        return (i, rows, j, columns, stride, result) -> {
            for (int r = 0; r < rows; r++) {
                int from = i == j ? r : 0;
                NativeArrays.copyOut(matrix, (i + r) * ld + j + from, result, r * stride + from, columns - from);
                for (int c = 0; c < from; c++) {
                    result[r * stride + c] = result[c * stride + r];
                }
            }
        };
    }
}
