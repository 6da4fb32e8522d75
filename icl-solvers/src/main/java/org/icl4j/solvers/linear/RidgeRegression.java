package org.icl4j.solvers.linear;

import java.util.Locale;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Linear ridge regression in primal form:
 *
 * <pre>W = (X'X + r I)^-1 X'Y,   f(x) = x'W</pre>
 *
 * the minimiser of |Y - X W|^2 + r |W|^2. With an intercept, X and Y are centred first and the intercept is not
 * penalised. It is the same function as kernel ridge regression with the linear kernel and the same ridge, at cost
 * n d^2 + d^3 / 3 and 8 d^2 bytes instead of n^2 d + n^3 / 3 and 8 n^2.
 *
 * <p>Source: Hoerl and Kennard (1970), Ridge regression: biased estimation for nonorthogonal problems.
 *
 * @param ridge r, at least 0; added to the diagonal of X'X as is
 * @param intercept whether to fit an intercept
 */
public record RidgeRegression(double ridge, boolean intercept) implements InContextLearner<LinearModel> {

    /**
     * Checks the ridge.
     *
     * @param ridge r, at least 0; added to the diagonal of X'X as is
     * @param intercept whether to fit an intercept
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public RidgeRegression {
        Require.nonNegative("ridge", ridge);
    }

    /**
     * Ridge regression without an intercept.
     *
     * @param ridge r, at least 0
     * @return the learner
     * @throws IllegalArgumentException if the ridge is negative or not finite
     */
    public static RidgeRegression of(double ridge) {
        return new RidgeRegression(ridge, false);
    }

    /**
     * The same learner with or without an intercept.
     *
     * @param intercept whether to fit an intercept, which is not penalised
     * @return a new learner
     */
    public RidgeRegression withIntercept(boolean intercept) {
        return new RidgeRegression(ridge, intercept);
    }

    /**
     * Solves for the coefficients of the given examples.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the linear function learned
     * @throws NotPositiveDefiniteException if X'X + r I is not positive definite at working precision, as with linearly
     *     dependent columns and ridge 0
     */
    @Override
    public LinearModel fit(Context context) {
        NormalEquations system = new NormalEquations(Require.notNull("context", context), intercept);
        NormalEquations.requireMemory(system.d);
        double[] gram = system.innerGram();
        for (int k = 0; k < system.d; k++) {
            gram[k * system.d + k] += ridge;
        }
        try (INDArray a = ColumnMajor.columnMajor(system.d, system.d, gram);
                INDArray b = ColumnMajor.columnMajor(system.d, system.t, system.transposedTimes(system.y))) {
            factorise(a, gram);
            Blas.get().potrs(Blas.Triangle.LOWER, a, b);
            return system.model(ColumnMajor.toRowMajor(b));
        }
    }

    private void factorise(INDArray a, double[] gram) {
        int d = Math.toIntExact(a.size(0));
        try {
            Blas.get().potrf(Blas.Triangle.LOWER, a);
        } catch (NotPositiveDefiniteException e) {
            throw dependent(e.pivot(), e.value(), gram);
        }
        double[] factor = ColumnMajor.diagonal(a);
        for (int k = 0; k < d; k++) {
            double pivot = factor[k] * factor[k];
            if (!(pivot > d * Vectors.EPS * gram[k * d + k])) {
                throw dependent(k, pivot, gram);
            }
        }
    }

    private NotPositiveDefiniteException dependent(int column, double pivot, double[] gram) {
        int d = Math.toIntExact(Math.round(Math.sqrt(gram.length)));
        double trace = 0;
        for (int k = 0; k < d; k++) {
            trace += gram[k * d + k];
        }
        return new NotPositiveDefiniteException(
                column,
                pivot,
                String.format(
                        Locale.ROOT,
                        "X'X plus ridge %s is not positive definite at working precision: column %d of the inputs depends on the"
                                + " columns before it (pivot %s); use a ridge of %.1g or more, scale the inputs, or use LeastSquares,"
                                + " which takes the solution of least norm",
                        ridge,
                        column,
                        pivot,
                        10 * d * Vectors.EPS * trace));
    }
}
