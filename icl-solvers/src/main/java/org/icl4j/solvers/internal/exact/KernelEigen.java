package org.icl4j.solvers.internal.exact;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.tools.KernelSpectrum;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The eigendecomposition of S (K + V) S = Q diag(w) Q' with diagonal S and V, on the heap. Cost: about 9 n^3 flops once. Memory: 24 n^2
 * bytes of native memory while it is computed, 8 n^2 on the heap afterwards.
 *
 * @param values eigenvalues w, ascending
 * @param vectors row j is the eigenvector of w_j: [n, n]
 */
@SuppressWarnings("ArrayRecordComponent")
public record KernelEigen(double[] values, double[] vectors) {

    /** Of K itself. */
    public static KernelEigen of(String purpose, Kernel kernel, Points x) {
        return of(purpose, kernel, x, null, null);
    }

    /**
     * Decomposes.
     *
     * @param purpose what it is for, for messages
     * @param kernel k
     * @param x the n points
     * @param roots S, length n; null for I
     * @param noise V, length n; null for 0
     * @throws IllegalArgumentException if it does not fit into memory, or n is too large
     */
    public static KernelEigen of(
            String purpose, Kernel kernel, Points x, double @Nullable [] roots, double @Nullable [] noise) {
        int n = x.size();
        KernelSpectrum.requireRoom("context", purpose, n);
        double[] q = new double[n * n];
        try (INDArray k = NativeArrays.uninitialised(n, n)) {
            Gram.lowerInto(kernel, x, 0, k);
            new KernelSystem(kernel, 0, x, noise).addNoise(k);
            if (roots != null) {
                scale(k, roots);
            }
            double[] w = Blas.get().syev(Blas.Triangle.LOWER, k);
            NativeArrays.copyOut(k, 0, q, 0, n * n);
            return new KernelEigen(w, q);
        }
    }

    private static void scale(INDArray k, double[] roots) {
        int n = roots.length;
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            NativeArrays.copyOut(k, (long) j * n + j, column, j, n - j);
            for (int i = j; i < n; i++) {
                column[i] *= roots[i] * roots[j];
            }
            NativeArrays.copyIn(column, j, k, (long) j * n + j, n - j);
        }
    }

    /** n. */
    public int size() {
        return values.length;
    }

    /** The greatest eigenvalue in magnitude: of a kernel that is not positive definite the least may be that. */
    public double norm() {
        return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
    }

    /** n eps |K|: at most that is the error of an eigenvalue. */
    public double threshold() {
        return size() * Vectors.EPS * norm();
    }

    /** Q'B for B row-major [n, t]. */
    public double[] project(double[] b, int t) {
        return Vectors.product(false, false, size(), t, size(), vectors, size(), b, t);
    }

    /** Q C for C row-major [n, t]. */
    public double[] expand(double[] c, int t) {
        return Vectors.product(true, false, size(), t, size(), vectors, size(), c, t);
    }
}
