package org.icl4j.solvers.linear;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Linear least squares: W minimises |Y - X W|, and where several W do (n &lt; d, or dependent columns), W has the least norm:
 * W = X^+ Y with the pseudoinverse X^+.
 *
 * <p>Computed from the eigendecomposition X'X = V diag(w) V' (or X X', whichever is smaller) as W = V diag(1/w) V'X'Y with a
 * step of iterative refinement. Eigenvalues at or below max(n, d) eps wmax count as 0, which means that singular values of X
 * below sqrt(max(n, d) eps) times the largest, about 1e-7, are treated as exact dependence. That is the price of
 * not forming a QR factorisation; scale the columns to similar size where this matters.
 *
 * <p>Cost: n d min(n, d) + 9 min(n, d)^3 flops, 24 min(n, d)^2 bytes.
 *
 * @param intercept whether to fit an intercept, by centring X and Y first
 */
public record LeastSquares(boolean intercept) implements InContextLearner<LinearModel> {

    /**
     * Least squares without an intercept.
     *
     * @return the learner
     */
    public static LeastSquares withDefaults() {
        return new LeastSquares(false);
    }

    /**
     * The same learner with or without an intercept.
     *
     * @param intercept whether to fit an intercept
     * @return a new learner
     */
    public LeastSquares withIntercept(boolean intercept) {
        return new LeastSquares(intercept);
    }

    @Override
    public LinearModel fit(Context context) {
        NormalEquations system = new NormalEquations(Require.notNull("context", context), intercept);
        int size = Math.min(system.n, system.d);
        NormalEquations.requireMemory(size);
        boolean tall = system.d <= system.n;
        double[] v; // column j is the eigenvector of w_j: row-major [size, size]
        double[] w;
        try (INDArray gram = ColumnMajor.columnMajor(size, size, tall ? system.innerGram() : system.outerGram())) {
            w = Blas.get().syev(Blas.Triangle.LOWER, gram);
            v = ColumnMajor.toRowMajor(gram);
        }
        double threshold = Math.max(system.n, system.d) * Vectors.EPS * w[size - 1];
        double[] inverse = new double[size];
        for (int j = 0; j < size; j++) {
            inverse[j] = w[j] > threshold ? 1 / w[j] : 0;
        }
        double[] weights = step(system, tall, v, inverse, system.y);
        double[] correction = step(system, tall, v, inverse, system.residual(weights));
        for (int i = 0; i < weights.length; i++) {
            weights[i] += correction[i];
        }
        return system.model(weights);
    }

    /** X^+ R: V diag(1/w) V' X'R if X is tall, X' V diag(1/w) V' R if not. */
    private static double[] step(NormalEquations system, boolean tall, double[] v, double[] inverse, double[] r) {
        int size = inverse.length;
        int t = system.t;
        double[] right = tall ? system.transposedTimes(r) : r; // [size, t]
        double[] z = Vectors.product(true, false, size, t, size, v, size, right, t);
        for (int i = 0; i < z.length; i++) {
            z[i] *= inverse[i / t];
        }
        double[] solved = Vectors.product(false, false, size, t, size, v, size, z, t);
        return tall ? solved : system.transposedTimes(solved);
    }
}
