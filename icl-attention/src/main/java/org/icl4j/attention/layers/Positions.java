package org.icl4j.attention.layers;

import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * A learned vector for each place in a sequence, added to the token there: y_i = x_i + P[p_i], P [most, w]. Without it,
 * attention does not see the order of its context.
 *
 * <p>The place of a token is its number in its sequence, but at most the number of tokens that may be seen there: the tokens of a context of n
 * have the places 0 to n - 1, and its queries, however many there are, all have place n. So what is asked does not depend on what else is asked.
 * Under a mask, the place is the token's number.
 */
public final class Positions implements Layer {

    private final Slice table;

    /**
     * The layer over an existing slice.
     *
     * @param table P, shape [most, w]: places for a context of most - 1 tokens and its queries
     */
    public Positions(Slice table) {
        this.table = Require.notNull("table", table);
    }

    /**
     * Appends slice {@code name.positions}.
     *
     * @param builder the layout
     * @param name prefix of the slice's name
     * @param longest most, the longest context with one query
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
        private @Nullable Sequences last;

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            int w = table.columns();
            LayerArguments.forward(parameters, table.end(), x, w, shape);
            rows = shape.rows();
            last = shape;
            double[] output = outputSpace.of(rows, w);
            for (int i = 0; i < rows; i++) {
                int place = place(shape, i);
                for (int c = 0; c < w; c++) {
                    output[i * w + c] = x[i * w + c] + parameters[place + c];
                }
            }
            return output;
        }

        // y_i = x_i + P[p_i]: dx = D, dP[p] = sum of D over the tokens at place p.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            int w = table.columns();
            LayerArguments.backward(parameters, table.end(), d, rows, w, gradient);
            Sequences shape = Require.notNull("shape", last);
            for (int i = 0; i < rows; i++) {
                int place = place(shape, i);
                for (int c = 0; c < w; c++) {
                    gradient[place + c] += d[i * w + c];
                }
            }
            double[] inputGradient = inputGradientSpace.of(rows, w);
            System.arraycopy(d, 0, inputGradient, 0, rows * w);
            return inputGradient;
        }

        /** Where the vector that a row gets begins among the parameters. */
        private int place(Sequences shape, int row) {
            int token = row % shape.length();
            Visibility visibility = shape.visibility();
            int place = visibility.dense() ? Math.min(token, visibility.reach(row / shape.length(), token)) : token;
            if (place >= table.rows()) {
                throw Require.error(
                        "shape",
                        "has a token at place " + place + ", but " + table.name() + " has places for " + table.rows());
            }
            return table.offset() + place * table.columns();
        }
    }
}
