package org.icl4j.attention.mix;

import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/** Row-major matrices of a few rows, from an offset of an array on. */
final class SmallMatrices {

    private static final VectorMath MATH = VectorMath.get();

    private SmallMatrices() {}

    /** S = S + f x y', S of shape [rows, columns]. */
    static void addOuter(
            double[] s, int at, int rows, int columns, double f, double[] x, int atX, double[] y, int atY) {
        for (int i = 0; i < rows; i++) {
            MATH.axpy(f * x[atX + i], y, atY, s, at + i * columns, columns);
        }
    }

    /** out = S x. */
    static void times(double[] s, int at, int rows, int columns, double[] x, int atX, double[] out, int atOut) {
        for (int i = 0; i < rows; i++) {
            out[atOut + i] = MATH.dot(s, at + i * columns, x, atX, columns);
        }
    }

    /** out = out + f S'x. */
    static void addTransposed(
            double[] s, int at, int rows, int columns, double f, double[] x, int atX, double[] out, int atOut) {
        for (int i = 0; i < rows; i++) {
            MATH.axpy(f * x[atX + i], s, at + i * columns, out, atOut, columns);
        }
    }

    /** A = L L' in place of the lower triangle, rows with a leading dimension. */
    static void cholesky(double[] a, int n, int ld) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = a[i * ld + j] - MATH.dot(a, i * ld, a, j * ld, j);
                if (i == j) {
                    if (!(rest > 0)) {
                        throw Require.error("ridge", "is too small: pivot " + i + " of the system of keys is " + rest);
                    }
                    a[i * ld + i] = Math.sqrt(rest);
                } else {
                    a[i * ld + j] = rest / a[j * ld + j];
                }
            }
        }
    }

    /** X = (L L')^-1 X for X of shape [n, columns]. */
    static void solve(double[] l, int n, int ld, double[] x, int columns) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                MATH.axpy(-l[i * ld + j], x, j * columns, x, i * columns, columns);
            }
            divide(x, i * columns, columns, l[i * ld + i]);
        }
        for (int i = n - 1; i >= 0; i--) {
            divide(x, i * columns, columns, l[i * ld + i]);
            for (int j = 0; j < i; j++) {
                MATH.axpy(-l[i * ld + j], x, i * columns, x, j * columns, columns);
            }
        }
    }

    private static void divide(double[] x, int at, int length, double by) {
        for (int i = at; i < at + length; i++) {
            x[i] /= by;
        }
    }
}
