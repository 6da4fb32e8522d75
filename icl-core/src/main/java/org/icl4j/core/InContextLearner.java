package org.icl4j.core;

import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Anything that learns from a context: kernel ridge regression, a truncated solver, an attention layer, a trained
 * transformer. Fitting makes a {@link Predictor}, and never changes the learner. "This layer is that algorithm" then means: two
 * learners give the same answers on every context.
 *
 * <pre>{@code
 * InContextLearner<?> learner = KernelRidge.of(new Gaussian(0.5), 0.01);
 * double[] answers = learner.fit(x, y).predict(queries);
 * }</pre>
 *
 * @param <P> the kind of predictor that fitting makes
 */
@FunctionalInterface
public interface InContextLearner<P extends Predictor> {

    /**
     * Learns from a context.
     *
     * @param context n example pairs
     * @return the function learned
     * @throws IllegalArgumentException if the context does not suit the learner; the message says why
     */
    P fit(Context context);

    /**
     * Learns from checked points.
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t]
     * @return the function learned
     */
    default P fit(Points inputs, Points targets) {
        return fit(Context.of(inputs, targets));
    }

    /**
     * Learns from ND4J arrays.
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t], or [n]
     * @return the function learned
     */
    default P fit(INDArray inputs, INDArray targets) {
        return fit(Context.of(inputs, targets));
    }

    /**
     * Learns from plain arrays with one target.
     *
     * @param inputs n rows of length d
     * @param targets n numbers
     * @return the function learned
     */
    default P fit(double[][] inputs, double[] targets) {
        return fit(Context.of(inputs, targets));
    }

    /**
     * Learns from plain arrays with several targets.
     *
     * @param inputs n rows of length d
     * @param targets n rows of length t
     * @return the function learned
     */
    default P fit(double[][] inputs, double[][] targets) {
        return fit(Context.of(inputs, targets));
    }

    /**
     * Learns from Commons Math objects with one target.
     *
     * @param inputs shape [n, d]
     * @param targets length n
     * @return the function learned
     */
    default P fit(RealMatrix inputs, RealVector targets) {
        return fit(Context.of(inputs, targets));
    }

    /**
     * Learns from Commons Math objects with several targets.
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t]
     * @return the function learned
     */
    default P fit(RealMatrix inputs, RealMatrix targets) {
        return fit(Context.of(inputs, targets));
    }
}
