package org.icl4j.attention.attend;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The last layers of a stack of linear attentions at a few tokens of each sequence, without the sequence's other tokens. With G the
 * moments C'C of the tokens C that layer l reads, and G_l those of the tokens that it writes,
 *
 * <pre>
 *   a token of layer l        z A,  A = I + s Q G P:   z + s ((z Q) G) P
 *   its moments, times x      x G_l,  G_l = A'G A:     ((x A') G) A,    x A' = x + s ((x P') G) Q'
 * </pre>
 *
 * so that a row goes through r layers by products of rows with weights and with the moments before the first of them: 3^r - 1 of the one
 * kind and half as many of the other. For one token and two layers this is a small part of one product of two [w, w] matrices.
 *
 * <p>Rows of all sequences are taken together where they meet weights.
 */
final class LastAttentions {

    /** In place of a weight: the moments of a sequence. */
    private static final int MOMENTS = -1;

    private static final int NONE = -1;

    /** Row block i + 1 is s (block {@code from}) W, plus block {@code added} if there is one. */
    private record Step(int from, int weight, double scale, int added) {}

    private final List<Step> steps = new ArrayList<>();
    private final LinearStackWeights weights;
    private final double[] scales;
    private final int base;
    private final int m;
    private final int ld;
    private final VectorMath math = VectorMath.get();
    private final Workspace blockSpace = new Workspace();
    private final Workspace gradientSpace = new Workspace();
    private int count;

    /**
     * The layers from {@code base} on.
     *
     * @param weights of the stack
     * @param scales s of each layer
     * @param base the first of the layers
     * @param m tokens of each sequence
     */
    LastAttentions(LinearStackWeights weights, double[] scales, int base, int m) {
        this.weights = weights;
        this.scales = scales;
        this.base = base;
        this.m = m;
        this.ld = weights.ld();
        int z = 0;
        for (int l = base; l < scales.length; l++) {
            z = through(l, z, false);
        }
    }

    /** Block x times A of a layer, or times A'. */
    private int through(int layer, int x, boolean transposed) {
        int q = add(x, transposed ? weights.valueTransposed(layer) : weights.query(layer), 1, NONE);
        int u = moments(layer, q);
        return add(u, transposed ? weights.queryTransposed(layer) : weights.value(layer), scales[layer], x);
    }

    /** Block x times the moments of the tokens that a layer reads. */
    private int moments(int layer, int x) {
        if (layer == base) {
            return add(x, MOMENTS, 1, NONE);
        }
        return through(layer - 1, moments(layer - 1, through(layer - 1, x, true)), false);
    }

    private int add(int from, int weight, double scale, int added) {
        steps.add(new Step(from, weight, scale, added));
        return steps.size();
    }

    private int block(int number) {
        return number * count * m * ld;
    }

    /** Room for the rows of so many sequences, [count, m, ld] at the start; the caller fills it before {@link #forward}. */
    double[] rows(int sequences) {
        count = sequences;
        return blockSpace.of((steps.size() + 1) * count * m, ld);
    }

    /**
     * Computes the rows after the last layer.
     *
     * @param moments G of each sequence, [ld, ld], one after the other at a distance
     * @param at the first one
     * @param distance from one to the next
     * @return where the rows begin in the array of {@link #rows}
     */
    int forward(double[] moments, int at, int distance) {
        double[] blocks = blockSpace.array();
        int rows = count * m;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int from = block(step.from);
            int to = block(i + 1);
            if (step.weight == MOMENTS) {
                timesMoments(blocks, from, moments, at, distance, blocks, to);
                continue;
            }
            boolean adds = step.added != NONE;
            if (adds) {
                System.arraycopy(blocks, block(step.added), blocks, to, rows * ld);
            }
            product(step.scale, blocks, from, step.weight, adds ? 1 : 0, blocks, to);
        }
        return block(steps.size());
    }

    private void timesMoments(
            double[] rows, int from, double[] moments, int at, int distance, double[] products, int to) {
        int w = weights.width();
        for (int s = 0; s < count; s++) {
            int row = s * m * ld;
            math.gemm(
                    false,
                    false,
                    m,
                    ld,
                    w,
                    1,
                    rows,
                    from + row,
                    ld,
                    moments,
                    at + s * distance,
                    ld,
                    0,
                    products,
                    to + row,
                    ld);
        }
    }

    private void product(double scale, double[] rows, int from, int weight, double beta, double[] to, int at) {
        math.gemm(
                false,
                false,
                count * m,
                ld,
                weights.width(),
                scale,
                rows,
                from,
                ld,
                weights.array(),
                weight,
                ld,
                beta,
                to,
                at,
                ld);
    }

    /** Room for the gradient of the rows that {@link #forward} computed, and where it begins; the caller fills it. */
    double[] gradients() {
        return gradientSpace.of((steps.size() + 1) * count * m, ld);
    }

    int outputGradient() {
        return block(steps.size());
    }

    // v = s u W + x, with V = dL/dv:  dW += s u'V, kept as dW' += s V'u;  dx = V;  du = s V W'
    // v = u G, with G' = G:           dG += u'V;  du = V G
    // A block is u of one step, and may be x of a later one, which therefore comes first on the way back and sets its
    // gradient.
    /**
     * The gradient of the first rows, left at the start of {@link #gradients}; those of the weights are added to theirs.
     *
     * @param moments as before
     * @param at the first one
     * @param distance from one to the next
     * @param momentGradients receives dL/dG of each sequence in the same way, up to transposition; null where it is not wanted
     */
    void backward(double[] moments, int at, int distance, double @Nullable [] momentGradients) {
        double[] blocks = blockSpace.array();
        double[] d = gradientSpace.array();
        int rows = count * m;
        boolean first = true;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            int from = block(step.from);
            int to = block(i + 1);
            if (step.weight == MOMENTS) {
                timesMoments(d, to, moments, at, distance, d, from);
                if (momentGradients != null) {
                    outer(blocks, from, d, to, first ? 0 : 1, momentGradients);
                    first = false;
                }
                continue;
            }
            weights.addGradient(step.weight, rows, step.scale, blocks, from, d, to);
            boolean adds = step.added != NONE;
            if (adds) {
                System.arraycopy(d, to, d, block(step.added), rows * ld);
            }
            product(step.scale, d, to, weights.transpose(step.weight), adds ? 0 : 1, d, from);
        }
    }

    private void outer(double[] u, int from, double[] v, int to, double beta, double[] sums) {
        for (int s = 0; s < count; s++) {
            int row = s * m * ld;
            math.gemm(true, false, ld, ld, m, 1, u, from + row, ld, v, to + row, ld, beta, sums, s * ld * ld, ld);
        }
    }
}
