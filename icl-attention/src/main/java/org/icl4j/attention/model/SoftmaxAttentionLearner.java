package org.icl4j.attention.model;

import java.util.Arrays;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/**
 * One softmax-attention head without learned weights, as an in-context learner. Queries and keys are the inputs, values are
 * the targets,
 *
 * <pre>
 *   f(x) = sum_i p_i y_i,    p = softmax_i(scale x'x_i)
 * </pre>
 *
 * which is the Nadaraya-Watson estimator under the kernel exp(scale x'z). This is not the Gaussian kernel: as
 * scale x'z = scale (|x|^2 + |z|^2 - |x - z|^2) / 2, each key also weighs exp(scale |x_i|^2 / 2), so that a large scale picks
 * the key of greatest inner product, not the nearest.
 *
 * <p>Fitting copies the context. A query costs O(n (d + t)) and n exponentials; scores of any finite size are safe. Memory
 * beside the answer: at most 0.5 MiB for each thread, or 8 n bytes where that is more.
 *
 * @param scale factor of the scores, finite
 */
public record SoftmaxAttentionLearner(double scale) implements InContextLearner<Predictor> {

    /** Weights that one block of queries may hold. */
    private static final int BLOCK = 1 << 16;

    /**
     * Checks the scale.
     *
     * @param scale factor of the scores, finite
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SoftmaxAttentionLearner {
        Require.finite("scale", scale);
    }

    /**
     * The usual scale.
     *
     * @param width d, the width of an input
     * @return the learner with scale 1/sqrt(d)
     */
    public static SoftmaxAttentionLearner scaled(int width) {
        return new SoftmaxAttentionLearner(1 / Math.sqrt(Require.positive("width", width)));
    }

    @Override
    public Predictor fit(Context context) {
        Require.notNull("context", context);
        return new Average(scale, context.inputs(), context.targets());
    }

    private static final class Average implements Predictor {

        private final CrossAttention attention;
        private final int contextSize;
        private final double[] keys;
        private final double[] values;

        Average(double scale, Points inputs, Points targets) {
            this.attention = new CrossAttention(inputs.width(), targets.width(), scale);
            this.contextSize = inputs.size();
            this.keys = inputs.toRowMajor();
            this.values = targets.toRowMajor();
        }

        @Override
        public int inputWidth() {
            return attention.keyWidth();
        }

        @Override
        public int targetWidth() {
            return attention.valueWidth();
        }

        @Override
        public Points predict(Points queries) {
            int d = inputWidth();
            int t = targetWidth();
            Require.width("queries", queries, d, "d must match the context's " + d);
            int m = queries.size();
            int rows = Math.max(1, Math.min(64, BLOCK / contextSize));
            int blocks = (m + rows - 1) / rows;
            double[] x = queries.toRowMajor();
            double[] answers = new double[Math.multiplyExact(m, t)];
            Parallel.run(blocks, block -> {
                int from = block * rows;
                int count = Math.min(rows, m - from);
                double[] q = Arrays.copyOfRange(x, from * d, (from + count) * d);
                double[] averages = attention.pass().forward(q, keys, values, 1, count, contextSize);
                System.arraycopy(averages, 0, answers, from * t, count * t);
            });
            for (int i = 0; i < answers.length; i++) {
                if (!Double.isFinite(answers[i])) {
                    throw Require.error(
                            "queries",
                            "a score of query " + i / t + " with the context is beyond the range of numbers");
                }
            }
            return Points.ofRows("answers", m, t, answers);
        }

        @Override
        public String toString() {
            return "SoftmaxAttentionLearner.Average[" + attention + ", n=" + contextSize + "]";
        }
    }
}
