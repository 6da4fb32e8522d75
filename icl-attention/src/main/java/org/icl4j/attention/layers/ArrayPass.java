package org.icl4j.attention.layers;

import java.util.Arrays;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer whose parameters, tokens, outputs and gradients are ND4J arrays. The parameters are one flat vector; a
 * {@linkplain #parameters(String) named slice} of it is a view, so that what is written into a slice is written into the vector.
 * The arithmetic is the layer's own, on the heap: each call makes one bulk copy each way of what it is given and returns. Row-major
 * float64 tokens are copied as they lie in memory, so that no operation of ND4J, and none of its threads, is part of a step; arrays of
 * another type or order ND4J brings into that form first.
 *
 * <pre>{@code
 * ArrayPass pass = ArrayPass.of(layer, layout);
 * pass.parameters("in.weight").assign(weights);                  // a view of pass.parameters()
 * INDArray output = pass.forward(tokens, shape);                 // [rows, inputWidth] -> [rows, outputWidth]
 * INDArray inputGradient = pass.backward(outputGradient);        // and pass.gradient(), the same layout
 * }</pre>
 *
 * Outputs and gradients are live arrays, as those of {@link Layer.Pass} are: the next call with as many rows writes into the same
 * memory. Who wants to keep one takes a {@code dup()}.
 *
 * Not thread-safe.
 */
public final class ArrayPass {

    private final Layer layer;
    private final ParameterLayout layout;
    private final Layer.Pass pass;
    private final INDArray parameters;
    private final INDArray gradient;
    private final double[] heapParameters;
    private final double[] heapGradient;
    private double[] tokens = {};
    private double[] slopes = {};
    private @Nullable INDArray output;
    private @Nullable INDArray inputGradient;
    private int rows;

    private ArrayPass(Layer layer, ParameterLayout layout) {
        this.layer = layer;
        this.layout = layout;
        this.pass = layer.pass();
        this.parameters = Nd4j.zeros(DataType.DOUBLE, layout.size());
        this.gradient = Nd4j.zeros(DataType.DOUBLE, layout.size());
        this.heapParameters = new double[layout.size()];
        this.heapGradient = new double[layout.size()];
    }

    /**
     * A pass with parameters 0.
     *
     * @param layer the layer
     * @param layout the layout of its parameters, at least one
     * @return a new pass
     */
    public static ArrayPass of(Layer layer, ParameterLayout layout) {
        Require.notNull("layer", layer);
        Require.positive("layout.size", Require.notNull("layout", layout).size());
        return new ArrayPass(layer, layout);
    }

    /**
     * All parameters.
     *
     * @return the live vector, shape [size]
     */
    public INDArray parameters() {
        return parameters;
    }

    /**
     * The parameters of a slice.
     *
     * @param name the slice's name
     * @return a view of {@link #parameters()}, shape [rows, columns]
     * @throws IllegalArgumentException if there is no such slice
     */
    public INDArray parameters(String name) {
        return view(parameters, layout.slice(Require.notNull("name", name)));
    }

    /**
     * The gradient of the last backward pass in all parameters.
     *
     * @return the live vector, shape [size]
     */
    public INDArray gradient() {
        return gradient;
    }

    /**
     * The gradient of the last backward pass in a slice.
     *
     * @param name the slice's name
     * @return a view of {@link #gradient()}, shape [rows, columns]
     * @throws IllegalArgumentException if there is no such slice
     */
    public INDArray gradient(String name) {
        return view(gradient, layout.slice(Require.notNull("name", name)));
    }

    private static INDArray view(INDArray flat, ParameterLayout.Slice slice) {
        return Nd4j.create(
                flat.data(),
                new long[] {slice.rows(), slice.columns()},
                new long[] {slice.columns(), 1},
                slice.offset(),
                'c');
    }

    /**
     * The layer's output.
     *
     * @param tokens shape [rows, inputWidth]; read only
     * @param shape how the rows form sequences
     * @return the live output, shape [rows, outputWidth]
     * @throws IllegalArgumentException if the tokens have another shape, or a number is not finite
     */
    public INDArray forward(INDArray tokens, Sequences shape) {
        Require.notNull("shape", shape);
        Require.shape("tokens", tokens, shape.rows(), layer.inputWidth(), "the layer's input width");
        NativeArrays.copyOut(parameters, 0, heapParameters, 0, heapParameters.length);
        this.tokens = heap(tokens, this.tokens);
        Require.finiteRows("tokens", layer.inputWidth(), this.tokens);
        double[] numbers = pass.forward(heapParameters, this.tokens, shape);
        rows = shape.rows();
        output = copy(numbers, layer.outputWidth(), output);
        return output;
    }

    /**
     * The vector-Jacobian products of the last forward pass; {@link #gradient()} is overwritten.
     *
     * @param outputGradient the loss's gradient in the output, shape [rows, outputWidth]; read only
     * @return the loss's gradient in the input: a live array, shape [rows, inputWidth]
     * @throws IllegalArgumentException if the gradient has another shape, or a number is not finite
     */
    public INDArray backward(INDArray outputGradient) {
        if (rows == 0) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        Require.shape("outputGradient", outputGradient, rows, layer.outputWidth(), "the last output's shape");
        Arrays.fill(heapGradient, 0);
        slopes = heap(outputGradient, slopes);
        Require.finiteRows("outputGradient", layer.outputWidth(), slopes);
        double[] input = pass.backward(heapParameters, slopes, heapGradient);
        NativeArrays.copyIn(heapGradient, 0, gradient, 0, heapGradient.length);
        inputGradient = copy(input, layer.inputWidth(), inputGradient);
        return inputGradient;
    }

    /** The numbers of a table, row by row, in an array of before where it has the length. */
    private static double[] heap(INDArray table, double[] before) {
        boolean plain = table.dataType() == DataType.DOUBLE && table.ordering() == 'c' && !table.isView();
        if (!plain) {
            return NativeArrays.toRowMajor(table);
        }
        int length = Math.toIntExact(table.length());
        double[] numbers = before.length == length ? before : new double[length];
        NativeArrays.copyOut(table, 0, numbers, 0, length);
        return numbers;
    }

    private INDArray copy(double[] numbers, int width, @Nullable INDArray before) {
        INDArray array = before != null && before.size(0) == rows && !before.wasClosed()
                ? before
                : Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, width}, 'c');
        NativeArrays.copyIn(numbers, 0, array, 0, rows * width);
        return array;
    }
}
