package org.icl4j.attention.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.LinearStack;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Mlp;
import org.icl4j.attention.layers.Normalisation;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Positions;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;

/**
 * An architecture: a stack of layers, the layout of its parameters, and the format of its prompts. It has no weights of its
 * own; {@link #initialParameters} draws some, {@link Pretraining} trains them, {@link #learner} puts them to use.
 *
 * <pre>{@code
 * Transformer model = Transformer.softmax().layers(2).width(64).heads(4).format(PromptFormat.pairs(5, 1)).build();
 * Transformer linear = Transformer.linear().layers(3).sparse().format(PromptFormat.negatedPairs(5, 1)).build();
 * Transformer own = Transformer.of(myLayer, layout, PromptFormat.pairs(5, 1));
 * }</pre>
 *
 * <pre>
 *   softmax   Z = X W_in' + b (+ positions), then per layer  Z = Z + attention(norm(Z)),  Z = Z + mlp(norm(Z)),
 *             and last norm(Z) W_out' + c
 *   linear    per layer  Z = Z + (1/n) Z Q C'C P: no read-in, no MLP, answers read from the tokens themselves
 * </pre>
 */
public final class Transformer {

    private static final String KIND = "transformer";

    private final Layer layer;
    private final ParameterLayout layout;
    private final PromptFormat format;
    private final boolean[] frozen;
    private final double[] fixed;

    private Transformer(Layer layer, ParameterLayout layout, PromptFormat format, boolean[] frozen, double[] fixed) {
        TaskObjective.check(layer, format);
        this.layer = layer;
        this.layout = layout;
        this.format = format;
        this.frozen = frozen;
        this.fixed = fixed;
    }

    /**
     * An architecture of layers of one's own.
     *
     * @param layer the stack
     * @param layout the layout of its parameters
     * @param format how tasks become tokens
     * @return the architecture
     * @throws IllegalArgumentException if the layer does not take the format's tokens, or puts out too few columns for answers
     */
    public static Transformer of(Layer layer, ParameterLayout layout, PromptFormat format) {
        Require.notNull("layout", layout);
        return new Transformer(layer, layout, format, new boolean[0], new double[0]);
    }

    /**
     * A pre-norm softmax transformer with MLPs.
     *
     * @return a builder, of 2 layers, width 64 and 4 heads at first
     */
    public static Softmax softmax() {
        return new Softmax();
    }

    /**
     * A stack of linear attentions.
     *
     * @return a builder, of 1 layer at first
     */
    public static Linear linear() {
        return new Linear();
    }

    /**
     * The stack.
     *
     * @return the layer
     */
    public Layer layer() {
        return layer;
    }

    /**
     * Where each weight lies in the parameter vector.
     *
     * @return the layout
     */
    public ParameterLayout layout() {
        return layout;
    }

    /**
     * How tasks become tokens.
     *
     * @return the format
     */
    public PromptFormat format() {
        return format;
    }

    /**
     * The parameters that are not to be trained.
     *
     * @return a copy, true for each that stays; empty where all are trained
     */
    public boolean[] frozen() {
        return frozen.clone();
    }

