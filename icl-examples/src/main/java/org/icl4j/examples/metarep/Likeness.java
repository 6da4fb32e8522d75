package org.icl4j.examples.metarep;

import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;

/**
 * How like one layer's answers f are to those of an algorithm's step, A_t, over the measuring tasks of an exam (Akyurek et al. 2023, Fu et al. 2024):
 *
 * <pre>
 *   spd     squared prediction difference   mean (f - A_t)^2 / mean A_ridge^2
 *   r2      1 - sum (f - A_t)^2 / sum A_t^2
 *   ilwd    implied linear weights          mean |w_f - w_t|^2 / mean |w_ridge|^2, w_f fitted to f at the task's queries
 *   cosine  error similarity                mean over tasks of cos(f - y, A_t - y)
 * </pre>
 *
 * @param step t, chosen on the other tasks by the least mean (f - A_t)^2
 * @param spd relative to the ridge's answers
 * @param r2 at most 1
 * @param ilwd relative to the ridge's weights
 * @param cosine at most 1
 * @param perTask each measuring task's mean (f - A_t)^2, over mean A_ridge^2 of all
 */
@SuppressWarnings("ArrayRecordComponent")
record Likeness(int step, double spd, double r2, double ilwd, double cosine, double[] perTask) {

    /** With the algorithm's best step. */
    static Likeness best(Exam exam, double[][] f, double[][] implied, Algorithm algorithm) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int t = 0; t <= exam.steps(); t++) {
            double[][] a = exam.answers(algorithm, t);
            double sum = 0;
            for (int b = 0; b < f.length; b += 2) {
                sum += squared(f[b], a[b]);
            }
            if (sum < least) {
                least = sum;
                best = t;
            }
        }
        return at(exam, f, implied, algorithm, best);
    }

    /** With one step. */
    static Likeness at(Exam exam, double[][] f, double[][] implied, Algorithm algorithm, int t) {
        double[][] a = exam.answers(algorithm, t);
        double[][] w = exam.weights(algorithm, t);
        double[][] ridge = exam.answers(Algorithm.RIDGE, exam.steps());
        double[][] ridgeWeights = exam.weights(Algorithm.RIDGE, exam.steps());
        int m = exam.batch().querySize();
        int count = f.length / 2;
        double gap = 0;
        double size = 0;
        double scale = 0;
        double weightGap = 0;
        double weightSize = 0;
        double cosine = 0;
        double[] perTask = new double[count];
        for (int k = 0; k < count; k++) {
            int b = 2 * k + 1;
            perTask[k] = squared(f[b], a[b]) / m;
            gap += perTask[k];
            size += Numbers.dot(a[b], a[b]) / m;
            scale += Numbers.dot(ridge[b], ridge[b]) / m;
            weightGap += squared(implied[b], w[b]);
            weightSize += Numbers.dot(ridgeWeights[b], ridgeWeights[b]);
            cosine += cosine(f[b], a[b], exam.batch().queryTargets(b)) / count;
        }
        for (int k = 0; k < count; k++) {
            perTask[k] /= scale / count;
        }
        return new Likeness(t, gap / scale, size == 0 ? 0 : 1 - gap / size, weightGap / weightSize, cosine, perTask);
    }

    /** The weights that fit a layer's answers best, task by task: shape [tasks][d]. */
    static double[][] implied(Exam exam, double[][] f) {
        double[][] w = new double[f.length][];
        for (int b = 0; b < f.length; b++) {
            w[b] = new QRDecomposition(Numbers.matrix(exam.batch().queries(b).toRows()))
                    .getSolver()
                    .solve(new ArrayRealVector(f[b]))
                    .toArray();
        }
        return w;
    }

    /** The share of the answers' squares that no weights explain: 0 where f is linear in the query. */
    static double nonlinearity(Exam exam, double[][] f, double[][] implied) {
        double rest = 0;
        double size = 0;
        for (int b = 1; b < f.length; b += 2) {
            rest += squared(
                    f[b], Numbers.matrix(exam.batch().queries(b).toRows()).operate(implied[b]));
            size += Numbers.dot(f[b], f[b]);
        }
        return size == 0 ? 0 : rest / size;
    }

    static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    private static double cosine(double[] f, double[] a, double[] y) {
        double fa = 0;
        double ff = 0;
        double aa = 0;
        for (int i = 0; i < y.length; i++) {
            fa += (f[i] - y[i]) * (a[i] - y[i]);
            ff += (f[i] - y[i]) * (f[i] - y[i]);
            aa += (a[i] - y[i]) * (a[i] - y[i]);
        }
        return ff == 0 || aa == 0 ? 0 : fa / Math.sqrt(ff * aa);
    }
}
