package org.icl4j.attention.construct;

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
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.core.Require;

/**
 * Writes the weights of a transformer. A token is a row of named slots; a step is a list of layers that read slots and write slots:
 *
 * <pre>{@code
 * Wiring wiring = Wiring.of("gradient descent", 2, "x:2", "y:1");
 * wiring.support((token, x, y) -> { System.arraycopy(x, 0, token, 0, 2); token[2] = y; });
 * wiring.query((token, x, y) -> System.arraycopy(x, 0, token, 0, 2));
 * wiring.attend("descend", Score.dotProduct(1), Normaliser.mean(), "x", "x", "y", "y", -0.5); // y -= 0.5 mean_i (x'x_i) y_i
 * WiredTransformer transformer = wiring.repeat(7).answer("y", -1);
 * }</pre>
 *
 * Every layer is one of {@code org.icl4j.attention}: one head of attention inside a residual connection, a token-wise linear map, a two-layer
 * ReLU network, or one of two token-wise units that are neither (a product and a quotient of slots), which no composition of the others
 * computes exactly. Not thread-safe.
 */
public final class Wiring {

    private final String name;
    private final int inputWidth;
    private final List<Slot> slots = new ArrayList<>();
    private final int width;
    private final ParameterLayout.Builder builder = ParameterLayout.builder();
    private final List<Consumer<double[]>> writes = new ArrayList<>();
    private final List<List<Part>> steps = new ArrayList<>();
    private List<Part> current = new ArrayList<>();
    private List<Part> readout = List.of();
    private final List<Consumer<double[]>> extra = new ArrayList<>();
    private Placement support = (token, x, y) -> {};
    private Placement query = (token, x, y) -> {};
    private int largestContext = Integer.MAX_VALUE;
    private int count;

    private Wiring(String name, int inputWidth, String... slots) {
        this.name = name;
        this.inputWidth = inputWidth;
        int at = 0;
        for (int i = 0; i < slots.length; i++) {
            String[] parts = Require.notNull("slots[" + i + "]", slots[i]).split(":", 2);
            int size = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            this.slots.add(new Slot(parts[0], at, Require.positive("slots[" + i + "]", size)));
            at += size;
        }
        this.width = Require.positive("width", at);
    }

    /**
     * An empty transformer.
     *
     * @param name what it computes
     * @param inputWidth d, of the context's inputs
     * @param slots the parts of a token in their order, {@code name} or {@code name:width}
     * @return the wiring
     */
    public static Wiring of(String name, int inputWidth, String... slots) {
        return new Wiring(
                Require.notNull("name", name),
                Require.positive("inputWidth", inputWidth),
                Require.notNull("slots", slots));
    }

    /**
     * How a pair of the context becomes a token.
     *
     * @param placement writes into a token of zeros
     * @return this
     */
    public Wiring support(Placement placement) {
        support = Require.notNull("placement", placement);
        return this;
    }

    /**
     * How a query becomes a token.
     *
     * @param placement writes into a token of zeros; its y is 0
     * @return this
     */
    public Wiring query(Placement placement) {
        query = Require.notNull("placement", placement);
        return this;
    }

    /**
     * A token without data, which all tokens see.
     *
     * @param placement writes into a token of zeros
     * @return this
     */
    public Wiring extra(Consumer<double[]> placement) {
        extra.add(Require.notNull("placement", placement));
        return this;
    }

    /**
     * The largest context that the weights are right for.
     *
     * @param size pairs, at least 1
     * @return this
     */
    public Wiring largestContext(int size) {
        largestContext = Require.positive("size", size);
        return this;
    }

    /**
     * The first column of a slot.
     *
     * @param slot its name
     * @return the index in a token
     */
    public int column(String slot) {
        return find(slot).from();
    }

    private Slot find(String slot) {
        Require.notNull("slot", slot);
        return slots.stream()
                .filter(s -> s.name().equals(slot))
                .findFirst()
                .orElseThrow(() -> Require.error("slot", "no slot \"" + slot + "\" in " + slots));
    }

