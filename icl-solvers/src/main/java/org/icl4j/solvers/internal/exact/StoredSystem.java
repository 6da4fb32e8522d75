package org.icl4j.solvers.internal.exact;

import java.nio.DoubleBuffer;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A = K + D with K in one triangle of an array whose other triangle may hold a factor: a product with it reads n^2 / 2 numbers,
 * where the kernel's values would be computed anew. D stays apart, so that a small ridge keeps its digits.
 *
 * @param matrix shape [n, n], float64
 * @param triangle the triangle that is K's, the diagonal included
 * @param shift the diagonal of D, length n
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredSystem(NativeMatrix matrix, Blas.Triangle triangle, double[] shift) {

    private static final int BAND = 64;

    int size() {
        return matrix.rows();
    }

    /** A V, shape [n, t], row-major as V. */
    double[] times(double[] v, int t) {
        try (NativeMatrix b = ColumnMajor.matrix(size(), t, v);
                NativeMatrix product = NativeMatrix.reserve(DataType.DOUBLE, size(), t)) {
            Blas.get().symm(triangle, 1, matrix, b, 0, product);
            double[] result = ColumnMajor.toRowMajor(product);
            for (int i = 0; i < result.length; i++) {
                result[i] += shift[i / t] * v[i];
            }
            return result;
        }
    }

    /** The greatest |b - A v| / |b| of the right-hand sides, row-major [n, t]. */
    double worstResidual(double[] v, double[] b, int t) {
        double[] product = times(v, t);
        double[] norms = new double[t];
        for (int j = 0; j < t; j++) {
            norms[j] = Vectors.norm(Vectors.difference(Vectors.column(b, t, j), Vectors.column(product, t, j)));
        }
        return Vectors.worstRelative(norms, b);
    }

    /** Rows of K, whole, row-major [p, n], from the lower triangle: of row i what lies left of the diagonal is spread over i columns. */
    double[] rows(int[] points) {
        int n = size();
        double[] rows = new double[points.length * n];
        Parallel.run((n + BAND - 1) / BAND, band -> {
            for (int j = band * BAND; j < Math.min(n, (band + 1) * BAND); j++) {
                DoubleBuffer column = matrix.doubles((long) j * n + j, n - j);
                for (int p = 0; p < points.length; p++) {
                    if (points[p] >= j) {
                        rows[p * n + j] = column.get(points[p] - j);
                    }
                }
            }
        });
        for (int p = 0; p < points.length; p++) {
            int i = points[p];
            matrix.doubles((long) i * n + i, n - i).get(rows, p * n + i, n - i);
        }
        return rows;
    }

    /** Rounds the diagonal of A to that of a float32 matrix of the same shape. */
    void roundDiagonalInto(NativeMatrix single) {
        double[] diagonal = Vectors.sum(matrix.diagonal(), shift);
        int n = size();
        for (int i = 0; i < n; i++) {
            single.floats((long) i * n + i, 1).put(0, (float) diagonal[i]);
        }
    }

    /** Rounds the lower triangle of A to a float32 one of the same shape. */
    void roundLowerInto(NativeMatrix single) {
        int n = size();
        Parallel.run((n + BAND - 1) / BAND, band -> {
            double[] column = new double[n];
            float[] rounded = new float[n];
            for (int j = band * BAND; j < Math.min(n, (band + 1) * BAND); j++) {
                int length = n - j;
                matrix.doubles((long) j * n + j, length).get(column, 0, length);
                column[0] += shift[j];
                for (int i = 0; i < length; i++) {
                    rounded[i] = (float) column[i];
                }
                single.floats((long) j * n + j, length).put(rounded, 0, length);
            }
        });
    }
}
