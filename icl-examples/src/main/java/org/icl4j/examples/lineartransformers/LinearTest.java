package org.icl4j.examples.lineartransformers;

import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;

/** The risk of a learner on the tasks of {@link AllWeights}: contexts are sampled, weights and queries averaged over exactly. */
final class LinearTest {

    private final TaskBatch batch;

    LinearTest(int width, int contextSize, int tasks, Randoms randoms) {
        AllWeights distribution = new AllWeights(width);
        this.batch = distribution.batch(tasks, contextSize, width);
        distribution.sample(batch, randoms);
    }

    /** The mean of |R|^2 over the contexts. */
    double error(InContextLearner<?> learner) {
        double[] errors = new double[batch.tasks()];
        Parallel.run(errors.length, b -> {
            double[] answers =
                    learner.fit(batch.context(b)).predict(batch.queries(b)).toRowMajor();
            errors[b] = Metrics.meanSquaredError(answers, batch.queryTargets(b));
        });
        return Metrics.summary(errors).mean();
    }
}
