package org.icl4j.solvers.linear;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Require;

/**
 * The lasso: w minimises
 *
 * <pre>1/(2n) |y - X w|^2 + a |w|_1</pre>
 *
 * for each target, so that many weights are exactly 0. Cyclic coordinate descent on the Gram matrix: with G = X'X / n and c = X'y / n, coordinate j moves to
 *
 * <pre>w_j = soft(c_j - sum_(k != j) G_jk w_k, a) / G_jj,     soft(u, a) = sign(u) max(|u| - a, 0)</pre>
 *
 * until the duality gap is at most 1e-12 |y|^2 / n, or 10000 rounds are over, which is an error. With an intercept X and y are centred first. A column of zeros has the weight 0.
 *
 * <p>Cost: n d^2 once, d^2 t a round. Memory: 8 d^2 bytes.
 *
 * <p>Sources: Friedman, Hastie and Tibshirani (2010), Regularization paths for generalized linear models via coordinate descent, section 2; for the gap, Kim et al. (2007), An interior-point method for
 * large-scale l1-regularized least squares, section 3. The objective is that of scikit-learn's {@code Lasso} with alpha = a.
 *
 * @param penalty a, positive; {@link LeastSquares} is for 0
 * @param intercept whether to fit an intercept
 */
public record Lasso(double penalty, boolean intercept) implements InContextLearner<LinearModel> {

    private static final int ROUNDS = 10_000;
    private static final double GAP = 1e-12;

    /**
     * Checks the penalty.
     *
     * @param penalty a, positive; {@link LeastSquares} is for 0
     * @param intercept whether to fit an intercept
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Lasso {
        Require.positive("penalty", penalty);
    }

    /**
     * The lasso without an intercept.
     *
     * @param penalty a, positive; {@link LeastSquares} is for 0
     * @return the learner
     * @throws IllegalArgumentException if the penalty is not positive and finite
     */
    public static Lasso of(double penalty) {
        return new Lasso(penalty, false);
    }

    /**
     * The same learner with or without an intercept.
     *
     * @param intercept whether to fit an intercept, which is not penalised
     * @return a new learner
     */
    public Lasso withIntercept(boolean intercept) {
        return new Lasso(penalty, intercept);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the gap is not reached, as may happen with a tiny penalty and columns that are nearly dependent
     */
    @Override
    public LinearModel fit(Context context) {
        NormalEquations system = new NormalEquations(Require.notNull("context", context), intercept);
        NormalEquations.requireMemory(system.d);
        int d = system.d;
        int t = system.t;
        double[] g = system.innerGram();
        double[] c = system.transposedTimes(system.y);
        double[] weights = new double[d * t];
        for (int j = 0; j < t; j++) {
            double[] right = new double[d];
            for (int k = 0; k < d; k++) {
                right[k] = c[k * t + j] / system.n;
            }
            double square = 0;
            for (int i = 0; i < system.n; i++) {
                square += system.y[i * t + j] * system.y[i * t + j] / system.n;
            }
            double[] w = column(g, right, square, system.n);
            for (int k = 0; k < d; k++) {
                weights[k * t + j] = w[k];
            }
        }
        return system.model(weights);
    }

    /** One target; G = g / n. */
    private double[] column(double[] g, double[] c, double square, int n) {
        int d = c.length;
        double[] w = new double[d];
        double[] left = c.clone(); // c - G w: the gradient's negative
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j < d; j++) {
                double own = g[j * d + j] / n;
                if (!(own > 0)) {
                    continue;
                }
                double u = left[j] + own * w[j];
                double next = Math.signum(u) * Math.max(Math.abs(u) - penalty, 0) / own;
                double change = next - w[j];
                if (change != 0) {
                    w[j] = next;
                    for (int k = 0; k < d; k++) {
                        left[k] -= g[k * d + j] / n * change;
                    }
                }
            }
            if (gap(w, left, c, square) <= GAP * square) {
                return w;
            }
        }
        throw new IllegalStateException("lasso: not solved after " + ROUNDS + " rounds with penalty " + penalty);
    }

    /**
     * The primal value less that of the dual at s r / n, r = y - X w, with the greatest s at most 1 that is feasible, |X'r| s / n at most a:
     *
     * <pre>gap = 1/2 R + a |w|_1 - (s r'y/n - s^2/2 R),   R = |r|^2 / n = y'y/n - w'(c + left),   r'y/n = y'y/n - w'c</pre>
     */
    private double gap(double[] w, double[] left, double[] c, double square) {
        double greatest = 0;
        double norm = 0;
        double residual = square;
        double product = square;
        for (int j = 0; j < w.length; j++) {
            greatest = Math.max(greatest, Math.abs(left[j]));
            norm += Math.abs(w[j]);
            residual -= w[j] * (c[j] + left[j]);
            product -= w[j] * c[j];
        }
        double s = greatest > penalty ? penalty / greatest : 1;
        return 0.5 * residual + penalty * norm - s * product + 0.5 * s * s * residual;
    }
}
