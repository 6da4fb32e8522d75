package org.icl4j.attention.wire;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;

/**
 * A transformer whose weights were written by hand, made by {@link Wiring}: L steps, each a few layers of {@code org.icl4j.attention}, and
 * perhaps a readout that is applied to what any step leaves. One prompt is one sequence: the context's tokens, further tokens without data,
 * then the queries, which look at those before them and are looked at by nobody.
 *
 * <p>Cost of a fit and a prediction: one forward pass over n + m tokens; nothing is kept between them but the context.
 */
public final class WiredTransformer {

    private final WiredPlan plan;

    WiredTransformer(WiredPlan plan) {
        this.plan = plan;
    }

    /**
     * The number of steps.
     *
     * @return L
     */
    public int steps() {
        return plan.steps().size();
    }

    /**
     * The width of a token.
     *
     * @return w
     */
    public int width() {
        return plan.slots().width();
    }

    /**
     * What each column of a token is.
     *
     * @return w names, of slots, with an index where a slot is wider than a column
     */
    public List<String> columnNames() {
        return plan.slots().columnNames();
    }

    /**
     * The largest context that the weights are right for.
     *
     * @return pairs; {@link Integer#MAX_VALUE} where there is no limit but memory
     */
    public int largestContext() {
        return plan.tokens().largestContext();
    }

    /**
     * The layers of one step, each from width w to width w.
     *
     * @param step 1 to L
     * @return first to last; steps of equal weights share their layers
     */
    public List<Layer> layers(int step) {
        return plan.steps().get(Require.inRange("step", step, 1, steps()) - 1).stream()
                .map(WiredPlan.Part::layer)
                .toList();
    }

    /**
     * The layers that make the answer of what a step leaves.
     *
     * @return none where the answer stands in the token
     */
    public List<Layer> readout() {
        return plan.readout().stream().map(WiredPlan.Part::layer).toList();
    }

    /**
     * What the weight matrices of one step do to slots: for a head W_Q'W_K, of the query's column and the key's, and P W_V, of the
     * column that receives and the column that is read; for a linear map W; for a ReLU network its two matrices.
     *
     * @param step 1 to L
     * @return names and matrices in the order of the layers; token-wise units have none
     */
    public Map<String, double[][]> matrices(int step) {
        Map<String, double[][]> matrices = new LinkedHashMap<>();
        for (WiredPlan.Part part : plan.steps().get(Require.inRange("step", step, 1, steps()) - 1)) {
            part.weights().forEach(w -> matrices.put(w.name(), w.of(plan.parameters())));
        }
        return matrices;
    }

    /**
     * The names and shapes of the weights.
     *
     * @return the layout of {@link #parameters()}
     */
    public ParameterLayout layout() {
        return plan.layout();
    }

    /**
     * All weights.
     *
     * @return a copy of the flat vector
     */
    public double[] parameters() {
        return plan.parameters().clone();
    }

    /**
     * The weights as a file that NumPy reads too.
     *
     * @return a model of kind {@code wired-transformer}, an array for each slice
     */
    public ModelFile save() {
        return plan.layout().save(ModelFile.of("wired-transformer").with("description", describe()), plan.parameters());
    }

    /**
     * The tokens of a prompt before the first layer.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @param queries shape [m, d]
     * @return n + a + m rows of length w, a the tokens without data
     * @throws IllegalArgumentException if widths do not fit
     */
    public double[][] tokens(Context context, Points queries) {
        check(context, queries);
        WiredPlan.Tokens how = plan.tokens();
        how.check(context);
        int n = context.size();
        int extra = how.extra().size();
        int rows = n + extra + queries.size();
        // Tokens, a flat copy, and what a layer keeps: its input, q, k, v and a hidden layer of at most 4 w.
        Memory.require(
                "a pass of " + rows + " tokens of width " + width(),
                12.0 * Double.BYTES * rows * width(),
                "ask fewer queries at once");
        double[][] tokens = new double[rows][width()];
        for (int i = 0; i < n; i++) {
            how.support()
                    .place(tokens[i], context.inputs().row(i), context.targets().row(i));
        }
        for (int i = 0; i < extra; i++) {
            how.extra().get(i).accept(tokens[n + i]);
        }
        for (int i = 0; i < queries.size(); i++) {
            how.query().place(tokens[n + extra + i], queries.row(i), new double[plan.targets()]);
        }
        for (int i = 0; i < rows && how.position() >= 0; i++) {
            tokens[i][how.position()] = i < n ? i : -1;
        }
        return tokens;
    }

    /**
     * Refuses data of other widths than it is wired for.
     *
     * @param context inputs [n, d], targets [n, t]
     * @param queries shape [m, d]
     * @throws IllegalArgumentException naming what does not fit
     */
    public void check(Context context, Points queries) {
        Require.notNull("context", context);
        Require.notNull("queries", queries);
        Require.width("context.inputs", context.inputs(), plan.inputWidth(), "this transformer is wired for it");
        Require.width(
                "context.targets", context.targets(), plan.targets(), "this transformer is wired for so many targets");
        Require.width("queries", queries, plan.inputWidth(), "this transformer is wired for it");
    }

    /**
     * All tokens after every step.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @param queries shape [m, d]
     * @return [L + 1][rows][w]: the tokens, then what each step leaves
     */
    public double[][][] states(Context context, Points queries) {
        double[][] tokens = tokens(context, queries);
        Sequences shape = shape(context.size(), tokens.length);
        double[][][] states = new double[steps() + 1][][];
        states[0] = tokens;
        double[] flat = flatten(tokens);
        for (int t = 1; t <= steps(); t++) {
            flat = run(plan.steps().get(t - 1), flat, shape, t);
            states[t] = rows(flat, tokens.length);
        }
        return states;
    }

