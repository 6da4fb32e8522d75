package org.icl4j.attention.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.wire.WiredPlan.Part;
import org.icl4j.core.Context;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * Writes the weights of a transformer. A token is a row of named slots; a step is a list of layers that read slots and write slots:
 *
 * <pre>{@code
 * Wiring wiring = Wiring.of("gradient descent", 2, "x:2", "y:1");
 * wiring.support((token, x, y) -> { System.arraycopy(x, 0, token, 0, 2); token[2] = y[0]; });
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
    private final int targets;
    private final Slots slots;
    private final LayerWriter writer;
    private final List<List<Part>> steps = new ArrayList<>();
    private List<Part> current = new ArrayList<>();
    private List<Part> readout = List.of();
    private final List<Consumer<double[]>> extra = new ArrayList<>();
    private Placement support = (token, x, y) -> {};
    private Placement query = (token, x, y) -> {};
    private int position = -1;
    private int largestContext = Integer.MAX_VALUE;

    /** What a context must be, beyond its size; none where the weights are right for all. */
    private @Nullable Consumer<Context> condition;

    /** What must be true of the tokens that come to the next layer. */
    private WiredPlan.@Nullable Limit limit;

    private Wiring(String name, int inputWidth, int targets, Slots slots) {
        this.name = name;
        this.inputWidth = inputWidth;
        this.targets = targets;
        this.slots = slots;
        this.writer = new LayerWriter(slots);
    }

    /**
     * An empty transformer for one target.
     *
     * @param name what it computes
     * @param inputWidth d, of the context's inputs
     * @param slots the parts of a token in their order, {@code name} or {@code name:width}
     * @return the wiring
     */
    public static Wiring of(String name, int inputWidth, String... slots) {
        return of(name, inputWidth, 1, slots);
    }

    /**
     * An empty transformer.
     *
     * @param name what it computes
     * @param inputWidth d, of the context's inputs
     * @param targets how many numbers a target has
     * @param slots the parts of a token in their order, {@code name} or {@code name:width}
     * @return the wiring
     */
    public static Wiring of(String name, int inputWidth, int targets, String... slots) {
        return new Wiring(
                Require.notNull("name", name),
                Require.positive("inputWidth", inputWidth),
                Require.positive("targets", targets),
                Slots.of(Require.notNull("slots", slots)));
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
     * The slot that says where a pair stands: 0 for the context's first, 1 for the second, and so on; -1 in all other tokens.
     *
     * @param slot one column
     * @return this
     */
    public Wiring position(String slot) {
        position = column(slot);
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
     * What else a context must be.
     *
     * @param wanted throws an {@code IllegalArgumentException} where it is not
     * @return this
     */
    public Wiring requiring(Consumer<Context> wanted) {
        condition = Require.notNull("wanted", wanted);
        return this;
    }

    /**
     * The first column of a slot.
     *
     * @param slot its name
     * @return the index in a token
     */
    public int column(String slot) {
        return slots.column(slot);
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
        return add(writer.head(label, score, normaliser, queries, null, keys, values, outputs, factor));
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
        Require.notNull("matrix", matrix);
        return add(writer.head(label, score, normaliser, queries, matrix, keys, values, outputs, factor));
    }

    private Wiring add(Part part) {
        current.add(limit == null ? part : part.within(limit));
        limit = null;
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
        return add(writer.rules(label, rules));
    }

    /**
     * A two-layer ReLU network that copies a slot times a factor where a flag is 0, and writes 0 where it is 1:
     * {@code target = factor (relu(s - B f) - relu(-s - B f))}; all other slots pass through unchanged, as relu(s) - relu(-s). Exact where |s| is at most B or the flag
     * is 0; a run in which it is not is refused.
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
        return add(writer.gate(label, target, source, flag, factor, bound));
    }

    /**
     * A two-layer ReLU network that marks a whole number's zero: {@code target = relu(s + 1) - 2 relu(s) + relu(s - 1)}, which is 1 at s = 0 and 0 at every other whole number.
     *
     * @param label for people
     * @param target one column
     * @param source one column, whole numbers
     * @param one a column that holds 1
     * @return this
     */
    public Wiring whereZero(String label, String target, String source, String one) {
        return add(writer.whereZero(label, target, source, one));
    }

    /**
     * A two-layer ReLU network that divides: {@code target = 1 / source} within the network's bound. A run in which the source goes beyond its range's upper end is refused; below the lower end
     * the result is less than the reciprocal, and finite at 0.
     *
     * @param label for people
     * @param target one column
     * @param source one column, at least 0
     * @param one a column that holds 1 where the reciprocal is wanted; elsewhere source must be 0, and so is the target
     * @param division the network; its Newton steps are not part of this layer
     * @return this
     */
    public Wiring reciprocal(String label, String target, String source, String one, ReciprocalApproximation division) {
        return add(writer.reciprocal(label, target, source, one, division));
    }

    /**
     * A token-wise quotient {@code target = numerator / denominator}, 0 where the denominator is not positive.
     *
     * @param label for people
     * @param target slot that is set
     * @param numerator slot as wide as the target
     * @param denominator one column, or as wide as the target: then column by column
     * @return this
     */
    public Wiring divide(String label, String target, String numerator, String denominator) {
        return add(writer.unit(label, target, "numerator", numerator, "denominator", denominator, true));
    }

    /**
     * A token-wise product {@code target = a b}.
     *
     * @param label for people
     * @param target slot that is set
     * @param a slot as wide as the target
     * @param b one column, or as wide as the target: then column by column
     * @return this
     */
    public Wiring multiply(String label, String target, String a, String b) {
        return add(writer.unit(label, target, "a", a, "b", b, false));
    }

    /**
     * Refuses a run in which the sum p'Ap, of the tokens that come to the layer before which this stands, is negative beyond the rounding n eps |p| |Ap| of its terms: then A is not positive definite, and
     * conjugate gradients end. The run ends with a {@link org.icl4j.core.linalg.NotPositiveDefiniteException}.
     *
     * @param p one column
     * @param product one column, Ap
     * @param sum one column, that holds p'Ap where the flag is not 0
     * @param flag one column
     * @return this
     */
    public Wiring requireDefinite(String p, String product, String sum, String flag) {
        limit = new WiredPlan.Definite(
                column(Require.notNull("p", p)),
                column(Require.notNull("product", product)),
                column(Require.notNull("sum", sum)),
                column(Require.notNull("flag", flag)));
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
     * @param slot the query's slot that holds the answer, as wide as a target
     * @param sign what it is multiplied with, 1 or -1
     * @return layers and weights
     */
    public WiredTransformer answer(String slot, int sign) {
        if (Math.abs(Require.inRange("sign", sign, -1, 1)) != 1) {
            throw Require.error("sign", "must be 1 or -1, got 0");
        }
        Slots.Slot answer = slots.find(slot);
        if (answer.width() != targets) {
            throw Require.error(
                    "slot", "expected " + targets + " columns, one per target, got " + answer.width() + " in " + slot);
        }
        ParameterLayout layout = writer.layout();
        return new WiredTransformer(new WiredPlan(
                name,
                inputWidth,
                targets,
                slots,
                List.copyOf(steps),
                readout,
                layout,
                writer.parameters(layout),
                new WiredPlan.Tokens(support, query, List.copyOf(extra), position, largestContext, condition),
                answer,
                sign));
    }

    @Override
    public String toString() {
        return "Wiring[" + name + ", steps=" + steps.size() + ", " + slots + "]";
    }
}
