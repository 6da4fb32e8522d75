package org.icl4j.attention.construct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.construct.WiredPlan.Part;
import org.icl4j.attention.construct.WiredPlan.Range;
import org.icl4j.attention.construct.WiredPlan.Weights;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.core.Require;

/** Makes layers and the numbers that stand in their weight matrices: columns in, matrices out. */
final class LayerWriter {

    private final int width;
    private final ParameterLayout.Builder builder = ParameterLayout.builder();
    private final List<Consumer<double[]>> writes = new ArrayList<>();
    private int count;

    LayerWriter(int width) {
        this.width = width;
    }

    ParameterLayout layout() {
        return builder.build();
    }

    double[] parameters(ParameterLayout layout) {
        double[] parameters = new double[layout.size()];
        writes.forEach(write -> write.accept(parameters));
        return parameters;
    }

    /** W_Q as given, [k, w]; W_K and W_V select columns; P places the values, times a factor. */
    Part head(
            String label,
            String text,
            Score score,
            Normaliser normaliser,
            double[][] queryMap,
            int[] keys,
            int[] values,
            int[] outputs,
            double factor) {
        Require.finite("factor", factor);
        if (keys.length != queryMap.length) {
            throw Require.error(
                    "keys", "expected " + queryMap.length + " columns as the queries have, got " + keys.length);
        }
        same("outputs", values, outputs);
        MultiHeadAttention head = MultiHeadAttention.single(width, keys.length, values.length)
                .score(score)
                .normaliser(normaliser)
                .projectedTo(width)
                .add(builder, name(label));
        write(head.queryWeight(0), queryMap);
        write(head.keyWeight(0), selection(keys));
        write(head.valueWeight(0), selection(values));
        double[][] projection = new double[width][values.length]; // [o, h v]
        for (int i = 0; i < values.length; i++) {
            projection[outputs[i]][i] = factor;
        }
        write(head.projectionWeight(), projection);
        return new Part(
                new Residual(head),
                label + ": " + text,
                List.of(
                        new Weights(
                                label + ": W_Q'W_K",
                                Weights.Product.TRANSPOSED,
                                head.queryWeight(0),
                                head.keyWeight(0)),
                        new Weights(
                                label + ": P W_V",
                                Weights.Product.PLAIN,
                                head.projectionWeight(),
                                head.valueWeight(0))),
                null);
    }

    private static void same(String name, int[] expected, int[] got) {
        if (got.length != expected.length) {
            throw Require.error(name, "expected " + expected.length + " columns as the values have, got " + got.length);
        }
    }

    /** A token-wise linear map, [w, w]. */
    Part linear(String label, String text, double[][] matrix) {
        Dense dense = Dense.addWithoutBias(builder, name(label), width, width);
        write(dense.weight(), matrix);
        return new Part(
                dense,
                label + ": linear, " + text,
                List.of(new Weights(label + ": W", Weights.Product.NONE, dense.weight(), null)),
                null);
    }

    /**
     * target = factor (relu(s - B f) - relu(-s - B f)), all other columns relu(s) - relu(-s) = s.
     */
    Part gate(String label, String text, int[] target, int[] source, int flag, double factor, double bound) {
        same("target", source, target);
        int hidden = 2 * (width + target.length);
        double[][] in = new double[hidden][width];
        double[][] out = new double[width][hidden];
        pass(in, out);
        for (int i = 0; i < target.length; i++) {
            int h = 2 * (width + i);
            in[h][source[i]] = 1;
            in[h + 1][source[i]] = -1;
            in[h][flag] = -bound;
            in[h + 1][flag] = -bound;
            clear(out[target[i]]);
            out[target[i]][h] = factor;
            out[target[i]][h + 1] = -factor;
        }
        return network(label, text, in, out, new Range(label, text, source, flag, bound));
    }

    /**
     * target = value one + sum_i heights_i relu(slopes (s - knots_i one)), slopes 1 or -1; all other columns as they are.
     */
    Part hinges(
            String label,
            String text,
            int target,
            int source,
            int one,
            double[] knots,
            double[] heights,
            int slope,
            double value,
            double high) {
        int hidden = 2 * width + knots.length;
        double[][] in = new double[hidden][width];
        double[][] out = new double[width][hidden];
        pass(in, out);
        clear(out[target]);
        out[target][2 * one] = value;
        for (int i = 0; i < knots.length; i++) {
            in[2 * width + i][source] = slope;
            in[2 * width + i][one] = -slope * knots[i];
            out[target][2 * width + i] = heights[i];
        }
        return network(label, text, in, out, new Range(label, text, new int[] {source}, one, high));
    }

    private Part network(String label, String text, double[][] in, double[][] out, WiredPlan.Limit limit) {
        String full = name(label);
        int hidden = in.length;
        Dense first = Dense.addWithoutBias(builder, full + ".in", width, hidden);
        Dense second = Dense.addWithoutBias(builder, full + ".out", hidden, width);
        write(first.weight(), in);
        write(second.weight(), out);
        return new Part(
                Sequential.of(first, new ReLU(hidden), second),
                label + ": ReLU network, " + text,
                List.of(
                        new Weights(label + ": W_in", Weights.Product.NONE, first.weight(), null),
                        new Weights(label + ": W_out", Weights.Product.NONE, second.weight(), null)),
                limit);
    }

    /** relu(s) - relu(-s) = s, for every column. */
    private void pass(double[][] in, double[][] out) {
        for (int c = 0; c < width; c++) {
            in[2 * c][c] = 1;
            in[2 * c + 1][c] = -1;
            out[c][2 * c] = 1;
            out[c][2 * c + 1] = -1;
        }
    }

    private static void clear(double[] row) {
        Arrays.fill(row, 0);
    }

    private double[][] selection(int[] columns) {
        double[][] matrix = new double[columns.length][width];
        for (int i = 0; i < columns.length; i++) {
            matrix[i][columns[i]] = 1;
        }
        return matrix;
    }

    double[][] map(int[] columns, double[][] a) {
        double[][] map = new double[columns.length][width];
        for (int i = 0; i < columns.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                map[j][columns[i]] = a[i][j];
            }
        }
        return map;
    }

    double[][] queries(int[] columns) {
        return selection(columns);
    }

    private String name(String label) {
        return String.format(Locale.ROOT, "layer%02d.%s", count++, label.replace(' ', '-'));
    }

    private void write(ParameterLayout.Slice slice, double[][] matrix) {
        writes.add(parameters -> slice.write(matrix, parameters));
    }
}
