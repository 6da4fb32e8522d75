package org.icl4j.attention.construct;

import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * A transformer wired by hand, beside the algorithm that it claims to be: layers with weights on one side, the algorithm's iterates on the
 * other. Implement both and {@link #differences} holds them together, step by step, on any context; a construction of one's own is
 * written with {@link Wiring}.
 *
 * <pre>{@code
 * Construction cg = ConjugateGradientTransformer.of(5, 0.3, 7);
 * cg.describe();                                    // tokens, slots, layers
 * double[] gaps = cg.differences(context, queries); // rounding, after each of 7 steps
 * InContextLearner<Predictor> learner = cg.learner();
 * }</pre>
 */
public interface Construction {

    /**
     * The transformer.
     *
     * @return layers, weights, and how a prompt becomes tokens
     */
    WiredTransformer transformer();

    /**
     * The algorithm's answers, computed without any layer.
     *
     * @param context inputs [n, d], targets [n, t]
     * @param queries shape [m, d]
     * @return row s holds the answers after s steps, s = 0 to the transformer's number of steps: m t numbers, those to the first query first
     */
    double[][] algorithm(Context context, Points queries);

    /**
     * What the transformer is made of.
     *
     * @return lines of text: tokens, slots, and the layers of each step
     */
    default String describe() {
        return transformer().describe();
    }

    /**
     * The whole transformer as a learner.
     *
     * @return the learner
     */
    default InContextLearner<Predictor> learner() {
        return transformer().learner();
    }

    /**
     * How far the layers are from the algorithm.
     *
     * @param context inputs [n, d], targets [n, t]
     * @param queries shape [m, d]
     * @return the greatest difference of an answer after 0, 1, ... steps
     */
    default double[] differences(Context context, Points queries) {
        double[][] algorithm = algorithm(context, queries);
        double[][] layers = transformer().answers(context, queries);
        if (algorithm.length != layers.length) {
            throw Require.error(
                    "algorithm",
                    "expected answers after 0 to " + (layers.length - 1) + " steps, got " + algorithm.length + " rows");
        }
        double[] differences = new double[layers.length];
        for (int t = 0; t < layers.length; t++) {
            for (int i = 0; i < layers[t].length; i++) {
                differences[t] = Math.max(differences[t], Math.abs(layers[t][i] - algorithm[t][i]));
            }
        }
        return differences;
    }
}
