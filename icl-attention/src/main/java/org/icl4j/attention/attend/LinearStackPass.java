package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The output of a stack of linear attentions at m selected tokens. Of one sequence, with C the first n rows of Z and s = 1/n or 1:
 *
 * <pre>
 *   all layers but the last    G = s C'C,  H = G P,  M = Q H,  Z &lt;- Z + Z M          [w, w] matrices
 *   the last, rows z [m, w]    q = z Q,  T' = C q' [n, m],  U = s T C [m, w],  y = z + U P
 * </pre>
 *
 * Sequence after sequence, so that its matrices stay in the L1 cache. Their rows are padded with zeros to a multiple of {@link #PAD}
 * numbers, which fill vectors; and the second factor of a product is never a transpose, which would have to be copied: the
 * backward pass works with the transposes dM', dH', dQ', dP' in place of dM, dH, dQ, dP.
 */
final class LinearStackPass implements Layer.Pass {

    /** Rows of matrices are padded to a multiple of so many numbers: a vector of the widest processors. */
    private static final int PAD = 8;

    private final LinearStack stack;
    private final Selection wanted;
    private final int depth;
    private final int w;
    private final int ld; // w, padded
    private final int m; // wanted tokens
    private final int ldM; // m, padded
    private final int end; // of the parameters that are read
    private final VectorMath math = VectorMath.get();
    private final Workspace weightSpace = new Workspace();
    private final Workspace weightGradientSpace = new Workspace();
    private final Workspace tokenSpace = new Workspace();
    private final Workspace mapSpace = new Workspace();
    private final Workspace headSpace = new Workspace();
    private final Workspace outputSpace = new Workspace();
    private final Workspace gradientSpace = new Workspace();
    private final Workspace copySpace = new Workspace();
    private final Workspace scratchSpace = new Workspace();
    private final Workspace inputGradientSpace = new Workspace();
    private Layer.@Nullable Pass whole;
    private @Nullable Sequences last;
    private boolean usesWhole;
    private int n;
    private int length;

    LinearStackPass(LinearStack stack, Selection wanted) {
        this.stack = stack;
        this.wanted = wanted;
        this.depth = stack.layers().size();
        this.w = stack.inputWidth();
        this.ld = padded(w);
        this.m = wanted.count();
        this.ldM = padded(m);
        this.end = stack.layers().stream()
                .mapToInt(layer ->
                        Math.max(layer.keyQuery().end(), layer.valueProjection().end()))
                .max()
                .orElse(0);
    }

    private static int padded(int width) {
        return (width + PAD - 1) / PAD * PAD;
    }

    // Of each sequence, in numbers:  tokens Z [length, ld] of every layer;  maps G, H, M [w, ld] of all layers but the
    // last;
    // heads z, q, U [m, ld], q' or dU' [w, ldM] and T' [n, ldM] of the last.
    private int tokens(int sequence, int layer) {
        return (sequence * depth + layer) * length * ld;
    }

    private int maps(int sequence, int layer) {
        return (sequence * (depth - 1) + layer) * 3 * w * ld;
    }

    private int headSize() {
        return 3 * m * ld + (w + n) * ldM;
    }

    // The weights of a layer: Q, Q', P, P' [w, ld].
    private int query(int layer) {
        return 4 * layer * w * ld;
    }

    private int queryTransposed(int layer) {
        return query(layer) + w * ld;
    }

    private int value(int layer) {
        return query(layer) + 2 * w * ld;
    }

    private int valueTransposed(int layer) {
        return query(layer) + 3 * w * ld;
    }

    private double scale(int layer) {
        return stack.layers().get(layer).averaged() ? 1.0 / Math.max(1, n) : 1;
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
        n = shape.visibility().reach(0, 0);
        length = shape.length();
        int count = shape.count();
        double[] weights = weights(parameters);
        double[] z = tokenSpace.of(LayerArguments.size("tokens of all layers", count * depth, length, ld));
        double[] maps = mapSpace.of(LayerArguments.size("token maps", 3 * count * (depth - 1), w, ld));
        double[] heads = headSpace.of(LayerArguments.size("answers", count, 1, headSize()));
        double[] output = outputSpace.of(count * m, w);
        double[] y = scratchSpace.of(Math.max(m, 2 * w) * ld);
        for (int s = 0; s < count; s++) {
            pad(input, s * length * w, length, z, tokens(s, 0));
            for (int l = 0; l < depth - 1; l++) {
                layer(weights, l, z, tokens(s, l), tokens(s, l + 1), maps, maps(s, l));
            }
            answer(weights, z, tokens(s, depth - 1), heads, s * headSize(), y);
            for (int i = 0; i < m; i++) {
                System.arraycopy(y, i * ld, output, (s * m + i) * w, w);
            }
        }
        return output;
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

    private void layer(double[] weights, int l, double[] z, int from, int to, double[] maps, int g) {
        int h = g + w * ld;
        int map = h + w * ld;
        product(true, w, n, scale(l), z, from, z, from, 0, maps, g);
        product(false, w, w, 1, maps, g, weights, value(l), 0, maps, h);
        product(false, w, w, 1, weights, query(l), maps, h, 0, maps, map);
        System.arraycopy(z, from, z, to, length * ld);
        product(false, length, w, 1, z, from, maps, map, 1, z, to);
    }

    private void answer(double[] weights, double[] z, int c, double[] heads, int at, double[] y) {
        int l = depth - 1;
        int q = at + m * ld;
        int u = q + m * ld;
        int qt = u + m * ld;
        int t = qt + w * ldM;
        for (int i = 0; i < m; i++) {
            System.arraycopy(z, c + (wanted.first() + i * wanted.step()) * ld, heads, at + i * ld, ld);
        }
        product(false, m, w, 1, heads, at, weights, query(l), 0, heads, q);
        transpose(heads, q, heads, qt);
        math.gemm(false, false, n, ldM, w, 1, z, c, ld, heads, qt, ldM, 0, heads, t, ldM);
        math.gemm(true, false, m, ld, n, scale(l), heads, t, ldM, z, c, ld, 0, heads, u, ld);
        System.arraycopy(heads, at, y, 0, m * ld);
        product(false, m, w, 1, heads, u, weights, value(l), 1, y, 0);
    }

    /** Rows [m, ld] as columns [w, ldM]. */
    private void transpose(double[] rows, int at, double[] columns, int to) {
        for (int j = 0; j < w; j++) {
            for (int i = 0; i < ldM; i++) {
                columns[to + j * ldM + i] = i < m ? rows[at + i * ld + j] : 0;
            }
        }
    }

    private void pad(double[] from, int at, int rows, double[] to, int place) {
        for (int i = 0; i < rows; i++) {
            int row = place + i * ld;
            System.arraycopy(from, at + i * w, to, row, w);
            Arrays.fill(to, row + w, row + ld, 0);
        }
    }

    /** Q, Q', P and P' of all layers, with padded rows. */
    private double[] weights(double[] parameters) {
        double[] weights = weightSpace.of(4 * depth * w * ld);
        for (int l = 0; l < depth; l++) {
            LinearAttention layer = stack.layers().get(l);
            weight(parameters, layer.keyQuery(), weights, query(l));
            weight(parameters, layer.valueProjection(), weights, value(l));
        }
        return weights;
    }

    private void weight(double[] parameters, Slice slice, double[] weights, int at) {
        pad(parameters, slice.offset(), w, weights, at);
        int transposed = at + w * ld;
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < ld; j++) {
                weights[transposed + i * ld + j] = j < w ? parameters[slice.offset() + j * w + i] : 0;
            }
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
        LayerArguments.backward(parameters, end, d, shape.count() * m, w, gradient);
        double[] weights = weightSpace.array(); // of the forward pass, whose parameters these are
        double[] dWeights = weightGradientSpace.of(2 * depth * w * ld);
        Arrays.fill(dWeights, 0);
        double[] dz = gradientSpace.of(length * ld);
        for (int s = 0; s < shape.count(); s++) {
            throughLast(d, s, weights, dWeights, dz);
            for (int l = depth - 2; l >= 0; l--) {
                through(s, l, weights, dWeights, dz, l > 0 || inputGradient != null);
            }
            if (inputGradient != null) {
                for (int i = 0; i < length; i++) {
                    System.arraycopy(dz, i * ld, inputGradient, (s * length + i) * w, w);
                }
            }
        }
        for (int l = 0; l < depth; l++) {
            addTransposed(dWeights, dQuery(l), gradient, stack.layers().get(l).keyQuery());
            addTransposed(dWeights, dValue(l), gradient, stack.layers().get(l).valueProjection());
        }
    }

    private int dQuery(int layer) {
        return 2 * layer * w * ld;
    }

    private int dValue(int layer) {
        return (2 * layer + 1) * w * ld;
    }

    private void addTransposed(double[] dWeights, int at, double[] gradient, Slice slice) {
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                gradient[slice.offset() + i * w + j] += dWeights[at + j * ld + i];
            }
        }
    }

    // y = z + U P, U = s T C, T = q C', q = z Q. With D = dL/dy [m, w]:
    //   dP' = D' U          dU = D P'           dT' = s C dU'  [n, m]
    //   dC = s T' dU + dT' q  [n, w]            dq = dT C      [m, w]
    //   dQ' = dq' z         dz = D + dq Q'
    private void throughLast(double[] d, int sequence, double[] weights, double[] dWeights, double[] dz) {
        int l = depth - 1;
        double[] heads = headSpace.array();
        double[] z = tokenSpace.array();
        int c = tokens(sequence, l);
        int at = sequence * headSize();
        int q = at + m * ld;
        int u = q + m * ld;
        int t = u + m * ld + w * ldM;
        double[] scratch = scratchSpace.of(3 * m * ld + (w + n) * ldM);
        int du = m * ld;
        int dq = du + m * ld;
        int dut = dq + m * ld;
        int dt = dut + w * ldM;
        double s = scale(l);
        pad(d, sequence * m * w, m, scratch, 0);
        product(true, w, m, 1, scratch, 0, heads, u, 1, dWeights, dValue(l));
        product(false, m, w, 1, scratch, 0, weights, valueTransposed(l), 0, scratch, du);
        transpose(scratch, du, scratch, dut);
        math.gemm(false, false, n, ldM, w, s, z, c, ld, scratch, dut, ldM, 0, scratch, dt, ldM);
        Arrays.fill(dz, n * ld, length * ld, 0);
        math.gemm(false, false, n, ld, m, s, heads, t, ldM, scratch, du, ld, 0, dz, 0, ld);
        math.gemm(false, false, n, ld, m, 1, scratch, dt, ldM, heads, q, ld, 1, dz, 0, ld);
        math.gemm(true, false, m, ld, n, 1, scratch, dt, ldM, z, c, ld, 0, scratch, dq, ld);
        product(true, w, m, 1, scratch, dq, heads, at, 1, dWeights, dQuery(l));
        product(false, m, w, 1, scratch, dq, weights, queryTransposed(l), 1, scratch, 0);
        for (int i = 0; i < m; i++) {
            int row = (wanted.first() + i * wanted.step()) * ld;
            for (int j = 0; j < w; j++) {
                dz[row + j] += scratch[i * ld + j];
            }
        }
    }

    // Y = Z + Z M, M = Q H, H = G P, G = s C'C. With D = dL/dY, by transposes:
    //   dM' = D' Z    dQ' = H dM'    dH' = dM' Q    dP' = dH' G    dG' = P dH'
    //   dZ = D + D M', M' = H' Q',  and for the context's rows  dC = s C (dG + dG')
    private void through(int sequence, int l, double[] weights, double[] dWeights, double[] dz, boolean further) {
        double[] z = tokenSpace.array();
        double[] maps = mapSpace.array();
        int from = tokens(sequence, l);
        int g = maps(sequence, l);
        int h = g + w * ld;
        int size = w * ld;
        double[] scratch = scratchSpace.of(2 * size);
        product(true, w, length, 1, dz, 0, z, from, 0, scratch, 0);
        product(false, w, w, 1, maps, h, scratch, 0, 1, dWeights, dQuery(l));
        product(false, w, w, 1, scratch, 0, weights, query(l), 0, scratch, size);
        product(false, w, w, 1, scratch, size, maps, g, 1, dWeights, dValue(l));
        if (!further) {
            return;
        }
        product(false, w, w, 1, weights, value(l), scratch, size, 0, scratch, 0);
        symmetrise(scratch, 0, scratch, size);
        product(true, w, w, 1, maps, h, weights, queryTransposed(l), 0, scratch, 0);
        double[] d = copySpace.of(length * ld);
        System.arraycopy(dz, 0, d, 0, length * ld);
        product(false, length, w, 1, d, 0, scratch, 0, 1, dz, 0);
        product(false, n, w, scale(l), z, from, scratch, size, 1, dz, 0);
    }

    /** A + A'. */
    private void symmetrise(double[] a, int at, double[] sum, int to) {
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                sum[to + i * ld + j] = a[at + i * ld + j] + a[at + j * ld + i];
            }
            Arrays.fill(sum, to + i * ld + w, to + (i + 1) * ld, 0);
        }
    }
}
