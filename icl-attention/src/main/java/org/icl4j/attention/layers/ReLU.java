package org.icl4j.attention.layers;

import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

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
    public boolean tokenwise() {
        return true;
    }

    @Override
    public Pass pass() {
        return new ReLUPass(width);
    }

    private static final class ReLUPass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final int width;
        private final Workspace outputSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private int rows;

        ReLUPass(int width) {
            this.width = width;
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            Require.notNull("parameters", parameters);
            LayerArguments.forward(input, width, shape);
            rows = shape.rows();
            double[] output = outputSpace.of(rows, width);
            System.arraycopy(input, 0, output, 0, rows * width);
            math.relu(output, 0, rows * width);
            return output;
        }

        // dL/dx = dL/dy where y > 0, else 0.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            Require.notNull("parameters", parameters);
            Require.notNull("gradient", gradient);
            LayerArguments.backward(outputGradient, rows, width);
            double[] inputGradient = inputGradientSpace.of(rows, width);
            System.arraycopy(outputGradient, 0, inputGradient, 0, rows * width);
            math.gate(outputSpace.array(), 0, inputGradient, 0, rows * width);
            return inputGradient;
        }
    }
}
