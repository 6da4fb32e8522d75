package org.icl4j.solvers.classify;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * A predictor whose answers are probabilities of classes: {@link #predict(Points)} gives a row for each query, with a number at least 0
 * for each class, which add up to 1.
 */
public interface ClassPredictor extends Predictor {

    /**
     * The classes.
     *
     * @return their names, in the order of the probabilities
     */
    List<String> classes();

    @Override
    default int targetWidth() {
        return classes().size();
    }

    /**
     * The likeliest class of each query; the first of equally likely ones.
     *
     * @param queries shape [m, d]
     * @return m numbers, each 0 to C - 1
     * @throws IllegalArgumentException if the width is another
     */
    default int[] classIndices(Points queries) {
        Points probabilities = predict(queries);
        int[] indices = new int[probabilities.size()];
        Arrays.setAll(indices, i -> Probabilities.likeliest(probabilities.row(i)));
        return indices;
    }

    /**
     * The name of the likeliest class of each query.
     *
     * @param queries shape [m, d]
     * @return m names
     * @throws IllegalArgumentException if the width is another
     */
    default List<String> classify(Points queries) {
        return Arrays.stream(classIndices(queries)).mapToObj(classes()::get).toList();
    }

    /**
     * The name of the likeliest class of each query.
     *
     * @param queries m rows of length d
     * @return m names
     * @throws IllegalArgumentException if the width is another, or a query is not finite
     */
    default List<String> classify(double[][] queries) {
        return classify(Points.of("queries", queries));
    }

    /**
     * The name of the likeliest class of one query.
     *
     * @param query length d
     * @return the name
     * @throws IllegalArgumentException if the length is another, or the query is not finite
     */
    default String classify(double[] query) {
        Require.length("query", Require.finite("query", query), inputWidth(), "the width of the context's inputs");
        return classify(new double[][] {query}).get(0);
    }
}
