package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.Set;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.VectorMath;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.jspecify.annotations.Nullable;

/** The two triangular factors of a predictive variance, on the heap: row i of L and of the factor of F'F + r I, lower triangles. */
final class NystromVariance {

    private static final String CENTRES = "centresFactor";
    private static final String SQUARES = "squaresFactor";
    /** What it takes of a model's file. */
    static final Set<String> NAMES = Set.of(CENTRES, SQUARES);

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

    static NystromVariance of(NativeMatrix l, NativeMatrix f, int m, double ridge) {
        return new NystromVariance(rows(l, m), rows(f, m), m, ridge);
    }

    private static double[] rows(NativeMatrix lower, int m) {
        double[] rows = new double[m * m];
        DoubleBuffer buffer = lower.doubles(0, m * m);
        for (int j = 0; j < m; j++) {
            for (int i = j; i < m; i++) {
                rows[i * m + j] = buffer.get(j * m + i);
            }
        }
        return rows;
    }

    ModelFile addTo(ModelFile file) {
        return file.with(CENTRES, Points.ofRows(CENTRES, m, m, l)).with(SQUARES, Points.ofRows(SQUARES, m, m, f));
    }

    /** The factors of a file; null if it has none. */
    static @Nullable NystromVariance read(String name, ModelFile file, int m, double ridge) {
        if (!file.names().contains(CENTRES) && !file.names().contains(SQUARES)) {
            return null;
        }
        return new NystromVariance(factor(name, CENTRES, file, m), factor(name, SQUARES, file, m), m, ridge);
    }

    private static double[] factor(String name, String factor, ModelFile file, int m) {
        Points rows = file.points(factor);
        if (rows.size() != m || rows.width() != m) {
            throw Require.error(
                    name, factor + " [" + rows.size() + ", " + rows.width() + "] does not fit " + m + " centres");
        }
        for (int i = 0; i < m; i++) {
            if (!(rows.get(i, i) > 0)) {
                throw Require.error(name, factor + "[" + i + ", " + i + "] must be positive, got " + rows.get(i, i));
            }
        }
        return rows.toRowMajor();
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
