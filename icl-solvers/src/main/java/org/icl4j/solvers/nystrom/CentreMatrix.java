package org.icl4j.solvers.nystrom;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What follows from the kernel matrix of centres, block by block of points. */
final class CentreMatrix {

    private static final int ROWS = 2048;

    private CentreMatrix() {}

    /** (k_ii - k_iS (K_SS + r m / n I)^-1 k_Si) / r. */
    static double[] leverageScores(Kernel kernel, Points x, int[] centres, double ridge, Progress progress) {
        int n = x.size();
        double[] scores = new double[n];
        kernel.diagonal(x, 0, n, scores, 0);
        double[] explained = explained(kernel, x, centres, ridge * centres.length / n, progress);
        for (int i = 0; i < n; i++) {
            scores[i] = Math.max(0, scores[i] - explained[i]) / ridge;
        }
        return scores;
    }

    /** k_iS (K_SS + c I)^-1 k_Si for all i: the squared columns of L^-1 K_S:. */
    static double[] explained(Kernel kernel, Points x, int[] centres, double shift, Progress progress) {
        Points s = x.select(centres);
        int m = s.size();
        int n = x.size();
        double[] explained = new double[n];
        Blas blas = Blas.get();
        LowRankFactor.ask(progress, "leverage", 0, n);
        try (INDArray l = NativeArrays.uninitialised(m, m)) {
            Gram.lowerInto(kernel, s, shift, l);
            blas.potrf(Triangle.LOWER, l);
            for (int from = 0; from < n; from += ROWS) {
                int count = Math.min(ROWS, n - from);
                int[] rows = new int[count];
                for (int i = 0; i < count; i++) {
                    rows[i] = from + i;
                }
                try (INDArray k = NativeArrays.uninitialised(m, count)) {
                    Gram.into(kernel, s, x.select(rows), k);
                    blas.trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, l, k);
                    double[] column = new double[m];
                    for (int i = 0; i < count; i++) {
                        NativeArrays.copyOut(k, (long) i * m, column, 0, m);
                        double sum = 0;
                        for (double v : column) {
                            sum += v * v;
                        }
                        explained[from + i] = sum;
                    }
                }
                LowRankFactor.ask(progress, "leverage", from + (long) count, n);
            }
        }
        return explained;
    }
}
