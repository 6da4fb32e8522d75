package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The two triangular factors of a predictive variance, on the heap: row i of L and of the factor of F'F + r I, lower triangles. */
final class NystromVariance {

    private final double[] l;
    private final double[] f;
    private final int m;
    private final double ridge;

    private NystromVariance(double[] l, double[] f, int m, double ridge) {
        this.l = l;
        this.f = f;
        this.m = m;
        this.ridge = ridge;
    }

    static NystromVariance of(INDArray l, INDArray f, int m, double ridge) {
        return new NystromVariance(rows(l, m), rows(f, m), m, ridge);
    }

    private static double[] rows(INDArray lower, int m) {
        double[] rows = new double[m * m];
        DoubleBuffer buffer = NativeArrays.buffer(lower, 0, m * m);
        for (int j = 0; j < m; j++) {
            for (int i = j; i < m; i++) {
                rows[i * m + j] = buffer.get(j * m + i);
            }
        }
        return rows;
    }

    /** k(x, x) - |w|^2 + r w'(F'F + r I)^-1 w, w = L^-1 k(C, x), for each query; never below 0. */
    double[] of(Kernel kernel, Points centres, Points queries) {
        double[] variance = new double[queries.size()];
        kernel.diagonal(queries, 0, queries.size(), variance, 0);
        double[] k = new double[m];
        for (int q = 0; q < variance.length; q++) {
            Gram.rowsInto(kernel, queries, q, 1, centres, k, 0);
            solve(l, k);
            double known = dot(k, k);
            solve(f, k);
            variance[q] = Math.max(0, variance[q] - known + ridge * dot(k, k));
        }
        return variance;
    }

    private void solve(double[] lower, double[] v) {
        for (int i = 0; i < m; i++) {
            double sum = v[i] - VectorMath.get().dot(lower, i * m, v, 0, i);
            v[i] = sum / lower[i * m + i];
        }
    }

    private static double dot(double[] a, double[] b) {
        return VectorMath.get().dot(a, 0, b, 0, a.length);
    }
}
