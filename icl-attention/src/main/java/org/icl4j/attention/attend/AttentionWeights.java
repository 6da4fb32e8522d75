package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;

/**
 * The weights A of an attention, a block of query rows of one head at a time, and the gradient's way back through them. Weights of
 * short contexts are kept for the backward pass, those of long ones computed again.
 */
final class AttentionWeights {

    /** Scores that a block may hold: 1 MiB. */
    private static final int BLOCK = 1 << 17;

    private static final int LEAST_ROWS = 8;

    /** Numbers of the widest vectors. */
    private static final int LANES = 8;

    private static final int MOST_ROWS = 256;

    /** Keys up to which weights are kept: as many numbers for a query and head as a few activations take. */
    private static final int KEPT_KEYS = 256;

    private static final int KEPT_NUMBERS = 1 << 24;

    private final int heads;
    private final int keyWidth;
    private final Normaliser normaliser;
    private final Score.Pass score;
    private final VectorMath math = VectorMath.get();
    private final Workspace weightSpace = new Workspace();
    private final Workspace gradientSpace = new Workspace();
    private final Workspace rowSpace = new Workspace();
    private final Workspace seenSpace = new Workspace();
    private final Workspace seenGradientSpace = new Workspace();
    private final Workspace keptSpace = new Workspace();
    private final Workspace keptRowSpace = new Workspace();
    private boolean keeps;

    // The inputs of the last forward pass.
    private double[] q = {};
    private int offsetQ;
    private int strideQ;
    private Lines queryLines = Lines.consecutive(1, 1);
    private double[] k = {};
    private int offsetK;
    private int strideK;
    private Lines keyLines = queryLines;
    private Visibility visibility = Visibility.prefix(1);

    // The block at hand: [count, n] weights from an offset of an array, and what the normaliser wants kept of each row.
    private double[] weights = {};
    private int at;
    private double[] kept = {};
    private int keptAt;

    AttentionWeights(Attention attention) {
        this.heads = attention.heads();
        this.keyWidth = attention.keyWidth();
        this.normaliser = attention.normaliser();
        this.score = attention.score().pass();
    }

    void begin(
            double[] queries,
            int offsetQueries,
            int strideQueries,
            Lines linesOfQueries,
            double[] keys,
            int offsetKeys,
            int strideKeys,
            Lines linesOfKeys,
            Visibility seen) {
        q = queries;
        offsetQ = offsetQueries;
        strideQ = strideQueries;
        queryLines = linesOfQueries;
        k = keys;
        offsetK = offsetKeys;
        strideK = strideKeys;
        keyLines = linesOfKeys;
        visibility = seen;
        long numbers = (long) queryLines.count() * heads * queryLines.length() * keyLines.length();
        keeps = keyLines.length() <= KEPT_KEYS && numbers <= KEPT_NUMBERS;
        if (keeps) {
            keptSpace.atLeast((int) numbers);
            keptRowSpace.atLeast(queryLines.count() * heads * queryLines.length());
        }
    }

