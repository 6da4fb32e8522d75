package org.icl4j.attention.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.wire.WiredPlan.Part;
import org.icl4j.attention.wire.WiredPlan.Range;
import org.icl4j.attention.wire.WiredPlan.Weights;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/** Makes layers and the numbers that stand in their weight matrices: names of slots in, matrices out. */
final class LayerWriter {

    private final Slots slots;
    private final int width;
    private final ParameterLayout.Builder builder = ParameterLayout.builder();
    private final List<Consumer<double[]>> writes = new ArrayList<>();
    private int count;

    LayerWriter(Slots slots) {
        this.slots = slots;
        this.width = slots.width();
    }

    ParameterLayout layout() {
        return builder.build();
    }

    double[] parameters(ParameterLayout layout) {
        double[] parameters = new double[layout.size()];
        writes.forEach(write -> write.accept(parameters));
        return parameters;
    }

    /** W_Q selects columns, after A' where there is a matrix; W_K and W_V select columns; P places the values, times a factor. */
    Part head(
            String label,
            Score score,
            Normaliser normaliser,
            String query,
            double @Nullable [][] matrix,
            String key,
            String value,
            String output,
            double factor) {
        Require.notNull("label", label);
        Require.notNull("score", score);
        Require.notNull("normaliser", normaliser);
        int[] queries = columns("queries", query);
        int[] keys = columns("keys", key);
        int[] values = columns("values", value);
        int[] outputs = columns("outputs", output);
        Require.finite("factor", factor);
        if (matrix != null) {
            square(matrix, queries.length);
        }
        same("keys", queries, keys, "query");
        same("outputs", values, outputs, "value");
        MultiHeadAttention head = MultiHeadAttention.single(width, keys.length, values.length)
                .score(score)
                .normaliser(normaliser)
                .projectedTo(width)
                .add(builder, name(label));
        write(head.queryWeight(0), matrix == null ? selection(queries) : transposed(queries, matrix));
        write(head.keyWeight(0), selection(keys));
        write(head.valueWeight(0), selection(values));
        double[][] projection = new double[width][values.length]; // [o, h v]
        for (int i = 0; i < values.length; i++) {
            projection[outputs[i]][i] = factor;
        }
        write(head.projectionWeight(), projection);
        return new Part(
                new Residual(head),
                label + ": attention, " + score + ", " + normaliser + "; query " + (matrix == null ? "" : "A'") + query
                        + ", key " + key + ", value " + value + " -> " + output
                        + (factor == 1 ? "" : " times " + Slots.number(factor)),
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

    private int[] columns(String argument, String names) {
        return slots.columns(Require.notNull(argument, names));
    }

    private static void same(String name, int[] expected, int[] got, String whose) {
        if (got.length != expected.length) {
            throw Require.error(
                    name, "expected " + expected.length + " columns as the " + whose + " has, got " + got.length);
        }
    }

    private static void square(double[][] matrix, int size) {
        if (matrix.length != size) {
            throw Require.error("matrix", "expected " + size + " rows, got " + matrix.length);
        }
        for (int i = 0; i < size; i++) {
            String row = "matrix[" + i + "]";
            Require.length(row, Require.finite(row, matrix[i]), size, "one per column of the queries");
        }
    }

    /** A token-wise linear map, [w, w]: the identity but for the slots that rules set. */
    Part rules(String label, Rule... rules) {
        Require.notNull("label", label);
        double[][] weight = new double[width][width];
        for (int i = 0; i < width; i++) {
            weight[i][i] = 1;
        }
        for (Rule rule : Require.notNull("rules", rules)) {
            for (int i : slots.columns(rule.target())) {
                clear(weight[i]);
            }
        }
        for (Rule rule : rules) {
            int[] to = slots.columns(rule.target());
            for (Rule.Term term : rule.terms()) {
                int[] from = slots.columns(term.slot());
                if (from.length != to.length) {
                    throw Require.error(
                            "rules", rule + " joins slots of " + to.length + " and " + from.length + " columns");
                }
                for (int i = 0; i < to.length; i++) {
                    weight[to[i]][from[i]] += term.factor();
                }
            }
        }
        Dense dense = Dense.addWithoutBias(builder, name(label), width, width);
        write(dense.weight(), weight);
        return new Part(
                dense,
                label + ": linear, " + Arrays.stream(rules).map(Rule::toString).collect(Collectors.joining("; ")),
                List.of(new Weights(label + ": W", Weights.Product.NONE, dense.weight(), null)),
                null);
    }

    /** target = factor (relu(s - B f) - relu(-s - B f)), all other columns relu(s) - relu(-s) = s. */
    Part gate(String label, String to, String from, String unless, double factor, double bound) {
        int[] target = columns("target", to);
        int[] source = columns("source", from);
        int flag = slots.column(Require.notNull("flag", unless));
        Require.finite("factor", factor);
        Require.positive("bound", bound);
        same("target", source, target, "source");
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
        String text = to + " = " + Slots.number(factor) + " " + from + " unless " + unless;
        return network(label, text, in, out, new Range(label, text, source, flag, bound));
    }

    /** target = relu(s + 1) - 2 relu(s) + relu(s - 1). */
    Part whereZero(String label, String target, String source, String one) {
        String text = Require.notNull("target", target) + " = 1 where " + Require.notNull("source", source) + " is 0";
        double[] knots = {-1, 0, 1};
        double[] heights = {1, -2, 1};
        return hinges(label, text, target, source, one, knots, heights, 1, 0, 1e15);
    }

    /** target = 1/high + sum_i h_i relu(t_i - s). */
    Part reciprocal(String label, String target, String source, String one, ReciprocalApproximation division) {
        Require.notNull("division", division);
        String text = Require.notNull("target", target) + " = 1 / " + Require.notNull("source", source) + " by "
                + division.knots() + " chords";
        return hinges(
                label,
                text,
                target,
                source,
                one,
                division.abscissae(),
                division.heights(),
                -1,
                1 / division.high(),
                division.high());
    }

    /** target = value one + sum_i heights_i relu(slope (s - knots_i one)), slope 1 or -1; all other columns as they are. */
    private Part hinges(
            String label,
            String text,
            String to,
            String from,
            String flag,
            double[] knots,
            double[] heights,
            int slope,
            double value,
            double high) {
        int target = slots.column(to);
        int source = slots.column(from);
        int one = slots.column(Require.notNull("one", flag));
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

    /** target = a b or a / b, the second column by column or one for all. */
    Part unit(String label, String to, String nameOfA, String a, String nameOfB, String b, boolean quotient) {
        Require.notNull("label", label);
        int[] target = columns("target", to);
        int[] first = columns(nameOfA, a);
        int[] second = columns(nameOfB, b);
        same(nameOfA, target, first, "target");
        if (second.length != 1) {
            same(nameOfB, target, second, "target");
        }
        return new Part(
                new SlotUnit(width, target, first, second, quotient),
                label + ": " + to + " = " + a + (quotient ? " / " : " times ") + b,
                List.of(),
                null);
    }

    private Part network(String label, String text, double[][] in, double[][] out, WiredPlan.Limit limit) {
        String full = name(Require.notNull("label", label));
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

    /** A' after the selection: entry (j, columns_i) is a_ij. */
    private double[][] transposed(int[] columns, double[][] a) {
        double[][] map = new double[columns.length][width];
        for (int i = 0; i < columns.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                map[j][columns[i]] = a[i][j];
            }
        }
        return map;
    }

    private String name(String label) {
        return String.format(Locale.ROOT, "layer%02d.%s", count++, label.replace(' ', '-'));
    }

    private void write(ParameterLayout.Slice slice, double[][] matrix) {
        writes.add(parameters -> slice.write(matrix, parameters));
    }
}
