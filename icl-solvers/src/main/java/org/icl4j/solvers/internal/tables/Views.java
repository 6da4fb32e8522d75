package org.icl4j.solvers.internal.tables;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Views of native matrices; ND4J's own intervals lose some. */
public final class Views {

    private Views() {}

    /** The columns [from, from + count) of a column-major matrix. */
    public static INDArray columns(INDArray matrix, int from, int count) {
        return block(matrix, 0, Math.toIntExact(matrix.size(0)), from, count);
    }

    /** The rows [i, i + rows) of the columns [j, j + columns) of a column-major matrix. */
    public static INDArray block(INDArray matrix, int i, int rows, int j, int columns) {
        long stride = matrix.stride(1);
        long offset = matrix.offset() + i + j * stride;
        return Nd4j.create(matrix.data(), new long[] {rows, columns}, new long[] {1, stride}, offset, 'f');
    }
}
