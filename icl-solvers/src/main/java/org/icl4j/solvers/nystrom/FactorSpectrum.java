package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.solvers.internal.tables.Views;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Eigenvalues and leverage scores of F F', from F'F. */
final class FactorSpectrum {

    /** Rows of which leverage scores are computed at a time. */
    private static final int SCORES = 4096;

    private FactorSpectrum() {}

    /** Those of F'F, descending. */
    static double[] eigenvalues(INDArray f, int rank) {
        try (INDArray gram = NativeArrays.uninitialised(rank, rank)) {
            Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, f, 0, gram);
            double[] ascending = Blas.get().syev(Triangle.LOWER, gram);
            double[] descending = new double[rank];
            for (int j = 0; j < rank; j++) {
                descending[j] = Math.max(0, ascending[rank - 1 - j]);
            }
            return descending;
        }
    }

    /** |L^-1 f_i|^2 with L L' = F'F + r I. */
    static double[] leverageScores(INDArray storage, int n, int rank, double ridge) {
        double[] scores = new double[n];
        if (rank == 0) {
            return scores;
        }
        try (INDArray l = NativeArrays.uninitialised(rank, rank)) {
            INDArray f = Views.columns(storage, 0, rank);
            Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, f, 0, l);
            for (int j = 0; j < rank; j++) {
                DoubleBuffer element = NativeArrays.buffer(l, (long) j * rank + j, 1);
                element.put(0, element.get(0) + ridge);
            }
            Blas.get().potrf(Triangle.LOWER, l);
            for (int from = 0; from < n; from += SCORES) {
                int count = Math.min(SCORES, n - from);
                try (INDArray rows = Views.block(storage, from, count, 0, rank).dup('f')) {
                    Blas.get().trsm(Blas.Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, l, rows);
                    double[] column = new double[count];
                    for (int j = 0; j < rank; j++) {
                        NativeArrays.copyOut(rows, (long) j * count, column, 0, count);
                        for (int i = 0; i < count; i++) {
                            scores[from + i] += column[i] * column[i];
                        }
                    }
                }
            }
        }
        return scores;
    }
}
