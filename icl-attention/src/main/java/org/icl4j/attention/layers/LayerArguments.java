package org.icl4j.attention.layers;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * What every layer checks of its arguments, a few comparisons a pass: that they are there and long enough. The numbers
 * themselves are not looked at; a NaN among them comes out as a NaN loss, which the trainer refuses.
 */
public final class LayerArguments {

    private static final String OF_LAYOUT = "the parameter vector of the layer's layout";

    private LayerArguments() {}

    /**
     * Checks the arguments of {@link Layer#initialise}.
     *
     * @param parameters the whole vector
     * @param end where the layer's last slice ends
     * @param randoms the stream
     */
    public static void initialise(double[] parameters, int end, Randoms randoms) {
        Require.notNull("randoms", randoms);
        atLeast("parameters", parameters, end, OF_LAYOUT);
    }

    /**
     * Checks the arguments of a forward pass.
     *
     * @param parameters the whole vector
     * @param end where the layer's last slice ends
     * @param input shape [rows, width]
     * @param width the layer's input width
     * @param shape how the rows form sequences
     */
    public static void forward(double[] parameters, int end, double[] input, int width, Sequences shape) {
        atLeast("parameters", parameters, end, OF_LAYOUT);
        forward(input, width, shape);
    }

    /**
     * Checks the arguments of the forward pass of a layer without parameters.
     *
     * @param input shape [rows, width]
     * @param width the layer's input width
     * @param shape how the rows form sequences
     */
    public static void forward(double[] input, int width, Sequences shape) {
        Require.notNull("input", input);
        Require.notNull("shape", shape);
        atLeast("input", input, shape.rows(), width);
    }

    /**
     * Checks the arguments of a backward pass.
     *
     * @param parameters the whole vector
     * @param end where the layer's last slice ends
     * @param outputGradient shape [rows, width]
     * @param rows rows of the last forward pass, 0 where there was none
     * @param width the layer's output width
     * @param gradient as long as the parameters
     */
    public static void backward(
            double[] parameters, int end, double[] outputGradient, int rows, int width, double[] gradient) {
        atLeast("parameters", parameters, end, OF_LAYOUT);
        atLeast("gradient", gradient, end, "one number per parameter");
        backward(outputGradient, rows, width);
    }

    /**
     * Checks the arguments of the backward pass of a layer without parameters.
     *
     * @param outputGradient shape [rows, width]
     * @param rows rows of the last forward pass, 0 where there was none
     * @param width the layer's output width
     */
    public static void backward(double[] outputGradient, int rows, int width) {
        if (rows == 0) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        atLeast("outputGradient", outputGradient, rows, width);
    }

    private static void atLeast(String name, double[] array, int length, String because) {
        if (Require.notNull(name, array).length < length) {
            throw Require.error(name, "expected length " + length + ", got " + array.length + " (" + because + ")");
        }
    }

    /**
     * Checks that an array has room for a matrix.
     *
     * @param name the argument's name
     * @param array the argument
     * @param rows rows of the matrix; a number that may not fit an int
     * @param width its columns
     */
    public static void atLeast(String name, double[] array, double rows, int width) {
        if (Require.notNull(name, array).length < rows * width) {
            throw Require.error(
                    name,
                    String.format("expected shape [%.0f, %d], got an array of length %d", rows, width, array.length));
        }
    }

    /**
     * The numbers of several matrices, if an array holds as many.
     *
     * @param what what they are, for the message
     * @param count how many
     * @param rows rows of each
     * @param columns columns of each
     * @return their numbers
     */
    public static int size(String what, int count, int rows, int columns) {
        double size = (double) count * rows * columns;
        if (size > Integer.MAX_VALUE - 8) {
            throw Require.error(
                    "shape",
                    String.format(
                            "%s of shape [%d, %d, %d] need %.0f bytes and have more than 2^31 numbers; take fewer tokens"
                                    + " or fewer sequences at a time",
                            what, count, rows, columns, 8 * size));
        }
        return (int) size;
    }
}
