package org.icl4j.examples.claims;

import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.attention.construct.Construction;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;

/** What measurements share. */
final class Lab {

    private Lab() {}

    static Context context(int n, int d, long seed) {
        Randoms r = Randoms.of(seed).split("context");
        return Context.of(r.gaussians(n, d), r.gaussians(n));
    }

    static Points points(int n, int d, long seed) {
        return Points.of("points", Randoms.of(seed).split("points").gaussians(n, d));
    }

    static double[] answers(InContextLearner<?> learner, Context context, Points queries) {
        return learner.fit(context).predict(queries).column(0);
    }

    /** max |a - b| / max(1, max |b|). */
    static double difference(double[] a, double[] b) {
        double most = 0;
        double size = 1;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
            size = Math.max(size, Math.abs(b[i]));
        }
        return Double.isNaN(most) ? Double.POSITIVE_INFINITY : most / size;
    }

    static double difference(InContextLearner<?> a, InContextLearner<?> b, Context context, Points queries) {
        return difference(answers(a, context, queries), answers(b, context, queries));
    }

    /** The greatest difference of a construction from its algorithm, at any step, over several contexts. */
    static double gap(Construction construction, int n, int d, Claim.Size size) {
        double most = 0;
        for (int s = 0; s < size.of(50, 3); s++) {
            Context context = context(n, d, s);
            Points queries = points(3, d, s);
            double[][] algorithm = construction.algorithm(context, queries);
            double[][] layers = construction.transformer().answers(context, queries);
            for (int t = 0; t < layers.length; t++) {
                most = Math.max(most, difference(layers[t], algorithm[t]));
            }
        }
        return most;
    }

    static double[][] gram(Kernel kernel, Points x, Points z) {
        double[][] k = new double[x.size()][z.size()];
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < z.size(); j++) {
                k[i][j] = kernel.value(x.row(i), z.row(j));
            }
        }
        return k;
    }

    static RealMatrix matrix(double[][] rows) {
        return new Array2DRowRealMatrix(rows, false);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static TaskBatch draw(TaskDistribution tasks, int count, int n, int m, long seed) {
        TaskBatch batch = tasks.batch(count, n, m);
        tasks.sample(batch, Randoms.of(seed));
        return batch;
    }

    /** Each task's mean squared error over its queries: independent from task to task, and the more queries, the less chance in it. */
    static double[] errors(InContextLearner<?> learner, TaskBatch batch, double factor) {
        return IntStream.range(0, batch.tasks())
                .mapToDouble(b -> {
                    double[] f = learner.fit(batch.context(b))
                            .predict(batch.queries(b))
                            .column(0);
                    return factor * Metrics.meanSquaredError(f, batch.queryTargets(b));
                })
                .toArray();
    }

    static double[] filled(int length, double value) {
        double[] a = new double[length];
        java.util.Arrays.fill(a, value);
        return a;
    }

    static double[][] diagonal(double... values) {
        double[][] m = new double[values.length][values.length];
        for (int i = 0; i < values.length; i++) {
            m[i][i] = values[i];
        }
        return m;
    }

    /** The exponent of a power law: the slope of log y against log x. */
    static double slope(double[] x, double[] y) {
        double mx = 0;
        double my = 0;
        for (int i = 0; i < x.length; i++) {
            mx += Math.log(x[i]) / x.length;
            my += Math.log(y[i]) / x.length;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (Math.log(x[i]) - mx) * (Math.log(y[i]) - my);
            xx += (Math.log(x[i]) - mx) * (Math.log(x[i]) - mx);
        }
        return xy / xx;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
