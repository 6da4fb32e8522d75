package org.icl4j.attention.layers;

import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * A learned vector for each place in a sequence, added to the token there: y_i = x_i + P[i], P [most, w]. Without it,
 * attention does not see the order of its context.
 */
public final class Positions implements Layer {

    private final Slice table;

    /**
     * The layer over an existing slice.
     *
     * @param table P, shape [most, w], where most is the longest sequence allowed
     */
    public Positions(Slice table) {
        this.table = Require.notNull("table", table);
    }

    /**
     * Appends slice {@code name.positions}.
     *
     * @param builder the layout
     * @param name prefix of the slice's name
     * @param longest the longest sequence allowed
     * @param width w
     * @return the layer
     */
    public static Positions add(ParameterLayout.Builder builder, String name, int longest, int width) {
        Require.positive("longest", longest);
        Require.positive("width", width);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        return new Positions(builder.add(name + ".positions", longest, width));
    }

    @Override
    public int inputWidth() {
        return table.columns();
    }

    @Override
    public int outputWidth() {
        return table.columns();
    }

    /** Normal numbers of standard deviation 0.02, as GPT-2 has them. */
    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        LayerArguments.initialise(parameters, table.end(), randoms);
        for (int i = table.offset(); i < table.end(); i++) {
            parameters[i] = 0.02 * randoms.gaussian();
        }
    }

    @Override
    public Pass pass() {
        return new PositionsPass();
    }

    @Override
    public String toString() {
        return "Positions[" + table.rows() + ", " + table.columns() + ", " + table.name() + "]";
    }

    private final class PositionsPass implements Pass {

        private final Workspace outputSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private int rows;
        private int length;

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            int w = table.columns();
            LayerArguments.forward(parameters, table.end(), x, w, shape);
            if (shape.length() > table.rows()) {
                throw Require.error(
                        "shape",
                        "has sequences of " + shape.length() + " tokens, but " + table.name() + " has places for "
                                + table.rows());
            }
            rows = shape.rows();
            length = shape.length();
            double[] output = outputSpace.of(rows, w);
            for (int i = 0; i < rows * w; i++) {
                output[i] = x[i] + parameters[table.offset() + i % (length * w)];
            }
            return output;
        }

        // y = x + P[i]: dx = D, dP[i] = sum over sequences of D at place i.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            int w = table.columns();
            LayerArguments.backward(parameters, table.end(), d, rows, w, gradient);
            for (int i = 0; i < rows * w; i++) {
                gradient[table.offset() + i % (length * w)] += d[i];
            }
            double[] inputGradient = inputGradientSpace.of(rows, w);
            System.arraycopy(d, 0, inputGradient, 0, rows * w);
            return inputGradient;
        }
    }
}
