package org.icl4j.attention.stream;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * A learner whose state is a matrix S [t, d] that each pair (x, y) of the context changes, one after the other, and whose
 * answer is S x. With the key k = x and the value v = y,
 *
 * <pre>
 *   linear attention   S = S + v k'                                           Katharopoulos et al. 2020
 *   delta rule         S = S + b (v - S k) k'                                 Schlag, Irie and Schmidhuber 2021
 *   gated delta rule   S = g S + b (v - g S k) k'                             Yang, Kautz and Hatamizadeh 2025
 *   recursive least    u = P k / (g + k'P k),  S = S + (v - S k) u',          S is the ridge solution of the discounted pairs:
 *   squares            P = (P - u k'P) / g,    P_0 = I / ridge                sum_i g^(n-i) (y_i - S x_i)^2 + g^n ridge |S|^2
 * </pre>
 *
 * A pair costs O(d t), or O(d^2 + d t) for least squares, and so does an answer, O(d t); memory does not grow with the context.
 *
 * <pre>{@code
 * StreamingLearner.State state = StreamingLearner.leastSquares(0.1, 1).start(3, 1);
 * state.observe(x, y);
 * double[] answer = state.predict(query);
 * }</pre>
 */
public final class StreamingLearner implements InContextLearner<Predictor> {

    private enum Rule {
        LINEAR_ATTENTION,
        DELTA,
        LEAST_SQUARES
    }

    private final Rule rule;
    private final double gate;
    private final double number; // b of the delta rule, the ridge of least squares

    private StreamingLearner(Rule rule, double gate, double number) {
        this.rule = rule;
        this.gate = gate;
        this.number = number;
    }

    /**
     * The state of linear attention: the sum of v k'.
     *
     * @return the learner
     */
    public static StreamingLearner linearAttention() {
        return new StreamingLearner(Rule.LINEAR_ATTENTION, 1, 1);
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
        return new StreamingLearner(Rule.DELTA, checkGate(gate), step);
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
        return new StreamingLearner(Rule.LEAST_SQUARES, checkGate(gate), ridge);
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
        return "StreamingLearner[" + rule + ", gate=" + gate + ", " + number + "]";
    }

    /** What has been learned so far. Not thread-safe. */
    public static final class State {

        private final VectorMath math = VectorMath.get();
        private final StreamingLearner learner;
        private final int d;
        private final int t;
        private final double[] matrix; // S  [t, d]
        private final double[] inverse; // P  [d, d]
        private final double[] gain; // u  [d]
        private final double[] error; // [t]

        private State(StreamingLearner learner, int inputWidth, int targetWidth) {
            this.learner = learner;
            this.d = inputWidth;
            this.t = targetWidth;
            this.matrix = new double[Math.multiplyExact(t, d)];
            this.inverse = new double[learner.rule == Rule.LEAST_SQUARES ? Math.multiplyExact(d, d) : 0];
            for (int i = 0; i < inverse.length; i += d + 1) {
                inverse[i] = 1 / learner.number;
            }
            this.gain = new double[d];
            this.error = new double[t];
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
            double gate = learner.gate;
            if (learner.rule == Rule.LEAST_SQUARES) {
                for (int i = 0; i < d; i++) {
                    gain[i] = math.dot(inverse, i * d, x, 0, d); // P k
                }
                double scale = 1 / (gate + math.dot(x, 0, gain, 0, d));
                for (int i = 0; i < d; i++) {
                    // P is symmetric: P - (P k)(P k)' / (g + k'P k)
                    double factor = -scale * gain[i];
                    for (int j = 0; j < d; j++) {
                        inverse[i * d + j] = (inverse[i * d + j] + factor * gain[j]) / gate;
                    }
                }
                for (int i = 0; i < d; i++) {
                    gain[i] *= scale;
                }
            } else {
                double step = learner.rule == Rule.DELTA ? learner.number : 1;
                for (int i = 0; i < d; i++) {
                    gain[i] = step * x[i];
                }
                for (int i = 0; i < matrix.length && gate < 1; i++) {
                    matrix[i] *= gate;
                }
            }
            for (int k = 0; k < t; k++) {
                error[k] = learner.rule == Rule.LINEAR_ATTENTION ? y[k] : y[k] - math.dot(matrix, k * d, x, 0, d);
                math.axpy(error[k], gain, 0, matrix, k * d, d);
            }
            checkState();
        }

        private void checkState() {
            for (double element : matrix) {
                if (!Double.isFinite(element)) {
                    throw Require.error("x", "makes the state " + element + ": the step is too large for these inputs");
                }
            }
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
            if (learner.rule == Rule.LINEAR_ATTENTION) {
                // S = S + Y'X: [t, count] [count, d]
                math.gemm(true, false, t, d, count, 1, y, 0, t, x, 0, d, 1, matrix, 0, d);
                checkState();
                return;
            }
            double[] input = new double[d];
            double[] target = new double[t];
            for (int i = 0; i < count; i++) {
                System.arraycopy(x, i * d, input, 0, d);
                System.arraycopy(y, i * t, target, 0, t);
                observe(input, target);
            }
        }

        /**
         * Answers many queries.
         *
         * @param count how many
         * @param queries shape [count, d], finite
         * @param answers receives X S', shape [count, t]
         * @throws IllegalArgumentException if an array is too short, or an answer is not finite
         */
        public void predictAll(int count, double[] queries, double[] answers) {
            finite("queries", queries, count, d);
            atLeast("answers", answers, count, t);
            math.gemm(false, true, count, t, d, 1, queries, 0, d, matrix, 0, d, 0, answers, 0, t);
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
         * @return S x, length t
         * @throws IllegalArgumentException if the length or a number is wrong, or the answer is beyond the range of numbers
         */
        public double[] predict(double[] query) {
            Require.finite("query", Require.length("query", query, d, "the inputs' width"));
            double[] answer = new double[t];
            for (int k = 0; k < t; k++) {
                answer[k] = math.dot(matrix, k * d, query, 0, d);
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
         */
        public double[][] matrix() {
            double[][] copy = new double[t][d];
            for (int k = 0; k < t; k++) {
                System.arraycopy(matrix, k * d, copy[k], 0, d);
            }
            return copy;
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
