package org.icl4j.attention.dual;

import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Mlp;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * One head of softmax attention with the three modifications that its dual model suggests. With q = W_Q x, k = W_K x, v = W_V x, N(q) the tokens that the query scores least,
 *
 * <pre>
 *   k~ = k + gamma g_2(k),   v~ = v + gamma g_1(v),   A_qj = softmax_j(c q'k~_j) over the tokens that q sees,
 *
 *   o_q = sum_j A_qj v~_j  -  (b/|N(q)|) sum_{j in N(q)} v~_j  -  a v~_q
 * </pre>
 *
 * <ul>
 *   <li>regularised (a): a step on the dual loss + (a/2 eta)|W|^2 leaves (1 - a) W_0; where W_0 phi(q) is the token's own value, which a residual connection carries, the layer loses a v~_q: A becomes A - a I;
 *   <li>negative samples (b, and the fraction of tokens that are negative): the least-scored pairs enter the dual loss with the other sign;
 *   <li>augmented (gamma, hidden width): small ReLU networks g_1 and g_2 on values and keys, as contrastive learning augments its pairs.
 * </ul>
 *
 * With a = b = gamma = 0 it is plain attention. Published: that there are these three (Ren and Liu 2024, abstract). Ours: the loss they belong to, hence these formulas, and that N(q) is chosen query by query. N(q) changes by jumps; the
 * gradient is that of the pieces between. A token that sees nothing gets -a v~_q alone.
 *
 * <p>Cost of a pass over B sequences of n tokens that see p: O(B n p (k + v)) time by plain loops, and B n p numbers; meant for study, not for long contexts.
 */
public final class DualAttention implements Layer {

    /** The head and how it is modified. */
    private final Options options;

    private final Dense queries;
    private final Dense keys;
    private final Dense values;

    /** g_2 and g_1; null where nothing is augmented. */
    private final @Nullable Layer keyAugmentation;

    private final @Nullable Layer valueAugmentation;

    private DualAttention(Options options, ParameterLayout.Builder builder, String name) {
        this.options = options;
        int w = options.width;
        this.queries = Dense.addWithoutBias(builder, name + ".queries", w, options.keyWidth);
        this.keys = Dense.addWithoutBias(builder, name + ".keys", w, options.keyWidth);
        this.values = Dense.addWithoutBias(builder, name + ".values", w, options.valueWidth);
        boolean augmented = options.hidden > 0;
        this.keyAugmentation =
                augmented ? Mlp.relu(builder, name + ".key-augmentation", options.keyWidth, options.hidden) : null;
        this.valueAugmentation =
                augmented ? Mlp.relu(builder, name + ".value-augmentation", options.valueWidth, options.hidden) : null;
    }

    /**
     * Plain softmax attention of scores q'k / sqrt(k), to be modified and then added to a layout.
     *
     * @param width of a token that goes in
     * @param keyWidth k, of queries and keys
     * @param valueWidth v, of values and of what comes out
     * @return the options
     */
    public static Options of(int width, int keyWidth, int valueWidth) {
        Require.positive("width", width);
        Require.positive("keyWidth", keyWidth);
        Require.positive("valueWidth", valueWidth);
        return new Options(width, keyWidth, valueWidth, 1 / Math.sqrt(keyWidth), 0, 0, 1, 0, 0);
    }

    @Override
    public int inputWidth() {
        return options.width;
    }

    @Override
    public int outputWidth() {
        return options.valueWidth;
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        Require.notNull("parameters", parameters);
        Require.notNull("randoms", randoms);
        queries.initialise(parameters, randoms);
        keys.initialise(parameters, randoms);
        values.initialise(parameters, randoms);
        if (keyAugmentation != null && valueAugmentation != null) {
            keyAugmentation.initialise(parameters, randoms);
            valueAugmentation.initialise(parameters, randoms);
        }
    }

    @Override
    public Pass pass() {
        return new DualAttentionPass(
                options,
                queries.pass(),
                keys.pass(),
                values.pass(),
                keyAugmentation == null ? null : keyAugmentation.pass(),
                valueAugmentation == null ? null : valueAugmentation.pass());
    }

    @Override
    public String toString() {
        return "DualAttention" + options.toString().substring("Options".length());
    }

    /**
     * How a head is modified.
     *
     * @param width of a token
     * @param keyWidth k
     * @param valueWidth v
     * @param scale c of the scores c q'k
     * @param regularisation a
     * @param negatives b
     * @param fraction of the visible tokens that are negative, in (0, 1]; at least one is
     * @param augmentation gamma
     * @param hidden width of the networks g_1 and g_2, 0 for none
     */
    public record Options(
            int width,
            int keyWidth,
            int valueWidth,
            double scale,
            double regularisation,
            double negatives,
            double fraction,
            double augmentation,
            int hidden) {

        /**
         * Checks the ranges.
         *
         * @param width at least 1
         * @param keyWidth at least 1
         * @param valueWidth at least 1
         * @param scale finite
         * @param regularisation finite
         * @param negatives finite
         * @param fraction in (0, 1]
         * @param augmentation finite
         * @param hidden at least 0
         */
        public Options {
            Require.positive("width", width);
            Require.positive("keyWidth", keyWidth);
            Require.positive("valueWidth", valueWidth);
            Require.finite("scale", scale);
            Require.finite("regularisation", regularisation);
            Require.finite("negatives", negatives);
            if (Require.positive("fraction", fraction) > 1) {
                throw Require.error("fraction", "must be at most 1, got " + fraction);
            }
            Require.finite("augmentation", augmentation);
            Require.inRange("hidden", hidden, 0, Integer.MAX_VALUE);
        }

        /**
         * Another scale of the scores.
         *
         * @param factor c, finite
         * @return new options
         */
        public Options withScale(double factor) {
            Require.finite("factor", factor);
            return new Options(
                    width, keyWidth, valueWidth, factor, regularisation, negatives, fraction, augmentation, hidden);
        }

        /**
         * Takes a times its own value from each token's answer.
         *
         * @param strength a, finite
         * @return new options
         */
        public Options regularised(double strength) {
            Require.finite("strength", strength);
            return new Options(width, keyWidth, valueWidth, scale, strength, negatives, fraction, augmentation, hidden);
        }

        /**
         * Takes b times the mean value of the least-scored tokens from each answer.
         *
         * @param strength b, finite
         * @param share of the visible tokens that are negative, in (0, 1]; at least one is
         * @return new options
         */
        public Options withNegatives(double strength, double share) {
            Require.finite("strength", strength);
            if (Require.positive("share", share) > 1) {
                throw Require.error("share", "must be at most 1, got " + share);
            }
            return new Options(
                    width, keyWidth, valueWidth, scale, regularisation, strength, share, augmentation, hidden);
        }

        /**
         * Adds networks to keys and values.
         *
         * @param strength gamma, finite
         * @param hiddenWidth of each network, at least 1
         * @return new options
         */
        public Options augmented(double strength, int hiddenWidth) {
            Require.finite("strength", strength);
            return new Options(
                    width,
                    keyWidth,
                    valueWidth,
                    scale,
                    regularisation,
                    negatives,
                    fraction,
                    strength,
                    Require.positive("hiddenWidth", hiddenWidth));
        }

        /**
         * The layer: appends slices {@code name.queries.weight}, {@code name.keys.weight}, {@code name.values.weight} and, where it is augmented, those of the two networks.
         *
         * @param builder the layout
         * @param name prefix of the slices' names
         * @return the layer
         */
        public DualAttention add(ParameterLayout.Builder builder, String name) {
            return new DualAttention(this, Require.notNull("builder", builder), Require.notNull("name", name));
        }
    }
}
