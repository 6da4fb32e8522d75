package org.icl4j.attention.theory;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * The Bayes predictor for linear tasks with w ~ N(0, S_w) and noise of variance s2, with its exact risk:
 *
 * <pre>
 *   f(x) = x'C X'y / s2,    C = (S_w^-1 + X'X/s2)^-1  (the posterior covariance),    E[(f(x) - w'x)^2 | X, x] = x'C x
 * </pre>
 *
 * computed without S_w^-1, as S_w - S_w X'(X S_w X' + s2 I)^-1 X S_w, so that a singular S_w and s2 near 0 serve. For S_w = t2 I it is ridge
 * regression with ridge s2/t2. Cost O(n^3 + n^2 d + n d^2).
 *
 * <p>Source: Akyurek et al. 2023, section 4 (ridge lam = s2/t2).
 */
public final class LinearBayes implements InContextLearner<LinearBayes.Posterior> {

    private final RealMatrix sw;
    private final double noise;

    private LinearBayes(RealMatrix sw, double noise) {
        this.sw = sw;
        this.noise = noise;
    }

    /**
     * The predictor of a prior.
     *
     * @param weightCovariance S_w, shape [d, d], symmetric positive semidefinite
     * @param noise s2, above 0
     * @return the learner
     */
    public static LinearBayes of(double[][] weightCovariance, double noise) {
        return new LinearBayes(
                Matrices.symmetric("weightCovariance", weightCovariance), Require.positive("noise", noise));
    }

    @Override
    public Posterior fit(Context context) {
        Require.notNull("context", context);
        int d = sw.getRowDimension();
        Require.width("context.inputs", context.inputs(), d, "d must match the prior's " + d);
        Require.width("context.targets", context.targets(), 1, "one target");
        RealMatrix x = new Array2DRowRealMatrix(context.inputs().toRows(), false);
        RealMatrix gain = sw.multiply(x.transpose());
        RealMatrix k = x.multiply(gain);
        for (int i = 0; i < context.size(); i++) {
            k.addToEntry(i, i, noise);
        }
        RealMatrix solved = gain.multiply(Matrices.inverse("context", k)); // [d, n]
        RealVector y = new ArrayRealVector(context.targets().column(0), false);
        return new Posterior(solved.operate(y).toArray(), sw.subtract(solved.multiply(gain.transpose())));
    }

    /** The posterior of w: a predictor that knows its own risk. */
    public static final class Posterior implements Predictor {

        private final LinearAnswer mean;
        private final RealMatrix covariance;

        private Posterior(double[] mean, RealMatrix covariance) {
            this.mean = new LinearAnswer(mean);
            this.covariance = covariance;
        }

        @Override
        public Points predict(Points queries) {
            return mean.predict(queries);
        }

        @Override
        public int inputWidth() {
            return mean.inputWidth();
        }

        @Override
        public int targetWidth() {
            return 1;
        }

        /**
         * The expected squared error at one query against its target without noise, over all tasks with this X.
         *
         * @param query x, length d
         * @return x'C x
         */
        public double risk(double[] query) {
            Require.length("query", Require.finite("query", query), inputWidth(), "d must match the context's");
            return PoolBayes.dot(query, covariance.operate(query));
        }

        @Override
        public String toString() {
            return "Posterior[width=" + covariance.getRowDimension() + "]";
        }
    }

    @Override
    public String toString() {
        return "LinearBayes[width=" + sw.getRowDimension() + ", noise=" + noise + "]";
    }
}
