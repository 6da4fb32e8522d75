package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention with learned queries, keys and values of h heads, and no residual connection (see
 * {@link org.icl4j.attention.layers.Residual}). For the tokens Z [rows, w],
 *
 * <pre>
 *   [Q K V] = Z W' + 1 b        one product for all heads; W [h (2 k + v), w]
 *   O_h = attention of head h   columns h k.. of Q and K, h v.. of V
 *   Y = [O_1 ... O_h] P' + 1 c  the projection, P [o, h v]; without one, Y is [O_1 ... O_h]
 * </pre>
 *
 * A token that sees nothing gets the projection's bias, or 0 where there is none. What comes out of a query is, head by head,
 * the Nadaraya-Watson average of the context's values where the normaliser's weights sum to 1.
 *
 * <p>Cost: 2 rows w h (2 k + v) + 2 rows h v o operations beside those of {@link Attention}.
 *
 * <pre>{@code
 * Layer usual = MultiHeadAttention.of(64, 4).add(builder, "attend");
 * Layer other = MultiHeadAttention.of(64, 4).score(Score.gaussian(1)).normaliser(Normaliser.sparsemax()).add(builder, "other");
 * }</pre>
 */
public final class MultiHeadAttention implements Layer {

    private final Attention attention;
    private final Axis axis;
    private final Dense merged;
    private final @Nullable Dense projection;
    private final Slice weight;
    private final @Nullable Slice bias;

    MultiHeadAttention(Attention attention, Axis axis, Slice weight, @Nullable Slice bias, @Nullable Dense projection) {
        this.attention = attention;
        this.axis = axis;
        this.weight = weight;
        this.bias = bias;
        this.merged = new Dense(weight, bias);
        this.projection = projection;
    }

    /**
     * The usual attention of a transformer: softmax of dot products over sqrt(k), k = v = w / h, biases, a projection back to
     * width w.
     *
     * @param width w, of a token
     * @param heads h, a divisor of w
     * @return options to be changed and then added to a layout
     */
    public static Options of(int width, int heads) {
        Require.positive("width", width);
        Require.positive("heads", heads);
        if (width % heads != 0) {
            throw Require.error("heads", "must divide the width " + width + ", got " + heads);
        }
        int k = width / heads;
        return new Options(width, Attention.softmax(heads, k, k), Axis.sequence(), true, width);
    }

    /**
     * One bare head: softmax of dot products over sqrt(k), no biases, no projection.
     *
     * @param width w, of a token
     * @param keyWidth k, of queries and keys
     * @param valueWidth v, of values and of what comes out
     * @return options to be changed and then added to a layout
     */
    public static Options single(int width, int keyWidth, int valueWidth) {
        return new Options(width, Attention.softmax(1, keyWidth, valueWidth), Axis.sequence(), false, 0);
    }

    /**
     * The rows of W that make a head's queries.
     *
     * @param head 0 to h - 1
     * @return shape [k, w]
     */
    public Slice queryWeight(int head) {
        Require.inRange("head", head, 0, attention.heads() - 1);
        return weight.part(head * attention.keyWidth(), attention.keyWidth());
    }

    /**
     * The rows of W that make a head's keys.
     *
     * @param head 0 to h - 1
     * @return shape [k, w]
     */
    public Slice keyWeight(int head) {
        Require.inRange("head", head, 0, attention.heads() - 1);
        return weight.part((attention.heads() + head) * attention.keyWidth(), attention.keyWidth());
    }

    /**
     * The rows of W that make a head's values.
     *
     * @param head 0 to h - 1
     * @return shape [v, w]
     */
    public Slice valueWeight(int head) {
        Require.inRange("head", head, 0, attention.heads() - 1);
        int first = 2 * attention.heads() * attention.keyWidth();
        return weight.part(first + head * attention.valueWidth(), attention.valueWidth());
    }

