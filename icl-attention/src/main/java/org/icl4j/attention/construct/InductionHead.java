package org.icl4j.attention.construct;

import java.util.Arrays;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Require;

/**
 * An induction head: two layers of causal softmax attention that find where the present token stood before, and answer with what followed it.
 *
 * <p>Tokens: token (one-hot, V) | position (one-hot, T) | before (V) | next (V); the first position is a start token, of zeros but for its position.
 *
 * <pre>
 *   layer 1, previous-token head:  query S position, key position, value token -> before    (S shifts position t to t - 1)
 *   layer 2, induction head:       query token, key before, value token -> next             (composition with layer 1 through its keys)
 * </pre>
 *
 * Both with scores times beta. Layer 2 is the Nadaraya-Watson estimator over the pairs (x_{s-1}, x_s) of the past, with a kernel that is e^beta where x_{s-1} is the present token and 1 elsewhere: as beta grows it tends to the
 * empirical conditional distribution of what followed, with error O(T e^-beta). Layer 1 is wired sharp ({@value #SHARP}), so that it copies to rounding.
 *
 * <p>Source: Olsson et al. 2022, "In-context learning and induction heads". The kernel view is ours.
 */
public final class InductionHead {

    /** Scores of the previous-token head: exp(-60) is below rounding for 10^9 tokens. */
    static final double SHARP = 60;

    private final int vocabulary;
    private final int length;
    private final double beta;
    private final Layer previous;
    private final MultiHeadAttention matching;
    private final Layer induction;
    private final ParameterLayout layout;
    private final double[] parameters;

    private InductionHead(int vocabulary, int length, double beta) {
        this.vocabulary = vocabulary;
        this.length = length;
        this.beta = beta;
        int v = vocabulary;
        int p = length + 1;
        int w = 3 * v + p;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        MultiHeadAttention first = head(builder, "previous", w, p, SHARP);
        MultiHeadAttention second = head(builder, "induction", w, v, beta);
        this.layout = builder.build();
        this.parameters = new double[layout.size()];
        double[][] shift = new double[p][w];
        for (int t = 1; t < p; t++) {
            shift[t - 1][v + t] = 1;
        }
        shift[0][v] = 1; // the start looks at itself
        first.queryWeight(0).write(shift, parameters);
        first.keyWeight(0).write(selection(v, p, w), parameters);
        first.valueWeight(0).write(selection(0, v, w), parameters);
        first.projectionWeight().write(placement(v + p, v, w), parameters);
        second.queryWeight(0).write(selection(0, v, w), parameters);
        second.keyWeight(0).write(selection(v + p, v, w), parameters);
        second.valueWeight(0).write(selection(0, v, w), parameters);
        second.projectionWeight().write(placement(2 * v + p, v, w), parameters);
        this.matching = second;
        this.previous = new Residual(first);
        this.induction = new Residual(second);
    }

    private MultiHeadAttention head(
            ParameterLayout.Builder builder, String name, int width, int keyWidth, double scale) {
        return MultiHeadAttention.single(width, keyWidth, vocabulary)
                .score(Score.dotProduct(scale))
                .normaliser(Normaliser.softmax())
                .projectedTo(width)
                .add(builder, name);
    }

    /**
     * The head for one vocabulary and sequences up to a length.
     *
     * @param vocabulary V, at least 2
     * @param length T, the longest sequence, at least 1
     * @param beta sharpness of the match, at least 0
     * @return the construction
     */
    public static InductionHead of(int vocabulary, int length, double beta) {
        return new InductionHead(
                Require.inRange("vocabulary", vocabulary, 2, 100_000),
                Require.positive("length", length),
                Require.nonNegative("beta", beta));
    }

    private static double[][] selection(int from, int count, int width) {
        double[][] m = new double[count][width];
        for (int i = 0; i < count; i++) {
            m[i][from + i] = 1;
        }
        return m;
    }

    private static double[][] placement(int from, int count, int width) {
        double[][] m = new double[width][count];
        for (int i = 0; i < count; i++) {
            m[from + i][i] = 1;
        }
        return m;
    }

    /**
     * What may follow each token of a sequence.
     *
     * @param tokens x_1 to x_T, each 0 to V - 1, at most the length that the head was made for
     * @return row t: weights of the V tokens after x_1 to x_t; they sum to 1 less what the start token takes
     * @throws IllegalArgumentException if the sequence is empty or too long or a token is not in the vocabulary
     */
    public double[][] predict(int[] tokens) {
        int n = Require.notNull("tokens", tokens).length;
        double[] out = induction.pass().forward(parameters, between(tokens), Sequences.causal(1, n + 1));
        int v = vocabulary;
        int w = 3 * v + length + 1;
        double[][] next = new double[n][];
        for (int t = 1; t <= n; t++) {
            int at = t * w + 2 * v + length + 1;
            next[t - 1] = Arrays.copyOfRange(out, at, at + v);
        }
        return next;
    }

    /** The tokens after layer 1, with the start token before them: n + 1 rows. */
    private double[] between(int[] tokens) {
        int n = tokens.length;
        Require.inRange("tokens.length", n, 1, length);
        int v = vocabulary;
        int w = 3 * v + length + 1;
        double[] rows = new double[(n + 1) * w];
        for (int t = 0; t <= n; t++) {
            rows[t * w + v + t] = 1;
            if (t > 0) {
                rows[t * w + Require.inRange("tokens[" + (t - 1) + "]", tokens[t - 1], 0, v - 1)] = 1;
            }
        }
        return previous.pass().forward(parameters, rows, Sequences.causal(1, n + 1));
    }

    /**
     * The weights of the induction head on a sequence, as diagnostics want them: those of its layer, on the tokens that the first layer has left.
     *
     * @param tokens x_1 to x_T, each 0 to V - 1, at most the length that the head was made for
     * @return row t: the weights of positions 0 (the start) to T, of the query at position t; 0 after t; shape [T, T + 1]
     * @throws IllegalArgumentException if the sequence is empty or too long or a token is not in the vocabulary
     */
    public double[][] attention(int[] tokens) {
        int n = Require.notNull("tokens", tokens).length;
        double[][] weights = matching.weights(parameters, between(tokens), Sequences.causal(1, n + 1), 0)[0];
        return Arrays.copyOfRange(weights, 1, n + 1);
    }

    /**
     * What the head is made of.
     *
     * @return lines of text
     */
    public String describe() {
        return "induction head\ntokens: a start token, then the sequence; causal; width "
                + (3 * vocabulary + length + 1)
                + "\nslots: token(" + vocabulary + ") | position(" + (length + 1) + ") | before(" + vocabulary
                + ") | next("
                + vocabulary + ")\nlayer 1\n  previous token: attention, softmax times " + SHARP
                + "; query S position, key position, value token -> before\nlayer 2\n  induction: attention, softmax times "
                + beta + "; query token, key before, value token -> next\n";
    }

    /**
     * The names and shapes of the weights.
     *
     * @return the layout of {@link #parameters()}
     */
    public ParameterLayout layout() {
        return layout;
    }

    /**
     * All weights.
     *
     * @return a copy of the flat vector
     */
    public double[] parameters() {
        return parameters.clone();
    }

    @Override
    public String toString() {
        return "InductionHead[vocabulary=" + vocabulary + ", length=" + length + ", beta=" + beta + "]";
    }
}
