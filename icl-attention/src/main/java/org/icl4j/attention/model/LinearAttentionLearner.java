package org.icl4j.attention.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * A stack of linear-attention layers as an in-context learner. The context becomes tokens (x_i, y_i), a query becomes (x, 0), and the
 * layers run. The answer is the NEGATED target slot of the query's token: this is the sign convention of von Oswald et al. 2023, under
 * which a context token's slot ends as its residual y_i - f(x_i).
 *
 * <p>No token reads a query, so fitting runs the layers on the context alone and keeps each layer's token map
 * Q G P [w, w], G = s C'C of the layer's context tokens C; a query then costs O(w^2) per layer whatever n is. Fitting costs
 * O(n w^2 + w^3) per layer.
 *
 * @see org.icl4j.attention.construct.GradientDescentConstruction
 */
public final class LinearAttentionLearner implements InContextLearner<LinearAttentionLearner.Fitted> {

    private final List<LinearAttention> layers;
    private final double[] parameters;
    private final OptionalInt targetWidth;

    /**
     * The learner of given weights.
     *
     * @param layers first to last, all of one width w
     * @param parameters the flat vector that their slices lie in, finite; copied
     * @throws IllegalArgumentException if there is no layer, widths differ, or a slice ends beyond the vector
     */
    public LinearAttentionLearner(List<LinearAttention> layers, double[] parameters) {
        this.layers = List.copyOf(Require.notNull("layers", layers));
        this.parameters = Require.finite("parameters", parameters).clone();
        this.targetWidth = OptionalInt.empty();
        // Checks that the widths meet.
        Sequential stack = new Sequential(List.copyOf(this.layers));
        for (LinearAttention layer : this.layers) {
            checkInside(layer.keyQuery(), stack.inputWidth());
            checkInside(layer.valueProjection(), stack.inputWidth());
        }
    }

    private LinearAttentionLearner(LinearAttentionLearner learner, int targetWidth) {
        this.layers = learner.layers;
        this.parameters = learner.parameters;
        this.targetWidth = OptionalInt.of(targetWidth);
    }

    /**
     * The same learner for contexts with one number of targets: weights that know which columns of a token are targets answer
     * wrongly, and without an error, where the columns mean something else.
     *
     * @param targetWidth t, from 1 to w - 1
     * @return a new learner, which refuses contexts of another width, even where d + t is w
     * @throws IllegalArgumentException if t is not from 1 to w - 1
     */
    public LinearAttentionLearner withTargetWidth(int targetWidth) {
        Require.inRange("targetWidth", targetWidth, 1, tokenWidth() - 1);
        return new LinearAttentionLearner(this, targetWidth);
    }

    private void checkInside(ParameterLayout.Slice slice, int width) {
        if (slice.offset() + slice.size() > parameters.length) {
            throw Require.error(
                    "parameters",
                    "has length " + parameters.length + ", but slice " + slice.name() + " of tokens of width " + width
                            + " ends at " + (slice.offset() + slice.size()));
        }
    }

    /**
     * The number of layers.
     *
     * @return L
     */
    public int depth() {
        return layers.size();
    }

    /**
     * The width of a token, inputs and targets together.
     *
     * @return w = d + t
     */
    public int tokenWidth() {
        return layers.get(0).inputWidth();
    }

    /**
     * Runs the layers on a context.
     *
     * @param context inputs [n, d] and targets [n, t] with d + t = w
     * @return the function learned
     * @throws IllegalArgumentException if d + t is not w, t is not what {@link #withTargetWidth} has set, or the layers drive a token beyond the range of numbers
     */
    @Override
    public Fitted fit(Context context) {
        int n = Require.notNull("context", context).size();
        int d = context.inputs().width();
        int t = context.targets().width();
        int w = tokenWidth();
        if (d + t != w) {
            throw Require.error(
                    "context", "expected inputs and targets of " + w + " columns together, got " + d + " + " + t);
        }
        int expected = targetWidth.orElse(t);
        if (t != expected) {
            throw Require.error(
                    "context",
                    "expected inputs of " + (w - expected) + " columns and targets of " + expected + ", got " + d
                            + " and " + t);
        }
        VectorMath math = VectorMath.get();
        double[] tokens = Prompt.tokens(context);
        List<double[]> maps = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            double[] map = layers.get(l).tokenMap(parameters, tokens, n);
            tokens = applyMap(math, tokens, n, w, map);
            for (int i = 0; i < tokens.length; i++) {
                if (!Double.isFinite(tokens[i])) {
                    throw Require.error(
                            "context",
                            "token " + i / w + " is " + tokens[i] + " after layer " + (l + 1) + " of " + layers.size()
                                    + ": the layers' step is too large for these inputs");
                }
            }
            maps.add(map);
        }
        return new Fitted(d, t, maps, Points.ofRows("tokens", n, w, tokens));
    }

    /** Z + Z M as a new array: Z [rows, w], M [w, w]. */
    private static double[] applyMap(VectorMath math, double[] tokens, int rows, int w, double[] map) {
        double[] moved = tokens.clone();
        math.gemm(false, false, rows, w, w, 1, tokens, 0, w, map, 0, w, 1, moved, 0, w);
        return moved;
    }

    /** What the layers have learned from one context. */
    public static final class Fitted implements Predictor {

        private final int inputWidth;
        private final int targetWidth;
        private final List<double[]> maps;
        private final Points contextTokens;

        private Fitted(int inputWidth, int targetWidth, List<double[]> maps, Points contextTokens) {
            this.inputWidth = inputWidth;
            this.targetWidth = targetWidth;
            this.maps = maps;
            this.contextTokens = contextTokens;
        }

        @Override
        public int inputWidth() {
            return inputWidth;
        }

        @Override
        public int targetWidth() {
            return targetWidth;
        }

        /**
         * The context's tokens after the last layer; where the layers are steps of gradient descent, their last t columns
         * are the residuals y_i - f(x_i).
         *
         * @return shape [n, d + t]
         */
        public Points contextTokens() {
            return contextTokens;
        }

        @Override
        public Points predict(Points queries) {
            Require.width("queries", queries, inputWidth, "d must match the context's " + inputWidth);
            int m = queries.size();
            int w = inputWidth + targetWidth;
            VectorMath math = VectorMath.get();
            double[] tokens = new double[Math.multiplyExact(m, w)];
            Prompt.place(queries, tokens, 0, w, 0);
            for (double[] map : maps) {
                tokens = applyMap(math, tokens, m, w, map);
            }
            double[] answers = new double[m * targetWidth];
            for (int i = 0; i < m; i++) {
                for (int k = 0; k < targetWidth; k++) {
                    double answer = -tokens[i * w + inputWidth + k];
                    if (!Double.isFinite(answer)) {
                        throw Require.error(
                                "queries",
                                "the answer to query " + i + " is " + answer + ": its numbers are too large");
                    }
                    answers[i * targetWidth + k] = answer;
                }
            }
            return Points.ofRows("answers", m, targetWidth, answers);
        }

        @Override
        public String toString() {
            return "Fitted[" + inputWidth + " -> " + targetWidth + ", layers=" + maps.size() + ", "
                    + contextTokens.size() + " pairs" + "]";
        }
    }

    @Override
    public String toString() {
        return "LinearAttentionLearner[layers=" + depth() + ", width=" + tokenWidth() + "]";
    }
}
