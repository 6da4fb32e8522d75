package org.icl4j.examples.tableheads;

import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;

/**
 * Two classes on either side of a line in the first two columns; the others are noise. x ~ N(0, I); the line has a random direction, and an
 * offset b uniform on [-1/2, 1/2]; a label is flipped with probability {@value #FLIPPED}, in contexts and queries alike. Targets are one 1 among zeros.
 *
 * @param extra columns of noise
 */
record LinearClasses(int extra) implements TaskDistribution {

    static final double FLIPPED = 0.05;

    private static final int ANGLES = 120;
    private static final int OFFSETS = 21;

    @Override
    public int inputWidth() {
        return 2 + extra;
    }

    @Override
    public int targetWidth() {
        return 2;
    }

    @Override
    public void sample(TaskBatch batch, Randoms randoms) {
        for (int b = 0; b < batch.tasks(); b++) {
            double angle = 2 * Math.PI * randoms.uniform();
            double[] rule = {Math.cos(angle), Math.sin(angle), randoms.uniform() - 0.5};
            fill(
                    batch.contextInputs(),
                    batch.contextTargets(),
                    b * batch.contextSize(),
                    batch.contextSize(),
                    rule,
                    randoms);
            fill(batch.queryInputs(), batch.queryTargets(), b * batch.querySize(), batch.querySize(), rule, randoms);
        }
    }

    private void fill(double[] x, double[] y, int from, int rows, double[] rule, Randoms randoms) {
        int d = inputWidth();
        for (int i = from; i < from + rows; i++) {
            for (int j = 0; j < d; j++) {
                x[i * d + j] = randoms.gaussian();
            }
            boolean above = rule[0] * x[i * d] + rule[1] * x[i * d + 1] + rule[2] > 0;
            int label = above == (randoms.uniform() >= FLIPPED) ? 1 : 0;
            y[2 * i] = 1 - label;
            y[2 * i + 1] = label;
        }
    }

    /** The share of queries whose likelier class, by its probability in the second column, is not theirs. */
    static double errorRate(double[] probabilities, double[] labels) {
        int wrong = 0;
        for (int q = 1; q < labels.length; q += 2) {
            wrong += probabilities[q] > 0.5 == (labels[q] == 1) ? 0 : 1;
        }
        return wrong / (labels.length / 2.0);
    }

    /**
     * Who knows the distribution: probabilities of the classes given the context, the mean over a grid of {@value #ANGLES} directions and
     * {@value #OFFSETS} offsets, each weighted by the likelihood of the context's labels.
     */
    InContextLearner<Predictor> bayes() {
        return this::posterior;
    }

    private Predictor posterior(Context context) {
        double[] weights = new double[ANGLES * OFFSETS];
        double[][] x = context.inputs().toRows();
        double[] y = context.targets().column(1);
        double step = Math.log((1 - FLIPPED) / FLIPPED);
        double top = Double.NEGATIVE_INFINITY;
        for (int g = 0; g < weights.length; g++) {
            int right = 0;
            for (int i = 0; i < y.length; i++) {
                right += above(g, x[i]) == (y[i] == 1) ? 1 : 0;
            }
            weights[g] = step * right;
            top = Math.max(top, weights[g]);
        }
        double sum = 0;
        for (int g = 0; g < weights.length; g++) {
            weights[g] = Math.exp(weights[g] - top);
            sum += weights[g];
        }
        double total = sum;
        return Predictor.of(inputWidth(), 2, q -> {
            double p = 0;
            for (int g = 0; g < weights.length; g++) {
                p += weights[g] / total * (above(g, q) ? 1 - FLIPPED : FLIPPED);
            }
            return new double[] {1 - p, p};
        });
    }

    private static boolean above(int grid, double[] x) {
        double angle = 2 * Math.PI * (grid % ANGLES) / ANGLES;
        int row = grid / ANGLES;
        double offset = (row + 0.5) / OFFSETS - 0.5;
        return Math.cos(angle) * x[0] + Math.sin(angle) * x[1] + offset > 0;
    }
}
