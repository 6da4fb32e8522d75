package org.icl4j.attention.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.LinearStack;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Require;

/**
 * Builds linear transformers. With tokens (x, y) of width d + t, Q and P of a layer are
 *
 * <pre>
 *   full      both of any numbers
 *   sparse    Q = [Q_dd 0; 0 0],  P = [0 0; 0 -I]:    preconditioned gradient descent (Ahn et al. 2023, theorem 3)
 *   coupled   Q = [Q_dd 0; 0 0],  P = [P_dd 0; 0 -I]: it also moves x, as GD++ does (their theorem 4)
 * </pre>
 *
 * where 0 and I are fixed, and the rest is trained.
 */
public final class LinearTransformer {

    private enum Weights {
        FULL,
        SPARSE,
        COUPLED
    }

    private int layers = 1;
    private int loops = 1;
    private Weights weights = Weights.FULL;
    private PromptFormat[] format = {};

    LinearTransformer() {}

    /**
     * The number of layers with weights of their own.
     *
     * @param count at least 1
     * @return this builder
     */
    public LinearTransformer layers(int count) {
        layers = Require.positive("count", count);
        return this;
    }

    /**
     * How often the stack of layers is run through, with the same weights.
     *
     * @param times at least 1
     * @return this builder
     */
    public LinearTransformer looped(int times) {
        loops = Require.positive("times", times);
        return this;
    }

    /**
     * Trains Q's block of the inputs alone: preconditioned gradient descent.
     *
     * @return this builder
     */
    public LinearTransformer sparse() {
        weights = Weights.SPARSE;
        return this;
    }

    /**
     * Trains the inputs' blocks of Q and P: gradient descent that also transforms the inputs.
     *
     * @return this builder
     */
    public LinearTransformer coupled() {
        weights = Weights.COUPLED;
        return this;
    }

    /**
     * The format of prompts; its tokens are (x, y), {@link PromptFormat#negatedPairs} as a rule.
     *
     * @param prompts how tasks become tokens
     * @return this builder
     */
    public LinearTransformer format(PromptFormat prompts) {
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
        List<LinearAttention> blocks = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            blocks.add(LinearAttention.add(builder, "layer" + l, prompts.tokenWidth(), true));
        }
        List<LinearAttention> stack = new ArrayList<>();
        for (int loop = 0; loop < loops; loop++) {
            stack.addAll(blocks);
        }
        ParameterLayout layout = builder.build();
        if (weights == Weights.FULL) {
            return Transformer.of(new LinearStack(stack), layout, prompts);
        }
        boolean[] frozen = new boolean[layout.size()];
        Arrays.fill(frozen, true);
        double[] fixed = new double[layout.size()];
        int d = prompts.inputWidth();
        for (LinearAttention block : blocks) {
            free(frozen, block.keyQuery(), d);
            if (weights == Weights.COUPLED) {
                free(frozen, block.valueProjection(), d);
            }
            Slice p = block.valueProjection();
            for (int i = d; i < p.rows(); i++) {
                fixed[p.offset() + i * p.columns() + i] = -1;
            }
        }
        return new Transformer(new LinearStack(stack), layout, prompts, frozen, fixed);
    }

    private static void free(boolean[] frozen, Slice slice, int d) {
        for (int i = 0; i < d; i++) {
            int row = slice.offset() + i * slice.columns();
            Arrays.fill(frozen, row, row + d, false);
        }
    }

    @Override
    public String toString() {
        return "LinearTransformer[layers=" + layers + ", loops=" + loops + ", " + weights + "]";
    }
}
