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

/**
 * A layer around a {@link TokenMixer}: [Q K V] = Z W' for all heads, W [3 w, w], the mixer for each sequence and head, and a projection,
 * Y = O P', P [w, w]; no biases. Heads have w / h columns. Token i's query is answered from the keys and values of the tokens that it sees,
 * which must be the first ones of its sequence: a prefix, or causal. To the state of an estimator a token's own pair belongs where a token
 * sees itself.
 *
 * <pre>{@code
 * Layer mesa = TokenMixing.add(builder, "mesa", 64, 4, TokenMixer.mesa(0.1, 1, 16));
 * }</pre>
 */
public final class TokenMixing implements Layer {

    private final int heads;
    private final TokenMixer mixer;
    private final Dense maps;
    private final Dense projection;

    private TokenMixing(int heads, TokenMixer mixer, Dense maps, Dense projection) {
        this.heads = heads;
        this.mixer = mixer;
        this.maps = maps;
        this.projection = projection;
    }

    /**
     * Appends slices {@code name.qkv.weight} and {@code name.projection.weight}.
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
        return new TokenMixing(heads, mixer, maps, Dense.addWithoutBias(builder, name + ".projection", width, width));
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
        private int[] reach = {};
        private double[] z = {};
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
            mix.forward(shape.length(), n, reach, parts[0], parts[1], parts[2], parts[3]);
            return n;
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
        // backward pass.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            if (!begun) {
                throw new IllegalStateException("backward needs a forward pass before it");
            }
            double[] d = projectionPass.backward(parameters, outputGradient, gradient);
            double[] dz = mapGradient.of(shape.rows(), 3 * w);
            for (int s = 0; s < shape.count(); s++) {
                for (int head = 0; head < heads; head++) {
                    int n = mix(s, head);
                    take(d, s * shape.length() * w + head * width, w, parts[4]);
                    mix.backward(parts[4], parts[5], parts[6], parts[7]);
                    Arrays.fill(parts[6], n * width, parts[6].length, 0);
                    Arrays.fill(parts[7], n * width, parts[7].length, 0);
                    int at = s * shape.length() * 3 * w + head * width;
                    for (int part = 0; part < 3; part++) {
                        put(parts[5 + part], dz, at + part * w, 3 * w);
                    }
                }
            }
            return mapsPass.backward(parameters, dz, gradient);
        }
    }
}
