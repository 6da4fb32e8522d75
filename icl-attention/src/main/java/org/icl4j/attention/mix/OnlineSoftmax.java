package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.ParallelLoop;
import org.icl4j.core.math.VectorMath;

/**
 * Softmax attention by tiles of queries and keys: the greatest score u_i and the sum l_i of a row grow from tile to tile, and what has
 * been summed is scaled when u_i does (Milakov and Gimelshein 2018). Kept for the backward pass is L_i = u_i + log l_i alone, from which
 * a tile's weights are exp(S_ij - L_i) (Dao et al. 2022). Memory beside inputs and outputs: n numbers, a tile, and for long sequences,
 * whose queries are shared out among threads in {@value #PARTS} parts, as many gradients in keys and values.
 *
 * @param threads at most so many at a time; the results do not depend on it
 */
record OnlineSoftmax(int threads) implements TokenMixer {

    private static final int ROWS = 64;
    private static final int KEYS = 256;
    private static final int PARTS = 4;
    private static final int LONG = 1 << 20; // scores from which on threads pay

    @Override
    public Pass pass(int keyWidth, int valueWidth) {
        return new TilePass(Require.positive("keyWidth", keyWidth), Require.positive("valueWidth", valueWidth));
    }

    @Override
    public String toString() {
        return "softmax";
    }

    private final class TilePass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final int kw;
        private final int vw;
        private final double scale;
        private final Part[] parts = new Part[PARTS];
        private final ParallelLoop forwards = ParallelLoop.of(threads, PARTS, p -> parts[p].forward());
        private final ParallelLoop backwards = ParallelLoop.of(threads, PARTS, p -> parts[p].backward());
        private final Workspace logSpace = new Workspace(); // L  [m]
        private final Workspace outputSpace = new Workspace(); // a copy of O  [m, v]
        private double[] logs = {};
        private double[] o = {};
        private int m;
        private int n;
        private int[] reach = {};
        private double[] q = {};
        private double[] k = {};
        private double[] v = {};
        private double[] output = {};
        private double[] d = {};
        private double[] dq = {};

        TilePass(int keyWidth, int valueWidth) {
            kw = keyWidth;
            vw = valueWidth;
            scale = 1 / Math.sqrt(keyWidth);
            Arrays.setAll(parts, p -> new Part());
        }

        /** The parts that the queries are cut into; fixed by the sizes, so that results are. */
        private boolean shared() {
            return m >= PARTS * ROWS && (long) m * n >= LONG;
        }

        @Override
        public void forward(
                int queries, int count, int[] seen, double[] query, double[] key, double[] value, double[] answers) {
            m = queries;
            n = count;
            reach = seen;
            q = query;
            k = key;
            v = value;
            output = answers;
            logs = logSpace.of(m);
            o = outputSpace.of(m * vw);
            Arrays.fill(output, 0, m * vw, 0);
            if (shared()) {
                cut();
                forwards.run();
            } else {
                parts[0].of(0, m);
                parts[0].forward();
            }
            System.arraycopy(output, 0, o, 0, m * vw);
        }

        private void cut() {
            int blocks = (m + ROWS - 1) / ROWS;
            for (int p = 0; p < PARTS; p++) {
                parts[p].of(Math.min(m, p * blocks / PARTS * ROWS), Math.min(m, (p + 1) * blocks / PARTS * ROWS));
            }
        }

        // A_ij = exp(S_ij - L_i), S = c Q K'. With D = dL/dO and o_i = sum_j A_ij v_j:
        //   dV += A'D      dA = D V'      dS_ij = A_ij (dA_ij - D_i o_i)      dQ += c dS K      dK += c dS'Q
        @Override
        public void backward(
                double[] outputGradient, double[] queryGradient, double[] keyGradient, double[] valueGradient) {
            d = outputGradient;
            dq = queryGradient;
            Arrays.fill(dq, 0, m * kw, 0);
            Arrays.fill(keyGradient, 0, n * kw, 0);
            Arrays.fill(valueGradient, 0, n * vw, 0);
            if (!shared()) {
                parts[0].into(keyGradient, valueGradient);
                parts[0].backward();
                return;
            }
            for (int p = 0; p < PARTS; p++) {
                parts[p].own();
            }
            backwards.run();
            for (int p = 0; p < PARTS; p++) {
                math.axpy(1, parts[p].dk, 0, keyGradient, 0, n * kw);
                math.axpy(1, parts[p].dv, 0, valueGradient, 0, n * vw);
            }
        }

        /** Queries first to end, with workspaces of its own. */
        private final class Part {

