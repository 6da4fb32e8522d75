package org.icl4j.attention.attend;

import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;

/**
 * One head of {@link Attention} from queries to keys and values that lie in arrays of their own, with softmax of scaled dot
 * products: for each sequence, with queries Q [m, k], keys K [n, k] and values V [n, v],
 *
 * <pre>
 *   S = scale Q K'  [m, n]      A = softmax of each row of S      O = A V  [m, v]
 * </pre>
 *
 * Each row's greatest score is subtracted before the exponential, so scores of any finite size are safe.
 *
 * @param keyWidth k, the width of queries and keys
 * @param valueWidth v, the width of values
 * @param scale factor of the scores; 1/sqrt(k) is usual
 */
public record CrossAttention(int keyWidth, int valueWidth, double scale) {

    /**
     * Checks the sizes.
     *
     * @param keyWidth k, the width of queries and keys
     * @param valueWidth v, the width of values
     * @param scale factor of the scores; 1/sqrt(k) is usual
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public CrossAttention {
        Require.positive("keyWidth", keyWidth);
        Require.positive("valueWidth", valueWidth);
        Require.finite("scale", scale);
    }

    /**
     * The usual scale.
     *
     * @param keyWidth k, the width of queries and keys
     * @param valueWidth v, the width of values
     * @return attention with scale 1/sqrt(k)
     */
    public static CrossAttention scaled(int keyWidth, int valueWidth) {
        return new CrossAttention(keyWidth, valueWidth, 1 / Math.sqrt(Require.positive("keyWidth", keyWidth)));
    }

    /**
     * A workspace for one application.
     *
     * @return a new pass
     */
    public Pass pass() {
        return pass(Score.dotProduct(scale));
    }

    /**
     * A workspace for one application with another score in place of the scaled dot product.
     *
     * @param score how a query is compared with a key
     * @return a new pass
     */
    public Pass pass(Score score) {
        return new Pass(this, Require.notNull("score", score));
    }

    /** One application: a forward pass, then at most one backward pass. Allocates nothing once warm. Not thread-safe. */
    public static final class Pass {

        private final int keyWidth;
        private final int valueWidth;
        private final Attention.Pass attend;
        private final Workspace output = new Workspace();
        private final Workspace queryGradient = new Workspace();
        private final Workspace keyGradient = new Workspace();
        private final Workspace valueGradient = new Workspace();
        private Lines queryLines = Lines.consecutive(1, 1);
        private Lines keyLines = queryLines;
        private Visibility visibility = Visibility.prefix(1);
        private int rows;

        private Pass(CrossAttention attention, Score score) {
            this.keyWidth = attention.keyWidth;
            this.valueWidth = attention.valueWidth;
            this.attend = new Attention(1, keyWidth, valueWidth, score, Normaliser.softmax()).pass();
        }

        /**
         * The averages of the values. The inputs are not copied and must not change before the backward pass.
         *
         * @param q queries, shape [count m, k]
         * @param k keys, shape [count n, k]
         * @param v values, shape [count n, v]
         * @param sequences the number of sequences
         * @param queriesEach m, queries in each sequence
         * @param keysEach n, keys in each sequence
         * @return live array, shape [count m, v]
         */
        public double[] forward(double[] q, double[] k, double[] v, int sequences, int queriesEach, int keysEach) {
            Require.positive("sequences", sequences);
            Require.positive("queriesEach", queriesEach);
            Require.positive("keysEach", keysEach);
            LayerArguments.atLeast("q", q, (double) sequences * queriesEach, keyWidth);
            LayerArguments.atLeast("k", k, (double) sequences * keysEach, keyWidth);
            LayerArguments.atLeast("v", v, (double) sequences * keysEach, valueWidth);
            if (queryLines.count() != sequences
                    || queryLines.length() != queriesEach
                    || keyLines.length() != keysEach) {
                queryLines = Lines.consecutive(sequences, queriesEach);
                keyLines = Lines.consecutive(sequences, keysEach);
                visibility = Visibility.prefix(keysEach);
            }
            rows = sequences * queriesEach;
            double[] averages = output.of(rows, valueWidth);
            attend.forward(
                    q,
                    0,
                    keyWidth,
                    queryLines,
                    k,
                    0,
                    keyWidth,
                    v,
                    0,
                    valueWidth,
                    keyLines,
                    visibility,
                    averages,
                    0,
                    valueWidth);
            return averages;
        }

        /**
         * The gradients of the last forward pass, to be read from {@link #queryGradient()}, {@link #keyGradient()} and
         * {@link #valueGradient()}.
         *
         * @param outputGradient the loss's gradient in the output, shape [count m, v]; read only
         */
        public void backward(double[] outputGradient) {
            LayerArguments.backward(outputGradient, rows, valueWidth);
            int keys = keyLines.rows();
            attend.backward(
                    outputGradient,
                    0,
                    valueWidth,
                    queryGradient.of(rows, keyWidth),
                    0,
                    keyWidth,
                    keyGradient.of(keys, keyWidth),
                    0,
                    keyWidth,
                    valueGradient.of(keys, valueWidth),
                    0,
                    valueWidth);
        }

        /**
         * The attention weights of one sequence in the last forward pass, computed again.
         *
         * @param sequence number of the sequence
         * @return a new table, shape [m, n]; rows sum to 1
         */
        public double[][] weights(int sequence) {
            return attend.weights(sequence, 0);
        }

        /**
         * The loss's gradient in the queries.
         *
         * @return live array, shape [count m, k]
         */
        public double[] queryGradient() {
            return queryGradient.array();
        }

        /**
         * The loss's gradient in the keys.
         *
         * @return live array, shape [count n, k]
         */
        public double[] keyGradient() {
            return keyGradient.array();
        }

        /**
         * The loss's gradient in the values.
         *
         * @return live array, shape [count n, v]
         */
        public double[] valueGradient() {
            return valueGradient.array();
        }
    }
}
