package org.icl4j.solvers.linear;

import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.solvers.internal.tables.Vectors;

/** X and Y of a linear fit on the heap, centred where an intercept is asked for, and products with them. */
final class NormalEquations {

    final int n;
    final int d;
    final int t;
    /** Row-major [n, d]. */
    final double[] x;
    /** Row-major [n, t]. */
    final double[] y;

    private final double[] xMeans;
    private final double[] yMeans;

    NormalEquations(Context context, boolean intercept) {
        this.n = context.size();
        this.d = context.inputs().width();
        this.t = context.targets().width();
        this.x = context.inputs().toRowMajor();
        this.y = context.targets().toRowMajor();
        this.xMeans = intercept ? Vectors.columnMeans(x, d) : new double[d];
        this.yMeans = intercept ? Vectors.columnMeans(y, t) : new double[t];
        for (int i = 0; i < x.length; i++) {
            x[i] -= xMeans[i % d];
        }
        for (int i = 0; i < y.length; i++) {
            y[i] -= yMeans[i % t];
        }
    }

    static void requireMemory(int size) {
        Memory.require(
                "the " + size + " x " + size + " matrix of the normal equations",
                24.0 * size * size,
                "use fewer columns, or kernel ridge regression with a linear kernel");
    }

    /** X'X, row-major [d, d]. */
    double[] innerGram() {
        return requireFinite("column", Vectors.product(true, false, d, d, n, x, d, x, d), d);
    }

    /** X X', row-major [n, n]. */
    double[] outerGram() {
        return requireFinite("row", Vectors.product(false, true, n, n, d, x, d, x, d), n);
    }

    // By Cauchy's inequality the others are finite if the diagonal is.
    private static double[] requireFinite(String line, double[] gram, int size) {
        for (int k = 0; k < size; k++) {
            if (!Double.isFinite(gram[k * size + k])) {
                throw Require.error(
                        "inputs", "are too large: the sum of squares of " + line + " " + k + " overflows; scale them");
            }
        }
        return gram;
    }

    /** X'V for V of shape [n, t]: [d, t]. */
    double[] transposedTimes(double[] v) {
        return Vectors.product(true, false, d, t, n, x, d, v, t);
    }

    /** Y - X W: [n, t]. */
    double[] residual(double[] w) {
        double[] r = y.clone();
        VectorMath.get().gemm(false, false, n, t, d, -1, x, 0, d, w, 0, t, 1, r, 0, t);
        return r;
    }

    /** The model with weights W [d, t] and the intercept that makes it pass through the means. */
    LinearModel model(double[] w) {
        double[] intercepts = yMeans.clone();
        for (int k = 0; k < d; k++) {
            for (int j = 0; j < t; j++) {
                intercepts[j] -= xMeans[k] * w[k * t + j];
            }
        }
        return new LinearModel(d, t, w, intercepts);
    }
}
