package org.icl4j.attention;

import org.icl4j.attention.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * What every layer checks of its arguments, a few comparisons a pass: that they are there and long enough. The numbers
 * themselves are not looked at; a NaN among them comes out as a NaN loss, which the trainer refuses.
 */
final class Passes {

    private static final String OF_LAYOUT = "the parameter vector of the layer's layout";

    private Passes() {}

    static void initialise(double[] parameters, Slice last, Randoms randoms) {
        Require.notNull("randoms", randoms);
        atLeast("parameters", parameters, last.end(), OF_LAYOUT);
    }

    static void forward(double[] parameters, Slice last, double[] input, int width, Sequences shape) {
        atLeast("parameters", parameters, last.end(), OF_LAYOUT);
        forward(input, width, shape);
    }

    static void forward(double[] input, int width, Sequences shape) {
        Require.notNull("input", input);
        Require.notNull("shape", shape);
        atLeast("input", input, shape.rows(), width);
    }

    static void backward(
            double[] parameters, Slice last, double[] outputGradient, int rows, int width, double[] gradient) {
        atLeast("parameters", parameters, last.end(), OF_LAYOUT);
        atLeast("gradient", gradient, last.end(), "one number per parameter");
        backward(outputGradient, rows, width);
    }

    static void backward(double[] outputGradient, int rows, int width) {
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

    /** Room for a matrix of shape [rows, width]. Its size may not fit an int. */
    static void atLeast(String name, double[] array, double rows, int width) {
        if (Require.notNull(name, array).length < rows * width) {
            throw Require.error(
                    name,
                    String.format("expected shape [%.0f, %d], got an array of length %d", rows, width, array.length));
        }
    }

    /** The numbers of {@code count} matrices of shape [rows, columns], if an array holds as many. */
    static int size(String what, int count, int rows, int columns) {
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