    /**
     * Random weights to start from.
     *
     * @param randoms the stream drawn from
     * @return a new parameter vector
     */
    public double[] initialParameters(Randoms randoms) {
        Require.notNull("randoms", randoms);
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, randoms);
        for (int i = 0; i < frozen.length; i++) {
            if (frozen[i]) {
                parameters[i] = fixed[i];
            }
        }
        return parameters;
    }

    /**
     * The architecture with weights, as a learner.
     *
     * @param parameters length of the layout; copied
     * @return the learner
     */
    public TransformerLearner learner(double[] parameters) {
        Require.length("parameters", Require.finite("parameters", parameters), layout.size(), "the layout's size");
        return new TransformerLearner(layer, parameters, format);
    }

    /**
     * Saves weights, each slice by its name. The architecture itself is code: whoever loads builds it again.
     *
     * @param path the file; replaced as a whole
     * @param parameters length of the layout, finite
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path, double[] parameters) {
        Require.notNull("path", path);
        Require.finite("parameters", parameters);
        layout.save(ModelFile.of(KIND).with("prompt-format", format.toString()), parameters)
                .save(path);
    }

    /**
     * Weights that {@link #save} has written, as a learner of this architecture.
     *
     * @param path the file
     * @return the learner
     * @throws IllegalArgumentException if the file is damaged, or holds the weights of another architecture; the message names
     *     the slice or the format that differs
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public TransformerLearner load(Path path) {
        ModelFile file = ModelFile.load(path).requireKind(KIND);
        if (!file.text("prompt-format").equals(format.toString())) {
            throw Require.error(
                    "path", "holds a model of prompts " + file.text("prompt-format") + ", this one is of " + format);
        }
        return learner(layout.load(file));
    }

    @Override
    public String toString() {
        return "Transformer[" + layout.size() + " parameters, " + format + ", " + layer + "]";
    }

    private static PromptFormat given(PromptFormat[] format) {
        if (format.length == 0) {
            throw new IllegalStateException("format(...) has not been said: how do tasks become tokens?");
        }
        return format[0];
    }

    /** Builds softmax transformers. */
    public static final class Softmax {

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

        private Softmax() {}

        /**
         * The number of layers with weights of their own.
         *
         * @param count at least 1
         * @return this builder
         */
        public Softmax layers(int count) {
            layers = Require.positive("count", count);
            return this;
        }

        /**
         * How often the stack of layers is run through, with the same weights: a looped transformer.
         *
         * @param times at least 1
         * @return this builder
         */
        public Softmax looped(int times) {
            loops = Require.positive("times", times);
            return this;
        }

        /**
         * The width of a token between read-in and read-out.
         *
         * @param numbers a multiple of the number of heads
         * @return this builder
         */
        public Softmax width(int numbers) {
            width = Require.positive("numbers", numbers);
            return this;
        }

        /**
         * The number of heads.
         *
         * @param count a divisor of the width
         * @return this builder
         */
        public Softmax heads(int count) {
            heads = Require.positive("count", count);
            return this;
        }

        /**
         * The width within the MLPs; without it, four times the width.
         *
         * @param numbers at least 1
         * @return this builder
         */
        public Softmax hidden(int numbers) {
            hidden = Require.positive("numbers", numbers);
            return this;
        }

        /**
         * Learned positions, which the order of the context is seen by.
         *
         * @param longest the longest prompt, in tokens
         * @return this builder
         */
        public Softmax positions(int longest) {
            positions = Require.positive("longest", longest);
            return this;
        }

        /**
         * Another score than the scaled dot product.
         *
         * @param comparison how a query is compared with a key
         * @return this builder
         */
        public Softmax score(Score comparison) {
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
        public Softmax smoothing(Score comparison) {
            smoother = new Score[] {Require.notNull("comparison", comparison)};
            return this;
        }

        /**
         * Another normaliser than softmax.
         *
         * @param weights how scores become weights
         * @return this builder
         */
        public Softmax normaliser(Normaliser weights) {
            normaliser = Require.notNull("weights", weights);
            return this;
        }

        /**
         * The format of prompts.
         *
         * @param prompts how tasks become tokens
         * @return this builder
         */
        public Softmax format(PromptFormat prompts) {
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
            PromptFormat prompts = given(format);
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
                return of(layer, builder.build(), prompts);
            }
            stack.add(Dense.add(builder, "read-out", width, prompts.targetWidth()));
            return of(new Sequential(stack), builder.build(), prompts);
        }

        private void addBlock(ParameterLayout.Builder scope, List<Layer> blocks) {
            MultiHeadAttention.Options options =
                    MultiHeadAttention.of(width, heads).normaliser(normaliser);
            if (score.length > 0) {
                options = options.score(score[0]);
            }
            blocks.add(
                    Residual.of(Normalisation.layer(scope, "attention-norm", width), options.add(scope, "attention")));
            blocks.add(Residual.of(
                    Normalisation.layer(scope, "mlp-norm", width),
                    Mlp.gelu(scope, "mlp", width, hidden == 0 ? 4 * width : hidden)));
        }

        @Override
        public String toString() {
            return "Softmax[layers=" + layers + ", loops=" + loops + ", width=" + width + ", heads=" + heads + ", "
                    + normaliser + "]";
        }
    }

    /**
     * Builds linear transformers. With tokens (x, y) of width d + t, Q and P of a layer are
     *
     * <pre>
     *   full      both of any numbers
     *   sparse    Q = [Q_dd 0; 0 0],  P = [0 0; 0 -I]:    preconditioned gradient descent (Ahn et al. 2023, theorem 3)
     *   coupled   Q = [Q_dd 0; 0 0],  P = [P_dd 0; 0 -I]: it also moves x, as GD++ does (their theorem 4)
     * </pre>
     *
     * where what is written as a number or 0 is fixed, and the rest is trained.
     */
    public static final class Linear {

        private enum Weights {
            FULL,
            SPARSE,
            COUPLED
        }

        private int layers = 1;
        private int loops = 1;
        private Weights weights = Weights.FULL;
        private PromptFormat[] format = {};

        private Linear() {}

        /**
         * The number of layers with weights of their own.
         *
         * @param count at least 1
         * @return this builder
         */
        public Linear layers(int count) {
            layers = Require.positive("count", count);
            return this;
        }

        /**
         * How often the stack of layers is run through, with the same weights.
         *
         * @param times at least 1
         * @return this builder
         */
        public Linear looped(int times) {
            loops = Require.positive("times", times);
            return this;
        }

        /**
         * Trains Q's block of the inputs alone: preconditioned gradient descent.
         *
         * @return this builder
         */
        public Linear sparse() {
            weights = Weights.SPARSE;
            return this;
        }

        /**
         * Trains the inputs' blocks of Q and P: gradient descent that also transforms the inputs.
         *
         * @return this builder
         */
        public Linear coupled() {
            weights = Weights.COUPLED;
            return this;
        }

        /**
         * The format of prompts; its tokens are (x, y), {@link PromptFormat#negatedPairs} as a rule.
         *
         * @param prompts how tasks become tokens
         * @return this builder
         */
        public Linear format(PromptFormat prompts) {
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
            PromptFormat prompts = given(format);
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
                return of(new LinearStack(stack), layout, prompts);
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
            return "Linear[layers=" + layers + ", loops=" + loops + ", " + weights + "]";
        }
    }
}
