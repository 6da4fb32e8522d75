package org.icl4j.attention.layers;

import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The affine map of each token, Y = X W' + 1 b: X [rows, i], W [o, i], b [1, o] or none, Y [rows, o]. Cost 2 rows i o
 * operations forward, twice that backward. Two maps may share a slice (tied weights), one of them transposed: their gradients
 * add up in it.
 */
public final class Dense implements Layer {

    /** Numbers of a block's input and output: 512 KiB. */
    private static final int BLOCK = 1 << 16;

    /** Rows of a product forward: enough that it pays to bring the weights into the order in which the product reads them. */
    private static final int FORWARD_ROWS = 320;

    private final Slice weight;
    private final @Nullable Slice bias;
    private final boolean transposed;
    private final int inputs;
    private final int outputs;
    private final int end;

    /**
     * The map over existing slices.
     *
     * @param weight W, shape [outputs, inputs]
     * @param bias b, shape [1, outputs], or null for none
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Dense(Slice weight, @Nullable Slice bias) {
        this(weight, bias, false);
    }

    private Dense(Slice weight, @Nullable Slice bias, boolean transposed) {
        this.weight = Require.notNull("weight", weight);
        this.transposed = transposed;
        this.inputs = transposed ? weight.rows() : weight.columns();
        this.outputs = transposed ? weight.columns() : weight.rows();
        if (bias != null && (bias.rows() != 1 || bias.columns() != outputs)) {
            throw Require.error(
                    "bias",
                    "expected shape [1, " + outputs + "], got [" + bias.rows() + ", " + bias.columns()
                            + "] (one number for each output of " + weight.name() + ")");
        }
        this.bias = bias;
        this.end = bias == null ? weight.end() : Math.max(weight.end(), bias.end());
    }

    /**
     * The linear map Y = X W with a slice that another layer reads as W: an embedding's table as the map back to scores, say.
     *
     * @param weight W, shape [inputs, outputs]
     * @return the map, without a bias
     */
    public static Dense transposed(Slice weight) {
        return new Dense(weight, null, true);
    }

    /**
     * Appends slices {@code name.weight} and {@code name.bias}.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param inputs width of a token that goes in
     * @param outputs width of a token that comes out
     * @return the layer
     */
    public static Dense add(ParameterLayout.Builder builder, String name, int inputs, int outputs) {
        Require.positive("inputs", inputs);
        Require.positive("outputs", outputs);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        Slice weight = builder.add(name + ".weight", outputs, inputs);
        return new Dense(weight, builder.add(name + ".bias", 1, outputs));
    }

    /**
     * Appends slice {@code name.weight}: a linear map.
     *
     * @param builder the layout
     * @param name prefix of the slice's name
     * @param inputs width of a token that goes in
     * @param outputs width of a token that comes out
     * @return the layer
     */
    public static Dense addWithoutBias(ParameterLayout.Builder builder, String name, int inputs, int outputs) {
        Require.positive("inputs", inputs);
        Require.positive("outputs", outputs);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        return new Dense(builder.add(name + ".weight", outputs, inputs), null);
    }

    /**
     * The slice of W.
     *
     * @return shape [outputs, inputs], the other way round where the map is {@link #transposed}
     */
    public Slice weight() {
        return weight;
    }

    @Override
    public int inputWidth() {
        return inputs;
    }

    @Override
    public int outputWidth() {
        return outputs;
    }

