package org.icl4j.attention.train;

import org.icl4j.core.Require;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with bias correction. At step t, with gradient g,
 *
 * <pre>
 *   m = b1 m + (1 - b1) g          v = b2 v + (1 - b2) g^2
 *   p = p - a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 *
 * for each parameter p. The state (m, v, t) belongs to one parameter vector. An update allocates nothing and costs one pass
 * over four arrays. Not thread-safe.
 */
public final class Adam {

    private final Options options;
    private final double[] mean;
    private final double[] square;
    private long step;

    /**
     * An optimiser at its start, with {@link Options#defaults()}.
     *
     * @param parameterCount length of the parameter vector
     */
    public Adam(int parameterCount) {
        this(parameterCount, Options.defaults());
    }

    /**
     * An optimiser at its start.
     *
     * @param parameterCount length of the parameter vector
     * @param options the step size and the decays
     */
    public Adam(int parameterCount, Options options) {
        Require.positive("parameterCount", parameterCount);
        this.options = Require.notNull("options", options);
        this.mean = new double[parameterCount];
        this.square = new double[parameterCount];
    }

    /**
     * The settings.
     *
     * @return the options given
     */
    public Options options() {
        return options;
    }

    /**
     * The number of updates so far.
     *
     * @return t
     */
    public long step() {
        return step;
    }

    /**
     * One step at the learning rate of the options.
     *
     * @param parameters changed in place
     * @param gradient the loss's gradient at the parameters; read only
     * @throws IllegalArgumentException if a length is not the parameter count
     */
    public void update(double[] parameters, double[] gradient) {
        update(parameters, gradient, options.learningRate());
    }

    /**
     * One step at a given learning rate, for schedules.
     *
     * @param parameters changed in place
     * @param gradient the loss's gradient at the parameters; read only
     * @param learningRate the step size a of this step
     * @throws IllegalArgumentException if a length is not the parameter count, or the learning rate is negative or not finite
     */
    public void update(double[] parameters, double[] gradient, double learningRate) {
        Require.length("parameters", parameters, mean.length, "the optimiser's state has that length");
        Require.length("gradient", gradient, mean.length, "the optimiser's state has that length");
        Require.nonNegative("learningRate", learningRate);
        step++;
        double correction1 = 1 - Math.pow(options.beta1(), (double) step);
        double correction2 = 1 - Math.pow(options.beta2(), (double) step);
        // a (m / c1) / (sqrt(v / c2) + eps) = (a sqrt(c2) / c1) m / (sqrt(v) + eps sqrt(c2))
        double root = Math.sqrt(correction2);
        move(parameters, gradient, learningRate * root / correction1, options.epsilon() * root);
    }

    private void move(double[] parameters, double[] gradient, double rate, double epsilon) {
        double b1 = options.beta1();
        double b2 = options.beta2();
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

    /**
     * Adam's settings.
     *
     * @param learningRate step size a, above 0
     * @param beta1 decay of the mean, in [0, 1)
     * @param beta2 decay of the mean square, in [0, 1)
     * @param epsilon added to the root mean square, above 0
     */
    public record Options(double learningRate, double beta1, double beta2, double epsilon) {

        /**
         * Checks the ranges.
         *
         * @param learningRate step size a, above 0
         * @param beta1 decay of the mean, in [0, 1)
         * @param beta2 decay of the mean square, in [0, 1)
         * @param epsilon added to the root mean square, above 0
         * @throws IllegalArgumentException if an argument is out of its range
         */
        public Options {
            Require.positive("learningRate", learningRate);
            checkDecay("beta1", beta1);
            checkDecay("beta2", beta2);
            Require.positive("epsilon", epsilon);
        }

        private static void checkDecay(String name, double decay) {
            if (!(decay >= 0 && decay < 1)) {
                throw Require.error(name, "must be in [0, 1), got " + decay);
            }
        }

        /**
         * The paper's settings: 0.001, 0.9, 0.999, 1e-8.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(1e-3, 0.9, 0.999, 1e-8);
        }

        /**
         * These options with another step size.
         *
         * @param rate step size, above 0
         * @return new options
         */
        public Options withLearningRate(double rate) {
            return new Options(rate, beta1, beta2, epsilon);
        }

        /**
         * These options with other decays.
         *
         * @param beta1 decay of the mean, in [0, 1)
         * @param beta2 decay of the mean square, in [0, 1)
         * @return new options
         */
        public Options withDecays(double beta1, double beta2) {
            return new Options(learningRate, beta1, beta2, epsilon);
        }

        /**
         * These options with another epsilon.
         *
         * @param value above 0
         * @return new options
         */
        public Options withEpsilon(double value) {
            return new Options(learningRate, beta1, beta2, value);
        }
    }
}