    /** Rows of a block: its scores fit {@link #BLOCK} where the keys allow it. */
    int blockRows() {
        int most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, BLOCK / keyLines.length()));
        return Math.min(queryLines.length(), most);
    }

    /** Keys that the block's queries see between them, and as many more, of weight 0, as fill vectors. */
    int reach(int sequence, int from, int count) {
        int n = seen(sequence, from, count);
        return Math.min(keyLines.length(), (n + LANES - 1) / LANES * LANES);
    }

    private int seen(int sequence, int from, int count) {
        if (visibility.shared()) {
            return visibility.reach(sequence, 0);
        }
        int n = 0;
        for (int i = from; i < from + count; i++) {
            n = Math.max(n, visibility.reach(sequence, i));
        }
        return n;
    }

    /** Where the last block's weights are. */
    double[] array() {
        return weights;
    }

    /** The first of them; the leading dimension is n. */
    int offset() {
        return at;
    }

    /** A of a block, [count, n], n at least 1. */
    void compute(int sequence, int head, int from, int count, int n) {
        score(sequence, head, from, count, n, weightSpace.atLeast(count * n));
        weights = weightSpace.array();
        at = 0;
        kept = rowSpace.atLeast(count);
        keptAt = 0;
        normalise(sequence, from, count, n);
        if (keeps) {
            int place = (sequence * heads + head) * queryLines.length() + from;
            System.arraycopy(weights, 0, keptSpace.array(), place * keyLines.length(), count * n);
            System.arraycopy(kept, 0, keptRowSpace.array(), place, count);
        }
    }

    /** The same block again, for the backward pass. */
    void recall(int sequence, int head, int from, int count, int n) {
        if (keeps && restored(sequence, head, from, count, n)) {
            int place = (sequence * heads + head) * queryLines.length() + from;
            weights = keptSpace.array();
            at = place * keyLines.length();
            kept = keptRowSpace.array();
            keptAt = place;
        } else {
            compute(sequence, head, from, count, n);
        }
    }

    private void score(int sequence, int head, int from, int count, int n, double[] s) {
        int ldQ = strideQ * queryLines.step();
        int query = offsetQ + queryLines.first(sequence) * strideQ + head * keyWidth + from * ldQ;
        int key = offsetK + keyLines.first(sequence) * strideK + head * keyWidth;
        score.forward(math, count, n, keyWidth, q, query, ldQ, k, key, strideK * keyLines.step(), s);
    }

    private boolean restored(int sequence, int head, int from, int count, int n) {
        int ldQ = strideQ * queryLines.step();
        int query = offsetQ + queryLines.first(sequence) * strideQ + head * keyWidth + from * ldQ;
        int key = offsetK + keyLines.first(sequence) * strideK + head * keyWidth;
        return score.restore(count, n, keyWidth, q, query, ldQ, k, key, strideK * keyLines.step());
    }

    private void normalise(int sequence, int from, int count, int n) {
        for (int i = 0; i < count; i++) {
            int row = i * n;
            int p = Math.min(n, visibility.reach(sequence, from + i));
            if (p > 0 && !visibility.dense()) {
                double[] seen = seenSpace.atLeast(n);
                int visible = gather(sequence, from + i, weights, row, seen, p);
                kept[i] = normaliser.forward(math, seen, 0, visible);
                scatter(sequence, from + i, seen, weights, row, p);
            } else if (p > 0) {
                kept[i] = normaliser.forward(math, weights, row, p);
            }
            if (p < n) {
                Arrays.fill(weights, row + p, row + n, 0);
            }
        }
    }

    private int gather(int sequence, int token, double[] from, int row, double[] to, int p) {
        int visible = 0;
        for (int j = 0; j < p; j++) {
            if (visibility.sees(sequence, token, j)) {
                to[visible++] = from[row + j];
            }
        }
        return visible;
    }

    private void scatter(int sequence, int token, double[] from, double[] to, int row, int p) {
        int visible = 0;
        for (int j = 0; j < p; j++) {
            to[row + j] = visibility.sees(sequence, token, j) ? from[visible++] : 0;
        }
    }

    /** Room for dL/dA of a block. */
    double[] gradient(int count, int n) {
        return gradientSpace.atLeast(count * n);
    }

    /** dL/dS from dL/dA of the block at hand, in place. */
    void throughNormaliser(int sequence, int from, int count, int n, double[] ds) {
        for (int i = 0; i < count; i++) {
            int row = i * n;
            int p = Math.min(n, visibility.reach(sequence, from + i));
            if (p > 0 && !visibility.dense()) {
                double[] seen = seenSpace.atLeast(n);
                double[] seenGradient = seenGradientSpace.atLeast(n);
                int visible = gather(sequence, from + i, weights, at + row, seen, p);
                gather(sequence, from + i, ds, row, seenGradient, p);
                normaliser.backward(math, seen, 0, seenGradient, 0, visible, kept[keptAt + i]);
                scatter(sequence, from + i, seenGradient, ds, row, p);
            } else if (p > 0) {
                normaliser.backward(math, weights, at + row, ds, row, p, kept[keptAt + i]);
            }
            if (p < n) {
                Arrays.fill(ds, row + p, row + n, 0);
            }
        }
    }

    /** dL/dQ of the block, and dL/dK added or written, from dL/dS. */
    void throughScore(double[] ds, double[] dq, int atDq, int ldDq, double beta, double[] dk, int atDk, int ldDk) {
        score.backward(math, ds, dq, atDq, ldDq, beta, dk, atDk, ldDk);
    }
}
