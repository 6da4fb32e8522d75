package org.icl4j.solvers.nystrom;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Views of native matrices. */
final class Views {

    private Views() {}

    /** The columns [from, from + count) of a column-major matrix; ND4J's own intervals lose some. */
    static INDArray columns(INDArray matrix, int from, int count) {
        long n = matrix.size(0);
        long offset = matrix.offset() + from * n;
        return Nd4j.create(matrix.data(), new long[] {n, count}, new long[] {1, n}, offset, 'f');
    }
}
