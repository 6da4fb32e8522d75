package org.icl4j.attention.layers;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * A row of a table for each symbol: y_r = E[x_r], E [v, w], where an input token is one number, the symbol 0 to v - 1. The
 * gradient in the input is 0, symbols being whole numbers. {@link Dense#transposed} with the same slice reads the table back
 * as scores of symbols.
 */
public final class Embedding implements Layer {

    private final Slice table;

    /**
     * The layer over an existing slice.
     *
     * @param table E, shape [v, w]
     */
    public Embedding(Slice table) {
        this.table = Require.notNull("table", table);
    }

    /**
     * Appends slice {@code name.table}.
     *
     * @param builder the layout
     * @param name prefix of the slice's name
     * @param symbols v
     * @param width w
     * @return the layer
     */
    public static Embedding add(ParameterLayout.Builder builder, String name, int symbols, int width) {
        Require.positive("symbols", symbols);
        Require.positive("width", width);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        return new Embedding(builder.add(name + ".table", symbols, width));
    }

    /**
     * The slice of E.
     *
     * @return shape [v, w]
     */
    public Slice table() {
        return table;
    }

    @Override
    public int inputWidth() {
        return 1;
    }

    @Override
    public int outputWidth() {
        return table.columns();
    }

    /** Standard normal numbers, PyTorch's default. */
    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        LayerArguments.initialise(parameters, table.end(), randoms);
        for (int i = table.offset(); i < table.end(); i++) {
            parameters[i] = randoms.gaussian();
        }
    }

    @Override
    public boolean tokenwise() {
        return true;
    }

    @Override
    public Pass pass() {
        return new EmbeddingPass();
    }

    @Override
    public String toString() {
        return "Embedding[" + table.rows() + " symbols -> " + table.columns() + ", " + table.name() + "]";
    }

    private final class EmbeddingPass implements Pass {

        private final Workspace outputSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private double[] input = {};
        private int rows;

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            LayerArguments.forward(parameters, table.end(), x, 1, shape);
            int w = table.columns();
            for (int r = 0; r < shape.rows(); r++) {
                if (!(x[r] >= 0 && x[r] < table.rows() && x[r] == Math.rint(x[r]))) {
                    throw Require.error(
                            "input",
                            "input[" + r + "] = " + x[r] + " is no symbol, a whole number from 0 to "
                                    + (table.rows() - 1));
                }
            }
            input = x;
            rows = shape.rows();
            double[] output = outputSpace.of(rows, w);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(parameters, table.offset() + ((int) x[r]) * w, output, r * w, w);
            }
            return output;
        }

        // y_r = E[x_r]: dE[s] = sum of D_r over the rows with x_r = s.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            int w = table.columns();
            LayerArguments.backward(parameters, table.end(), d, rows, w, gradient);
            for (int r = 0; r < rows; r++) {
                int at = table.offset() + ((int) input[r]) * w;
                for (int c = 0; c < w; c++) {
                    gradient[at + c] += d[r * w + c];
                }
            }
            double[] inputGradient = inputGradientSpace.of(rows);
            Arrays.fill(inputGradient, 0);
            return inputGradient;
        }
    }
}
