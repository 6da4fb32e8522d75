package org.icl4j.core;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function from queries [m, d] to answers [m, t], fixed by the context that a learner has seen. Implementations are
 * immutable and thread-safe; each answer depends on its own query only, never on the rest of the batch.
 */
public interface Predictor {

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
        return new Array2DRowRealMatrix(predict(Points.of("queries", queries)).toRows(), false);
    }
}