    /**
     * Weights and biases uniform on [-1/sqrt(i), 1/sqrt(i)], PyTorch's default for a linear layer with i inputs.
     */
    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        LayerArguments.initialise(parameters, end, randoms);
        double bound = 1 / Math.sqrt(inputs);
        fill(parameters, weight, bound, randoms);
        if (bias != null) {
            fill(parameters, bias, bound, randoms);
        }
    }

    private static void fill(double[] parameters, Slice slice, double bound, Randoms randoms) {
        for (int i = slice.offset(); i < slice.end(); i++) {
            parameters[i] = randoms.uniform(-bound, bound);
        }
    }

    @Override
    public boolean tokenwise() {
        return true;
    }

    @Override
    public Pass pass() {
        return new DensePass();
    }

    @Override
    public String toString() {
        return "Dense[" + inputs + " -> " + outputs + ", " + weight.name() + "]";
    }

    private final class DensePass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final Workspace outputSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private double[] input = {};
        private int rows;

        // Y = X W' + 1 b: [rows, i] [i, o], some rows at a time, so that the bias is added in the cache.
        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            LayerArguments.forward(parameters, end, x, inputs, shape);
            input = x;
            rows = shape.rows();
            double[] output = outputSpace.of(rows, outputs);
            for (int r = 0; r < rows; r += FORWARD_ROWS) {
                int count = Math.min(FORWARD_ROWS, rows - r);
                int y = r * outputs;
                math.gemm(
                        false,
                        !transposed,
                        count,
                        outputs,
                        inputs,
                        1,
                        x,
                        r * inputs,
                        inputs,
                        parameters,
                        weight.offset(),
                        weight.columns(),
                        0,
                        output,
                        y,
                        outputs);
                if (bias != null) {
                    for (int end = y + count * outputs; y < end; y += outputs) {
                        math.axpy(1, parameters, bias.offset(), output, y, outputs);
                    }
                }
            }
            return output;
        }

        // With D = dL/dY [rows, o] and Y_rk = sum_j X_rj W_kj + b_k:
        //   dL/dW_kj = sum_r D_rk X_rj   ->  dW = D' X   [o, rows] [rows, i]   (dW' = X' D where W is kept transposed)
        //   dL/db_k  = sum_r D_rk        ->  db = 1' D
        //   dL/dX_rj = sum_k D_rk W_kj   ->  dX = D W    [rows, o] [o, i]
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            LayerArguments.backward(parameters, end, d, rows, outputs, gradient);
            double[] inputGradient = inputGradientSpace.of(rows, inputs);
            int w = weight.offset();
            int ld = weight.columns();
            int step = blockRows(inputs + outputs);
            for (int r = 0; r < rows; r += step) {
                int count = Math.min(step, rows - r);
                int at = r * outputs;
                int to = r * inputs;
                math.gemm(
                        false,
                        transposed,
                        count,
                        inputs,
                        outputs,
                        1,
                        d,
                        at,
                        outputs,
                        parameters,
                        w,
                        ld,
                        0,
                        inputGradient,
                        to,
                        inputs);
                weightGradient(d, r, count, gradient);
            }
            return inputGradient;
        }

        @Override
        public void backwardParameters(double[] parameters, double[] d, double[] gradient) {
            LayerArguments.backward(parameters, end, d, rows, outputs, gradient);
            int step = blockRows(inputs + outputs);
            for (int r = 0; r < rows; r += step) {
                weightGradient(d, r, Math.min(step, rows - r), gradient);
            }
        }

        /** dW and db of some rows. */
        private void weightGradient(double[] d, int from, int count, double[] gradient) {
            int i = inputs;
            int o = outputs;
            int w = weight.offset();
            int ld = weight.columns();
            int x = from * i;
            int at = from * o;
            if (transposed) {
                math.gemm(true, false, i, o, count, 1, input, x, i, d, at, o, 1, gradient, w, ld);
            } else {
                math.gemm(true, false, o, i, count, 1, d, at, o, input, x, i, 1, gradient, w, ld);
            }
            if (bias != null) {
                for (int r = 0; r < count; r++) {
                    math.axpy(1, d, at + r * o, gradient, bias.offset(), o);
                }
            }
        }
    }

    /** Rows of a block whose input and output stay in the cache beside the weights. */
    private static int blockRows(int numbers) {
        return Math.max(32, Math.min(160, BLOCK / numbers / 8 * 8));
    }
}
