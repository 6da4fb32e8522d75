package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The output of a stack of linear attentions at m selected tokens. A layer multiplies each token of a sequence by one matrix, which
 * depends on the moments of the context alone; so the moments go through the layers, and the context's tokens do not. Of one sequence,
 * with C the first n tokens of the input, z the m selected ones and s = 1/n or 1:
 *
 * <pre>
 *   at the start                      G = C'C                             [w, w]
 *   all layers but the last two       A = I + s Q G P,  z &lt;- z A,  G &lt;- A'G A
 *   the last two                      {@link LastAttentions}, without their matrices
 * </pre>
 *
 * The second factor of a product is never a transpose where that would have to be copied for each sequence: the backward pass works
 * with the transposes dM', dH', dQ', dP' in place of dM, dH, dQ, dP.
 */
final class LinearStackPass implements Layer.Pass {

    /**
     * So many layers are taken without their matrices. With three, a step of one query and three layers is faster still, but a row
     * meets 26 weights in place of 8, which many queries would pay for. The number must not depend on how many there are, since
     * an answer has the same bits whatever else is asked.
     */
    private static final int LAST = 2;

    private final LinearStack stack;
    private final Selection wanted;
    private final int depth;
    private final int base; // the first of the last layers
    private final int w;
    private final int ld; // w, padded
    private final int m; // wanted tokens
    private final int end; // of the parameters that are read
    private final VectorMath math = VectorMath.get();
    private final LinearStackWeights weights;
    private final Workspace mapSpace = new Workspace();
    private final Workspace rowSpace = new Workspace();
    private final Workspace outputSpace = new Workspace();
    private final Workspace contextSpace = new Workspace();
    private final Workspace momentGradientSpace = new Workspace();
    private final Workspace scratchSpace = new Workspace();
    private final Workspace inputGradientSpace = new Workspace();
    private double[] tokens = {};
    private double[] scales = {};
    private @Nullable LastAttentions lastLayers;
    private Layer.@Nullable Pass whole;
    private @Nullable Sequences last;
    private boolean usesWhole;
    private int n = -1;

    LinearStackPass(LinearStack stack, Selection wanted) {
        this.stack = stack;
        this.wanted = wanted;
        this.depth = stack.layers().size();
        this.base = Math.max(0, depth - LAST);
        this.w = stack.inputWidth();
        this.weights = new LinearStackWeights(stack.layers(), w);
        this.ld = weights.ld();
        this.m = wanted.count();
        this.end = stack.layers().stream()
                .mapToInt(layer ->
                        Math.max(layer.keyQuery().end(), layer.valueProjection().end()))
                .max()
                .orElse(0);
    }

    // Of each sequence: G, H = s G P, A = I + Q H, S' = A'G of each layer before the last ones, then G for these.
    private int maps(int sequence, int layer) {
        return (sequence * (4 * base + 1) + 4 * layer) * ld * ld;
    }

