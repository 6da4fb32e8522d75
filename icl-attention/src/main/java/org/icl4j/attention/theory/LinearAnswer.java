package org.icl4j.attention.theory;

import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/** w'x. */
@SuppressWarnings("ArrayRecordComponent")
record LinearAnswer(double[] weights) implements Predictor {

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, weights.length, "d must match the context's " + weights.length);
        double[] answers = new double[queries.size()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = PoolBayes.dot(weights, queries.row(i));
        }
        return Points.ofRows("answers", answers.length, 1, answers);
    }

    @Override
    public int inputWidth() {
        return weights.length;
    }

    @Override
    public int targetWidth() {
        return 1;
    }

    @Override
    public String toString() {
        return "LinearAnswer[width=" + weights.length + "]";
    }
}