            private final double[] tile = new double[ROWS * KEYS];
            private final double[] tileGradient = new double[ROWS * KEYS];
            private final double[] top = new double[ROWS];
            private final double[] sum = new double[ROWS];
            private final Workspace keySpace = new Workspace();
            private final Workspace valueSpace = new Workspace();
            private int begin;
            private int end;
            private double[] dk = {};
            private double[] dv = {};

            void of(int from, int to) {
                begin = from;
                end = to;
            }

            void into(double[] keyGradient, double[] valueGradient) {
                dk = keyGradient;
                dv = valueGradient;
            }

            void own() {
                into(keySpace.of(n * kw), valueSpace.of(n * vw));
                Arrays.fill(dk, 0);
                Arrays.fill(dv, 0);
            }

            void forward() {
                for (int from = begin; from < end; from += ROWS) {
                    int rows = Math.min(ROWS, end - from);
                    int most = reach[from + rows - 1];
                    Arrays.fill(top, Double.NEGATIVE_INFINITY);
                    Arrays.fill(sum, 0);
                    for (int first = 0; first < most; first += KEYS) {
                        int keys = Math.min(KEYS, most - first);
                        scores(from, rows, first, keys);
                        for (int i = 0; i < rows; i++) {
                            weigh(i, from + i, first, keys);
                        }
                        int at = from * vw;
                        math.gemm(false, false, rows, vw, keys, 1, tile, 0, keys, v, first * vw, vw, 1, output, at, vw);
                    }
                    for (int i = 0; i < rows; i++) {
                        logs[from + i] = top[i] + Math.log(sum[i]);
                        for (int c = (from + i) * vw; c < (from + i + 1) * vw && sum[i] > 0; c++) {
                            output[c] /= sum[i];
                        }
                    }
                }
            }

            /** S of a tile, [rows, keys]. */
            private void scores(int from, int rows, int first, int keys) {
                math.gemm(false, true, rows, keys, kw, scale, q, from * kw, kw, k, first * kw, kw, 0, tile, 0, keys);
            }

            /** A row of the tile becomes exp(S - u), and what the row has so far is scaled to the new u. */
            private void weigh(int i, int token, int first, int keys) {
                int row = i * keys;
                int seen = Math.max(0, Math.min(keys, reach[token] - first));
                Arrays.fill(tile, row + seen, row + keys, 0);
                if (seen == 0) {
                    return;
                }
                double greatest = math.max(tile, row, seen);
                if (greatest > top[i]) {
                    double factor = Math.exp(top[i] - greatest);
                    sum[i] *= factor;
                    for (int c = token * vw; c < (token + 1) * vw; c++) {
                        output[c] *= factor;
                    }
                    top[i] = greatest;
                }
                shift(row, seen, top[i]);
                math.exp(1, tile, row, seen);
                sum[i] += math.sum(tile, row, seen);
            }

            private void shift(int at, int length, double by) {
                for (int j = at; j < at + length; j++) {
                    tile[j] -= by;
                }
            }

            void backward() {
                for (int from = begin; from < end; from += ROWS) {
                    int rows = Math.min(ROWS, end - from);
                    int most = reach[from + rows - 1];
                    for (int i = 0; i < rows; i++) {
                        sum[i] = math.dot(d, (from + i) * vw, o, (from + i) * vw, vw);
                    }
                    for (int first = 0; first < most; first += KEYS) {
                        tile(from, rows, first, Math.min(KEYS, most - first));
                    }
                }
            }

            private void tile(int from, int rows, int first, int keys) {
                int at = from * kw;
                int key = first * kw;
                int value = first * vw;
                double[] ds = tileGradient;
                scores(from, rows, first, keys);
                for (int i = 0; i < rows; i++) {
                    int seen = Math.max(0, Math.min(keys, reach[from + i] - first));
                    Arrays.fill(tile, i * keys + seen, (i + 1) * keys, 0);
                    shift(i * keys, seen, seen == 0 ? 0 : logs[from + i]);
                    math.exp(1, tile, i * keys, seen);
                }
                math.gemm(true, false, keys, vw, rows, 1, tile, 0, keys, d, from * vw, vw, 1, dv, value, vw);
                math.gemm(false, true, rows, keys, vw, 1, d, from * vw, vw, v, value, vw, 0, ds, 0, keys);
                for (int i = 0; i < rows; i++) {
                    through(i * keys, keys, sum[i]);
                }
                math.gemm(false, false, rows, kw, keys, scale, ds, 0, keys, k, key, kw, 1, dq, at, kw);
                math.gemm(true, false, keys, kw, rows, scale, ds, 0, keys, q, at, kw, 1, dk, key, kw);
            }

            private void through(int at, int length, double mean) {
                for (int j = at; j < at + length; j++) {
                    tileGradient[j] = tile[j] * (tileGradient[j] - mean);
                }
            }
        }
    }
}
