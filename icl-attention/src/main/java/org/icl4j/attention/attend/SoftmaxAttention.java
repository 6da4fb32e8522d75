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
 * One head of softmax self-attention with learned queries, keys and values and no residual connection. For one sequence
 * Z [length, w] whose first n tokens C are the context,
 *
 * <pre>
 *   O = softmax(scale (Z W_Q') (C W_K')') (C W_V')    [length, v]
 * </pre>
 *
 * with W_Q, W_K [k, w] and W_V [v, w]. Every token attends, queries included; only context tokens are keys and values. The
 * output of a query is the Nadaraya-Watson average of the context's values under the kernel exp(scale q'k).
 *
 * <p>Cost per sequence: 2 length w (2 k + v) + 2 length n (k + v) operations and length n exponentials.
 */
public final class SoftmaxAttention implements Layer {

    private final Dense query;
    private final Dense key;
    private final Dense value;
    private final CrossAttention attention;

    /**
     * The layer over existing slices.
     *
     * @param query W_Q, shape [k, w]
     * @param key W_K, shape [k, w]
     * @param value W_V, shape [v, w]
     * @param scale factor of the scores; 1/sqrt(k) is usual
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public SoftmaxAttention(Slice query, Slice key, Slice value, double scale) {
        Require.notNull("query", query);
        Require.notNull("key", key);
        Require.notNull("value", value);
        this.query = new Dense(query, null);
        this.key = new Dense(key, null);
        this.value = new Dense(value, null);
        if (key.rows() != query.rows() || key.columns() != query.columns()) {
            throw Require.error(
                    "key",
                    "expected shape [" + query.rows() + ", " + query.columns() + "], got [" + key.rows() + ", "
                            + key.columns() + "] (must match the query map's)");
        }
        if (value.columns() != query.columns()) {
            throw Require.error(
                    "value",
                    "expected shape [v, " + query.columns() + "], got [" + value.rows() + ", " + value.columns()
                            + "] (w must match the query map's)");
        }
        this.attention = new CrossAttention(query.rows(), value.rows(), scale);
    }

    /**
     * Appends slices {@code name.query}, {@code name.key} and {@code name.value}; the scale is 1/sqrt(k).
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param width w, the tokens' width
     * @param keyWidth k, the width of queries and keys
     * @param valueWidth v, the width of values
     * @return the layer
     */
    public static SoftmaxAttention add(
            ParameterLayout.Builder builder, String name, int width, int keyWidth, int valueWidth) {
        Require.positive("width", width);
        Require.positive("keyWidth", keyWidth);
        Require.positive("valueWidth", valueWidth);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        Slice query = builder.add(name + ".query", keyWidth, width);
        Slice key = builder.add(name + ".key", keyWidth, width);
        Slice value = builder.add(name + ".value", valueWidth, width);
        return new SoftmaxAttention(query, key, value, 1 / Math.sqrt(keyWidth));
    }

    @Override
    public int inputWidth() {
        return query.inputWidth();
    }

    @Override
    public int outputWidth() {
        return value.outputWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        query.initialise(parameters, randoms);
        key.initialise(parameters, randoms);
        value.initialise(parameters, randoms);
    }

    @Override
    public Pass pass() {
        return new SoftmaxAttentionPass();
    }

    private final class SoftmaxAttentionPass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final Pass queries = query.pass();
        private final Pass keys = key.pass();
        private final Pass values = value.pass();
        private final CrossAttention.Pass attend = attention.pass();
        private final Workspace inputGradientSpace = new Workspace();
        private double[] inputGradient = {};
        private int length;

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            LayerArguments.forward(input, inputWidth(), shape);
            length = shape.rows() * inputWidth();
            double[] q = queries.forward(parameters, input, shape);
            double[] k = keys.forward(parameters, input, shape);
            double[] v = values.forward(parameters, input, shape);
            return attend.forward(
                    q, k, v, shape.count(), shape.length(), shape.visibility().reach(0, 0), shape.length());
        }

        // Three maps read the same tokens, so their input gradients add up.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            LayerArguments.backward(outputGradient, length / inputWidth(), outputWidth());
            attend.backward(outputGradient);
            double[] q = queries.backward(parameters, attend.queryGradient(), gradient);
            double[] k = keys.backward(parameters, attend.keyGradient(), gradient);
            double[] v = values.backward(parameters, attend.valueGradient(), gradient);
            inputGradient = inputGradientSpace.of(length);
            System.arraycopy(q, 0, inputGradient, 0, length);
            math.axpy(1, k, 0, inputGradient, 0, length);
            math.axpy(1, v, 0, inputGradient, 0, length);
            return inputGradient;
        }
    }
}
