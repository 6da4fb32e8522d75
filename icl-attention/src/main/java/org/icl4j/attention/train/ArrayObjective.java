package org.icl4j.attention.train;

import org.icl4j.attention.layers.ArrayPass;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A loss that is written with ND4J arrays, as an {@link Objective}: one bulk copy of the parameters in and one of the gradient
 * out at each step.
 *
 * @param <B> the kind of batch
 */
public final class ArrayObjective<B> implements Objective<B> {

    private final Function<B> function;
    private final INDArray parameters;
    private final INDArray gradient;

    /**
     * The objective.
     *
     * @param parameterCount the length of the parameter vector
     * @param function the loss and its gradient
     */
    public ArrayObjective(int parameterCount, Function<B> function) {
        this(
                Nd4j.zeros(DataType.DOUBLE, Require.positive("parameterCount", parameterCount)),
                Nd4j.zeros(DataType.DOUBLE, parameterCount),
                function);
    }

    /**
     * The objective of a loss that a pass is part of. The function's parameters and gradient are {@link ArrayPass#parameters()} and {@link
     * ArrayPass#gradient()} themselves: the pass runs on the step's parameters, and its {@code backward} leaves the gradient where it
     * is looked for, without a copy in between.
     *
     * @param pass the layers; not to be used elsewhere at the same time
     * @param function the loss, which calls {@code forward} and {@code backward} of the pass
     */
    public ArrayObjective(ArrayPass pass, Function<B> function) {
        this(Require.notNull("pass", pass).parameters(), pass.gradient(), function);
    }

    private ArrayObjective(INDArray parameters, INDArray gradient, Function<B> function) {
        this.function = Require.notNull("function", function);
        this.parameters = parameters;
        this.gradient = gradient;
    }

    @Override
    public int parameterCount() {
        return Math.toIntExact(parameters.length());
    }

    @Override
    public double lossAndGradient(double[] parameters, B batch, double[] gradient) {
        Require.length("parameters", parameters, parameterCount(), "the objective's parameter count");
        Require.notNull("batch", batch);
        Require.length("gradient", gradient, parameterCount(), "the objective's parameter count");
        NativeArrays.copyIn(parameters, 0, this.parameters, 0, parameters.length);
        double loss = function.lossAndGradient(this.parameters, batch, this.gradient);
        NativeArrays.copyOut(this.gradient, 0, gradient, 0, gradient.length);
        return loss;
    }

    /**
     * A loss and its gradient on ND4J arrays.
     *
     * @param <B> the kind of batch
     */
    @FunctionalInterface
    public interface Function<B> {

        /**
         * The mean loss over a batch and its gradient.
         *
         * @param parameters shape [parameterCount]; read only
         * @param batch the examples; read only
         * @param gradient shape [parameterCount]; to be overwritten with the gradient
         * @return the mean loss
         */
        double lossAndGradient(INDArray parameters, B batch, INDArray gradient);
    }

    @Override
    public String toString() {
        return "ArrayObjective[" + parameterCount() + " parameters" + "]";
    }
}
