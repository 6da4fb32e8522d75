package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * A layer around a {@link TokenMixer}: [Q K V] = Z W' for all heads, W [3 w, w], the mixer for each sequence and head, and a projection,
 * Y = O P', P [w, w]; no biases. Heads have w / h columns. Token i's query is answered from the keys and values of the tokens that it sees,
 * which must be the first ones of its sequence: a prefix, or causal. To the state of an estimator a token's own pair belongs where a token
 * sees itself.
 *
 * <p>A gated mixer has a decay and a strength for each pair and head, logistic functions of the token, s(z) = 1 / (1 + exp(-z)):
 *
 * <pre>
 *   g_j = s(a'z_j + a0),   b_j = s(c'z_j + c0)         a, c of width w, for each head
 * </pre>
 *
 * Decays start near {@value #START}, and queries and keys are divided by their lengths, as in Gated DeltaNet and MesaNet: b |k|^2 below 2 is
 * what keeps the delta rule from diverging. A zero vector stays as it is.
 *
 * <pre>{@code
 * Layer mesa = TokenMixing.add(builder, "mesa", 64, 4, TokenMixer.mesa(0.1, 1, 16));
 * }</pre>
 */
public final class TokenMixing implements Layer {

    private static final double START = 0.95;

    private final int heads;
    private final TokenMixer mixer;
    private final @Nullable Dense gates;
    private final ParameterLayout.@Nullable Slice gateBias;
    private final Dense maps;
    private final Dense projection;

    private TokenMixing(
            int heads,
            TokenMixer mixer,
            @Nullable Dense gates,
            ParameterLayout.@Nullable Slice gateBias,
            Dense maps,
            Dense projection) {
        this.heads = heads;
        this.gates = gates;
        this.gateBias = gateBias;
        this.mixer = mixer;
        this.maps = maps;
        this.projection = projection;
    }

    /**
     * Appends slices {@code name.qkv.weight}, {@code name.projection.weight} and, for a gated mixer, {@code name.gates.weight} and
     * {@code name.gates.bias}, of two rows for each head: decay, strength.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param width w, of a token
     * @param heads h, a divisor of w
     * @param mixer the estimator
     * @return the layer
     */
    public static TokenMixing add(
            ParameterLayout.Builder builder, String name, int width, int heads, TokenMixer mixer) {
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        Require.positive("width", width);
        Require.positive("heads", heads);
        Require.notNull("mixer", mixer);
        if (width % heads != 0) {
            throw Require.error("heads", "must divide the width " + width + ", got " + heads);
        }
        Dense maps = Dense.addWithoutBias(builder, name + ".qkv", width, Math.multiplyExact(3, width));
        Dense projection = Dense.addWithoutBias(builder, name + ".projection", width, width);
        if (!mixer.gated()) {
            return new TokenMixing(heads, mixer, null, null, maps, projection);
        }
        int count = Math.multiplyExact(2, heads);
        ParameterLayout.Slice weight = builder.add(name + ".gates.weight", count, width);
        ParameterLayout.Slice bias = builder.add(name + ".gates.bias", 1, count);
        return new TokenMixing(heads, mixer, new Dense(weight, bias), bias, maps, projection);
    }

    @Override
    public int inputWidth() {
        return projection.outputWidth();
    }

    @Override
    public int outputWidth() {
        return projection.outputWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        maps.initialise(parameters, randoms);
        projection.initialise(parameters, randoms);
        if (gates != null && gateBias != null) {
            gates.initialise(parameters, randoms);
            for (int head = 0; head < heads; head++) {
                parameters[gateBias.offset() + 2 * head] = Math.log(START / (1 - START));
            }
        }
    }

    @Override
    public Pass pass() {
        return new MixingPass();
    }

    @Override
    public String toString() {
        return "TokenMixing[" + inputWidth() + ", heads=" + heads + ", " + mixer + "]";
    }

    private final class MixingPass implements Pass {

        private final int w = inputWidth();
        private final int width = w / heads;
        private final Pass mapsPass = maps.pass();
        private final Pass projectionPass = projection.pass();
        private final TokenMixer.Pass mix = mixer.pass(width, width);
        private final Workspace outputSpace = new Workspace();
        private final Workspace mapGradient = new Workspace();
        // One sequence and head: Q, K, V, O and their gradients, each [length, w / h].
        private double[][] parts = new double[8][0];
        private final @Nullable Pass gatePass = gates == null ? null : gates.pass();
        private final Workspace gateSpace = new Workspace();
        private double[] gate = {}; // g_j and b_j of one sequence and head, and their gradients
        private double[] gateGradient = {};
        private double[][] norms = new double[2][0]; // of its queries and keys
        private int[] reach = {};
        private double[] z = {};
        private double[] logits = {};
        private Sequences shape = Sequences.tokens(1);
        private boolean begun;

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences sequences) {
            LayerArguments.forward(input, w, sequences);
            shape = sequences;
            if (!shape.visibility().dense()
                    || !(shape.visibility().shared() || shape.visibility() instanceof Visibility.Causal)) {
                throw Require.error(
                        "shape",
                        "has the visibility " + shape.visibility() + "; a stream needs prefixes or causal sequences");
            }
            if (reach.length != shape.length()) {
                reach = new int[shape.length()];
                parts = new double[8][shape.length() * width];
                gate = new double[2 * shape.length()];
                gateGradient = new double[2 * shape.length()];
                norms = new double[2][shape.length()];
            }
            if (gatePass != null) {
                logits = gatePass.forward(parameters, input, shape);
            }
            z = mapsPass.forward(parameters, input, shape);
            begun = true;
            double[] output = outputSpace.of(shape.rows(), w);
            for (int s = 0; s < shape.count(); s++) {
                for (int head = 0; head < heads; head++) {
                    mix(s, head);
                    put(parts[3], output, s * shape.length() * w + head * width, w);
                }
            }
            return projectionPass.forward(parameters, output, shape);
        }

        private int mix(int sequence, int head) {
            int n = 0;
            for (int i = 0; i < shape.length(); i++) {
                reach[i] = Math.min(shape.length(), shape.visibility().reach(sequence, i));
                n = Math.max(n, reach[i]);
            }
            int at = sequence * shape.length() * 3 * w + head * width;
            for (int part = 0; part < 3; part++) {
                take(z, at + part * w, 3 * w, parts[part]);
            }
            if (gatePass != null) {
                for (int i = 0; i < 2 * shape.length(); i++) {
                    gate[i] = 1 / (1 + Math.exp(-logits[gateAt(sequence, head, i)]));
                }
                mix.gates(gate, gateGradient);
                toUnits(parts[0], norms[0]);
                toUnits(parts[1], norms[1]);
            }
            mix.forward(shape.length(), n, reach, parts[0], parts[1], parts[2], parts[3]);
            return n;
        }

        /** Where number i of [length, 2] of a sequence and head lies in [rows, 2 heads]. */
        private int gateAt(int sequence, int head, int i) {
            return (sequence * shape.length() + i / 2) * 2 * heads + 2 * head + i % 2;
        }

        private void toUnits(double[] x, double[] lengths) {
            for (int i = 0; i < lengths.length; i++) {
                double sum = 0;
                for (int c = i * width; c < (i + 1) * width; c++) {
                    sum += x[c] * x[c];
                }
                lengths[i] = Math.sqrt(sum);
                for (int c = i * width; c < (i + 1) * width && sum > 0; c++) {
                    x[c] /= lengths[i];
                }
            }
        }

        // u = x / |x|:   dx = (du - (u'du) u) / |x|, in place; 0 at the zero vector.
        private void throughUnits(double[] u, double[] lengths, double[] d) {
            for (int i = 0; i < lengths.length; i++) {
                double along = 0;
                for (int c = i * width; c < (i + 1) * width; c++) {
                    along += u[c] * d[c];
                }
                for (int c = i * width; c < (i + 1) * width; c++) {
                    d[c] = lengths[i] == 0 ? 0 : (d[c] - along * u[c]) / lengths[i];
                }
            }
        }

        private void take(double[] from, int at, int ld, double[] to) {
            for (int i = 0; i < shape.length(); i++) {
                System.arraycopy(from, at + i * ld, to, i * width, width);
            }
        }

        private void put(double[] from, double[] to, int at, int ld) {
            for (int i = 0; i < shape.length(); i++) {
                System.arraycopy(from, i * width, to, at + i * ld, width);
            }
        }

        // The mixer works on one sequence and head at a time, and its forward pass is computed again before its
        // backward pass. A gate s = s(z) has ds/dz = s (1 - s), so that dz = (1 - g) dlog g, and dz = b (1 - b) db.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            if (!begun) {
                throw new IllegalStateException("backward needs a forward pass before it");
            }
            double[] d = projectionPass.backward(parameters, outputGradient, gradient);
            double[] dz = mapGradient.of(shape.rows(), 3 * w);
            double[] dLogits = gateSpace.of(shape.rows(), 2 * heads);
            for (int s = 0; s < shape.count(); s++) {
                for (int head = 0; head < heads; head++) {
                    int n = mix(s, head);
                    take(d, s * shape.length() * w + head * width, w, parts[4]);
                    mix.backward(parts[4], parts[5], parts[6], parts[7]);
                    Arrays.fill(parts[6], n * width, parts[6].length, 0);
                    Arrays.fill(parts[7], n * width, parts[7].length, 0);
                    if (gatePass != null) {
                        throughUnits(parts[0], norms[0], parts[5]);
                        throughUnits(parts[1], norms[1], parts[6]);
                        Arrays.fill(gateGradient, 2 * n, gateGradient.length, 0);
                        for (int i = 0; i < gate.length; i++) {
                            dLogits[gateAt(s, head, i)] = gateGradient[i] * (1 - gate[i]) * (i % 2 == 0 ? 1 : gate[i]);
                        }
                    }
                    int at = s * shape.length() * 3 * w + head * width;
                    for (int part = 0; part < 3; part++) {
                        put(parts[5 + part], dz, at + part * w, 3 * w);
                    }
                }
            }
            double[] inputGradient = mapsPass.backward(parameters, dz, gradient);
            if (gatePass != null) {
                double[] more = gatePass.backward(parameters, dLogits, gradient);
                for (int i = 0; i < shape.rows() * w; i++) {
                    inputGradient[i] += more[i];
                }
            }
            return inputGradient;
        }
    }
}
