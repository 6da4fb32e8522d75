package org.icl4j.attention.layers;

import org.icl4j.core.Require;

/** The two-layer networks between attentions: y = W2 f(W1 x + b1) + b2 for each token, f the GELU or the rectifier. */
public final class Mlp {

    private Mlp() {}

    /**
     * With the GELU: appends slices {@code name.in.weight}, {@code name.in.bias}, {@code name.out.weight} and
     * {@code name.out.bias}.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param width of a token, in and out
     * @param hidden width between
     * @return the network
     */
    public static Sequential gelu(ParameterLayout.Builder builder, String name, int width, int hidden) {
        Require.positive("width", width);
        Require.positive("hidden", hidden);
        return of(builder, name, width, new GELU(hidden), width);
    }

    /**
     * With the rectifier; the slices as for {@link #gelu}.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param width of a token, in and out
     * @param hidden width between
     * @return the network
     */
    public static Sequential relu(ParameterLayout.Builder builder, String name, int width, int hidden) {
        Require.positive("width", width);
        Require.positive("hidden", hidden);
        return of(builder, name, width, new ReLU(hidden), width);
    }

    /**
     * With any activation between the two maps.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param inputs width of a token that goes in
     * @param activation f, of the hidden width
     * @param outputs width of a token that comes out
     * @return the network
     */
    public static Sequential of(
            ParameterLayout.Builder builder, String name, int inputs, Layer activation, int outputs) {
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        Require.notNull("activation", activation);
        Dense in = Dense.add(builder, name + ".in", inputs, activation.inputWidth());
        return Sequential.of(in, activation, Dense.add(builder, name + ".out", activation.outputWidth(), outputs));
    }
}