    /**
     * The answers that can be read after every step.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @param queries shape [m, d]
     * @return row t holds the answers after t steps, t = 0 to L: those to the first query, one per target, then to the second, and so on
     */
    public double[][] answers(Context context, Points queries) {
        double[][][] states = states(context, queries);
        double[][] answers = new double[states.length][];
        for (int t = 0; t < states.length; t++) {
            answers[t] = read(states[t], context.size(), queries.size());
        }
        return answers;
    }

    private double[] read(double[][] state, int n, int m) {
        double[][] last = state;
        if (!plan.readout().isEmpty()) {
            last = rows(run(plan.readout(), flatten(state), shape(n, state.length), steps()), state.length);
        }
        int targets = plan.targets();
        double[] answers = new double[m * targets];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = plan.sign()
                    * last[state.length - m + i / targets][plan.answer().from() + i % targets];
            if (!Double.isFinite(answers[i])) {
                throw Require.error(
                        "context",
                        "the layers drive the answer to query " + i / targets + " to " + answers[i]
                                + "; its numbers are too large for these weights");
            }
        }
        return answers;
    }

    private Sequences shape(int n, int rows) {
        return new Sequences(1, rows, n + plan.tokens().extra().size());
    }

    private double[] run(List<WiredPlan.Part> parts, double[] tokens, Sequences shape, int step) {
        double[] flowing = tokens;
        for (WiredPlan.Part part : parts) {
            if (part.limit() != null) {
                part.limit().check(flowing, shape.rows(), width(), step);
            }
            double[] out = part.layer().pass().forward(plan.parameters(), flowing, shape);
            flowing = Arrays.copyOf(out, shape.rows() * width());
        }
        return flowing;
    }

    private static double[] flatten(double[][] rows) {
        int w = rows[0].length;
        double[] flat = new double[rows.length * w];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * w, w);
        }
        return flat;
    }

    private double[][] rows(double[] flat, int count) {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width(), (i + 1) * width());
        }
        return rows;
    }

    /**
     * The transformer as a learner.
     *
     * @return a learner that runs all L steps
     */
    public InContextLearner<Predictor> learner() {
        return learner(steps());
    }

    /**
     * The first steps as a learner.
     *
     * @param steps 0 to L
     * @return a learner that runs them
     */
    public InContextLearner<Predictor> learner(int steps) {
        Require.inRange("steps", steps, 0, steps());
        return context -> {
            Require.notNull("context", context);
            tokens(
                    context,
                    Points.of("queries", new double[1][plan.inputWidth()])); // refuses a context that does not fit
            return new WiredPredictor(this, context, steps);
        };
    }

    Points predict(Context context, Points queries, int steps) {
        double[][] tokens = tokens(context, queries);
        Sequences shape = shape(context.size(), tokens.length);
        double[] flat = flatten(tokens);
        for (int t = 0; t < steps; t++) {
            flat = run(plan.steps().get(t), flat, shape, t + 1);
        }
        double[] answers = read(rows(flat, tokens.length), context.size(), queries.size());
        return Points.ofRows("answers", queries.size(), plan.targets(), answers);
    }

    /**
     * The width of inputs and queries.
     *
     * @return d
     */
    public int inputWidth() {
        return plan.inputWidth();
    }

    /**
     * What it computes.
     *
     * @return the wiring's name
     */
    public String name() {
        return plan.name();
    }

    /**
     * The width of a target.
     *
     * @return t
     */
    public int targetWidth() {
        return plan.targets();
    }

    /**
     * What the transformer is made of.
     *
     * @return lines of text: the name, the slots of a token, the layers of each step
     */
    public String describe() {
        int extra = plan.tokens().extra().size();
        int largest = plan.tokens().largestContext();
        StringBuilder text = new StringBuilder(plan.name())
                .append("\ntokens: context")
                .append(largest == Integer.MAX_VALUE ? "" : " of at most " + largest + " pairs")
                .append(extra == 0 ? "" : ", " + extra + " without data")
                .append(", queries; width ")
                .append(width())
                .append("\nslots: ")
                .append(plan.slots())
                .append('\n');
        for (int t = 1; t <= steps(); t++) {
            List<WiredPlan.Part> parts = plan.steps().get(t - 1);
            if (t > 1 && parts == plan.steps().get(t - 2)) {
                continue;
            }
            int last = t;
            while (last < steps() && plan.steps().get(last) == parts) {
                last++;
            }
            text.append(last == t ? "step " + t : "steps " + t + " to " + last).append('\n');
            append(text, parts);
        }
        if (!plan.readout().isEmpty()) {
            text.append("readout\n");
            append(text, plan.readout());
        }
        return text.append("answer: ")
                .append(plan.sign() < 0 ? "minus " : "")
                .append("slot ")
                .append(plan.answer().name())
                .append(" of the query\n")
                .toString();
    }

    private static void append(StringBuilder text, List<WiredPlan.Part> parts) {
        for (WiredPlan.Part part : parts) {
            text.append("  ").append(part.text()).append('\n');
        }
    }

    @Override
    public String toString() {
        return "WiredTransformer[" + plan.name() + ", steps=" + steps() + ", width=" + width() + "]";
    }
}
