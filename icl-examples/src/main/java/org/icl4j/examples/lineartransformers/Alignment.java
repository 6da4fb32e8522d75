package org.icl4j.examples.lineartransformers;

import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;

/**
 * How alike two learners are whose answers are linear in the query: the measures of von Oswald et al. 2023, section 3, as means
 * over tasks. The sensitivity of an answer, its gradient in the query, is then the answers to the unit vectors, exactly.
 *
 * @param error mean squared error of the first
 * @param otherError mean squared error of the second
 * @param predictions mean |f(x) - g(x)|
 * @param cosine mean cosine of the sensitivities
 * @param sensitivities mean |f' - g'|, the "model difference"
 */
record Alignment(double error, double otherError, double predictions, double cosine, double sensitivities) {

    static Alignment of(InContextLearner<?> learner, InContextLearner<?> other, RegressionTasks tasks, int count) {
        int d = tasks.inputWidth();
        TaskBatch batch = tasks.batch(count, TrainedLayer.CONTEXT, 1);
        tasks.sample(batch, Randoms.of(17).split("alignment"));
        double[][] unit = new double[d][d];
        for (int i = 0; i < d; i++) {
            unit[i][i] = 1;
        }
        Points directions = Points.of(unit);
        double[][] measures = new double[count][];
        Parallel.run(count, b -> {
            Context context = batch.context(b);
            double[] f = learner.fit(context).predict(directions).column(0);
            double[] g = other.fit(context).predict(directions).column(0);
            double[] query = batch.queries(b).row(0);
            double target = batch.queryTargets(b)[0];
            double answer = dot(f, query);
            double second = dot(g, query);
            double length = Math.sqrt(dot(f, f));
            double otherLength = Math.sqrt(dot(g, g));
            double squares = 0;
            for (int i = 0; i < d; i++) {
                squares += (f[i] - g[i]) * (f[i] - g[i]);
            }
            measures[b] = new double[] {
                (answer - target) * (answer - target),
                (second - target) * (second - target),
                Math.abs(answer - second),
                dot(f, g) / (length * otherLength),
                Math.sqrt(squares)
            };
        });
        double[] mean = new double[5];
        for (double[] one : measures) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / count;
            }
        }
        return new Alignment(mean[0], mean[1], mean[2], mean[3], mean[4]);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
