package org.icl4j.attention.tasks;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.icl4j.core.Require;

/** The root R = V diag(sqrt l) V' of a symmetric positive semidefinite matrix, so that R R = S and R z has covariance S. */
final class SymmetricRoot {

    /** Eigenvalues below -TOLERANCE times the greatest are no rounding. */
    private static final double TOLERANCE = 1e-8;

    private SymmetricRoot() {}

    static double[][] of(String name, double[][] matrix) {
        int n = Require.notNull(name, matrix).length;
        if (n == 0) {
            throw Require.error(name, "is empty");
        }
        double[][] copy = new double[n][];
        for (int i = 0; i < n; i++) {
            String row = name + "[" + i + "]";
            copy[i] = Require.finite(row, Require.length(row, matrix[i], n, "the matrix is square"))
                    .clone();
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double size = Math.sqrt(Math.abs(copy[i][i] * copy[j][j])) + Math.abs(copy[i][j]);
                if (Math.abs(copy[i][j] - copy[j][i]) > TOLERANCE * size) {
                    throw Require.error(
                            name,
                            "is not symmetric: [" + i + "][" + j + "] is " + copy[i][j] + ", [" + j + "][" + i + "] is "
                                    + copy[j][i]);
                }
                copy[i][j] = copy[j][i];
            }
        }
        return root(name, copy);
    }

    /** As {@link #of}, of a matrix known to be symmetric, which it may keep. */
    static double[][] root(String name, double[][] symmetric) {
        int n = symmetric.length;
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(symmetric, false));
        double[] l = eigen.getRealEigenvalues();
        double greatest = 0;
        for (double value : l) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        double[][] root = new double[n][n];
        for (int k = 0; k < n; k++) {
            if (l[k] < -TOLERANCE * greatest) {
                throw Require.error(name, "is not positive semidefinite: it has the eigenvalue " + l[k]);
            }
            double[] v = eigen.getEigenvector(k).toArray();
            double s = Math.sqrt(Math.max(l[k], 0));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    root[i][j] += s * v[i] * v[j];
                }
            }
        }
        return root;
    }
}
