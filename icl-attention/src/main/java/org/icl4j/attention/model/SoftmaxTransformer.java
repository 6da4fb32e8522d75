package org.icl4j.attention.model;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Mlp;
import org.icl4j.attention.layers.Normalisation;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Positions;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.core.Require;

/**
 * Builds softmax transformers:
 *
 * <pre>
 *   read-in      Z = X W_in' + b  (+ positions)
 *   each layer   Z = Z + attention(norm(Z)),  Z = Z + mlp(norm(Z))
 *   read-out     norm(Z) W_out' + c, or a kernel smoother over the last states
 * </pre>
 *
 * Mutable; {@link #build} makes the architecture.
 */
public final class SoftmaxTransformer {

    private int layers = 2;
    private int loops = 1;
    private int width = 64;
    private int heads = 4;
    private int hidden;
    private int positions;
    private Normaliser normaliser = Normaliser.softmax();
    private Score[] score = {};
    private Score[] smoother = {};
    private PromptFormat[] format = {};

    SoftmaxTransformer() {}

    /**
     * The number of layers with weights of their own.
     *
     * @param count at least 1
     * @return this builder
     */
    public SoftmaxTransformer layers(int count) {
        layers = Require.positive("count", count);
        return this;
    }

    /**
     * How often the stack of layers is run through, with the same weights: a looped transformer.
     *
     * @param times at least 1
     * @return this builder
     */
    public SoftmaxTransformer looped(int times) {
        loops = Require.positive("times", times);
        return this;
    }

    /**
     * The width of a token between read-in and read-out.
     *
     * @param numbers a multiple of the number of heads
     * @return this builder
     */
    public SoftmaxTransformer width(int numbers) {
        width = Require.positive("numbers", numbers);
        return this;
    }

    /**
     * The number of heads.
     *
     * @param count a divisor of the width
     * @return this builder
     */
    public SoftmaxTransformer heads(int count) {
        heads = Require.positive("count", count);
        return this;
    }

    /**
     * The width within the MLPs; without it, four times the width.
     *
     * @param numbers at least 1
     * @return this builder
     */
    public SoftmaxTransformer hidden(int numbers) {
        hidden = Require.positive("numbers", numbers);
        return this;
    }

    /**
     * Learned positions, which the order of the context is seen by. All queries have the place after the context.
     *
     * @param longest tokens of the longest prompt with one query
     * @return this builder
     */
    public SoftmaxTransformer positions(int longest) {
        positions = Require.positive("longest", longest);
        return this;
    }

    /**
     * Another score than the scaled dot product.
     *
     * @param comparison how a query is compared with a key
     * @return this builder
     */
    public SoftmaxTransformer score(Score comparison) {
        score = new Score[] {Require.notNull("comparison", comparison)};
        return this;
    }

    /**
     * Answers that are weighted means of the context's targets, by how close the last states are, in place of a linear map: see
     * {@link SmootherReadOut}. For formats of pairs.
     *
     * @param comparison how states are compared, {@link Score#gaussian} or {@link Score#dotProduct}
     * @return this builder
     */
    public SoftmaxTransformer smoothing(Score comparison) {
        smoother = new Score[] {Require.notNull("comparison", comparison)};
        return this;
    }

    /**
     * Another normaliser than softmax.
     *
     * @param weights how scores become weights
     * @return this builder
     */
    public SoftmaxTransformer normaliser(Normaliser weights) {
        normaliser = Require.notNull("weights", weights);
        return this;
    }

    /**
     * The format of prompts.
     *
     * @param prompts how tasks become tokens
     * @return this builder
     */
    public SoftmaxTransformer format(PromptFormat prompts) {
        format = new PromptFormat[] {Require.notNull("prompts", prompts)};
        return this;
    }

    /**
     * The architecture.
     *
     * @return a new transformer
     * @throws IllegalStateException if no format was given
     */
    public Transformer build() {
        PromptFormat prompts = Transformer.given(format);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        List<Layer> stack = new ArrayList<>();
        stack.add(Dense.add(builder, "read-in", prompts.tokenWidth(), width));
        if (positions > 0) {
            stack.add(Positions.add(builder, "places", positions, width));
        }
        List<Layer> blocks = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            addBlock(builder.scope("layer" + l), blocks);
        }
        for (int loop = 0; loop < loops; loop++) {
            stack.addAll(blocks);
        }
        stack.add(Normalisation.layer(builder, "last-norm", width));
        if (smoother.length > 0) {
            if (!(prompts instanceof PromptFormat.Pairs pairs) || pairs.negated()) {
                throw new IllegalStateException(
                        "smoothing needs prompts of pairs, whose tokens hold the targets; got " + prompts);
            }
            int d = prompts.inputWidth();
            Layer layer = new SmootherReadOut(new Sequential(stack), smoother[0], d, prompts.targetWidth());
            return Transformer.of(layer, builder.build(), prompts);
        }
        stack.add(Dense.add(builder, "read-out", width, prompts.targetWidth()));
        return Transformer.of(new Sequential(stack), builder.build(), prompts);
    }

    private void addBlock(ParameterLayout.Builder scope, List<Layer> blocks) {
        MultiHeadAttention.Options options = MultiHeadAttention.of(width, heads).normaliser(normaliser);
        if (score.length > 0) {
            options = options.score(score[0]);
        }
        blocks.add(Residual.of(Normalisation.layer(scope, "attention-norm", width), options.add(scope, "attention")));
        blocks.add(Residual.of(
                Normalisation.layer(scope, "mlp-norm", width),
                Mlp.gelu(scope, "mlp", width, hidden == 0 ? 4 * width : hidden)));
    }

    @Override
    public String toString() {
        return "SoftmaxTransformer[layers=" + layers + ", loops=" + loops + ", width=" + width + ", heads=" + heads
                + ", " + normaliser + "]";
    }
}
