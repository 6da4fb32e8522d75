package org.icl4j.solvers.nystrom;

import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Nystrom approximation in random directions W, shape [n, k], orthonormal columns: with Y = K W + v W
 *
 * <pre>K + v I ~ Y (W'Y)^-1 Y' = F F',   F = Y C^-T,  C C' = W'Y,   v = sqrt(n) eps |K W|_F.</pre>
 */
final class Sketch {

    private Sketch() {}

    static void into(LinearOperator k, int rank, Randoms randoms, INDArray f) {
        int n = k.size();
        Blas blas = Blas.get();
        double[] w = orthonormal(n, rank, randoms);
        double[] y = new double[n * rank];
        k.apply(w, rank, y);
        double square = 0;
        for (double v : y) {
            square += v * v;
        }
        double shift = Math.sqrt(n * square) * Math.ulp(1.0);
        for (int i = 0; i < y.length; i++) {
            y[i] += shift * w[i];
        }
        try (INDArray directions = NativeArrays.fromRowMajor(n, rank, w);
                INDArray core = NativeArrays.uninitialised(rank, rank)) {
            double[] column = new double[n];
            for (int j = 0; j < rank; j++) {
                for (int i = 0; i < n; i++) {
                    column[i] = y[i * rank + j];
                }
                NativeArrays.copyIn(column, 0, f, (long) j * n, n);
            }
            blas.gemm(Transpose.YES, Transpose.NO, 1, directions, f, 0, core);
            blas.potrf(Triangle.LOWER, core);
            blas.trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, core, f);
        }
    }

    /** Gaussian columns made orthonormal by Cholesky of their inner products, twice; row-major. */
    private static double[] orthonormal(int n, int rank, Randoms randoms) {
        Blas blas = Blas.get();
        try (INDArray w = NativeArrays.uninitialised(n, rank);
                INDArray gram = NativeArrays.uninitialised(rank, rank)) {
            for (int j = 0; j < rank; j++) {
                NativeArrays.copyIn(randoms.split(j).gaussians(n), 0, w, (long) j * n, n);
            }
            for (int pass = 0; pass < 2; pass++) {
                blas.syrk(Triangle.LOWER, Transpose.YES, 1, w, 0, gram);
                blas.potrf(Triangle.LOWER, gram);
                blas.trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, gram, w);
            }
            return NativeArrays.toRowMajor(w);
        }
    }
}
