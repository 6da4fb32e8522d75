package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Attention without weights of its own. For each sequence and each head, with queries Q [m, k], keys K [n, k] and values
 * V [n, v],
 *
 * <pre>
 *   S_ij = s(q_i, k_j)  [m, n]      A = normaliser of each row of S, over the keys that token i sees; 0 elsewhere
 *   O = A V  [m, v]
 * </pre>
 *
 * A token that sees nothing gets O_i = 0. Queries, keys and values may lie anywhere in any arrays: a matrix is an array, the
 * offset of its first element and a stride, the distance from one row to the next. Head h has columns {@code h k} to
 * {@code (h + 1) k} of queries and keys, and {@code h v} to {@code (h + 1) v} of values and answers.
 *
 * <p>Memory: queries are worked on in blocks of rows, so that a block's scores fit the cache. Weights over at most 256 keys are
 * kept for the backward pass; over more they are computed again. So the memory beside inputs and outputs is O(n) for long
 * sequences, forward and backward, however many queries there are. Cost per sequence and head: 2 m n (k + v) operations and the
 * normaliser forward; backward twice that, and what is computed again.
 *
 * @param heads h, at least 1
 * @param keyWidth k, the width of queries and keys of a head
 * @param valueWidth v, the width of values of a head
 * @param score how a query is compared with a key
 * @param normaliser how scores become weights
 */
public record Attention(int heads, int keyWidth, int valueWidth, Score score, Normaliser normaliser) {

