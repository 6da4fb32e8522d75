package org.icl4j.attention;

import org.icl4j.core.Require;

/**
 * The rectifier, y = max(x, 0) for each element; its derivative is taken as 0 at 0.
 *
 * @param width of a token
 */
public record ReLU(int width) implements Layer {

    /**
     * Checks the width.
     *
     * @param width of a token
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public ReLU {
        Require.positive("width", width);
    }

    @Override
    public int inputWidth() {
        return width;
    }

    @Override
    public int outputWidth() {
        return width;
    }

    @Override
    public Pass pass() {
        return new ReLUPass(width);
    }

    private static final class ReLUPass implements Pass {

        private final int width;
        private double[] output = Workspace.NONE;
        private double[] inputGradient = Workspace.NONE;
        private int length;

        ReLUPass(int width) {
            this.width = width;
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            Require.notNull("parameters", parameters);
            Passes.forward(input, width, shape);
            length = shape.rows() * width;
            output = Workspace.ensure(output, length);
            for (int i = 0; i < length; i++) {
                output[i] = Math.max(input[i], 0);
            }
            return output;
        }

        // dL/dx = dL/dy where y > 0, else 0.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            Require.notNull("parameters", parameters);
            Require.notNull("gradient", gradient);
            Passes.backward(outputGradient, length / width, width);
            inputGradient = Workspace.ensure(inputGradient, length);
            for (int i = 0; i < length; i++) {
                inputGradient[i] = output[i] > 0 ? outputGradient[i] : 0;
            }
            return inputGradient;
        }
    }
}
