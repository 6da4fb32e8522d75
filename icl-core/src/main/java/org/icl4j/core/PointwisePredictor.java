package org.icl4j.core;

import java.util.function.UnaryOperator;

/** The predictor of a user's function of one query. */
record PointwisePredictor(int inputWidth, int targetWidth, UnaryOperator<double[]> function) implements Predictor {

    PointwisePredictor {
        Require.positive("inputWidth", inputWidth);
        Require.positive("targetWidth", targetWidth);
        Require.notNull("function", function);
    }

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, inputWidth, "the predictor was made for d = " + inputWidth);
        double[] answers = new double[Math.multiplyExact(queries.size(), targetWidth)];
        for (int i = 0; i < queries.size(); i++) {
            double[] answer = function.apply(queries.row(i));
            String name = "function's answer to queries[" + i + "]";
            Require.finite(
                    name, Require.length(name, answer, targetWidth, "the predictor was made for t = " + targetWidth));
            System.arraycopy(answer, 0, answers, i * targetWidth, targetWidth);
        }
        return Points.ofRows("answers", queries.size(), targetWidth, answers);
    }

    @Override
    public String toString() {
        return "Predictor[d=" + inputWidth + ", t=" + targetWidth + "]";
    }
}