    /**
     * The slice of the projection.
     *
     * @return P, shape [o, h v]
     * @throws IllegalStateException if there is no projection
     */
    public Slice projectionWeight() {
        if (projection == null) {
            throw new IllegalStateException("this attention has no projection");
        }
        return projection.weight();
    }

    /**
     * How much each token looks at each: the weights A of one head, for diagnostics.
     *
     * @param parameters the flat vector that holds this layer's weights
     * @param tokens the layer's input, shape [rows, w]
     * @param shape its sequences
     * @param head number of the head, 0 to h - 1
     * @return a new table for each sequence, [n, n] for n tokens; row t is what token t sees, 0 where it sees nothing
     * @throws IllegalArgumentException if a number is not finite or out of range
     */
    public double[][][] weights(double[] parameters, double[] tokens, Sequences shape, int head) {
        Require.inRange(
                "parameters.length",
                Require.finite("parameters", parameters).length,
                weight.offset() + weight.size(),
                Integer.MAX_VALUE);
        Require.notNull("shape", shape);
        Require.length("tokens", Require.finite("tokens", tokens), shape.rows() * inputWidth(), "rows times width");
        Require.inRange("head", head, 0, attention.heads() - 1);
        HeadsPass pass = new HeadsPass(attention, axis, merged, projection);
        pass.forward(parameters, tokens, shape);
        double[][][] tables = new double[pass.lines()][][];
        for (int s = 0; s < tables.length; s++) {
            tables[s] = pass.weights(s, head);
        }
        return tables;
    }

    /**
     * The attention without its weights.
     *
     * @return heads, widths, score and normaliser
     */
    public Attention attention() {
        return attention;
    }

    @Override
    public int inputWidth() {
        return merged.inputWidth();
    }

    @Override
    public int outputWidth() {
        return projection == null ? attention.heads() * attention.valueWidth() : projection.outputWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        merged.initialise(parameters, randoms);
        if (projection != null) {
            projection.initialise(parameters, randoms);
        }
    }

    @Override
    public Pass pass() {
        if (axis instanceof Axis.Sequence) {
            return new HeadsPass(attention, axis, merged, projection);
        }
        MultiHeadAttention along = alongSequences();
        return new LineGroupsPass(axis, inputWidth(), outputWidth(), along::pass, () -> along.askedPass(null));
    }

    private MultiHeadAttention alongSequences() {
        return new MultiHeadAttention(attention, Axis.sequence(), weight, bias, projection);
    }

    @Override
    public Pass pass(Selection wanted) {
        return askedPass(Require.notNull("wanted", wanted));
    }

    private Pass askedPass(@Nullable Selection wanted) {
        int k = attention.heads() * attention.keyWidth();
        return new AskedPass(this, wanted, part(0, k), part(k, weight.rows() - k), projection);
    }

    /** The output in one column depends on that column alone: attention along a sequence, the column from its first row to its last. */
    @Override
    public @Nullable Narrowed narrowed(Selection wanted, Sequences shape) {
        Require.notNull("wanted", wanted).check(shape);
        if (!(axis instanceof Axis.Columns columns)
                || !(axis.visibility(shape) instanceof Visibility.Prefix seen)
                || (wanted.count() > 1 && wanted.step() != columns.columns())) {
            return null;
        }
        int c = columns.columns();
        int rows = shape.length() / c;
        return new Narrowed(
                new Selection(wanted.first() % c, rows, c),
                alongSequences(),
                new Sequences(shape.count(), rows, seen),
                Selection.range(wanted.first() / c, wanted.count()));
    }

    /** Some of the outputs of the map to queries, keys and values. */
    private Dense part(int first, int count) {
        return new Dense(
                weight.part(first, count),
                bias == null ? null : new Slice(bias.name(), bias.offset() + first, 1, count));
    }

    /** The pass that computes everything and selects then. */
    Pass wholePass(Selection wanted) {
        return Layer.super.pass(wanted);
    }

    Axis axis() {
        return axis;
    }

