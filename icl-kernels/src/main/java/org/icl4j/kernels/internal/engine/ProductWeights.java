package org.icl4j.kernels.internal.engine;

import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.GramGradient;

/** The weights A B', a tile at a time. */
public final class ProductWeights implements GramGradient.Weights {

    private final double[] a;
    private final double[] b;
    private final int t;

    public ProductWeights(double[] a, double[] b, int t) {
        this.t = Require.positive("t", t);
        this.a = rows("a", a);
        this.b = rows("b", b);
    }

    private double[] rows(String name, double[] matrix) {
        if (Require.finite(name, matrix).length == 0 || matrix.length % t != 0) {
            throw Require.error(
                    name, "must hold rows of " + t + " numbers, at least one, got an array of length " + matrix.length);
        }
        return matrix;
    }

    @Override
    public void fill(int i, int rows, int j, int columns, int stride, double[] result) {
        checkRows("a", a, i + rows);
        checkRows("b", b, j + columns);
        if (t == 1) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    result[r * stride + c] = a[i + r] * b[j + c];
                }
            }
        } else {
            VectorMath.get().gemm(false, true, rows, columns, t, 1, a, i * t, t, b, j * t, t, 0, result, 0, stride);
        }
    }

    private void checkRows(String name, double[] matrix, int needed) {
        if (matrix.length / t < needed) {
            throw Require.error(
                    name, "has " + matrix.length / t + " rows of " + t + ", row " + (needed - 1) + " is needed");
        }
    }
}
