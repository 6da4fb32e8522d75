package org.icl4j.attention.theory;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * The Bayes predictor for linear tasks from a finite pool w_1 to w_K, all equally likely, with noise of variance s2:
 *
 * <pre>
 *   f(x) = x' sum_k p_k w_k,    p = softmax_k( -(1/(2 s2)) sum_i (y_i - w_k'x_i)^2 )
 * </pre>
 *
 * It memorises: what a transformer trained on few tasks comes to, and a softmax attention over the pool. Ridge regression is what it comes to
 * with many. Cost O(K n d) to fit.
 *
 * <p>Source: Raventos et al. 2023, "Pretraining task diversity and the emergence of non-Bayesian in-context learning" (their dMMSE).
 */
public final class PoolBayes implements InContextLearner<Predictor> {

    private final Points pool;
    private final double noise;

    private PoolBayes(Points pool, double noise) {
        this.pool = pool;
        this.noise = noise;
    }

    /**
     * The predictor of a pool.
     *
     * @param pool w_1 to w_K, shape [K, d]
     * @param noise s2, above 0
     * @return the learner
     */
    public static PoolBayes of(Points pool, double noise) {
        return new PoolBayes(Require.notNull("pool", pool), Require.positive("noise", noise));
    }

    @Override
    public Predictor fit(Context context) {
        Require.notNull("context", context);
        int d = pool.width();
        Require.width("context.inputs", context.inputs(), d, "d must match the pool's " + d);
        Require.width("context.targets", context.targets(), 1, "one target");
        int count = pool.size();
        double[] log = new double[count];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            double[] w = pool.row(k);
            double squares = 0;
            for (int i = 0; i < context.size(); i++) {
                double r = context.targets().get(i, 0) - dot(w, context.inputs().row(i));
                squares += r * r;
            }
            log[k] = -squares / (2 * noise);
            greatest = Math.max(greatest, log[k]);
        }
        double sum = 0;
        double[] mean = new double[d];
        for (int k = 0; k < count; k++) {
            double p = Math.exp(log[k] - greatest);
            sum += p;
            for (int j = 0; j < d; j++) {
                mean[j] += p * pool.get(k, j);
            }
        }
        for (int j = 0; j < d; j++) {
            mean[j] /= sum;
        }
        return new LinearAnswer(mean);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public String toString() {
        return "PoolBayes[" + pool + ", noise=" + noise + "]";
    }
}
