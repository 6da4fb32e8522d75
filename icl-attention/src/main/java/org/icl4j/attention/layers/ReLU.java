package org.icl4j.attention.layers;

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
        private final Workspace outputSpace = new Workspace();
        private double[] output = {};
        private final Workspace inputGradientSpace = new Workspace();
        private double[] inputGradient = {};
        private int length;

        ReLUPass(int width) {
            this.width = width;
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            Require.notNull("parameters", parameters);
            LayerArguments.forward(input, width, shape);
            length = shape.rows() * width;
            output = outputSpace.of(length);
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
            LayerArguments.backward(outputGradient, length / width, width);
            inputGradient = inputGradientSpace.of(length);
            for (int i = 0; i < length; i++) {
                inputGradient[i] = output[i] > 0 ? outputGradient[i] : 0;
            }
            return inputGradient;
        }
    }
}
