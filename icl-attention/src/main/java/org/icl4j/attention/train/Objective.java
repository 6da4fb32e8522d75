package org.icl4j.attention.train;

/**
 * A mean loss over a batch as a function of one flat parameter vector, with its gradient. Implementations keep workspaces:
 * after the first call with a batch size, a call allocates nothing. Not thread-safe.
 *
 * @param <B> the kind of batch
 */
public interface Objective<B> {

    /**
     * The length of the parameter vector.
     *
     * @return the number of parameters
     */
    int parameterCount();

    /**
     * The mean loss over a batch and its gradient.
     *
     * @param parameters length {@link #parameterCount()}; read only
     * @param batch the examples; read only
     * @param gradient length {@link #parameterCount()}; overwritten with the gradient of the mean loss
     * @return the mean loss
     */
    double lossAndGradient(double[] parameters, B batch, double[] gradient);
}