    @Override
    public String toString() {
        return "MultiHeadAttention[" + inputWidth() + " -> " + outputWidth() + ", heads=" + attention.heads() + ", "
                + attention.score() + ", " + attention.normaliser() + ", " + axis + ", " + weight.name() + "]";
    }

    /**
     * What a {@link MultiHeadAttention} is made of.
     *
     * @param width w, of a token
     * @param attention heads, widths, score and normaliser
     * @param axis along which tokens look at each other
     * @param bias whether queries, keys, values and the projection have biases
     * @param outputWidth o of the projection, 0 for none
     */
    public record Options(int width, Attention attention, Axis axis, boolean bias, int outputWidth) {

        /**
         * Checks the sizes.
         *
         * @param width w, of a token
         * @param attention heads, widths, score and normaliser
         * @param axis along which tokens look at each other
         * @param bias whether queries, keys, values and the projection have biases
         * @param outputWidth o of the projection, 0 for none
         * @throws IllegalArgumentException if an argument is out of its range
         */
        public Options {
            Require.positive("width", width);
            Require.notNull("attention", attention);
            Require.notNull("axis", axis);
            Require.inRange("outputWidth", outputWidth, 0, Integer.MAX_VALUE);
        }

        /**
         * These options with another score.
         *
         * @param score how a query is compared with a key
         * @return new options
         */
        public Options score(Score score) {
            return with(new Attention(
                    attention.heads(), attention.keyWidth(), attention.valueWidth(), score, attention.normaliser()));
        }

        /**
         * These options with another normaliser.
         *
         * @param normaliser how scores become weights
         * @return new options
         */
        public Options normaliser(Normaliser normaliser) {
            return with(new Attention(
                    attention.heads(), attention.keyWidth(), attention.valueWidth(), attention.score(), normaliser));
        }

        /**
         * These options with other widths of a head. The score stays, its scale included.
         *
         * @param keyWidth k, of queries and keys
         * @param valueWidth v, of values
         * @return new options
         */
        public Options headWidths(int keyWidth, int valueWidth) {
            return with(
                    new Attention(attention.heads(), keyWidth, valueWidth, attention.score(), attention.normaliser()));
        }

        private Options with(Attention other) {
            return new Options(width, other, axis, bias, outputWidth);
        }

        /**
         * These options along another axis.
         *
         * @param axis along which tokens look at each other
         * @return new options
         */
        public Options along(Axis axis) {
            return new Options(width, attention, axis, bias, outputWidth);
        }

        /**
         * These options without biases.
         *
         * @return new options
         */
        public Options withoutBias() {
            return new Options(width, attention, axis, false, outputWidth);
        }

        /**
         * These options with a projection of what the heads put out.
         *
         * @param outputWidth o, or 0 for no projection: then h v numbers come out
         * @return new options
         */
        public Options projectedTo(int outputWidth) {
            return new Options(width, attention, axis, bias, outputWidth);
        }

        /**
         * The layer: appends slices {@code name.qkv.weight}, {@code name.qkv.bias}, {@code name.projection.weight} and
         * {@code name.projection.bias}, those that there are.
         *
         * @param builder the layout
         * @param name prefix of the slices' names
         * @return the layer
         */
        public MultiHeadAttention add(ParameterLayout.Builder builder, String name) {
            Require.notNull("builder", builder);
            Require.notNull("name", name);
            int v = attention.heads() * attention.valueWidth();
            int rows = 2 * attention.heads() * attention.keyWidth() + v;
            Slice weight = builder.add(name + ".qkv.weight", rows, width);
            Slice shift = bias ? builder.add(name + ".qkv.bias", 1, rows) : null;
            Dense projection = outputWidth == 0
                    ? null
                    : bias
                            ? Dense.add(builder, name + ".projection", v, outputWidth)
                            : Dense.addWithoutBias(builder, name + ".projection", v, outputWidth);
            return new MultiHeadAttention(attention, axis, weight, shift, projection);
        }
    }
}
