package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Softmax attention from queries to keys and values, without weights of its own: for each sequence, with queries Q [m, k],
 * keys K [n, k] and values V [n, v],
 *
 * <pre>
 *   S = scale Q K'  [m, n]      A = softmax of each row of S      O = A V  [m, v]
 * </pre>
 *
 * Each row's greatest score is subtracted before the exponential, so scores of any finite size are safe. Cost per
 * sequence: 2 m n (k + v) operations and m n exponentials forward, about twice that backward; the weights A of the whole
 * batch are kept, 8 B m n bytes.
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
        return new CrossAttention(keyWidth, valueWidth, 1 / Math.sqrt(keyWidth));
    }

    /**
     * A workspace for one application.
     *
     * @return a new pass
     */
    public Pass pass() {
        return new Pass(this);
    }

    /** One application: a forward pass, then at most one backward pass. Allocates nothing once warm. Not thread-safe. */
    public static final class Pass {

        private final CrossAttention attention;
        private final VectorMath math = VectorMath.get();
        private double[] queries = {};
        private double[] keys = {};
        private double[] values = {};
        private final Workspace weightsSpace = new Workspace();
        private double[] weights = {}; // A of each sequence, [B, m, n]
        private final Workspace outputSpace = new Workspace();
        private double[] output = {};
        private final Workspace queryGradientSpace = new Workspace();
        private double[] queryGradient = {};
        private final Workspace keyGradientSpace = new Workspace();
        private double[] keyGradient = {};
        private final Workspace valueGradientSpace = new Workspace();
        private double[] valueGradient = {};
        private final Workspace scoreGradientSpace = new Workspace();
        private double[] scoreGradient = {}; // of one sequence, [m, n]
        private int count;
        private int m;
        private int n;
        private int keyRows;

        private Pass(CrossAttention attention) {
            this.attention = attention;
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
         * @return live array, shape [count m, v] at its start
         */
        public double[] forward(double[] q, double[] k, double[] v, int sequences, int queriesEach, int keysEach) {
            Require.positive("sequences", sequences);
            Require.positive("queriesEach", queriesEach);
            Require.positive("keysEach", keysEach);
            int kw = attention.keyWidth;
            int vw = attention.valueWidth;
            LayerArguments.atLeast("q", q, (double) sequences * queriesEach, kw);
            LayerArguments.atLeast("k", k, (double) sequences * keysEach, kw);
            LayerArguments.atLeast("v", v, (double) sequences * keysEach, vw);
            return forward(q, k, v, sequences, queriesEach, keysEach, keysEach);
        }

        /** As above, where each sequence has {@code rows} rows of keys and values, of which the first n are attended to. */
        double[] forward(double[] q, double[] k, double[] v, int sequences, int queriesEach, int keysEach, int rows) {
            queries = q;
            keys = k;
            values = v;
            count = sequences;
            m = queriesEach;
            n = keysEach;
            keyRows = rows;
            int kw = attention.keyWidth;
            int vw = attention.valueWidth;
            weights = weightsSpace.of(LayerArguments.size("attention weights", count, m, n));
            output = outputSpace.of(LayerArguments.size("answers", count, m, vw));
            for (int b = 0; b < count; b++) {
                int a = b * m * n;
                int kb = b * keyRows * kw;
                // S = scale Q K': [m, k] [k, n]
                math.gemm(false, true, m, n, kw, attention.scale, q, b * m * kw, kw, k, kb, kw, 0, weights, a, n);
                for (int i = 0; i < m; i++) {
                    math.softmax(weights, a + i * n, n);
                }
                // O = A V: [m, n] [n, v]
                math.gemm(false, false, m, vw, n, 1, weights, a, n, v, b * keyRows * vw, vw, 0, output, b * m * vw, vw);
            }
            return output;
        }

        /**
         * The gradients of the last forward pass, to be read from {@link #queryGradient()}, {@link #keyGradient()} and
         * {@link #valueGradient()}.
         *
         * @param d the loss's gradient in the output, shape [count m, v]; read only
         */
        // One sequence: O = A V, A = softmax(S) by rows, S = scale Q K'. With D = dL/dO:
        //   dV = A' D       [n, m] [m, v]          dA = D V'      [m, v] [v, n]
        //   softmax: dA_ij/dS_il = A_ij (1[j = l] - A_il), so
        //   dS_ij = A_ij (dA_ij - sum_l A_il dA_il)
        //   dQ = scale dS K [m, n] [n, k]          dK = scale dS' Q  [n, m] [m, k]
        public void backward(double[] d) {
            if (count == 0) {
                throw new IllegalStateException("backward needs a forward pass before it");
            }
            LayerArguments.atLeast("d", d, (double) count * m, attention.valueWidth);
            int kw = attention.keyWidth;
            int vw = attention.valueWidth;
            double scale = attention.scale;
            queryGradient = queryGradientSpace.of(count * m * kw);
            keyGradient = keyGradientSpace.of(count * keyRows * kw);
            valueGradient = valueGradientSpace.of(count * keyRows * vw);
            scoreGradient = scoreGradientSpace.of(m * n);
            double[] s = scoreGradient;
            if (n < keyRows) {
                // Rows that are no keys get no gradient.
                Arrays.fill(keyGradient, 0, count * keyRows * kw, 0);
                Arrays.fill(valueGradient, 0, count * keyRows * vw, 0);
            }
            for (int b = 0; b < count; b++) {
                int a = b * m * n;
                int q = b * m * kw;
                int o = b * m * vw;
                int k = b * keyRows * kw;
                int v = b * keyRows * vw;
                math.gemm(true, false, n, vw, m, 1, weights, a, n, d, o, vw, 0, valueGradient, v, vw);
                math.gemm(false, true, m, n, vw, 1, d, o, vw, values, v, vw, 0, s, 0, n);
                for (int i = 0; i < m; i++) {
                    double mean = math.dot(weights, a + i * n, s, i * n, n);
                    for (int j = 0; j < n; j++) {
                        s[i * n + j] = weights[a + i * n + j] * (s[i * n + j] - mean);
                    }
                }
                math.gemm(false, false, m, kw, n, scale, s, 0, n, keys, k, kw, 0, queryGradient, q, kw);
                math.gemm(true, false, n, kw, m, scale, s, 0, n, queries, q, kw, 0, keyGradient, k, kw);
            }
        }

        /**
         * The attention weights of the last forward pass.
         *
         * @return live array, shape [count, m, n] at its start; rows sum to 1
         */
        public double[] weights() {
            return weights;
        }

        /**
         * The loss's gradient in the queries.
         *
         * @return live array, shape [count m, k] at its start
         */
        public double[] queryGradient() {
            return queryGradient;
        }

        /**
         * The loss's gradient in the keys.
         *
         * @return live array, shape [count n, k] at its start
         */
        public double[] keyGradient() {
            return keyGradient;
        }

        /**
         * The loss's gradient in the values.
         *
         * @return live array, shape [count n, v] at its start
         */
        public double[] valueGradient() {
            return valueGradient;
        }
    }
}
