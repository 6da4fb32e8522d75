package org.icl4j.attention.wire;

import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;

/**
 * Columns of a token become the products, or the quotients, of others; the rest stays. The two token-wise operations that neither a linear map
 * nor attention computes. A quotient by a number that is not positive is 0: so a step of conjugate gradients whose denominator has vanished
 * changes nothing any more, as a solver that has broken down stops.
 *
 * @param width of a token
 * @param target the columns that are set
 * @param a as many columns
 * @param b as many, or one for all
 * @param quotient a / b, or a b
 */
@SuppressWarnings("ArrayRecordComponent")
record SlotUnit(int width, int[] target, int[] a, int[] b, boolean quotient) implements Layer {

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

    private int second(int c) {
        return b[b.length == 1 ? 0 : c];
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
                int row = i * unit.width;
                for (int c = 0; c < unit.target.length; c++) {
                    double x = tokens[row + unit.a[c]];
                    double y = tokens[row + unit.second(c)];
                    output[row + unit.target[c]] = unit.quotient ? (y > 0 ? x / y : 0) : x * y;
                }
            }
            return output;
        }

        // u = a b:    da += b du, db += a du.      u = a / b:  da += du / b, db -= a / b^2 du; both 0 where u is 0 by
        // rule.
        // The target's old value has no influence, so its gradient is 0 but for what it is an operand of: all targets
        // are cleared first.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            LayerArguments.backward(outputGradient, rows, unit.width);
            double[] d = gradientSpace.of(rows, unit.width);
            System.arraycopy(outputGradient, 0, d, 0, rows * unit.width);
            for (int i = 0; i < rows; i++) {
                int row = i * unit.width;
                for (int column : unit.target) {
                    d[row + column] = 0;
                }
                for (int c = 0; c < unit.target.length; c++) {
                    double du = outputGradient[row + unit.target[c]];
                    double x = input[row + unit.a[c]];
                    double y = input[row + unit.second(c)];
                    if (!unit.quotient) {
                        d[row + unit.a[c]] += y * du;
                        d[row + unit.second(c)] += x * du;
                    } else if (y > 0) {
                        d[row + unit.a[c]] += du / y;
                        d[row + unit.second(c)] -= x / (y * y) * du;
                    }
                }
            }
            return d;
        }
    }
}
