package org.icl4j.attention.construct;

import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;

/**
 * One column of a token becomes the product, or the quotient, of two others; the rest stays. The two token-wise operations that neither a linear map
 * nor attention computes. A quotient by a number that is not positive is 0: so a step of conjugate gradients whose denominator has vanished
 * changes nothing any more, as a solver that has broken down stops.
 */
record SlotUnit(int width, int target, int a, int b, boolean quotient) implements Layer {

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
        return new UnitPass(this);
    }

    private static final class UnitPass implements Pass {

        private final SlotUnit unit;
        private final Workspace outputSpace = new Workspace();
        private final Workspace gradientSpace = new Workspace();
        private double[] input = {};
        private int rows;

        UnitPass(SlotUnit unit) {
            this.unit = unit;
        }

        @Override
        public double[] forward(double[] parameters, double[] tokens, Sequences shape) {
            LayerArguments.forward(tokens, unit.width, shape);
            rows = shape.rows();
            input = tokens;
            double[] output = outputSpace.of(rows, unit.width);
            System.arraycopy(tokens, 0, output, 0, rows * unit.width);
            for (int i = 0; i < rows; i++) {
                double x = tokens[i * unit.width + unit.a];
                double y = tokens[i * unit.width + unit.b];
                output[i * unit.width + unit.target] = unit.quotient ? (y > 0 ? x / y : 0) : x * y;
            }
            return output;
        }

        // u = a b:    da += b du, db += a du.      u = a / b:  da += du / b, db -= a / b^2 du; both 0 where u is set to
        // 0.
        // The target's old value has no influence, so its gradient is 0 but for what it is an operand of.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            LayerArguments.backward(outputGradient, rows, unit.width);
            double[] d = gradientSpace.of(rows, unit.width);
            System.arraycopy(outputGradient, 0, d, 0, rows * unit.width);
            for (int i = 0; i < rows; i++) {
                int row = i * unit.width;
                double du = outputGradient[row + unit.target];
                double x = input[row + unit.a];
                double y = input[row + unit.b];
                d[row + unit.target] = 0;
                if (!unit.quotient) {
                    d[row + unit.a] += y * du;
                    d[row + unit.b] += x * du;
                } else if (y > 0) {
                    d[row + unit.a] += du / y;
                    d[row + unit.b] -= x / (y * y) * du;
                }
            }
            return d;
        }
    }
}
