package org.icl4j.solvers.internal.exact;

import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.solvers.internal.tables.Views;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The inverse of a Cholesky factor and that of the matrix, block by block of what is not zero: 2 n^3 / 3 flops together beside n^3 / 3 of the
 * factorisation, where solving for the identity and multiplying takes 2 n^3.
 */
public final class FactorInverses {

    private static final int BLOCK = 256;

    private FactorInverses() {}

    /**
     * L^-1, n^3 / 3 flops. Above the diagonal only its blocks on the diagonal are written, with zeros.
     *
     * @param l lower triangle of L, shape [n, n], column-major
     * @param inverse receives the lower triangle of L^-1
     */
    public static void lower(INDArray l, INDArray inverse) {
        int n = Math.toIntExact(l.size(0));
        double[] column = new double[n];
        for (int j = 0; j < n; j += BLOCK) {
            int width = Math.min(BLOCK, n - j);
            for (int c = 0; c < width; c++) {
                column[c] = 1;
                NativeArrays.copyIn(column, 0, inverse, (long) (j + c) * n + j, n - j);
                column[c] = 0;
            }
            // Columns j to j + width of L^-1 are 0 above row j, and L[j:, j:] X = [I; 0].
            Blas.get()
                    .trsm(
                            Side.LEFT,
                            Triangle.LOWER,
                            Transpose.NO,
                            1,
                            Views.block(l, j, n - j, j, n - j),
                            Views.block(inverse, j, n - j, j, width));
        }
    }

    /**
     * The lower triangle of factor L^-T L^-1, n^3 / 3 flops.
     *
     * @param factor a number
     * @param inverse L^-1 as {@link #lower} leaves it
     * @param result receives the lower triangle
     */
    public static void product(double factor, INDArray inverse, INDArray result) {
        int n = Math.toIntExact(inverse.size(0));
        int last = (n - 1) / BLOCK * BLOCK;
        for (int k = last; k >= 0; k -= BLOCK) {
            // Rows k to k + height of L^-1 are 0 right of column k + height; the last ones reach all of the result.
            int height = Math.min(BLOCK, n - k);
            int reach = k + height;
            Blas.get()
                    .syrk(
                            Triangle.LOWER,
                            Transpose.YES,
                            factor,
                            Views.block(inverse, k, height, 0, reach),
                            k == last ? 0 : 1,
                            Views.block(result, 0, reach, 0, reach));
        }
    }
}