    /** The columns of slots "a" or "a,b", side by side. */
    private int[] columns(String names) {
        List<Integer> all = new ArrayList<>();
        for (String part : names.split(",", -1)) {
            Slot slot = find(part.strip());
            for (int i = 0; i < slot.width(); i++) {
                all.add(slot.from() + i);
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * One head of attention with a residual connection: {@code output += factor sum_i weight(query, key_i) value_i}.
     *
     * @param label for people
     * @param score how queries and keys are compared
     * @param normaliser how scores become weights
     * @param queries slots that are compared, {@code "a"} or {@code "a,b"}
     * @param keys slots that they are compared with, together as wide
     * @param values slots that are summed
     * @param outputs slots that receive, together as wide as the values
     * @param factor finite
     * @return this
     */
    public Wiring attend(
            String label,
            Score score,
            Normaliser normaliser,
            String queries,
            String keys,
            String values,
            String outputs,
            double factor) {
        Require.notNull("label", label);
        Require.notNull("score", score);
        Require.notNull("normaliser", normaliser);
        Require.notNull("queries", queries);
        Require.notNull("keys", keys);
        Require.notNull("values", values);
        Require.notNull("outputs", outputs);
        double[][] identity = selection(columns(Require.notNull("queries", queries)), width, 1);
        String text = label + ": attention, " + score + ", " + normaliser + "; query " + queries + ", key " + keys
                + ", value " + values + " -> " + outputs + (factor == 1 ? "" : " times " + number(factor));
        return attend(label, text, score, normaliser, identity, keys, values, outputs, factor);
    }

    /**
     * As {@link #attend(String, Score, Normaliser, String, String, String, String, double)}, with a matrix on the queries.
     *
     * @param label for people
     * @param score how queries and keys are compared
     * @param normaliser how scores become weights
     * @param queries slots
     * @param matrix A: the query is A' times the slots, so that a dot product is slots' A keys; square, of the slots' width
     * @param keys slots
     * @param values slots
     * @param outputs slots
     * @param factor finite
     * @return this
     */
    public Wiring attend(
            String label,
            Score score,
            Normaliser normaliser,
            String queries,
            double[][] matrix,
            String keys,
            String values,
            String outputs,
            double factor) {
        Require.notNull("label", label);
        Require.notNull("score", score);
        Require.notNull("normaliser", normaliser);
        Require.notNull("queries", queries);
        Require.notNull("matrix", matrix);
        Require.notNull("keys", keys);
        Require.notNull("values", values);
        Require.notNull("outputs", outputs);
        int[] from = columns(Require.notNull("queries", queries));
        Require.notNull("matrix", matrix);
        double[][] map = new double[from.length][width];
        for (int i = 0; i < from.length; i++) {
            Require.length(
                    "matrix[" + i + "]",
                    Require.finite("matrix[" + i + "]", matrix[i]),
                    from.length,
                    "one per column of the queries");
            for (int j = 0; j < from.length; j++) {
                map[j][from[i]] = matrix[i][j];
            }
        }
        String text = label + ": attention, " + score + ", " + normaliser + "; query A'" + queries + ", key " + keys
                + ", value " + values + " -> " + outputs + (factor == 1 ? "" : " times " + number(factor));
        return attend(label, text, score, normaliser, map, keys, values, outputs, factor);
    }

    private Wiring attend(
            String label,
            String text,
            Score score,
            Normaliser normaliser,
            double[][] queryMap,
            String keys,
            String values,
            String outputs,
            double factor) {
        Require.finite("factor", factor);
        int[] k = columns(Require.notNull("keys", keys));
        int[] v = columns(Require.notNull("values", values));
        int[] o = columns(Require.notNull("outputs", outputs));
        if (k.length != queryMap.length) {
            throw Require.error(
                    "keys", "expected " + queryMap.length + " columns as the queries have, got " + k.length);
        }
        if (o.length != v.length) {
            throw Require.error("outputs", "expected " + v.length + " columns as the values have, got " + o.length);
        }
        MultiHeadAttention head = MultiHeadAttention.single(width, k.length, v.length)
                .score(Require.notNull("score", score))
                .normaliser(Require.notNull("normaliser", normaliser))
                .projectedTo(width)
                .add(builder, label(label));
        write(head.queryWeight(0), queryMap);
        write(head.keyWeight(0), selection(k, width, 1));
        write(head.valueWeight(0), selection(v, width, 1));
        double[][] projection = new double[width][v.length]; // [o, h v]
        for (int i = 0; i < v.length; i++) {
            projection[o[i]][i] = factor;
        }
        write(head.projectionWeight(), projection);
        current.add(new Part(new Residual(head), text));
        return this;
    }

    /**
     * A token-wise linear map that sets slots: {@code "r = 1.5 r - 0.5 before"}. Slots that no rule sets stay; rules read what stood
     * there before the layer. Slots in a rule have one width.
     *
     * @param label for people
     * @param rules {@code target = c1 slot1 + c2 slot2 ...}, or {@code target = 0}
     * @return this
     */
    public Wiring set(String label, Rule... rules) {
        Require.notNull("label", label);
        Require.notNull("rules", rules);
        double[][] weight = new double[width][width];
        for (int i = 0; i < width; i++) {
            weight[i][i] = 1;
        }
        for (Rule rule : Require.notNull("rules", rules)) {
            for (int i : columns(rule.target())) {
                Arrays.fill(weight[i], 0);
            }
        }
        for (Rule rule : rules) {
            int[] to = columns(rule.target());
            for (Rule.Term term : rule.terms()) {
                int[] from = columns(term.slot());
                for (int i = 0; i < to.length; i++) {
                    weight[to[i]][from[i]] += term.factor();
                }
            }
        }
        Dense dense = Dense.addWithoutBias(builder, label(label), width, width);
        write(dense.weight(), weight);
        String text = Arrays.stream(rules).map(Rule::toString).collect(Collectors.joining("; "));
        current.add(new Part(dense, label + ": linear, " + text));
        return this;
    }

    /**
     * A two-layer ReLU network that copies a slot times a factor where a flag is 0, and writes 0 where it is 1:
     * {@code target = factor (relu(s - B f) - relu(-s - B f))}; all other slots pass through unchanged, as relu(s) - relu(-s). Exact for
     * |s| at most B.
     *
     * @param label for people
     * @param target slot that is set
     * @param source slot that is copied
     * @param flag slot that holds 0 or 1
     * @param factor finite
     * @param bound B, above 0
     * @return this
     */
    public Wiring copyUnless(String label, String target, String source, String flag, double factor, double bound) {
        Require.notNull("label", label);
        Require.notNull("target", target);
        Require.notNull("source", source);
        Require.notNull("flag", flag);
        Require.finite("factor", factor);
        Require.positive("bound", bound);
        int[] to = columns(Require.notNull("target", target));
        int[] from = columns(Require.notNull("source", source));
        int f = column(Require.notNull("flag", flag));
        int hidden = 2 * (width + to.length);
        double[][] in = new double[hidden][width];
        double[][] out = new double[width][hidden];
        boolean[] set = new boolean[width];
        for (int i = 0; i < to.length; i++) {
            set[to[i]] = true;
            int h = 2 * (width + i);
            in[h][from[i]] = 1;
            in[h + 1][from[i]] = -1;
            in[h][f] = -bound;
            in[h + 1][f] = -bound;
            out[to[i]][h] = factor;
            out[to[i]][h + 1] = -factor;
        }
        for (int c = 0; c < width; c++) {
            in[2 * c][c] = 1;
            in[2 * c + 1][c] = -1;
            if (!set[c]) {
                out[c][2 * c] = 1;
                out[c][2 * c + 1] = -1;
            }
        }
        String label2 = label(label);
        Dense first = Dense.addWithoutBias(builder, label2 + ".in", width, hidden);
        Dense second = Dense.addWithoutBias(builder, label2 + ".out", hidden, width);
        write(first.weight(), in);
        write(second.weight(), out);
        current.add(new Part(
                Sequential.of(first, new ReLU(hidden), second),
                label + ": ReLU network, " + target + " = " + number(factor) + " " + source + " unless " + flag));
        return this;
    }

    /**
     * A two-layer ReLU network that writes a piecewise linear function of one slot into another: {@code target = v + sum_i (s_i - s_{i-1}) relu(x - t_i)}, slopes s_i
     * from knot t_i on. All other slots pass through.
     *
     * @param label for people
     * @param target one column
     * @param source one column
     * @param one a column that holds 1 where the function is wanted; elsewhere the target becomes 0 where the source is 0
     * @param knots t_0 to t_k, ascending
     * @param slopes s_0 to s_{k-1}; the last goes on beyond t_k
     * @param value v, at t_0
     * @return this
     */
    public Wiring chords(
            String label, String target, String source, String one, double[] knots, double[] slopes, double value) {
        Require.notNull("label", label);
        Require.notNull("target", target);
        Require.notNull("source", source);
        Require.notNull("one", one);
        Require.notNull("knots", knots);
        Require.notNull("slopes", slopes);
        Require.finite("knots", knots);
        Require.finite("slopes", slopes);
        Require.finite("value", value);
        int to = column(Require.notNull("target", target));
        int from = column(Require.notNull("source", source));
        int unit = column(Require.notNull("one", one));
        int k = slopes.length;
        Require.length("knots", knots, k + 1, "one more than slopes");
        int hidden = 2 * width + k;
        double[][] in = new double[hidden][width];
        double[][] out = new double[width][hidden];
        for (int c = 0; c < width; c++) {
            in[2 * c][c] = 1;
            in[2 * c + 1][c] = -1;
            if (c != to) {
                out[c][2 * c] = 1;
                out[c][2 * c + 1] = -1;
            }
        }
        out[to][2 * unit] = value;
        for (int i = 0; i < k; i++) {
            in[2 * width + i][from] = 1;
            in[2 * width + i][unit] = -knots[i];
            out[to][2 * width + i] = slopes[i] - (i == 0 ? 0 : slopes[i - 1]);
        }
        String full = label(label);
        Dense first = Dense.addWithoutBias(builder, full + ".in", width, hidden);
        Dense second = Dense.addWithoutBias(builder, full + ".out", hidden, width);
        write(first.weight(), in);
        write(second.weight(), out);
        current.add(new Part(
                Sequential.of(first, new ReLU(hidden), second),
                label + ": ReLU network, " + target + " = " + k + " chords of " + source));
        return this;
    }

    /**
     * A token-wise quotient {@code target = numerator / denominator}, 0 where the denominator is not positive.
     *
     * @param label for people
     * @param target one column
     * @param numerator one column
     * @param denominator one column
     * @return this
     */
    public Wiring divide(String label, String target, String numerator, String denominator) {
        Require.notNull("label", label);
        Require.notNull("target", target);
        Require.notNull("numerator", numerator);
        Require.notNull("denominator", denominator);
        current.add(new Part(
                new SlotUnit(width, column(target), column(numerator), column(denominator), true),
                label + ": " + target + " = " + numerator + " / " + denominator));
        return this;
    }

    /**
     * A token-wise product {@code target = a b}.
     *
     * @param label for people
     * @param target one column
     * @param a one column
     * @param b one column
     * @return this
     */
    public Wiring multiply(String label, String target, String a, String b) {
        Require.notNull("label", label);
        Require.notNull("target", target);
        Require.notNull("a", a);
        Require.notNull("b", b);
        current.add(new Part(
                new SlotUnit(width, column(target), column(a), column(b), false),
                label + ": " + target + " = " + a + " times " + b));
        return this;
    }

    /**
     * Ends a step.
     *
     * @return this
     */
    public Wiring step() {
        return repeat(1);
    }

    /**
     * Ends a step that is taken several times with the same weights.
     *
     * @param times at least 0
     * @return this
     */
    public Wiring repeat(int times) {
        List<Part> parts = List.copyOf(current);
        for (int i = 0; i < Require.inRange("times", times, 0, Integer.MAX_VALUE); i++) {
            steps.add(parts);
        }
        current = new ArrayList<>();
        return this;
    }

    /**
     * Makes what was wired since the last step the readout, which is applied to what any step leaves.
     *
     * @return this
     */
    public Wiring readout() {
        readout = List.copyOf(current);
        current = new ArrayList<>();
        return this;
    }

    /**
     * The transformer.
     *
     * @param slot the query's slot that holds the answer
     * @param sign what it is multiplied with, 1 or -1
     * @return layers and weights
     */
    public WiredTransformer answer(String slot, int sign) {
        Require.inRange("sign", sign, -1, 1);
        ParameterLayout layout = builder.build();
        double[] parameters = new double[layout.size()];
        writes.forEach(write -> write.accept(parameters));
        return new WiredTransformer(new Plan(
                name,
                inputWidth,
                width,
                slots.stream().map(Slot::toString).collect(Collectors.joining(" | ")),
                List.copyOf(steps),
                readout,
                layout,
                parameters,
                support,
                query,
                List.copyOf(extra),
                largestContext,
                column(slot),
                slot,
                sign));
    }

    private String label(String label) {
        return String.format(
                Locale.ROOT,
                "layer%02d.%s",
                count++,
                Require.notNull("label", label).replace(' ', '-'));
    }

    private void write(ParameterLayout.Slice slice, double[][] matrix) {
        writes.add(parameters -> slice.write(matrix, parameters));
    }

    private static double[][] selection(int[] columns, int width, double factor) {
        double[][] matrix = new double[columns.length][width];
        for (int i = 0; i < columns.length; i++) {
            matrix[i][columns[i]] = factor;
        }
        return matrix;
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** How data become a token. */
    @FunctionalInterface
    public interface Placement {

        /**
         * Writes a token.
         *
         * @param token zeros, to be written
         * @param x the input
         * @param y the target, 0 for a query
         */
        void place(double[] token, double[] x, double y);
    }

    /**
     * A slot's new value as a combination of old ones.
     *
     * @param target the slot that is set
     * @param terms what is added up, none for 0
     */
    public record Rule(String target, List<Term> terms) {

        /**
         * Checks that nothing is null.
         *
         * @param target the slot that is set
         * @param terms what is added up, none for 0
         */
        public Rule {
            Require.notNull("target", target);
            terms = List.copyOf(Require.notNull("terms", terms));
        }

        /**
         * Sets a slot to 0.
         *
         * @param target the slot
         * @return the rule
         */
        public static Rule zero(String target) {
            return new Rule(target, List.of());
        }

        /**
         * Sets a slot to a multiple of one.
         *
         * @param target the slot that is set
         * @param factor finite
         * @param slot the slot that is read
         * @return the rule
         */
        public static Rule of(String target, double factor, String slot) {
            return zero(target).plus(factor, slot);
        }

        /**
         * This rule with one more term.
         *
         * @param factor finite
         * @param slot the slot that is read
         * @return a new rule
         */
        public Rule plus(double factor, String slot) {
            List<Term> more = new ArrayList<>(terms);
            more.add(new Term(Require.finite("factor", factor), Require.notNull("slot", slot)));
            return new Rule(target, more);
        }

        @Override
        public String toString() {
            return target + " = "
                    + (terms.isEmpty()
                            ? "0"
                            : terms.stream().map(Term::toString).collect(Collectors.joining(" + ")));
        }

        record Term(double factor, String slot) {
            @Override
            public String toString() {
                return (factor == 1 ? "" : number(factor) + " ") + slot;
            }
        }
    }

    /** A layer and what it does in words. */
    record Part(Layer layer, String text) {}

    record Slot(String name, int from, int width) {
        @Override
        public String toString() {
            return width == 1 ? name : name + "(" + width + ")";
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Plan(
            String name,
            int inputWidth,
            int width,
            String slots,
            List<List<Part>> steps,
            List<Part> readout,
            ParameterLayout layout,
            double[] parameters,
            Placement support,
            Placement query,
            List<Consumer<double[]>> extra,
            int largestContext,
            int answer,
            String answerName,
            int sign) {}
}
