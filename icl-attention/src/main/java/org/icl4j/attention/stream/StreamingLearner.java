package org.icl4j.attention.stream;

import org.icl4j.attention.mix.TokenMixer;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * A learner that takes the pairs (x, y) of a context one after the other and can answer after each. With the key k = x, the value v = y
 * and the query q,
 *
 * <pre>
 *   linear attention   S = S + v k',  S q                                     Katharopoulos et al. 2020
 *   delta rule         S = S + b (v - S k) k',  S q                           Schlag, Irie and Schmidhuber 2021
 *   gated delta rule   S = g S + b (v - g S k) k',  S q                       Yang, Kautz and Hatamizadeh 2025
 *   recursive least    u = P k / (g + k'P k),  S = S + (v - S k) u',  S q     S is the ridge solution of the discounted pairs:
 *   squares            P = (P - u k'P) / g,    P_0 = I / ridge                sum_i g^(n-i) (y_i - S x_i)^2 + g^n ridge |S|^2
 *   mesa               H = g H + k k',  M = g M + v k',                       von Oswald et al. 2025; the ridge is not discounted
 *                      M (H + ridge I)^-1 q by conjugate gradients
 *   chebyshev          the same by Chebyshev's iteration                      Peng et al. 2025
 *   local linear       a line fitted around q by weighted least squares       Zuo et al. 2025
 * </pre>
 *
 * Answers are those of the {@link TokenMixer} of the same name over the pairs so far. In the first three a pair costs O(d t), in
 * the others with a state O(d^2 + d t); an answer O(d t), mesa's and Chebyshev's O(steps d^2) besides. Their memory does not grow with the
 * context. Local linear regression keeps all n pairs, and an answer costs O(n d^2).
 *
 * <pre>{@code
 * StreamingLearner.State state = StreamingLearner.leastSquares(0.1, 1).start(3, 1);
 * state.observe(x, y);
 * double[] answer = state.predict(query);
 * }</pre>
 */
public final class StreamingLearner implements InContextLearner<Predictor> {

    /** Makes the memory for inputs and targets of some widths. */
    @FunctionalInterface
    private interface Start {
        Memory memory(int inputWidth, int targetWidth);
    }

    private final Start start;
    private final String text;

    private StreamingLearner(Start start, String text) {
        this.start = start;
        this.text = text;
    }

    private static StreamingLearner matrix(MatrixMemory.Rule rule, double gate, double number) {
        return new StreamingLearner(
                (d, t) -> new MatrixMemory(rule, gate, number, d, t), rule + ", gate=" + gate + ", " + number);
    }

    /**
     * The state of linear attention: the sum of v k'.
     *
     * @return the learner
     */
    public static StreamingLearner linearAttention() {
        return matrix(MatrixMemory.Rule.LINEAR_ATTENTION, 1, 1);
    }

    /**
     * The delta rule: a step of gradient descent on each pair.
     *
     * @param step b, positive
     * @return the learner
     */
    public static StreamingLearner delta(double step) {
        return gatedDelta(step, 1);
    }

    /**
     * The gated delta rule.
     *
     * @param step b, positive
     * @param gate g, in (0, 1]: what is left of the state at each pair
     * @return the learner
     */
    public static StreamingLearner gatedDelta(double step, double gate) {
        Require.positive("step", step);
        return matrix(MatrixMemory.Rule.DELTA, checkGate(gate), step);
    }

    /**
     * Recursive least squares.
     *
     * @param ridge positive
     * @param gate g, in (0, 1]: how much less each pair counts than the next; 1 for ridge regression
     * @return the learner
     */
    public static StreamingLearner leastSquares(double ridge, double gate) {
        Require.positive("ridge", ridge);
        return matrix(MatrixMemory.Rule.LEAST_SQUARES, checkGate(gate), ridge);
    }

    /**
     * The mesa layer's state: ridge regression of the discounted pairs, solved for each query by conjugate gradients.
     *
     * @param ridge positive; not discounted
     * @param gate g, in (0, 1]: how much less each pair counts than the next
     * @param steps at most so many of conjugate gradients; the inputs' width is enough, up to rounding
     * @return the learner
     */
    public static StreamingLearner mesa(double ridge, double gate, int steps) {
        return ridge(ridge, gate, steps, false);
    }

    /**
     * The same by Chebyshev's iteration on [ridge, ridge + |H|], |H| the Frobenius norm.
     *
     * @param ridge positive; not discounted
     * @param gate g, in (0, 1]: how much less each pair counts than the next
     * @param steps at most so many
     * @return the learner
     */
    public static StreamingLearner chebyshev(double ridge, double gate, int steps) {
        return ridge(ridge, gate, steps, true);
    }

    private static StreamingLearner ridge(double ridge, double gate, int steps, boolean chebyshev) {
        Require.positive("ridge", ridge);
        checkGate(gate);
        Require.positive("steps", steps);
        return new StreamingLearner(
                (d, t) -> new RidgeMemory(ridge, gate, steps, chebyshev, d, t),
                (chebyshev ? "CHEBYSHEV" : "MESA") + ", gate=" + gate + ", " + ridge + ", steps=" + steps);
    }

    /**
     * Local linear regression with Gaussian weights, which keeps all pairs.
     *
     * @param lengthScale h of the weights exp(-|x - q|^2 / (2 h^2)), positive
     * @param ridge added to the weighted covariance, positive
     * @return the learner; before the first pair its answers are 0
     */
    public static StreamingLearner localLinear(double lengthScale, double ridge) {
        TokenMixer mixer = TokenMixer.localLinear(lengthScale, ridge);
        return new StreamingLearner(
                (d, t) -> new PairsMemory(mixer, d, t), "LOCAL_LINEAR, " + lengthScale + ", " + ridge);
    }

    private static double checkGate(double gate) {
        if (!(gate > 0 && gate <= 1)) {
            throw Require.error("gate", "must be in (0, 1], got " + gate);
        }
        return gate;
    }

    /**
     * A state that has seen nothing.
     *
     * @param inputWidth d
     * @param targetWidth t
     * @return a new state
     */
    public State start(int inputWidth, int targetWidth) {
        return new State(
                this, Require.positive("inputWidth", inputWidth), Require.positive("targetWidth", targetWidth));
    }

    @Override
    public Predictor fit(Context context) {
        Require.notNull("context", context);
        State state = start(context.inputs().width(), context.targets().width());
        for (int i = 0; i < context.size(); i++) {
            state.observe(context.inputs().row(i), context.targets().row(i));
        }
        return state.frozen();
    }

    @Override
    public String toString() {
        return "StreamingLearner[" + text + "]";
    }

    /** What has been learned so far. Not thread-safe. */
    public static final class State {

        private final StreamingLearner learner;
        private final int d;
        private final int t;
        private final Memory memory;

        private State(StreamingLearner learner, int inputWidth, int targetWidth) {
            this.learner = learner;
            this.d = inputWidth;
            this.t = targetWidth;
            this.memory = learner.start.memory(inputWidth, targetWidth);
        }

        /**
         * Takes in a pair.
         *
         * @param x length d, finite
         * @param y length t, finite
         * @throws IllegalArgumentException if a length or number is wrong, or the state grows beyond the range of numbers, which
         *     too great a step brings about
         */
        public void observe(double[] x, double[] y) {
            Require.finite("x", Require.length("x", x, d, "the inputs' width"));
            Require.finite("y", Require.length("y", y, t, "the targets' width"));
            memory.observe(x, y);
        }

        /**
         * Takes in many pairs, one after the other: what {@link #observe} makes of them, up to rounding, and for linear attention, whose
         * state is a sum, as one product of matrices.
         *
         * @param count how many
         * @param x shape [count, d], finite
         * @param y shape [count, t], finite
         * @throws IllegalArgumentException if an array is too short, a number is not finite, or the state grows beyond the range of
         *     numbers
         */
        public void observeAll(int count, double[] x, double[] y) {
            finite("x", x, count, d);
            finite("y", y, count, t);
            memory.observeAll(count, x, y);
        }

        /**
         * Answers many queries.
         *
         * @param count how many
         * @param queries shape [count, d], finite
         * @param answers receives shape [count, t]
         * @throws IllegalArgumentException if an array is too short, or an answer is not finite
         */
        public void predictAll(int count, double[] queries, double[] answers) {
            finite("queries", queries, count, d);
            atLeast("answers", answers, count, t);
            memory.answer(count, queries, answers);
            double sum = 0; // One sum of all is finite only if each is.
            for (int i = 0; i < count * t; i++) {
                sum += Math.abs(answers[i]);
            }
            if (!Double.isFinite(sum)) {
                throw Require.error("queries", "have answers beyond the range of numbers");
            }
        }

        private static void atLeast(String name, double[] array, int count, int width) {
            Require.positive("count", count);
            if (Require.notNull(name, array).length < (long) count * width) {
                throw Require.error(
                        name, "expected shape [" + count + ", " + width + "], got an array of length " + array.length);
            }
        }

        private static void finite(String name, double[] array, int count, int width) {
            atLeast(name, array, count, width);
            for (int i = 0; i < count * width; i++) {
                if (!Double.isFinite(array[i])) {
                    throw Require.error(name, "must be finite, got " + name + "[" + i + "] = " + array[i]);
                }
            }
        }

        /**
         * Answers a query.
         *
         * @param query length d, finite
         * @return the answer, length t
         * @throws IllegalArgumentException if the length or a number is wrong, or the answer is beyond the range of numbers
         */
        public double[] predict(double[] query) {
            Require.finite("query", Require.length("query", query, d, "the inputs' width"));
            double[] answer = new double[t];
            memory.answer(1, query, answer);
            for (int k = 0; k < t; k++) {
                if (!Double.isFinite(answer[k])) {
                    throw Require.error("query", "has the answer " + answer[k] + ": its numbers are too large");
                }
            }
            return answer;
        }

        /**
         * The matrix that answers.
         *
         * @return S, a copy, shape [t, d]
         * @throws UnsupportedOperationException if the learner keeps none: mesa, Chebyshev, local linear
         */
        public double[][] matrix() {
            return memory.matrix();
        }

        private Predictor frozen() {
            return new Fitted(this);
        }

        @Override
        public String toString() {
            return "State[" + learner + ", " + d + " -> " + t + "]";
        }
    }

    private record Fitted(State state) implements Predictor {

        @Override
        public int inputWidth() {
            return state.d;
        }

        @Override
        public int targetWidth() {
            return state.t;
        }

        @Override
        public Points predict(Points queries) {
            Require.width("queries", queries, state.d, "d must match the context's " + state.d);
            double[] answers = new double[Math.multiplyExact(queries.size(), state.t)];
            for (int i = 0; i < queries.size(); i++) {
                System.arraycopy(state.predict(queries.row(i)), 0, answers, i * state.t, state.t);
            }
            return Points.ofRows("answers", queries.size(), state.t, answers);
        }
    }
}
