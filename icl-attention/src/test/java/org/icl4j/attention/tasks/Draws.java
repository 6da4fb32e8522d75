package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;

/**
 * Batches, and means of them: a mean over N independent tasks lies within 5 standard errors of its expectation, estimated from the same
 * sample, a false alarm once in two million.
 */
final class Draws {

    private Draws() {}

    static TaskBatch draw(TaskDistribution tasks, int count, int n, int m, long seed) {
        TaskBatch batch = new TaskBatch(count, n, m, tasks.inputWidth());
        tasks.sample(batch, Randoms.of(seed));
        return batch;
    }

    static void assertMean(double expected, double... values) {
        Metrics.Summary summary = Metrics.summary(values);
        assertThat(summary.mean()).isCloseTo(expected, within(5 * summary.standardError() + 1e-12));
    }

    static double[] squaredErrors(InContextLearner<?> learner, TaskBatch batch) {
        return IntStream.range(0, batch.tasks())
                .mapToDouble(b -> {
                    Predictor f = learner.fit(batch.context(b));
                    return Metrics.meanSquaredError(f.predict(batch.queries(b)).column(0), batch.queryTargets(b));
                })
                .toArray();
    }

    static double[][] identity(int d) {
        double[][] i = new double[d][d];
        for (int k = 0; k < d; k++) {
            i[k][k] = 1;
        }
        return i;
    }

    static double[][] scaled(double[][] a, double s) {
        for (double[] row : a) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= s;
            }
        }
        return a;
    }
}
