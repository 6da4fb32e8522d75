package org.icl4j.solvers.linear;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Require;

/**
 * The averaging estimator of a linear function: W = (1/n) sum_i x_i y_i', f(q) = W'q. Where the inputs have covariance I it estimates least squares' weights without looking at
 * the sample's own covariance, and is one step of gradient descent from 0, of step size 1/n on the sum of squares halved; so it is what one layer of linear attention computes.
 *
 * <p>Cost: n d t.
 *
 * <p>Source: Garg, Tsipras, Liang and Valiant (2022), What can transformers learn in-context?, section 3, where it is a baseline.
 */
public record Averaging() implements InContextLearner<LinearModel> {

    /** The one averaging estimator; all instances are equal. */
    public Averaging {}

    @Override
    public LinearModel fit(Context context) {
        NormalEquations system = new NormalEquations(Require.notNull("context", context), false);
        double[] weights = system.transposedTimes(system.y); // X'Y, [d, t]
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= context.size();
        }
        return system.model(weights);
    }
}
