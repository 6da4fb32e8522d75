package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Linear self-attention with a residual connection and without normaliser. For one sequence Z [length, w] whose first n
 * tokens C [n, w] are the context,
 *
 * <pre>
 *   Z  &lt;-  Z + s (Z Q C') (C P),     s = 1, or 1/n when averaged
 * </pre>
 *
 * with two weights of shape [w, w]: Q = W_Q W_K' merges query and key maps, P = W_V W_P value map and projection. Every
 * token attends, queries included; only context tokens are keys and values, so queries never influence each other.
 *
 * <p>Without a normaliser the product can be taken the short way round: with the moment matrix G = s C'C [w, w],
 * Z (I + Q G P). Cost per sequence: O(length w^2 + w^3) time, O(w^2) memory, against O(length n w) for the pairwise
 * scores.
 *
 * <p>The connection is part of the layer, since the literature's layer has it and since Z (I + Q G P) is one map of the tokens. The attention
 * alone is a {@link MultiHeadAttention} of one head with {@link Score#dotProduct dotProduct(1)} and {@link Normaliser#none} or
 * {@link Normaliser#mean}; in a {@link org.icl4j.attention.layers.Residual} it is this layer, pair by pair.
 *
 * <p>Sources: von Oswald et al. 2023, "Transformers learn in-context by gradient descent" (s = 1); Ahn et al. 2023,
 * "Transformers learn to implement preconditioned gradient descent" (s = 1/n, transposed: their weights are our P' and
 * Q').
 */
public final class LinearAttention implements Layer {

    private final Slice keyQuery;
    private final Slice valueProjection;
    private final boolean averaged;

    /**
     * The layer over existing slices.
     *
     * @param keyQuery Q, shape [w, w]
     * @param valueProjection P, shape [w, w]
     * @param averaged whether sums over the context are divided by its size
     * @throws IllegalArgumentException if the shapes are not square or differ
     */
    public LinearAttention(Slice keyQuery, Slice valueProjection, boolean averaged) {
        this.keyQuery = Require.notNull("keyQuery", keyQuery);
        this.valueProjection = Require.notNull("valueProjection", valueProjection);
        this.averaged = averaged;
        int width = keyQuery.rows();
        checkSquare("keyQuery", keyQuery, width);
        checkSquare("valueProjection", valueProjection, width);
    }

    private static void checkSquare(String name, Slice slice, int width) {
        if (slice.rows() != width || slice.columns() != width) {
            throw Require.error(
                    name,
                    "expected shape [" + width + ", " + width + "], got [" + slice.rows() + ", " + slice.columns()
                            + "] (square, of the tokens' width)");
        }
    }

    /**
     * Appends slices {@code name.key-query} and {@code name.value-projection}.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param width w, the tokens' width
     * @param averaged whether sums over the context are divided by its size
     * @return the layer
     */
    public static LinearAttention add(ParameterLayout.Builder builder, String name, int width, boolean averaged) {
        Require.positive("width", width);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        Slice keyQuery = builder.add(name + ".key-query", width, width);
        return new LinearAttention(keyQuery, builder.add(name + ".value-projection", width, width), averaged);
    }

    /**
     * The slice of Q.
     *
     * @return shape [w, w]
     */
    public Slice keyQuery() {
        return keyQuery;
    }

    /**
     * The slice of P.
     *
     * @return shape [w, w]
     */
    public Slice valueProjection() {
        return valueProjection;
    }

    /**
     * Whether sums over the context are divided by its size.
     *
     * @return true for s = 1/n, false for s = 1
     */
    public boolean averaged() {
        return averaged;
    }

    @Override
    public int inputWidth() {
        return keyQuery.rows();
    }

    @Override
    public int outputWidth() {
        return keyQuery.rows();
    }

    /** Normal weights of standard deviation 0.1 / w: small, so that a deep stack starts near the identity. */
    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        LayerArguments.initialise(parameters, Math.max(keyQuery.end(), valueProjection.end()), randoms);
        double deviation = 0.1 / keyQuery.rows();
        for (int i = 0; i < keyQuery.size(); i++) {
            parameters[keyQuery.offset() + i] = deviation * randoms.gaussian();
            parameters[valueProjection.offset() + i] = deviation * randoms.gaussian();
        }
    }

    @Override
    public Pass pass() {
        return new LinearAttentionPass();
    }

    /**
     * One context's token map M = Q G P: every token z of its sequence becomes z + z M.
     *
     * @param parameters the whole vector; read only
     * @param input the context, shape [n, w] at the start
     * @param contextSize n
     * @return a new array, shape [w, w]
     */
    public double[] tokenMap(double[] parameters, double[] input, int contextSize) {
        int w = inputWidth();
        LayerArguments.forward(
                parameters,
                Math.max(keyQuery.end(), valueProjection.end()),
                input,
                w,
                Sequences.tokens(Require.positive("contextSize", contextSize)));
        double[] moments = new double[w * w];
        double[] moved = new double[w * w];
        double[] map = new double[w * w];
        tokenMap(VectorMath.get(), parameters, input, 0, contextSize, moments, moved, map, 0);
        return map;
    }

    /** G = s C'C, H = G P, M = Q H, all [w, w] at the given offset of their arrays; C starts at {@code row}. */
    private void tokenMap(
            VectorMath math,
            double[] parameters,
            double[] tokens,
            int row,
            int contextSize,
            double[] g,
            double[] h,
            double[] map,
            int at) {
        int w = inputWidth();
        double s = averaged ? 1.0 / Math.max(1, contextSize) : 1;
        int q = keyQuery.offset();
        int p = valueProjection.offset();
        math.gemm(true, false, w, w, contextSize, s, tokens, row * w, w, tokens, row * w, w, 0, g, at, w);
        math.gemm(false, false, w, w, w, 1, g, at, w, parameters, p, w, 0, h, at, w);
        math.gemm(false, false, w, w, w, 1, parameters, q, w, h, at, w, 0, map, at, w);
    }

    /**
     * The short form where all tokens of a sequence see the same ones, the pairwise form elsewhere (causal, masks): there
     * queries are Z Q, keys Z and values Z P.
     */
    private final class LinearAttentionPass implements Pass {

        private final Moments moments = new Moments();
        private final Pass pairs = new Pairs();
        private Pass last = pairs;

        @Override
        public double[] forward(double[] parameters, double[] tokens, Sequences sequences) {
            LayerArguments.forward(
                    parameters, Math.max(keyQuery.end(), valueProjection.end()), tokens, inputWidth(), sequences);
            last = sequences.visibility().shared() ? moments : pairs;
            return last.forward(parameters, tokens, sequences);
        }

        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            return last.backward(parameters, d, gradient);
        }
    }

    private final class Pairs implements Pass {

        private final VectorMath math = VectorMath.get();
        private final Attention.Pass attend = new Attention(
                        1,
                        inputWidth(),
                        inputWidth(),
                        Score.dotProduct(1),
                        averaged ? Normaliser.mean() : Normaliser.none())
                .pass();
        private final Pass queryMap = Dense.transposed(keyQuery).pass();
        private final Pass valueMap = Dense.transposed(valueProjection).pass();
        private final Workspace outputSpace = new Workspace();
        private final Workspace queryGradient = new Workspace();
        private final Workspace keyGradient = new Workspace();
        private final Workspace valueGradient = new Workspace();
        private Lines lines = Lines.consecutive(1, 1);
        private int rows;

        @Override
        public double[] forward(double[] parameters, double[] z, Sequences shape) {
            int w = inputWidth();
            rows = shape.rows();
            double[] q = queryMap.forward(parameters, z, shape);
            double[] v = valueMap.forward(parameters, z, shape);
            double[] output = outputSpace.of(rows, w);
            if (lines.count() != shape.count() || lines.length() != shape.length()) {
                lines = Lines.of(shape);
            }
            attend.forward(q, 0, w, lines, z, 0, w, v, 0, w, lines, shape.visibility(), output, 0, w);
            math.axpy(1, z, 0, output, 0, rows * w);
            return output;
        }

        // Y = Z + A(Z Q, Z, Z P): dZ = D + dK + dQ Q' + dV P', the last two by the maps' own backward passes.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            LayerArguments.backward(d, rows, inputWidth());
            int w = inputWidth();
            double[] dq = queryGradient.of(rows, w);
            double[] dz = keyGradient.of(rows, w);
            double[] dv = valueGradient.of(rows, w);
            attend.backward(d, 0, w, dq, 0, w, dz, 0, w, dv, 0, w);
            math.axpy(1, d, 0, dz, 0, rows * w);
            math.axpy(1, queryMap.backward(parameters, dq, gradient), 0, dz, 0, rows * w);
            math.axpy(1, valueMap.backward(parameters, dv, gradient), 0, dz, 0, rows * w);
            return dz;
        }
    }

    private final class Moments implements Pass {

        private final VectorMath math = VectorMath.get();
        private final double[] mapGradient = new double[inputWidth() * inputWidth()];
        private final double[] movedGradient = new double[inputWidth() * inputWidth()];
        private final double[] momentGradient = new double[inputWidth() * inputWidth()];
        private double[] input = {};
        private final Workspace momentsSpace = new Workspace();
        private double[] moments = {}; // G of each sequence, [B, w, w]
        private final Workspace movedSpace = new Workspace();
        private double[] moved = {}; // H = G P
        private final Workspace mapsSpace = new Workspace();
        private double[] maps = {}; // M = Q H
        private final Workspace outputSpace = new Workspace();
        private double[] output = {};
        private final Workspace inputGradientSpace = new Workspace();
        private double[] inputGradient = {};
        private Sequences shape = Sequences.tokens(1);

        @Override
        public double[] forward(double[] parameters, double[] tokens, Sequences sequences) {
            LayerArguments.forward(
                    parameters, Math.max(keyQuery.end(), valueProjection.end()), tokens, inputWidth(), sequences);
            int w = inputWidth();
            input = tokens;
            shape = sequences;
            int size = LayerArguments.size("token maps", shape.count(), w, w);
            moments = momentsSpace.of(size);
            moved = movedSpace.of(size);
            maps = mapsSpace.of(size);
            output = outputSpace.of(shape.rows() * w);
            System.arraycopy(tokens, 0, output, 0, shape.rows() * w);
            int length = shape.length();
            for (int b = 0; b < shape.count(); b++) {
                int at = b * w * w;
                int z = b * length * w;
                tokenMap(
                        math, parameters, tokens, b * length, shape.visibility().reach(b, 0), moments, moved, maps, at);
                // Z + Z M: [length, w] [w, w]
                math.gemm(false, false, length, w, w, 1, tokens, z, w, maps, at, w, 1, output, z, w);
            }
            return output;
        }

        // One sequence: Y = Z + Z M, M = Q H, H = G P, G = s C'C, with C the first n rows of Z. With D = dL/dY:
        //   dM = Z' D              [w, length] [length, w]
        //   dQ = dM H'             dH = Q' dM
        //   dP = G' dH = G dH      dG = dH P'
        //   dZ = D + D M'          and for the context rows, as G_ab = s sum_i C_ia C_ib,
        //   dC_ia = s sum_b (dG_ab + dG_ba) C_ib     ->  dC = s C (dG + dG')
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            int rows = input.length == 0 ? 0 : shape.rows();
            LayerArguments.backward(
                    parameters, Math.max(keyQuery.end(), valueProjection.end()), d, rows, inputWidth(), gradient);
            int w = inputWidth();
            int length = shape.length();
            int q = keyQuery.offset();
            int p = valueProjection.offset();
            double[] dM = mapGradient;
            double[] dH = movedGradient;
            double[] dG = momentGradient;
            inputGradient = inputGradientSpace.of(shape.rows() * w);
            System.arraycopy(d, 0, inputGradient, 0, shape.rows() * w);
            for (int b = 0; b < shape.count(); b++) {
                int at = b * w * w;
                int z = b * length * w;
                int n = shape.visibility().reach(b, 0);
                double s = averaged ? 1.0 / Math.max(1, n) : 1;
                math.gemm(true, false, w, w, length, 1, input, z, w, d, z, w, 0, dM, 0, w);
                math.gemm(false, true, w, w, w, 1, dM, 0, w, moved, at, w, 1, gradient, q, w);
                math.gemm(true, false, w, w, w, 1, parameters, q, w, dM, 0, w, 0, dH, 0, w);
                math.gemm(false, false, w, w, w, 1, moments, at, w, dH, 0, w, 1, gradient, p, w);
                math.gemm(false, true, w, w, w, 1, dH, 0, w, parameters, p, w, 0, dG, 0, w);
                math.gemm(false, true, length, w, w, 1, d, z, w, maps, at, w, 1, inputGradient, z, w);
                math.gemm(false, false, n, w, w, s, input, z, w, dG, 0, w, 1, inputGradient, z, w);
                math.gemm(false, true, n, w, w, s, input, z, w, dG, 0, w, 1, inputGradient, z, w);
            }
            return inputGradient;
        }
    }

    @Override
    public String toString() {
        return "LinearAttention[" + inputWidth() + ", " + keyQuery.name() + (averaged ? ", averaged]" : "]");
    }
}
