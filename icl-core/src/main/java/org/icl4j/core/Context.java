package org.icl4j.core;

import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A context: n example pairs (x_i, y_i). To a transformer it is a prompt, to an estimator a training set; here the two
 * are one object. Inputs have shape [n, d], targets [n, t]; both are copied, checked and immutable.
 *
 * <pre>{@code
 * Context context = Context.of(new double[][] {{0}, {1}, {2}}, new double[] {0, 1, 4});
 * }</pre>
 */
public final class Context {

    private final Points inputs;
    private final Points targets;

    private Context(Points inputs, Points targets) {
        this.inputs = inputs;
        this.targets = targets;
    }

    /**
     * A context of checked points.
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t]
     * @return the context
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Context of(Points inputs, Points targets) {
        Require.notNull("inputs", inputs);
        Require.notNull("targets", targets);
        if (inputs.size() != targets.size()) {
            throw Require.error(
                    "targets",
                    "expected " + inputs.size() + " rows, got " + targets.size() + " (one per row of inputs)");
        }
        return new Context(inputs, targets);
    }

    /**
     * A context of ND4J arrays.
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t], or [n] for one target
     * @return the context
     * @throws IllegalArgumentException if an array is null, empty, not finite, or the sizes differ
     */
    public static Context of(INDArray inputs, INDArray targets) {
        return of(Points.of("inputs", inputs), Points.of("targets", targets));
    }

    /**
     * A context with one target.
     *
     * @param inputs n rows of length d
     * @param targets n numbers
     * @return the context
     * @throws IllegalArgumentException if an array is null, empty, ragged, not finite, or the sizes differ
     */
    public static Context of(double[][] inputs, double[] targets) {
        return of(Points.of("inputs", inputs), Points.ofColumn("targets", targets));
    }

    /**
     * A context with several targets.
     *
     * @param inputs n rows of length d
     * @param targets n rows of length t
     * @return the context
     * @throws IllegalArgumentException if an array is null, empty, ragged, not finite, or the sizes differ
     */
    public static Context of(double[][] inputs, double[][] targets) {
        return of(Points.of("inputs", inputs), Points.of("targets", targets));
    }

    /**
     * A context of Commons Math objects with one target.
     *
     * @param inputs shape [n, d]
     * @param targets length n
     * @return the context
     * @throws IllegalArgumentException if an argument is null, not finite, or the sizes differ
     */
    public static Context of(RealMatrix inputs, RealVector targets) {
        return of(Points.of("inputs", inputs), Points.ofColumn("targets", targets));
    }

    /**
     * A context of Commons Math objects with several targets.
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t]
     * @return the context
     * @throws IllegalArgumentException if an argument is null, not finite, or the sizes differ
     */
    public static Context of(RealMatrix inputs, RealMatrix targets) {
        return of(Points.of("inputs", inputs), Points.of("targets", targets));
    }

    /**
     * The number of example pairs.
     *
     * @return n
     */
    public int size() {
        return inputs.size();
    }

    /**
     * The inputs.
     *
     * @return shape [n, d]
     */
    public Points inputs() {
        return inputs;
    }

    /**
     * The targets.
     *
     * @return shape [n, t]
     */
    public Points targets() {
        return targets;
    }

    /**
     * The pairs at the given indices, in that order.
     *
     * @param indices each 0 to n - 1, at least one
     * @return a new context
     */
    public Context select(int... indices) {
        return new Context(inputs.select(indices), targets.select(indices));
    }

    @Override
    public String toString() {
        return "Context[n=" + size() + ", d=" + inputs.width() + ", t=" + targets.width() + "]";
    }
}
