package org.icl4j.core.internal.blas;

import org.bytedeco.openblas.global.openblas_nolapack;

/** Squared distances from products, -2 P + (r 1' + 1 c'). */
final class Norms {

    private static final int MOST = 512;

    // Norms and ones.
    private final Panel columns = new Panel(2 * MOST);
    private final Panel rows = new Panel(2 * MOST);

    Norms() {
        columns.fill(MOST, MOST, 1);
        rows.fill(0, MOST, 1);
    }

    /** Where r_i + c_j is rounded once and 2 p_ij is exact: the bits of a loop, without one. */
    void add(
            int rowCount,
            double[] rowSquares,
            int firstRow,
            int count,
            double[] columnSquares,
            int first,
            Panel products) {
        rows.numbers().put(MOST, rowSquares, firstRow, rowCount);
        columns.numbers().put(0, columnSquares, first, count);
        int m = ChainProducts.width(count);
        openblas_nolapack.cblas_dgemm(
                openblas_nolapack.CblasColMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasTrans,
                m,
                rowCount,
                2,
                1,
                columns.address(),
                MOST,
                rows.address(),
                MOST,
                -2,
                products.address(),
                m);
    }
}