    /**
     * Checks the sizes.
     *
     * @param heads h, at least 1
     * @param keyWidth k, the width of queries and keys of a head
     * @param valueWidth v, the width of values of a head
     * @param score how a query is compared with a key
     * @param normaliser how scores become weights
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Attention {
        Require.positive("heads", heads);
        Require.positive("keyWidth", keyWidth);
        Require.positive("valueWidth", valueWidth);
        Require.notNull("score", score);
        Require.notNull("normaliser", normaliser);
    }

    /**
     * Softmax of the dot product over sqrt(k).
     *
     * @param heads h
     * @param keyWidth k
     * @param valueWidth v
     * @return the usual attention
     */
    public static Attention softmax(int heads, int keyWidth, int valueWidth) {
        Require.positive("keyWidth", keyWidth);
        return new Attention(
                heads, keyWidth, valueWidth, Score.dotProduct(1 / Math.sqrt(keyWidth)), Normaliser.softmax());
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

        private final Attention attention;
        private final AttentionWeights block;
        private final VectorMath math = VectorMath.get();

        // The inputs of the last forward pass.
        private Lines queryLines = Lines.consecutive(1, 1);
        private double[] v = {};
        private int offsetV;
        private int strideV;
        private Lines keyLines = queryLines;
        private boolean begun;

        private Pass(Attention attention) {
            this.attention = attention;
            this.block = new AttentionWeights(attention);
        }

        /**
         * The weighted sums of the values. The inputs are not copied and must not change before the backward pass.
         *
         * @param queries Q of all sequences and heads
         * @param offsetQueries its first element
         * @param strideQueries numbers from one row to the next
         * @param linesOfQueries which rows of Q form a sequence
         * @param keys K of all sequences and heads
         * @param offsetKeys its first element
         * @param strideKeys numbers from one row to the next
         * @param values V of all sequences and heads
         * @param offsetValues its first element
         * @param strideValues numbers from one row to the next
         * @param linesOfKeys which rows of K and V form a sequence; as many as those of the queries
         * @param seen which keys a query sees
         * @param output receives O, rows as those of Q
         * @param offsetOutput its first element
         * @param strideOutput numbers from one row to the next
         * @throws IllegalArgumentException if an array is too short for its lines
         */
        public void forward(
                double[] queries,
                int offsetQueries,
                int strideQueries,
                Lines linesOfQueries,
                double[] keys,
                int offsetKeys,
                int strideKeys,
                double[] values,
                int offsetValues,
                int strideValues,
                Lines linesOfKeys,
                Visibility seen,
                double[] output,
                int offsetOutput,
                int strideOutput) {
            queryLines = Require.notNull("linesOfQueries", linesOfQueries);
            v = values;
            offsetV = offsetValues;
            strideV = strideValues;
            keyLines = Require.notNull("linesOfKeys", linesOfKeys);
            Require.notNull("seen", seen);
            int h = attention.heads;
            checkRoom("queries", queries, offsetQueries, strideQueries, queryLines, h * attention.keyWidth);
            checkRoom("keys", keys, offsetKeys, strideKeys, keyLines, h * attention.keyWidth);
            checkRoom("values", v, offsetV, strideV, keyLines, h * attention.valueWidth);
            checkRoom("output", output, offsetOutput, strideOutput, queryLines, h * attention.valueWidth);
            if (queryLines.count() != keyLines.count()) {
                throw Require.error(
                        "linesOfKeys",
                        "expected " + queryLines.count() + " lines, got " + keyLines.count()
                                + " (one for each line of queries)");
            }
            block.begin(
                    queries, offsetQueries, strideQueries, queryLines, keys, offsetKeys, strideKeys, keyLines, seen);
            begun = true;
            int vw = attention.valueWidth;
            int m = queryLines.length();
            int rows = block.blockRows();
            int ldO = strideOutput * queryLines.step();
            int ldV = strideV * keyLines.step();
            for (int s = 0; s < queryLines.count(); s++) {
                for (int head = 0; head < h; head++) {
                    int o = offsetOutput + queryLines.first(s) * strideOutput + head * vw;
                    int vAt = offsetV + keyLines.first(s) * strideV + head * vw;
                    for (int from = 0; from < m; from += rows) {
                        int count = Math.min(rows, m - from);
                        int n = block.reach(s, from, count);
                        if (n > 0) {
                            block.compute(s, head, from, count, n);
                        }
                        math.gemm(
                                false,
                                false,
                                count,
                                vw,
                                n,
                                1,
                                block.array(),
                                block.offset(),
                                n,
                                v,
                                vAt,
                                ldV,
                                0,
                                output,
                                o + from * ldO,
                                ldO);
                    }
                }
            }
        }

        private static void checkRoom(String name, double[] array, int offset, int stride, Lines lines, int width) {
            Require.notNull(name, array);
            long end = offset + (long) (lines.rows() - 1) * stride + width;
            if (offset < 0 || stride < width) {
                throw Require.error(
                        name,
                        "must begin at 0 or later and have a stride of at least its width " + width + ", got offset "
                                + offset + " and stride " + stride);
            }
            if (array.length < end) {
                throw Require.error(
                        name,
                        "expected " + lines.rows() + " rows of width " + width + " at a stride of " + stride
                                + ", which end at " + end + ", got an array of length " + array.length);
            }
        }

        /**
         * The gradients of the last forward pass. Each of the three receives the gradient in its matrix, at the places of that
         * matrix: rows and columns that do not belong to it are left alone.
         *
         * @param d the loss's gradient in the output; read only
         * @param offsetD its first element
         * @param strideD numbers from one row to the next
         * @param dq receives the gradient in Q
         * @param offsetDq its first element
         * @param strideDq numbers from one row to the next
         * @param dk receives the gradient in K
         * @param offsetDk its first element
         * @param strideDk numbers from one row to the next
         * @param dv receives the gradient in V
         * @param offsetDv its first element
         * @param strideDv numbers from one row to the next
         */
        // A block of queries: O = A V, A = normaliser(S), S = s(Q, K). With D = dL/dO:
        //   dV += A' D  [n, m] [m, v]     dA = D V'  [m, v] [v, n]     dS from dA by the normaliser, row by row
        //   dQ and dK from dS by the score
        public void backward(
                double[] d,
                int offsetD,
                int strideD,
                double[] dq,
                int offsetDq,
                int strideDq,
                double[] dk,
                int offsetDk,
                int strideDk,
                double[] dv,
                int offsetDv,
                int strideDv) {
            if (!begun) {
                throw new IllegalStateException("backward needs a forward pass before it");
            }
            int h = attention.heads;
            int kw = attention.keyWidth;
            int vw = attention.valueWidth;
            checkRoom("d", d, offsetD, strideD, queryLines, h * vw);
            checkRoom("dq", dq, offsetDq, strideDq, queryLines, h * kw);
            checkRoom("dk", dk, offsetDk, strideDk, keyLines, h * kw);
            checkRoom("dv", dv, offsetDv, strideDv, keyLines, h * vw);
            int m = queryLines.length();
            int rows = block.blockRows();
            int ldD = strideD * queryLines.step();
            int ldDq = strideDq * queryLines.step();
            int ldV = strideV * keyLines.step();
            int ldDk = strideDk * keyLines.step();
            int ldDv = strideDv * keyLines.step();
            for (int s = 0; s < queryLines.count(); s++) {
                for (int head = 0; head < h; head++) {
                    int dAt = offsetD + queryLines.first(s) * strideD + head * vw;
                    int dqAt = offsetDq + queryLines.first(s) * strideDq + head * kw;
                    int dkAt = offsetDk + keyLines.first(s) * strideDk + head * kw;
                    int dvAt = offsetDv + keyLines.first(s) * strideDv + head * vw;
                    int vAt = offsetV + keyLines.first(s) * strideV + head * vw;
                    int written = 0; // rows of dK and dV that hold something already
                    for (int from = 0; from < m; from += rows) {
                        int count = Math.min(rows, m - from);
                        int n = block.reach(s, from, count);
                        int dBlock = dAt + from * ldD;
                        int dqBlock = dqAt + from * ldDq;
                        if (n == 0) {
                            clear(dq, dqBlock, ldDq, count, kw);
                            continue;
                        }
                        if (written > 0) {
                            clear(dk, dkAt + written * ldDk, ldDk, n - written, kw);
                            clear(dv, dvAt + written * ldDv, ldDv, n - written, vw);
                        }
                        double beta = written == 0 ? 0 : 1;
                        written = Math.max(written, n);
                        block.recall(s, head, from, count, n);
                        double[] a = block.array();
                        int atA = block.offset();
                        double[] ds = block.gradient(count, n);
                        math.gemm(true, false, n, vw, count, 1, a, atA, n, d, dBlock, ldD, beta, dv, dvAt, ldDv);
                        math.gemm(false, true, count, n, vw, 1, d, dBlock, ldD, v, vAt, ldV, 0, ds, 0, n);
                        block.throughNormaliser(s, from, count, n, ds);
                        block.throughScore(ds, dq, dqBlock, ldDq, beta, dk, dkAt, ldDk);
                    }
                    // Keys that nobody sees have no gradient.
                    clear(dk, dkAt + written * ldDk, ldDk, keyLines.length() - written, kw);
                    clear(dv, dvAt + written * ldDv, ldDv, keyLines.length() - written, vw);
                }
            }
        }

        private static void clear(double[] array, int at, int ld, int rows, int width) {
            for (int i = 0; i < rows; i++) {
                Arrays.fill(array, at + i * ld, at + i * ld + width, 0);
            }
        }

        /**
         * The weights of the last forward pass, computed again.
         *
         * @param sequence number of the sequence
         * @param head number of the head
         * @return a new table, [m, n] for m queries and n keys
         */
        public double[][] weights(int sequence, int head) {
            if (!begun) {
                throw new IllegalStateException("weights need a forward pass before them");
            }
            Require.inRange("sequence", sequence, 0, queryLines.count() - 1);
            Require.inRange("head", head, 0, attention.heads - 1);
            int m = queryLines.length();
            double[][] table = new double[m][keyLines.length()];
            int rows = block.blockRows();
            for (int from = 0; from < m; from += rows) {
                int count = Math.min(rows, m - from);
                int n = block.reach(sequence, from, count);
                if (n > 0) {
                    block.compute(sequence, head, from, count, n);
                }
                for (int i = 0; i < count; i++) {
                    System.arraycopy(block.array(), block.offset() + i * n, table[from + i], 0, n);
                }
            }
            return table;
        }
    }
}
