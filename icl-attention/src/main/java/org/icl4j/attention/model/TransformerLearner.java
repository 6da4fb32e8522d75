package org.icl4j.attention.model;

import java.util.Arrays;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/**
 * Any stack of layers as an in-context learner. A {@link PromptFormat} makes tokens of the context and the queries, the layers run, and
 * the format reads the answers.
 *
 * <p>Fitting copies the context. Predicting runs the layers over context and queries, up to {@value #QUERIES} queries at a
 * time: the cost of the context is paid once for each such block. An answer has the same bits whatever other queries there
 * are, since no other token sees a query and every number is a sum in a fixed order. Immutable and thread-safe, as far as the
 * layers are.
 */
public final class TransformerLearner implements InContextLearner<Predictor> {

    private static final int QUERIES = 64;

    private final Layer layer;
    private final double[] parameters;
    private final PromptFormat format;

    /**
     * The learner.
     *
     * @param layer the stack
     * @param parameters the flat vector that its slices lie in, finite; copied
     * @param format how contexts become tokens
     * @throws IllegalArgumentException if the layer does not take the format's tokens, or puts out too few columns for answers
     */
    public TransformerLearner(Layer layer, double[] parameters, PromptFormat format) {
        this.parameters = Require.finite("parameters", parameters).clone();
        if (parameters.length == 0) {
            throw Require.error("parameters", "is empty");
        }
        TaskObjective.check(layer, format);
        this.layer = layer;
        this.format = format;
    }

    /**
     * The stack.
     *
     * @return the layer
     */
    public Layer layer() {
        return layer;
    }

    /**
     * The weights.
     *
     * @return a copy
     */
    public double[] parameters() {
        return parameters.clone();
    }

    /**
     * How contexts become tokens.
     *
     * @return the format
     */
    public PromptFormat format() {
        return format;
    }

    @Override
    public Predictor fit(Context context) {
        Require.notNull("context", context);
        Require.width("inputs", context.inputs(), format.inputWidth(), "the prompt format's input width");
        Require.width("targets", context.targets(), format.targetWidth(), "the prompt format's target width");
        return new Fitted(context);
    }

    @Override
    public String toString() {
        return "TransformerLearner[" + format + ", " + layer + "]";
    }

    private final class Fitted implements Predictor {

        private final int n;
        private final double[] x;
        private final double[] y;

        Fitted(Context context) {
            this.n = context.size();
            this.x = context.inputs().toRowMajor();
            this.y = context.targets().toRowMajor();
        }

        @Override
        public int inputWidth() {
            return format.inputWidth();
        }

        @Override
        public int targetWidth() {
            return format.targetWidth();
        }

        @Override
        public Points predict(Points queries) {
            int d = inputWidth();
            int t = targetWidth();
            Require.width("queries", queries, d, "d must match the context's " + d);
            int m = queries.size();
            double[] all = queries.toRowMajor();
            double[] answers = new double[Math.multiplyExact(m, t)];
            int blocks = (m + QUERIES - 1) / QUERIES;
            Parallel.run(blocks, block -> {
                int from = block * QUERIES;
                answer(all, from, Math.min(QUERIES, m - from), answers);
            });
            for (int i = 0; i < answers.length; i++) {
                if (!Double.isFinite(answers[i])) {
                    throw Require.error(
                            "queries",
                            "the answer to query " + i / t + " is " + answers[i]
                                    + ": numbers grow beyond range in the layers");
                }
            }
            return Points.ofRows("answers", m, t, answers);
        }

        @Override
        public String toString() {
            return "TransformerLearner.Fitted[" + format + ", n=" + n + ", " + layer + "]";
        }

        private void answer(double[] all, int from, int count, double[] answers) {
            int d = inputWidth();
            int t = targetWidth();
            Sequences shape = format.shape(1, n, count, new int[0]);
            double[] tokens = new double[Math.multiplyExact(shape.rows(), format.tokenWidth())];
            double[] queries = Arrays.copyOfRange(all, from * d, (from + count) * d);
            format.write(n, x, 0, y, 0, count, queries, 0, tokens, 0);
            Selection asked = TaskObjective.answers(format, n, count);
            Layer.Pass pass = asked == null ? layer.pass() : layer.pass(asked);
            double[] output = pass.forward(parameters, tokens, shape);
            for (int q = 0; q < count; q++) {
                int row = asked == null ? format.answerToken(n, q) : q;
                int at = row * layer.outputWidth() + format.answerColumn();
                for (int c = 0; c < t; c++) {
                    answers[(from + q) * t + c] = format.answerFactor() * output[at + c];
                }
            }
        }
    }
}
