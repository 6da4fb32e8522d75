package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Points;
import org.icl4j.core.math.Parallel;

/**
 * One head beside exp(x'z / tau), with tau, and the ridge of kernel regression, fitted to the head where it was trained and kept everywhere else: the most that can be
 * granted to "softmax attention is the exponential kernel".
 */
final class HeadAlignment {

    private static final double[] RIDGES = {0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30};

    private final TrainedHead head;
    private final double temperature;
    private final double ridge;

    HeadAlignment(TrainedHead head, TaskBatch training) {
        this.head = head;
        // The temperature: least mean distance of row-normalised matrices in the Frobenius norm, searched in its
        // logarithm.
        List<Points> inputs = inputs(training, 6);
        this.temperature = Math.exp(Kernels.least(
                Math.log(0.05),
                Math.log(50),
                t -> inputs.stream()
                        .mapToDouble(x -> Kernels.frobenius(
                                Numbers.matrix(head.weights(x, x)),
                                Numbers.matrix(Kernels.normalised(x, x, Math.exp(t)))))
                        .average()
                        .orElseThrow(),
                20));
        double best = RIDGES[0];
        double least = Double.POSITIVE_INFINITY;
        for (double candidate : RIDGES) {
            double gap = answers(training, candidate)[1];
            if (gap < least) {
                least = gap;
                best = candidate;
            }
        }
        this.ridge = best;
    }

    double temperature() {
        return temperature;
    }

    double ridge() {
        return ridge;
    }

    /**
     * What is measured on one distribution.
     *
     * @param rows distance of the row-normalised matrices, min over c of |A - c A_tau| / |A|
     * @param symmetric distance of (A + A')/2 from c exp(x'z / tau)
     * @param smoother mean squared difference of the answers from Nadaraya-Watson under exp(x'z / tau), over the answers' mean square
     * @param ridge the same from kernel ridge regression under it
     * @param error the head's mean squared error
     */
    record Found(double rows, double symmetric, double smoother, double ridge, double error) {}

    Found on(TaskBatch batch) {
        List<Points> inputs = inputs(batch, 6);
        double[] gaps = answers(batch, ridge);
        double[] rows = new double[inputs.size()];
        double[] symmetric = new double[inputs.size()];
        Parallel.run(inputs.size(), i -> {
            Points x = inputs.get(i);
            double[][] a = head.weights(x, x);
            rows[i] = Kernels.distance(Numbers.matrix(a), Numbers.matrix(Kernels.normalised(x, x, temperature)));
            symmetric[i] =
                    Kernels.distance(Kernels.symmetrised(a), Numbers.matrix(Kernels.exponential(x, x, temperature)));
        });
        return new Found(
                Arrays.stream(rows).average().orElseThrow(),
                Arrays.stream(symmetric).average().orElseThrow(),
                gaps[0],
                gaps[1],
                gaps[2]);
    }

    private static List<Points> inputs(TaskBatch batch, int most) {
        List<Points> inputs = new ArrayList<>();
        for (int b = 0; b < Math.min(most, batch.tasks()); b++) {
            inputs.add(batch.context(b).inputs());
        }
        return inputs;
    }

    /** Relative differences from the smoother and from kernel ridge regression, and the mean squared error. */
    private double[] answers(TaskBatch batch, double candidate) {
        double[][] sums = new double[batch.tasks()][4];
        Parallel.run(batch.tasks(), b -> {
            Points x = batch.context(b).inputs();
            Points q = batch.queries(b);
            double[] y = batch.context(b).targets().column(0);
            double[] f = head.learner().fit(batch.context(b)).predict(q).column(0);
            double[] smoother =
                    Numbers.matrix(Kernels.normalised(q, x, temperature)).operate(y);
            // exp(-|x|^2 / 2 tau) exp(x'z / tau) exp(-|z|^2 / 2 tau) is a Gaussian: the ridge is relative to the mean
            // of the diagonal.
            double[][] k = Kernels.exponential(x, x, temperature);
            double mean = Numbers.matrix(k).getTrace() / y.length;
            for (int i = 0; i < y.length; i++) {
                k[i][i] += candidate * mean;
            }
            double[] alpha = new CholeskyDecomposition(Numbers.matrix(k))
                    .getSolver()
                    .solve(new ArrayRealVector(y))
                    .toArray();
            double[] ridged =
                    Numbers.matrix(Kernels.exponential(q, x, temperature)).operate(alpha);
            sums[b][0] = Likeness.squared(f, smoother);
            sums[b][1] = Likeness.squared(f, ridged);
            sums[b][2] = Numbers.dot(f, f);
            sums[b][3] = Likeness.squared(f, batch.queryTargets(b)) / f.length;
        });
        double[] total = new double[4];
        for (double[] one : sums) {
            for (int i = 0; i < total.length; i++) {
                total[i] += one[i];
            }
        }
        return new double[] {total[0] / total[2], total[1] / total[2], total[3] / batch.tasks()};
    }
}
