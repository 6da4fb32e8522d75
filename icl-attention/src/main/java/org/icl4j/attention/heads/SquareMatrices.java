package org.icl4j.attention.heads;

import org.icl4j.core.math.VectorMath;

/**
 * Products of [w, w] matrices and vectors of length w that lie row-major inside longer arrays, each from its own place on.
 *
 * @param width w
 */
record SquareMatrices(int width) {

    private static final VectorMath MATH = VectorMath.get();

    /** Z = alpha op(X) op(Y) + beta Z. */
    void multiply(
            boolean transposeX,
            boolean transposeY,
            double alpha,
            double[] x,
            int atX,
            double[] y,
            int atY,
            double beta,
            double[] z,
            int atZ) {
        int w = width;
        MATH.gemm(transposeX, transposeY, w, w, w, alpha, x, atX, w, y, atY, w, beta, z, atZ, w);
    }

    /** y = alpha X x. */
    void apply(double alpha, double[] matrix, int atMatrix, double[] x, int atX, double[] y, int atY) {
        MATH.gemm(false, false, width, 1, width, alpha, matrix, atMatrix, width, x, atX, 1, 0, y, atY, 1);
    }

    /** y = alpha X' x. */
    void applyTransposed(double alpha, double[] matrix, int atMatrix, double[] x, int atX, double[] y, int atY) {
        MATH.gemm(false, false, 1, width, width, alpha, x, atX, width, matrix, atMatrix, width, 0, y, atY, width);
    }

    /** X = X + alpha x y'. */
    void addOuter(double[] x, int atX, double[] y, int atY, double alpha, double[] matrix, int atMatrix) {
        for (int i = 0; i < width; i++) {
            MATH.axpy(alpha * x[atX + i], y, atY, matrix, atMatrix + i * width, width);
        }
    }

    /** Y = X' for X of shape [rows, columns]. */
    static void copyTransposed(int rows, int columns, double[] x, int atX, double[] y, int atY) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                y[atY + j * rows + i] = x[atX + i * columns + j];
            }
        }
    }
}