    /** The wanted rows [m, ld] of a sequence before a layer. */
    private int rows(int sequence, int layer) {
        return (sequence * base + layer) * m * ld;
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        LayerArguments.forward(parameters, end, input, w, shape);
        wanted.check(shape);
        last = shape;
        usesWhole = !(shape.visibility() instanceof Visibility.Prefix);
        if (usesWhole) {
            Layer.Pass pass = whole == null ? stack.sequential().pass(wanted) : whole;
            whole = pass;
            return pass.forward(parameters, input, shape);
        }
        tokens = input;
        int count = shape.count();
        LastAttentions answering = lastLayers(shape.visibility().reach(0, 0));
        weights.read(parameters);
        double[] maps = mapSpace.of(LayerArguments.size("token maps", count * (4 * base + 1), ld, ld));
        double[] rows = rowSpace.of(count * base * m, ld);
        double[] answers = answering.rows(count);
        double[] context = contextSpace.of(n, ld);
        for (int s = 0; s < count; s++) {
            pad(input, s * shape.length() * w, 1, n, context, 0);
            product(true, ld, n, 1, context, 0, context, 0, 0, maps, maps(s, 0));
            double[] first = base == 0 ? answers : rows;
            int at = base == 0 ? s * m * ld : rows(s, 0);
            pad(input, (s * shape.length() + wanted.first()) * w, wanted.step(), m, first, at);
            for (int l = 0; l < base; l++) {
                boolean further = l < base - 1;
                layer(l, maps, maps(s, l));
                product(
                        false,
                        m,
                        w,
                        1,
                        rows,
                        rows(s, l),
                        maps,
                        maps(s, l) + 2 * ld * ld,
                        0,
                        further ? rows : answers,
                        further ? rows(s, l + 1) : s * m * ld);
            }
        }
        int at = answering.forward(maps, maps(0, base), maps(1, 0));
        double[] output = outputSpace.of(count * m, w);
        for (int i = 0; i < count * m; i++) {
            System.arraycopy(answers, at + i * ld, output, i * w, w);
        }
        return output;
    }

    private LastAttentions lastLayers(int contextSize) {
        LastAttentions known = lastLayers;
        if (known == null || contextSize != n) {
            n = contextSize;
            scales = stack.layers().stream()
                    .mapToDouble(layer -> layer.averaged() ? 1.0 / Math.max(1, n) : 1)
                    .toArray();
            known = new LastAttentions(weights, scales, base, m);
            lastLayers = known;
        }
        return known;
    }

    /** C = alpha A B + beta C, or A'B, where all of them have padded rows. */
    private void product(
            boolean transposeA,
            int rows,
            int k,
            double alpha,
            double[] a,
            int atA,
            double[] b,
            int atB,
            double beta,
            double[] c,
            int atC) {
        math.gemm(transposeA, false, rows, ld, k, alpha, a, atA, ld, b, atB, ld, beta, c, atC, ld);
    }

    /** From G, at g, to the moments of the next layer. */
    private void layer(int l, double[] maps, int g) {
        int h = g + ld * ld;
        int a = h + ld * ld;
        int moved = a + ld * ld;
        product(false, ld, w, scales[l], maps, g, weights.array(), weights.value(l), 0, maps, h);
        product(false, ld, w, 1, weights.array(), weights.query(l), maps, h, 0, maps, a);
        for (int i = 0; i < w; i++) {
            maps[a + i * ld + i] += 1;
        }
        product(true, ld, w, 1, maps, a, maps, g, 0, maps, moved);
        product(false, ld, w, 1, maps, moved, maps, a, 0, maps, moved + ld * ld);
    }

    /** Some tokens as rows with zeros behind them. */
    private void pad(double[] from, int at, int step, int count, double[] to, int place) {
        for (int i = 0; i < count; i++) {
            int row = place + i * ld;
            System.arraycopy(from, at + i * step * w, to, row, w);
            Arrays.fill(to, row + w, row + ld, 0);
        }
    }

    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        Sequences shape = last;
        if (shape == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        if (usesWhole && whole != null) {
            return whole.backward(parameters, outputGradient, gradient);
        }
        double[] inputGradient = inputGradientSpace.of(shape.rows(), w);
        run(parameters, outputGradient, gradient, shape, inputGradient);
        return inputGradient;
    }

