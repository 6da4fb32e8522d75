package org.icl4j.examples.learnedkernel;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;

/**
 * Errors without sampling. An estimator whose answers are linear in the targets, f = A y with A from the inputs alone, has the
 * expected mean squared error over y = g(x) + s N(0, I) of
 *
 * <pre>  mean_q (A g(x) - g(q))_q^2 + s^2 mean_q sum_i A_qi^2,  </pre>
 *
 * squared bias and variance. A [m, n] is what the estimator answers to the n unit vectors as targets, fitted at once.
 */
final class ExactErrors {

    private ExactErrors() {}

    /**
     * The expected error on sin of {@link GridTasks#sine}.
     *
     * @param learner linear in the targets
     */
    static double onSine(InContextLearner<?> learner) {
        GridTasks clean = GridTasks.sineWithoutNoise();
        Points x = clean.context().inputs();
        int n = x.size();
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        Points smoother = learner.fit(Context.of(x, Points.ofRows("unit vectors", n, n, identity)))
                .predict(clean.queries());

        int m = clean.queries().size();
        double bias = 0;
        double variance = 0;
        for (int q = 0; q < m; q++) {
            double answer = 0;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double weight = smoother.get(q, i);
                answer += weight * clean.context().targets().get(i, 0);
                squares += weight * weight;
            }
            double difference = answer - clean.truth().get(q, 0);
            bias += difference * difference;
            variance += squares;
        }
        double noise = GridTasks.DISTRIBUTION.noise();
        return (bias + noise * noise * variance) / m;
    }
}
