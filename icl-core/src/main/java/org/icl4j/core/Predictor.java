package org.icl4j.core;

import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.RealMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function from queries [m, d] to answers [m, t], fixed by the context that a learner has seen. Implementations are
 * immutable and thread-safe; each answer depends on its own query only, never on the rest of the batch.
 */
public interface Predictor {

    /**
     * A predictor of one's own: a function of one query, such as a formula to compare learners with.
     *
     * <pre>{@code
     * Predictor truth = Predictor.of(2, 1, q -> new double[] {Math.sin(q[0]) + q[1]});
     * }</pre>
     *
     * @param inputWidth d, the length of a query
     * @param targetWidth t, the length of an answer
     * @param function takes a query, an array of its own of length d, and gives t finite numbers; called for one query after
     *     the other, thread-safe if the predictor is to be
     * @return a predictor whose answers are checked: an {@link IllegalArgumentException} names the query of an answer that has
     *     another length or is not finite
     */
    static Predictor of(int inputWidth, int targetWidth, UnaryOperator<double[]> function) {
        return new PointwisePredictor(inputWidth, targetWidth, function);
    }

    /**
     * Answers queries.
     *
     * @param queries shape [m, d]
     * @return shape [m, t]
     * @throws IllegalArgumentException if the width is not the context's
     */
    Points predict(Points queries);

    /**
     * The width a query must have.
     *
     * @return d
     */
    int inputWidth();

    /**
     * The number of targets.
     *
     * @return t
     */
    int targetWidth();

    /**
     * Answers queries held by ND4J.
     *
     * @param queries shape [m, d]; read, never written
     * @return a new float64 array of shape [m, t]
     * @throws IllegalArgumentException if the width is not the context's, or a query is not finite
     */
    default INDArray predict(INDArray queries) {
        return predict(Points.of("queries", queries)).toArray();
    }

    /**
     * Answers queries when there is one target; {@link #predictRows} is for several.
     *
     * @param queries m rows of length d
     * @return m numbers
     * @throws IllegalArgumentException if the width is not the context's, a query is not finite, or there are several targets
     */
    default double[] predict(double[][] queries) {
        if (targetWidth() != 1) {
            throw Require.error(
                    "queries",
                    "this predictor has " + targetWidth()
                            + " targets; predictRows(double[][]) answers with a row of them for each query");
        }
        return predict(Points.of("queries", queries)).toRowMajor();
    }

    /**
     * Answers one query when there is one target; {@link #predictRow} is for several.
     *
     * @param query length d
     * @return the answer
     * @throws IllegalArgumentException if the length is not d, the query is not finite, or there are several targets
     */
    default double predict(double[] query) {
        if (targetWidth() != 1) {
            throw Require.error(
                    "query",
                    "this predictor has " + targetWidth() + " targets; predictRow(double[]) answers with all of them");
        }
        return predictRow(query)[0];
    }

    /**
     * Answers one query, whatever the number of targets.
     *
     * @param query length d
     * @return t numbers
     * @throws IllegalArgumentException if the length is not d, or the query is not finite
     */
    default double[] predictRow(double[] query) {
        Require.length("query", Require.finite("query", query), inputWidth(), "the width of the context's inputs");
        return predict(Points.of("query", new double[][] {query})).row(0);
    }

    /**
     * Answers queries with a row for each, whatever the number of targets.
     *
     * @param queries m rows of length d
     * @return m rows of length t
     * @throws IllegalArgumentException if the width is not the context's, or a query is not finite
     */
    default double[][] predictRows(double[][] queries) {
        return predict(Points.of("queries", queries)).toRows();
    }

    /**
     * Answers queries held by Commons Math.
     *
     * @param queries shape [m, d]
     * @return shape [m, t]
     * @throws IllegalArgumentException if the width is not the context's, or a query is not finite
     */
    default RealMatrix predict(RealMatrix queries) {
        return predict(Points.of("queries", queries)).toRealMatrix();
    }
}
