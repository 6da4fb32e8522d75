package org.icl4j.attention.train;

/**
 * A training run whose loss or gradient is no longer finite, which too great a learning rate brings about. The parameters that
 * were being trained have been set back to the last ones known to be good; a checkpoint on disk is one of good parameters.
 */
public final class DivergedException extends ArithmeticException {

    private static final long serialVersionUID = 1;

    /** The step, counted from 0. */
    private final int step;

    /** The loss there. */
    private final double loss;

    /** The length of the gradient there. */
    private final double gradientNorm;

    DivergedException(int step, double loss, double gradientNorm, double learningRate, long good) {
        super("training diverged: the loss is " + loss + " and the gradient has norm " + gradientNorm + " at step "
                + step + "; the parameters are those after " + good + " steps; lower the learning rate "
                + learningRate);
        this.step = step;
        this.loss = loss;
        this.gradientNorm = gradientNorm;
    }

    /**
     * Where it happened.
     *
     * @return the step, counted from 0
     */
    public int step() {
        return step;
    }

    /**
     * The loss there.
     *
     * @return a number, finite or not
     */
    public double loss() {
        return loss;
    }

    /**
     * The length of the gradient there.
     *
     * @return a number, finite or not
     */
    public double gradientNorm() {
        return gradientNorm;
    }
}
