package org.icl4j.solvers.linear;

import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * The linear function f(x) = x'W + b. Immutable and thread-safe; an answer is the same bits whatever the rest of the batch.
 */
public final class LinearModel implements Predictor {

    private final Points weights;
    private final double[] rowMajorWeights;
    private final double[] intercepts;

    LinearModel(int d, int t, double[] weights, double[] intercepts) {
        this.weights = Points.ofRows("weights", d, t, weights);
        this.rowMajorWeights = weights;
        this.intercepts = Require.finite("intercepts", intercepts);
    }

    /**
     * The weights.
     *
     * @return W, shape [d, t]
     */
    public Points weights() {
        return weights;
    }

    /**
     * The intercepts.
     *
     * @return a copy of b, length t; zeros where none was asked for
     */
    public double[] intercepts() {
        return intercepts.clone();
    }

    @Override
    public Points predict(Points queries) {
        int d = inputWidth();
        int t = targetWidth();
        Require.width("queries", queries, d, "d must match the context's " + d);
        int m = queries.size();
        double[] x = queries.toRowMajor();
        double[] answers = new double[Math.multiplyExact(m, t)];
        VectorMath.get().gemm(false, false, m, t, d, 1, x, 0, d, rowMajorWeights, 0, t, 0, answers, 0, t);
        for (int i = 0; i < answers.length; i++) {
            answers[i] += intercepts[i % t];
        }
        return Points.ofRows("answers", m, t, answers);
    }

    @Override
    public int inputWidth() {
        return weights.size();
    }

    @Override
    public int targetWidth() {
        return weights.width();
    }
}
