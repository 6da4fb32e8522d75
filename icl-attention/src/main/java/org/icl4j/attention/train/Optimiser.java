package org.icl4j.attention.train;

import java.util.Map;
import org.icl4j.attention.layers.ParameterLayout;

/**
 * A rule that turns gradients into steps: {@link Sgd}, {@link Adam} (and AdamW), {@link Muon}. The rule is a value; what it
 * remembers between steps is a {@link State}, which a {@link Checkpoint} saves.
 */
public interface Optimiser {

    /**
     * The learning rate that a schedule's factors multiply.
     *
     * @return positive
     */
    double learningRate();

    /**
     * A start: nothing remembered yet.
     *
     * @param layout which parameters form which matrix; a rule that treats all parameters alike looks at its size only
     * @return a new state
     */
    State start(ParameterLayout layout);

    /** What an optimiser remembers about one parameter vector. An update allocates nothing. Not thread-safe. */
    interface State {

        /**
         * One step.
         *
         * @param parameters changed in place
         * @param gradient the loss's gradient at the parameters; read only
         * @param learningRate the rate of this step, at least 0
         */
        void update(double[] parameters, double[] gradient, double learningRate);

        /**
         * The number of updates so far.
         *
         * @return t
         */
        long step();

        /**
         * What is remembered, by name: the live arrays.
         *
         * @return an immutable map of arrays, each as long as the parameter vector
         */
        Map<String, double[]> memory();

        /**
         * Sets the number of updates, once the arrays of {@link #memory} have been filled with those of another state.
         *
         * @param step t
         */
        void resume(long step);
    }
}
