package org.icl4j.attention.heads;

import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * A learned-kernel head that has read a context: K = M H' [w, n] and k = H s [n], so that the scores of a query are
 * h(x)' K + k' up to a constant, in 2 w n flops; and the values c [n] that the softmax averages.
 */
final class FittedHead implements Predictor {

    private static final VectorMath MATH = VectorMath.get();

    /** Numbers in a tile of scores, which is small enough for the L2 cache where n allows it. */
    private static final int TILE = 1 << 15;

    private final HeadProducts head;
    private final int n;
    private final double[] keys; // K  [w, n]
    private final double[] keyShift; // k  [n]
    private final double[] values; // c + e  [n]

    FittedHead(HeadProducts head, Points inputs, double[] targets) {
        int w = head.width;
        this.head = head;
        this.n = inputs.size();
        this.keys = new double[Math.multiplyExact(w, n)];
        double[] features = new double[keys.length]; // H'  [w, n]
        SquareMatrices.copyTransposed(n, w, features(head, inputs, 0, n), 0, features, 0);
        MATH.gemm(false, false, w, n, w, 1, head.products, head.product, w, features, 0, n, 0, keys, 0, n);
        this.keyShift = new double[n];
        MATH.gemm(false, false, 1, n, w, 1, head.products, head.shift, w, features, 0, n, 0, keyShift, 0, n);
        this.values = new double[targets.length];
        double[] g = new double[w];
        for (int i = 0; i < targets.length; i++) {
            for (int j = 0; j < w; j++) {
                g[j] = Math.max(0, head.products[head.yIn + j] * targets[i] + head.products[head.yIn + w + j]);
            }
            values[i] = MATH.dot(g, 0, head.products, head.read, w) + head.products[head.constant];
        }
    }

    /** h(x) of rows [from, from + count), shape [count, w]. */
    static double[] features(HeadProducts head, Points x, int from, int count) {
        int d = head.inputWidth;
        int w = head.width;
        double[] rows = new double[count * d];
        x.copyRows(from, count, rows, 0);
        double[] h = new double[Math.multiplyExact(count, w)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(head.products, head.xIn + d * w, h, i * w, w);
        }
        MATH.gemm(false, false, count, w, d, 1, rows, 0, d, head.products, head.xIn, w, 1, h, 0, w);
        MATH.relu(h, 0, h.length);
        return h;
    }

    /** How many queries to take at a time. */
    int tileRows() {
        return Math.max(1, TILE / n);
    }

    /** Scores of queries with features h [count, w], without the constant of each query, into [count, n]. */
    void scores(int count, double[] h, double[] result, int offset) {
        int w = head.width;
        for (int i = 0; i < count; i++) {
            System.arraycopy(keyShift, 0, result, offset + i * n, n);
        }
        MATH.gemm(false, false, count, n, w, 1, h, 0, w, keys, 0, n, 1, result, offset, n);
    }

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, head.inputWidth, "d must match the context's " + head.inputWidth);
        int m = queries.size();
        double[] answers = new double[m];
        int step = Math.min(m, tileRows());
        double[] weights = new double[step * n];
        for (int from = 0; from < m; from += step) {
            int count = Math.min(step, m - from);
            scores(count, features(head, queries, from, count), weights, 0);
            for (int q = 0; q < count; q++) {
                MATH.softmax(weights, q * n, n);
            }
            MATH.gemm(false, false, count, 1, n, 1, weights, 0, n, values, 0, 1, 0, answers, from, 1);
        }
        return Points.ofRows("answers", m, 1, answers);
    }

    @Override
    public int inputWidth() {
        return head.inputWidth;
    }

    @Override
    public int targetWidth() {
        return 1;
    }

    @Override
    public String toString() {
        return "FittedHead[n=" + n + ", d=" + head.inputWidth + ", w=" + head.width + "]";
    }
}