    @Override
    public void backwardParameters(double[] parameters, double[] outputGradient, double[] gradient) {
        Sequences shape = last;
        if (shape == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        if (usesWhole && whole != null) {
            whole.backwardParameters(parameters, outputGradient, gradient);
        } else {
            run(parameters, outputGradient, gradient, shape, null);
        }
    }

    private void run(
            double[] parameters, double[] d, double[] gradient, Sequences shape, double @Nullable [] inputGradient) {
        int count = shape.count();
        LayerArguments.backward(parameters, end, d, count * m, w, gradient);
        LastAttentions answering = lastLayers(n);
        weights.clearGradients();
        double[] maps = mapSpace.array();
        double[] rows = answering.gradients();
        pad(d, 0, 1, count * m, rows, answering.outputGradient());
        boolean wantsMoments = base > 0 || inputGradient != null;
        double[] momentGradients = wantsMoments ? momentGradientSpace.of(count * ld, ld) : null;
        answering.backward(maps, maps(0, base), maps(1, 0), momentGradients);
        if (momentGradients != null) {
            double[] scratch = scratchSpace.of(3 * ld * ld + m * ld);
            for (int s = 0; s < count; s++) {
                symmetrise(momentGradients, s * ld * ld, scratch, 0);
                for (int l = base - 1; l >= 0; l--) {
                    through(s, l, rows, s * m * ld, scratch, l > 0 || inputGradient != null);
                }
                if (inputGradient != null) {
                    toTokens(s, shape.length(), rows, s * m * ld, scratch, inputGradient);
                }
            }
        }
        weights.addGradientsTo(gradient);
    }

    // z_ = z A, G_ = A'G A, A = I + M, M = Q H, H = s G P. With E = dL/dG_ + (dL/dG_)' and D = dL/dz_ [m, w], by
    // transposes:
    //   dM' = E S' + D'z    dQ' = H dM'    dH' = dM' Q    dP' = s dH' G    dz = D A'
    // and of G, to be symmetrised: X = s P dH', so that E <- X + X' + A E A'
    private void through(int sequence, int l, double[] d, int at, double[] scratch, boolean further) {
        int size = ld * ld;
        double[] maps = mapSpace.array();
        int g = maps(sequence, l);
        int h = g + size;
        int a = h + size;
        double[] qp = weights.array();
        double[] dW = weights.gradients();
        product(false, ld, w, 1, scratch, 0, maps, a + size, 0, scratch, size);
        product(true, ld, m, 1, d, at, rowSpace.array(), rows(sequence, l), 1, scratch, size);
        product(false, ld, w, 1, maps, h, scratch, size, 1, dW, weights.gradient(weights.query(l)));
        product(false, ld, w, 1, scratch, size, qp, weights.query(l), 0, scratch, 2 * size);
        product(false, ld, w, scales[l], scratch, 2 * size, maps, g, 1, dW, weights.gradient(weights.value(l)));
        if (!further) {
            return;
        }
        int row = 3 * size;
        System.arraycopy(d, at, scratch, row, m * ld);
        math.gemm(false, true, m, w, w, 1, scratch, row, ld, maps, a, ld, 0, d, at, ld);
        product(false, ld, w, scales[l], qp, weights.value(l), scratch, 2 * size, 0, scratch, size);
        product(false, ld, w, 1, maps, a, scratch, 0, 0, scratch, 2 * size);
        symmetrise(scratch, size, scratch, 0);
        math.gemm(false, true, w, w, w, 1, scratch, 2 * size, ld, maps, a, ld, 1, scratch, 0, ld);
    }

    // G = C'C: dC = C E for the first n tokens; the others' gradients are those of the wanted rows, which the first may
    // be among.
    private void toTokens(int sequence, int length, double[] d, int at, double[] e, double[] inputGradient) {
        int first = sequence * length * w;
        math.gemm(false, false, n, w, w, 1, tokens, first, w, e, 0, ld, 0, inputGradient, first, w);
        Arrays.fill(inputGradient, first + n * w, first + length * w, 0);
        for (int i = 0; i < m; i++) {
            int row = first + (wanted.first() + i * wanted.step()) * w;
            math.axpy(1, d, at + i * ld, inputGradient, row, w);
        }
    }

    /** A + A' of a matrix [ld, ld]. */
    private void symmetrise(double[] a, int at, double[] sum, int to) {
        for (int i = 0; i < ld; i++) {
            for (int j = 0; j < ld; j++) {
                sum[to + i * ld + j] = a[at + i * ld + j] + a[at + j * ld + i];
            }
        }
    }
}
