package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** Random orthonormal rows, uniform over all of them: Gram-Schmidt on normal vectors, twice for orthogonality to rounding. */
final class Rotations {

    private Rotations() {}

    static double[][] orthonormal(int count, int width, Randoms randoms) {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = randoms.gaussians(width);
            orthonormalise(rows, i);
        }
        return rows;
    }

    /** Row i less its parts along the rows before it, of norm 1; a row in their span becomes 0. */
    static void orthonormalise(double[][] rows, int i) {
        double before = Math.sqrt(dot(rows[i], rows[i]));
        removeParts(rows[i], rows, i);
        double norm = Math.sqrt(dot(rows[i], rows[i]));
        boolean inSpan = norm <= 1e-12 * before;
        for (int j = 0; j < rows[i].length; j++) {
            rows[i][j] = inSpan ? 0 : rows[i][j] / norm;
        }
    }

    /** v less its parts along the first rows, which are orthonormal or 0. */
    static void removeParts(double[] v, double[][] rows, int count) {
        for (int pass = 0; pass < 2; pass++) {
            for (int k = 0; k < count; k++) {
                double part = dot(v, rows[k]);
                for (int j = 0; j < v.length; j++) {
                    v[j] -= part * rows[k][j];
                }
            }
        }
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
