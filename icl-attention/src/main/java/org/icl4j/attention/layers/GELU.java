package org.icl4j.attention.layers;

import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * The Gaussian error linear unit in its tanh form, for each element
 *
 * <pre>
 *   y = x / 2 (1 + tanh u) = x s,    u = sqrt(2 / pi) (x + 0.044715 x^3),    s = 1 / (1 + exp(-2 u))
 * </pre>
 *
 * which differs from x Phi(x), Phi the normal distribution function, by at most 5e-4. One exponential an element, forward
 * only.
 *
 * <p>Source: Hendrycks and Gimpel 2016, section 2; the form that GPT-2 uses.
 *
 * @param width of a token
 */
public record GELU(int width) implements Layer {

    private static final double ROOT = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    /**
     * Checks the width.
     *
     * @param width of a token
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public GELU {
        Require.positive("width", width);
    }

    /**
     * The unit by its definition, x Phi(x) = x (1 + erf(x / sqrt(2))) / 2: many times as slow.
     *
     * @param width of a token
     * @return a layer without parameters
     * @throws IllegalArgumentException if the width is not positive
     */
    public static Layer exact(int width) {
        return new ExactGELU(width);
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
        return new GeluPass(width);
    }

    private static final class GeluPass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final int width;
        private final Workspace outputSpace = new Workspace();
        private final Workspace sigmoidSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private double[] input = {};
        private int rows;

        GeluPass(int width) {
            this.width = width;
        }

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            Require.notNull("parameters", parameters);
            LayerArguments.forward(x, width, shape);
            input = x;
            rows = shape.rows();
            double[] output = outputSpace.of(rows, width);
            double[] s = sigmoidSpace.of(rows, width);
            for (int r = 0; r < rows; r++) {
                int at = r * width;
                exponents(x, s, at, width);
                math.exp(1, s, at, width);
                apply(x, s, output, at, width);
            }
            return output;
        }

        // -2 u. Beyond the range of the exponential it is 0 or infinity, which give s = 1 or 0.
        private static void exponents(double[] x, double[] s, int at, int length) {
            for (int i = at; i < at + length; i++) {
                s[i] = -2 * ROOT * x[i] * (1 + CUBIC * x[i] * x[i]);
            }
        }

        private static void apply(double[] x, double[] s, double[] y, int at, int length) {
            for (int i = at; i < at + length; i++) {
                s[i] = 1 / (1 + s[i]);
                y[i] = x[i] * s[i];
            }
        }

        // y = x s(2 u): dy/dx = s + x s (1 - s) 2 du/dx, du/dx = sqrt(2 / pi) (1 + 3 0.044715 x^2).
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            Require.notNull("parameters", parameters);
            Require.notNull("gradient", gradient);
            LayerArguments.backward(d, rows, width);
            double[] inputGradient = inputGradientSpace.of(rows, width);
            differentiate(input, sigmoidSpace.array(), d, inputGradient, rows * width);
            return inputGradient;
        }

        private static void differentiate(double[] x, double[] s, double[] d, double[] dx, int length) {
            for (int i = 0; i < length; i++) {
                double slope = 2 * ROOT * (1 + 3 * CUBIC * x[i] * x[i]);
                dx[i] = d[i] * (s[i] + x[i] * s[i] * (1 - s[i]) * slope);
            }
        }
    }
}
