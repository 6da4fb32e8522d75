package org.icl4j.solvers.local;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;

/**
 * Local linear regression: at each query q a linear function is fitted to the points around it, by least squares with weights k(q, x_i), and its value at q is the answer. With
 * p_i = k(q, x_i) / sum_j k(q, x_j) and z_i = x_i - q,
 *
 * <pre>
 * (b, w) minimises  sum_i p_i (y_i - b - w'z_i)^2 + r |w|^2
 * mu = sum_i p_i z_i,   S = sum_i p_i z_i z_i' + r I,   rho = S^-1 mu
 * f(q) = b = sum_i p_i (1 - z_i'rho) y_i / (1 - mu'rho)
 * </pre>
 *
 * With r = 0 affine functions are answered exactly; as r grows it becomes {@link NadarayaWatson}'s weighted mean, which r = 0 corrects for points that lie on one side of the query. As
 * the kernel becomes constant it becomes least squares with an intercept.
 *
 * <p>Cost: nothing to fit; n d^2 + d^3 / 3 flops a query.
 *
 * <p>Sources: Fan and Gijbels (1996), Local polynomial modelling, section 3.1; Local linear attention (2025), arXiv 2510.01450, which has the same formula with weights that are not normalised: its
 * lambda is r times their sum.
 *
 * @param kernel k; its weights should not be negative
 * @param ridge r, at least 0
 */
public record LocalLinear(Kernel kernel, double ridge) implements InContextLearner<Predictor> {

    /**
     * Checks the parts.
     *
     * @param kernel k; its weights should not be negative
     * @param ridge r, at least 0
     * @throws IllegalArgumentException if the kernel is null, or the ridge negative or not finite
     */
    public LocalLinear {
        Require.notNull("kernel", kernel);
        Require.nonNegative("ridge", ridge);
    }

    /**
     * Local linear regression.
     *
     * @param kernel k
     * @param ridge r, at least 0
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null, or the ridge negative or not finite
     */
    public static LocalLinear of(Kernel kernel, double ridge) {
        return new LocalLinear(kernel, ridge);
    }

    /**
     * Keeps the examples; all work is done at the queries. The model throws {@link IllegalArgumentException} where the weights of a query do not have a positive, finite sum, and {@link
     * NotPositiveDefiniteException} where r is 0 and the points with weight lie on a plane.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the local linear function
     */
    @Override
    public Predictor fit(Context context) {
        return new Model(kernel, ridge, Require.notNull("context", context));
    }

    private static final class Model extends RowwiseModel {

        /** 1 - mu'rho is a Schur complement, positive; below this it is rounding. */
        private static final double SINGULAR = 1e-12;

        private final Kernel kernel;
        private final double ridge;
        private final Points inputs;

        Model(Kernel kernel, double ridge, Context context) {
            super(context);
            this.kernel = kernel;
            this.ridge = ridge;
            this.inputs = context.inputs();
        }

        @Override
        void answer(int index, double[] query, double[] answers, int offset) {
            double[] p = weights(index, query);
            double[] mu = new double[d];
            double[][] s = new double[d][d];
            for (int i = 0; i < n; i++) {
                for (int a = 0; a < d; a++) {
                    double z = x[i * d + a] - query[a];
                    mu[a] += p[i] * z;
                    for (int b = 0; b <= a; b++) {
                        s[a][b] += p[i] * z * (x[i * d + b] - query[b]);
                    }
                }
            }
            for (int a = 0; a < d; a++) {
                s[a][a] += ridge;
                for (int b = 0; b < a; b++) {
                    s[b][a] = s[a][b];
                }
            }
            double[] rho = solve(index, s, mu);
            double rest = 1;
            for (int a = 0; a < d; a++) {
                rest -= mu[a] * rho[a];
            }
            if (!(rest > SINGULAR)) {
                throw degenerate(index, rest);
            }
            for (int i = 0; i < n; i++) {
                double weight = p[i];
                for (int a = 0; a < d; a++) {
                    weight -= p[i] * (x[i * d + a] - query[a]) * rho[a];
                }
                for (int c = 0; c < t; c++) {
                    answers[offset + c] += weight / rest * y[i * t + c];
                }
            }
        }

        private double[] weights(int index, double[] query) {
            Points q = Points.of("query", new double[][] {query});
            double[] w = new double[n];
            Kernel logarithm = kernel.logarithm().orElse(null);
            Gram.rowsInto(logarithm == null ? kernel : logarithm, q, 0, 1, inputs, w, 0);
            double greatest = Double.NEGATIVE_INFINITY;
            for (double value : w) {
                greatest = Math.max(greatest, value);
            }
            double sum = 0;
            for (int i = 0; i < n; i++) {
                w[i] = logarithm == null ? w[i] : Math.exp(w[i] - greatest);
                sum += w[i];
            }
            if (!(sum > 0) || sum == Double.POSITIVE_INFINITY) {
                throw Require.error("queries", "the weights of query " + index + " have the sum " + sum);
            }
            for (int i = 0; i < n; i++) {
                w[i] /= sum;
            }
            return w;
        }

        private double[] solve(int index, double[][] s, double[] mu) {
            double trace = 0;
            for (int a = 0; a < d; a++) {
                trace += s[a][a];
            }
            try {
                return new CholeskyDecomposition(new Array2DRowRealMatrix(s, false), 1e-10, d * Math.ulp(trace))
                        .getSolver()
                        .solve(new ArrayRealVector(mu, false))
                        .toArray();
            } catch (NonPositiveDefiniteMatrixException e) {
                throw degenerate(index, 0);
            }
        }

        private static NotPositiveDefiniteException degenerate(int index, double value) {
            return new NotPositiveDefiniteException(
                    index,
                    value,
                    "the points with weight at query " + index
                            + " lie on a plane, so that no linear function is determined; use a ridge above 0, or a wider kernel");
        }
    }
}
