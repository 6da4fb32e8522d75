package org.icl4j.attention.train;

import java.util.Map;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Require;

/**
 * Stochastic gradient descent with momentum: v = mu v + g, p = p - a v. With mu = 0, plain gradient descent.
 *
 * @param learningRate step size a, above 0
 * @param momentum mu, in [0, 1)
 */
public record Sgd(double learningRate, double momentum) implements Optimiser {

    /**
     * Checks the ranges.
     *
     * @param learningRate step size a, above 0
     * @param momentum mu, in [0, 1)
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Sgd {
        Require.positive("learningRate", learningRate);
        if (!(momentum >= 0 && momentum < 1)) {
            throw Require.error("momentum", "must be in [0, 1), got " + momentum);
        }
    }

    /**
     * Plain gradient descent.
     *
     * @param learningRate step size, above 0
     * @return the optimiser
     */
    public static Sgd of(double learningRate) {
        return new Sgd(learningRate, 0);
    }

    @Override
    public State start(ParameterLayout layout) {
        return new SgdState(
                momentum, new double[Require.notNull("layout", layout).size()]);
    }

    private static final class SgdState implements State {

        private final double momentum;
        private final double[] velocity;
        private long step;

        SgdState(double momentum, double[] velocity) {
            this.momentum = momentum;
            this.velocity = velocity;
        }

        @Override
        public void update(double[] parameters, double[] gradient, double learningRate) {
            Require.length("parameters", parameters, velocity.length, "the optimiser's state has that length");
            Require.length("gradient", gradient, velocity.length, "the optimiser's state has that length");
            Require.nonNegative("learningRate", learningRate);
            step++;
            for (int i = 0; i < velocity.length; i++) {
                velocity[i] = momentum * velocity[i] + gradient[i];
                parameters[i] -= learningRate * velocity[i];
            }
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public Map<String, double[]> memory() {
            return Map.of("velocity", velocity);
        }

        @Override
        public void resume(long updates) {
            Require.nonNegative("updates", (double) updates);
            step = updates;
        }
    }
}
