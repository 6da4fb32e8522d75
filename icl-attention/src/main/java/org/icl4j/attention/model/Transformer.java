package org.icl4j.attention.model;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
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
    private static final String FORMAT = "prompt-format";

    private final Layer layer;
    private final ParameterLayout layout;
    private final PromptFormat format;
    private final boolean[] frozen;
    private final double[] fixed;

    Transformer(Layer layer, ParameterLayout layout, PromptFormat format, boolean[] frozen, double[] fixed) {
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
     * An architecture of layers of one's own, which add their weights to a layout.
     *
     * <pre>{@code
     * Transformer.of(PromptFormat.pairs(2, 1), weights -> Sequential.of(
     *         Dense.add(weights, "in", 3, 16), new MyLayer(16, 16), Dense.add(weights, "out", 16, 1)));
     * }</pre>
     *
     * @param format how tasks become tokens
     * @param stack makes the stack, and adds the weights of its layers to the builder it is given
     * @return the architecture
     * @throws IllegalArgumentException if the layer does not take the format's tokens, or puts out too few columns for answers
     */
    public static Transformer of(PromptFormat format, Function<ParameterLayout.Builder, Layer> stack) {
        Require.notNull("format", format);
        ParameterLayout.Builder weights = ParameterLayout.builder();
        Layer layer = Require.notNull("stack", stack).apply(weights);
        return of(Require.notNull("layer", layer), weights.build(), format);
    }

    /**
     * A pre-norm softmax transformer with MLPs.
     *
     * @return a builder, of 2 layers, width 64 and 4 heads at first
     */
    public static SoftmaxTransformer softmax() {
        return new SoftmaxTransformer();
    }

    /**
     * A stack of linear attentions.
     *
     * @return a builder, of 1 layer at first
     */
    public static LinearTransformer linear() {
        return new LinearTransformer();
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
        toModelFile(parameters).save(path);
    }

    /**
     * Writes the same bytes to a stream, which is flushed and not closed.
     *
     * @param out the stream
     * @param parameters length of the layout, finite
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public void save(OutputStream out, double[] parameters) {
        Require.notNull("out", out);
        toModelFile(parameters).save(out);
    }

    /**
     * The bytes of the file.
     *
     * @param parameters length of the layout, finite
     * @return a new array
     */
    public byte[] toBytes(double[] parameters) {
        return toModelFile(parameters).toBytes();
    }

    private ModelFile toModelFile(double[] parameters) {
        Require.finite("parameters", parameters);
        return layout.save(ModelFile.of(KIND).with(FORMAT, format.toString()), parameters);
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
        return learner(Require.notNull("path", path).toString(), ModelFile.load(path));
    }

    /**
     * Weights from a stream, as a learner of this architecture.
     *
     * @param in what {@link #save} wrote; read to its end and not closed
     * @return the learner
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public TransformerLearner load(InputStream in) {
        return learner("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Weights from bytes, as a learner of this architecture.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the learner
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public TransformerLearner load(byte[] bytes) {
        return learner("the bytes", ModelFile.load(Require.notNull("bytes", bytes)));
    }

    private TransformerLearner learner(String name, ModelFile file) {
        file.requireKind(KIND);
        if (!file.text(FORMAT).equals(format.toString())) {
            throw Require.error(
                    name,
                    "holds a model of prompts " + Text.printable(file.text(FORMAT)) + ", this one is of " + format);
        }
        double[] parameters = layout.load(file);
        Set<String> known = new HashSet<>(Set.of(FORMAT));
        layout.slices().forEach(slice -> known.add(slice.name()));
        file.requireOnly(name, known);
        return learner(parameters);
    }

    @Override
    public String toString() {
        return "Transformer[" + layout.size() + " parameters, " + format + ", " + layer + "]";
    }

    static PromptFormat given(PromptFormat[] format) {
        if (format.length == 0) {
            throw new IllegalStateException("format(...) has not been said: how do tasks become tokens?");
        }
        return format[0];
    }
}
