package org.icl4j.attention.train;

import java.util.Map;
import java.util.function.Predicate;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Require;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with bias correction and, where it has a decay, AdamW (Loshchilov and Hutter 2019).
 * At step t, with gradient g,
 *
 * <pre>
 *   m = b1 m + (1 - b1) g          v = b2 v + (1 - b2) g^2
 *   p = p - a d p - a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 *
 * for each parameter p, d being the weight decay, of the slices chosen only. An update costs one pass over four arrays.
 *
 * @param learningRate step size a, above 0
 * @param beta1 b1, decay of the mean, in [0, 1)
 * @param beta2 b2, decay of the mean square, in [0, 1); published runs of in-context learners use 0.98, 0.95 or 0.9 as well
 * @param epsilon added to the root mean square, above 0
 * @param weightDecay d, at least 0
 * @param decaying true for the slices that decay
 */
public record Adam(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        Predicate<ParameterLayout.Slice> decaying)
        implements Optimiser {

    private static final Predicate<ParameterLayout.Slice> MATRICES = new Predicate<>() {
        @Override
        public boolean test(ParameterLayout.Slice slice) {
            return slice.rows() > 1;
        }

        @Override
        public String toString() {
            return "matrices";
        }
    };

    /**
     * Checks the ranges.
     *
     * @param learningRate step size a, above 0
     * @param beta1 decay of the mean, in [0, 1)
     * @param beta2 decay of the mean square, in [0, 1)
     * @param epsilon added to the root mean square, above 0
     * @param weightDecay d, at least 0
     * @param decaying true for the slices that decay
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Adam {
        Require.positive("learningRate", learningRate);
        checkDecay("beta1", beta1);
        checkDecay("beta2", beta2);
        Require.positive("epsilon", epsilon);
        Require.nonNegative("weightDecay", weightDecay);
        Require.notNull("decaying", decaying);
    }

    private static void checkDecay(String name, double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw Require.error(name, "must be in [0, 1), got " + decay);
        }
    }

    /**
     * The paper's settings: 0.001, 0.9, 0.999, 1e-8, no weight decay.
     *
     * @return the optimiser
     */
    public static Adam defaults() {
        return new Adam(1e-3, 0.9, 0.999, 1e-8, 0, MATRICES);
    }

    /**
     * This optimiser with another step size.
     *
     * @param rate step size, above 0
     * @return a new optimiser
     */
    public Adam withLearningRate(double rate) {
        return new Adam(rate, beta1, beta2, epsilon, weightDecay, decaying);
    }

    /**
     * This optimiser with other decays.
     *
     * @param beta1 decay of the mean, in [0, 1)
     * @param beta2 decay of the mean square, in [0, 1)
     * @return a new optimiser
     */
    public Adam withDecays(double beta1, double beta2) {
        return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, decaying);
    }

    /**
     * This optimiser with another epsilon.
     *
     * @param value above 0
     * @return a new optimiser
     */
    public Adam withEpsilon(double value) {
        return new Adam(learningRate, beta1, beta2, value, weightDecay, decaying);
    }

    /**
     * AdamW: this optimiser with a weight decay of the matrices, which are the slices of more than one row: biases and gains do
     * not decay.
     *
     * @param weightDecay d, at least 0
     * @return a new optimiser
     */
    public Adam withWeightDecay(double weightDecay) {
        return withWeightDecay(weightDecay, MATRICES);
    }

    /**
     * AdamW: this optimiser with a weight decay of chosen slices.
     *
     * @param weightDecay d, at least 0
     * @param decaying true for the slices that decay
     * @return a new optimiser
     */
    public Adam withWeightDecay(double weightDecay, Predicate<ParameterLayout.Slice> decaying) {
        return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, decaying);
    }

    @Override
    public State start(ParameterLayout layout) {
        return new AdamState(this, Require.notNull("layout", layout));
    }

    private static final class AdamState implements State {

        private final Adam adam;
        private final double[] mean;
        private final double[] square;
        private final boolean[] decays;
        private long step;

        AdamState(Adam adam, ParameterLayout layout) {
            this.adam = adam;
            this.mean = new double[layout.size()];
            this.square = new double[layout.size()];
            this.decays = adam.weightDecay == 0 ? new boolean[0] : layout.select(adam.decaying);
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public Map<String, double[]> memory() {
            return Map.of("mean", mean, "square", square);
        }

        @Override
        public void resume(long updates) {
            Require.nonNegative("updates", (double) updates);
            step = updates;
        }

        @Override
        public void update(double[] parameters, double[] gradient, double learningRate) {
            Require.length("parameters", parameters, mean.length, "the optimiser's state has that length");
            Require.length("gradient", gradient, mean.length, "the optimiser's state has that length");
            Require.nonNegative("learningRate", learningRate);
            step++;
            if (decays.length > 0) {
                shrink(parameters, 1 - learningRate * adam.weightDecay);
            }
            double correction1 = 1 - Math.pow(adam.beta1, (double) step);
            double correction2 = 1 - Math.pow(adam.beta2, (double) step);
            // a (m / c1) / (sqrt(v / c2) + eps) = (a sqrt(c2) / c1) m / (sqrt(v) + eps sqrt(c2))
            double root = Math.sqrt(correction2);
            move(parameters, gradient, learningRate * root / correction1, adam.epsilon * root);
        }

        private void shrink(double[] parameters, double factor) {
            for (int i = 0; i < parameters.length; i++) {
                if (decays[i]) {
                    parameters[i] *= factor;
                }
            }
        }

        private void move(double[] parameters, double[] gradient, double rate, double epsilon) {
            double b1 = adam.beta1;
            double b2 = adam.beta2;
            double[] m = mean;
            double[] v = square;
            for (int i = 0; i < m.length; i++) {
                double g = gradient[i];
                double mi = b1 * m[i] + (1 - b1) * g;
                double vi = b2 * v[i] + (1 - b2) * g * g;
                m[i] = mi;
                v[i] = vi;
                parameters[i] -= rate * mi / (Math.sqrt(vi) + epsilon);
            }
        }
    }
}
