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
 *   all layers but the last    G = s C'C,  H = G P,  M = Q H,  Z &lt;- Z + Z M         [w, w] matrices
 *   the last, rows z [m, w]    q = z Q,  T = q C' [m, n],  U = s T C [m, w],  y = z + U P
 * </pre>
 *
 * Sequences are taken in groups of {@link VectorMath#INTERLEAVED} whose elements lie side by side; where the processor's vectors are
 * not used, or there are only a few sequences, one by one. An element's sums are the same either way, to the bit.
 */
final class LinearStackPass implements Layer.Pass {

    /** Sequences from which on filling a group pays. */
    private static final int LEAST_SEQUENCES = 4;

    private final LinearStack stack;
    private final Selection wanted;
    private final int depth;
    private final int w;
    private final int end; // of the parameters that are read
    private final VectorMath math = VectorMath.get();
    private final Workspace weightSpace = new Workspace();
    private final Workspace weightGradientSpace = new Workspace();
    private final Workspace tokenSpace = new Workspace();
    private final Workspace mapSpace = new Workspace();
    private final Workspace headSpace = new Workspace();
    private final Workspace outputSpace = new Workspace();
    private final Workspace gradientSpace = new Workspace();
    private final Workspace otherSpace = new Workspace();
    private final Workspace movedSpace = new Workspace();
    private final Workspace scratchSpace = new Workspace();
    private final Workspace copySpace = new Workspace();
    private final Workspace inputGradientSpace = new Workspace();
    private Layer.@Nullable Pass whole;
    private @Nullable Sequences last;
    private boolean usesWhole;
    private int lanes;
    private int n;
    private int length;

    LinearStackPass(LinearStack stack, Selection wanted) {
        this.stack = stack;
        this.wanted = wanted;
        this.depth = stack.layers().size();
        this.w = stack.inputWidth();
        this.end = stack.layers().stream()
                .mapToInt(layer ->
                        Math.max(layer.keyQuery().end(), layer.valueProjection().end()))
                .max()
                .orElse(0);
    }

    // Workspaces of one group, in numbers:  tokens: depth + 1 times [length, w], the last of them rows z, q, U [m, w]
    // and
    // T [m, n];  maps: depth - 1 times G, H, M [w, w].
    private int tokens(int group, int layer) {
        return (group * depth + layer) * length * w * lanes;
    }

    private int maps(int group, int layer) {
        return (group * (depth - 1) + layer) * 3 * w * w * lanes;
    }

    private int heads(int group) {
        return group * wanted.count() * (3 * w + n) * lanes;
    }

    private int groups(Sequences shape) {
        return (shape.count() + lanes - 1) / lanes;
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
        lanes = math.lanes() > 1 && shape.count() >= LEAST_SEQUENCES ? VectorMath.INTERLEAVED : 1;
        int groups = groups(shape);
        int m = wanted.count();
        double[] weights = weights(parameters);
        double[] z = tokenSpace.of(LayerArguments.size("tokens of all layers", groups * depth, length, w * lanes));
        double[] maps = mapSpace.of(LayerArguments.size("token maps", 3 * groups * (depth - 1), w, w * lanes));
        double[] heads = headSpace.of(LayerArguments.size("answers", groups, m, (3 * w + n) * lanes));
        double[] output = outputSpace.of(shape.count() * m, w);
        double[] moved = movedSpace.of(m * w * lanes);
        for (int g = 0; g < groups; g++) {
            interleave(input, shape, g, z, tokens(g, 0));
            for (int l = 0; l < depth - 1; l++) {
                layer(weights, l, z, tokens(g, l), tokens(g, l + 1), maps, maps(g, l));
            }
            int c = tokens(g, depth - 1);
            int at = heads(g);
            int q = at + m * w * lanes;
            int u = q + m * w * lanes;
            int t = u + m * w * lanes;
            pick(z, c, heads, at);
            double s = scale(depth - 1);
            product(false, false, m, w, w, 1, heads, at, w, weights, query(depth - 1), w, 0, heads, q, w);
            product(false, true, m, n, w, 1, heads, q, w, z, c, w, 0, heads, t, n);
            product(false, false, m, w, n, s, heads, t, n, z, c, w, 0, heads, u, w);
            System.arraycopy(heads, at, moved, 0, moved.length);
            product(false, false, m, w, w, 1, heads, u, w, weights, value(depth - 1), w, 1, moved, 0, w);
            separate(moved, 0, m, shape, g, output);
        }
        return output;
    }

    private void layer(double[] weights, int l, double[] z, int from, int to, double[] maps, int at) {
        int size = w * w * lanes;
        product(true, false, w, w, n, scale(l), z, from, w, z, from, w, 0, maps, at, w);
        product(false, false, w, w, w, 1, maps, at, w, weights, value(l), w, 0, maps, at + size, w);
        product(false, false, w, w, w, 1, weights, query(l), w, maps, at + size, w, 0, maps, at + 2 * size, w);
        System.arraycopy(z, from, z, to, length * w * lanes);
        product(false, false, length, w, w, 1, z, from, w, maps, at + 2 * size, w, 1, z, to, w);
    }

    private double scale(int layer) {
        return stack.layers().get(layer).averaged() ? 1.0 / Math.max(1, n) : 1;
    }

    private int query(int layer) {
        return 2 * layer * w * w * lanes;
    }

    private int value(int layer) {
        return (2 * layer + 1) * w * w * lanes;
    }

    /** Q and P of all layers, each number once for every lane. */
    private double[] weights(double[] parameters) {
        double[] weights = weightSpace.of(2 * depth * w * w * lanes);
        for (int l = 0; l < depth; l++) {
            repeat(parameters, stack.layers().get(l).keyQuery(), weights, query(l));
            repeat(parameters, stack.layers().get(l).valueProjection(), weights, value(l));
        }
        return weights;
    }

    private void repeat(double[] parameters, Slice slice, double[] weights, int at) {
        for (int i = 0; i < w * w; i++) {
            Arrays.fill(weights, at + i * lanes, at + (i + 1) * lanes, parameters[slice.offset() + i]);
        }
    }

    /** The tokens of a group's sequences; lanes without a sequence are 0. */
    private void interleave(double[] input, Sequences shape, int group, double[] z, int at) {
        int size = length * w;
        for (int s = 0; s < lanes; s++) {
            int sequence = group * lanes + s;
            if (sequence < shape.count()) {
                for (int i = 0; i < size; i++) {
                    z[at + i * lanes + s] = input[sequence * size + i];
                }
            } else {
                for (int i = 0; i < size; i++) {
                    z[at + i * lanes + s] = 0;
                }
            }
        }
    }

    /** The opposite, for rows of each sequence, which lie one after the other. */
    private void separate(double[] from, int at, int rows, Sequences shape, int group, double[] to) {
        int size = rows * w;
        for (int s = 0; s < lanes && group * lanes + s < shape.count(); s++) {
            int place = (group * lanes + s) * size;
            for (int i = 0; i < size; i++) {
                to[place + i] = from[at + i * lanes + s];
            }
        }
    }

    /** Copies the wanted rows of all lanes. */
    private void pick(double[] z, int c, double[] rows, int at) {
        for (int i = 0; i < wanted.count(); i++) {
            int row = wanted.first() + i * wanted.step();
            System.arraycopy(z, c + row * w * lanes, rows, at + i * w * lanes, w * lanes);
        }
    }

    private void product(
            boolean ta,
            boolean tb,
            int rows,
            int columns,
            int k,
            double alpha,
            double[] a,
            int atA,
            int ldA,
            double[] b,
            int atB,
            int ldB,
            double beta,
            double[] c,
            int atC,
            int ldC) {
        if (lanes == 1) {
            math.gemm(ta, tb, rows, columns, k, alpha, a, atA, ldA, b, atB, ldB, beta, c, atC, ldC);
        } else {
            math.interleavedGemm(ta, tb, rows, columns, k, alpha, a, atA, ldA, b, atB, ldB, beta, c, atC, ldC);
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
        int m = wanted.count();
        LayerArguments.backward(parameters, end, d, shape.count() * m, w, gradient);
        double[] weights = weights(parameters);
        double[] dWeights = weightGradientSpace.of(weights.length);
        Arrays.fill(dWeights, 0);
        double[] dz = gradientSpace.of(length * w * lanes);
        double[] other = otherSpace.of(Math.max(length * w, 3 * w * w) * lanes);
        for (int g = 0; g < groups(shape); g++) {
            throughLast(d, shape, g, weights, dWeights, dz);
            for (int l = depth - 2; l >= 0; l--) {
                boolean further = l > 0 || inputGradient != null;
                through(g, l, weights, dWeights, dz, other, further);
            }
            if (inputGradient != null) {
                separate(dz, 0, length, shape, g, inputGradient);
            }
        }
        for (int l = 0; l < depth; l++) {
            addUp(dWeights, query(l), gradient, stack.layers().get(l).keyQuery());
            addUp(dWeights, value(l), gradient, stack.layers().get(l).valueProjection());
        }
    }

    private void addUp(double[] dWeights, int at, double[] gradient, Slice slice) {
        for (int i = 0; i < w * w; i++) {
            double sum = 0;
            for (int s = 0; s < lanes; s++) {
                sum += dWeights[at + i * lanes + s];
            }
            gradient[slice.offset() + i] += sum;
        }
    }

    // y = z + U P, U = s T C, T = q C', q = z Q. With D = dL/dy [m, w]:
    //   dP = U' D           dU = D P'           dT = s dU C'  [m, n]
    //   dC = s T' dU + dT' q  [n, w]            dq = dT C     [m, w]
    //   dQ = z' dq          dz = D + dq Q'
    private void throughLast(
            double[] d, Sequences shape, int group, double[] weights, double[] dWeights, double[] dTokens) {
        int m = wanted.count();
        int l = depth - 1;
        double[] heads = headSpace.array();
        double[] z = tokenSpace.array();
        int c = tokens(group, l);
        int at = heads(group);
        int q = at + m * w * lanes;
        int u = q + m * w * lanes;
        int t = u + m * w * lanes;
        double[] scratch = scratchSpace.of(m * (3 * w + n) * lanes);
        int du = m * w * lanes;
        int dq = du + m * w * lanes;
        int dt = dq + m * w * lanes;
        double s = scale(l);
        for (int lane = 0; lane < lanes; lane++) {
            int sequence = group * lanes + lane;
            for (int i = 0; i < m * w; i++) {
                scratch[i * lanes + lane] = sequence < shape.count() ? d[sequence * m * w + i] : 0;
            }
        }
        product(true, false, w, w, m, 1, heads, u, w, scratch, 0, w, 1, dWeights, value(l), w);
        product(false, true, m, w, w, 1, scratch, 0, w, weights, value(l), w, 0, scratch, du, w);
        product(false, true, m, n, w, s, scratch, du, w, z, c, w, 0, scratch, dt, n);
        Arrays.fill(dTokens, n * w * lanes, length * w * lanes, 0);
        product(true, false, n, w, m, s, heads, t, n, scratch, du, w, 0, dTokens, 0, w);
        product(true, false, n, w, m, 1, scratch, dt, n, heads, q, w, 1, dTokens, 0, w);
        product(false, false, m, w, n, 1, scratch, dt, n, z, c, w, 0, scratch, dq, w);
        product(true, false, w, w, m, 1, heads, at, w, scratch, dq, w, 1, dWeights, query(l), w);
        product(false, true, m, w, w, 1, scratch, dq, w, weights, query(l), w, 1, scratch, 0, w);
        for (int i = 0; i < m; i++) {
            int row = (wanted.first() + i * wanted.step()) * w * lanes;
            for (int j = 0; j < w * lanes; j++) {
                dTokens[row + j] += scratch[i * w * lanes + j];
            }
        }
    }

    // Y = Z + Z M, M = Q H, H = G P, G = s C'C. With D = dL/dY:
    //   dM = Z' D     dQ = dM H'     dH = Q' dM     dP = G dH     dG = dH P'
    //   dZ = D + D M'   and for the context's rows   dC = s C (dG + dG')
    private void through(
            int group, int l, double[] weights, double[] dWeights, double[] dz, double[] other, boolean further) {
        double[] z = tokenSpace.array();
        double[] maps = mapSpace.array();
        int from = tokens(group, l);
        int size = w * w * lanes;
        int at = maps(group, l);
        product(true, false, w, w, length, 1, z, from, w, dz, 0, w, 0, other, 0, w);
        product(false, true, w, w, w, 1, other, 0, w, maps, at + size, w, 1, dWeights, query(l), w);
        product(true, false, w, w, w, 1, weights, query(l), w, other, 0, w, 0, other, size, w);
        product(false, false, w, w, w, 1, maps, at, w, other, size, w, 1, dWeights, value(l), w);
        if (!further) {
            return;
        }
        product(false, true, w, w, w, 1, other, size, w, weights, value(l), w, 0, other, 2 * size, w);
        symmetrise(other, 2 * size, other, 0);
        // The gradient is overwritten: D + D M' needs D once more, which the place of dH and dG may not hold.
        double[] d = copySpace.of(length * w * lanes);
        System.arraycopy(dz, 0, d, 0, length * w * lanes);
        product(false, true, length, w, w, 1, d, 0, w, maps, at + 2 * size, w, 1, dz, 0, w);
        product(false, false, n, w, w, scale(l), z, from, w, other, 0, w, 1, dz, 0, w);
    }

    /** A + A' of each lane. */
    private void symmetrise(double[] a, int at, double[] sum, int to) {
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                int here = (i * w + j) * lanes;
                int there = (j * w + i) * lanes;
                for (int s = 0; s < lanes; s++) {
                    sum[to + here + s] = a[at + here + s] + a[at + there + s];
                }
            }
        }
    }
}
