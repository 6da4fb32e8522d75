package org.icl4j.attention.theory;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.icl4j.core.Require;

/** Checked square matrices. */
final class Matrices {

    private Matrices() {}

    static RealMatrix square(String name, double[][] matrix) {
        return square(name, matrix, Require.notNull(name, matrix).length);
    }

    static RealMatrix square(String name, double[][] matrix, int size) {
        int n = Require.notNull(name, matrix).length;
        if (n == 0) {
            throw Require.error(name, "is empty");
        }
        if (n != size) {
            throw Require.error(name, "expected shape [" + size + ", " + size + "], got " + n + " rows");
        }
        double[][] copy = new double[n][];
        for (int i = 0; i < n; i++) {
            String row = name + "[" + i + "]";
            copy[i] = Require.finite(row, Require.length(row, matrix[i], n, "the matrix is square"))
                    .clone();
        }
        return new Array2DRowRealMatrix(copy, false);
    }

    /** As {@link #square}, refusing what is not symmetric to 1e-8 relative. */
    static RealMatrix symmetric(String name, double[][] matrix) {
        RealMatrix m = square(name, matrix);
        if (!MatrixUtils.isSymmetric(m, 1e-8)) {
            throw Require.error(name, "is not symmetric");
        }
        return m;
    }

    static RealMatrix inverse(String name, RealMatrix matrix) {
        try {
            return MatrixUtils.inverse(matrix);
        } catch (SingularMatrixException e) {
            throw new IllegalArgumentException(name + ": is singular", e);
        }
    }

    static double[][] identity(int size) {
        return MatrixUtils.createRealIdentityMatrix(size).getData();
    }
}
