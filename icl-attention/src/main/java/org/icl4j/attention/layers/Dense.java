package org.icl4j.attention.layers;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The affine map of each token, Y = X W' + 1 b: X [rows, i], W [o, i], b [1, o] or none, Y [rows, o]. Cost 2 rows i o
 * operations forward, twice that backward.
 */
public final class Dense implements Layer {

    private final Slice weight;
    private final @Nullable Slice bias;
    private final int end;

    /**
     * The map over existing slices.
     *
     * @param weight W, shape [outputs, inputs]
     * @param bias b, shape [1, outputs], or null for none
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Dense(Slice weight, @Nullable Slice bias) {
        this.weight = Require.notNull("weight", weight);
        if (bias != null && (bias.rows() != 1 || bias.columns() != weight.rows())) {
            throw Require.error(
                    "bias",
                    "expected shape [1, " + weight.rows() + "], got [" + bias.rows() + ", " + bias.columns()
                            + "] (one number for each row of " + weight.name() + ")");
        }
        this.bias = bias;
        this.end = bias == null ? weight.end() : Math.max(weight.end(), bias.end());
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

    @Override
    public int inputWidth() {
        return weight.columns();
    }

    @Override
    public int outputWidth() {
        return weight.rows();
    }

    /**
     * Weights and biases uniform on [-1/sqrt(i), 1/sqrt(i)], PyTorch's default for a linear layer with i inputs.
     */
    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        LayerArguments.initialise(parameters, end, randoms);
        double bound = 1 / Math.sqrt(weight.columns());
        fill(parameters, weight, bound, randoms);
        if (bias != null) {
            fill(parameters, bias, bound, randoms);
        }
    }

    private static void fill(double[] parameters, Slice slice, double bound, Randoms randoms) {
        for (int i = slice.offset(); i < slice.offset() + slice.size(); i++) {
            parameters[i] = randoms.uniform(-bound, bound);
        }
    }

    @Override
    public Pass pass() {
        return new DensePass();
    }

    private final class DensePass implements Pass {

        private final VectorMath math = VectorMath.get();
        private double[] input = {};
        private final Workspace outputSpace = new Workspace();
        private double[] output = {};
        private final Workspace inputGradientSpace = new Workspace();
        private double[] inputGradient = {};
        private int rows;

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            LayerArguments.forward(parameters, end, x, inputWidth(), shape);
            int i = inputWidth();
            int o = outputWidth();
            input = x;
            rows = shape.rows();
            output = outputSpace.of(LayerArguments.size("answers", 1, rows, o));
            if (bias == null) {
                Arrays.fill(output, 0, rows * o, 0);
            } else {
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(parameters, bias.offset(), output, r * o, o);
                }
            }
            // Y = X W' + Y: [rows, i] [i, o]
            math.gemm(false, true, rows, o, i, 1, x, 0, i, parameters, weight.offset(), i, 1, output, 0, o);
            return output;
        }

        // With D = dL/dY [rows, o] and Y_rk = sum_j X_rj W_kj + b_k:
        //   dL/dW_kj = sum_r D_rk X_rj   ->  dW = D' X   [o, rows] [rows, i]
        //   dL/db_k  = sum_r D_rk        ->  db = 1' D
        //   dL/dX_rj = sum_k D_rk W_kj   ->  dX = D W    [rows, o] [o, i]
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            LayerArguments.backward(parameters, end, d, rows, outputWidth(), gradient);
            int i = inputWidth();
            int o = outputWidth();
            math.gemm(true, false, o, i, rows, 1, d, 0, o, input, 0, i, 1, gradient, weight.offset(), i);
            if (bias != null) {
                for (int r = 0; r < rows; r++) {
                    math.axpy(1, d, r * o, gradient, bias.offset(), o);
                }
            }
            inputGradient = inputGradientSpace.of(rows * i);
            math.gemm(false, false, rows, i, o, 1, d, 0, o, parameters, weight.offset(), i, 0, inputGradient, 0, i);
            return inputGradient;
        }
    }
}
