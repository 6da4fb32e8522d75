package org.icl4j.attention.construct;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
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

    private final Wiring.Plan plan;

    WiredTransformer(Wiring.Plan plan) {
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
        return plan.width();
    }

    /**
     * The layers of one step, each from width w to width w.
     *
     * @param step 1 to L
     * @return first to last; steps of equal weights share their layers
     */
    public List<Layer> layers(int step) {
        return plan.steps().get(Require.inRange("step", step, 1, steps()) - 1).stream()
                .map(Wiring.Part::layer)
                .toList();
    }

    /**
     * The layers that make the answer of what a step leaves.
     *
     * @return none where the answer stands in the token
     */
    public List<Layer> readout() {
        return plan.readout().stream().map(Wiring.Part::layer).toList();
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
        Loops.check(this, context, queries);
        if (context.size() > plan.largestContext()) {
            throw Require.error(
                    "context",
                    "has " + context.size() + " pairs; this transformer is wired for at most " + plan.largestContext());
        }
        int n = context.size();
        int extra = plan.extra().size();
        double[][] tokens = new double[n + extra + queries.size()][width()];
        for (int i = 0; i < n; i++) {
            plan.support()
                    .place(tokens[i], context.inputs().row(i), context.targets().get(i, 0));
        }
        for (int i = 0; i < extra; i++) {
            plan.extra().get(i).accept(tokens[n + i]);
        }
        for (int i = 0; i < queries.size(); i++) {
            plan.query().place(tokens[n + extra + i], queries.row(i), 0);
        }
        return tokens;
    }

    void checkWidths(Context context, Points queries) {
        Require.width("context.inputs", context.inputs(), plan.inputWidth(), "this transformer is wired for it");
        Require.width("context.targets", context.targets(), 1, "one target");
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
            flat = run(plan.steps().get(t - 1), flat, shape);
            states[t] = rows(flat, tokens.length);
        }
        return states;
    }

    /**
     * The answers that can be read after every step.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @param queries shape [m, d]
     * @return row t holds the m answers after t steps, t = 0 to L
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
            last = rows(run(plan.readout(), flatten(state), shape(n, state.length)), state.length);
        }
        double[] answers = new double[m];
        for (int i = 0; i < m; i++) {
            answers[i] = plan.sign() * last[state.length - m + i][plan.answer()];
            if (!Double.isFinite(answers[i])) {
                throw Require.error(
                        "context",
                        "the layers drive the answer to query " + i + " to " + answers[i]
                                + "; its numbers are too large for these weights");
            }
        }
        return answers;
    }

    private Sequences shape(int n, int rows) {
        return new Sequences(1, rows, n + plan.extra().size());
    }

    private double[] run(List<Wiring.Part> parts, double[] tokens, Sequences shape) {
        double[] flowing = tokens;
        for (Wiring.Part part : parts) {
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
            flat = run(plan.steps().get(t), flat, shape);
        }
        double[] answers = read(rows(flat, tokens.length), context.size(), queries.size());
        return Points.ofRows("answers", answers.length, 1, answers);
    }

    int inputWidth() {
        return plan.inputWidth();
    }

    /**
     * What the transformer is made of.
     *
     * @return lines of text: the name, the slots of a token, the layers of each step
     */
    public String describe() {
        StringBuilder text = new StringBuilder(plan.name())
                .append("\ntokens: context")
                .append(plan.extra().isEmpty() ? "" : ", " + plan.extra().size() + " without data")
                .append(", queries; width ")
                .append(width())
                .append("\nslots: ")
                .append(plan.slots())
                .append('\n');
        for (int t = 1; t <= steps(); t++) {
            List<Wiring.Part> parts = plan.steps().get(t - 1);
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
                .append(plan.answerName())
                .append(" of the query\n")
                .toString();
    }

    private static void append(StringBuilder text, List<Wiring.Part> parts) {
        for (Wiring.Part part : parts) {
            text.append("  ").append(part.text()).append('\n');
        }
    }

    @Override
    public String toString() {
        return "WiredTransformer[" + plan.name() + ", steps=" + steps() + ", width=" + width() + "]";
    }
}
