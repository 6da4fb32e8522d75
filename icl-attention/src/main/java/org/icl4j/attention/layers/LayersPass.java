package org.icl4j.attention.layers;

import java.util.List;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * Layers one after the other. Where their output is wanted at some tokens alone, then from the last layer back each is asked for the tokens that
 * the next one reads: those layers that work token by token see these few, the last one that lets tokens look at each other selects, and
 * so does the one before it where that one does not read all tokens ({@link Layer#narrowed}). What comes before sees all.
 */
final class LayersPass implements Layer.Pass {

    private final List<Layer> layers;
    private final @Nullable Selection wanted; // null for all
    private final Layer.Pass[] passes;
    private final @Nullable Asked[] asked; // of each pass, as it was made
    private final Sequences[] shapes; // of what each is given
    private @Nullable Sequences last;

    /**
     * What a pass was made for.
     *
     * @param few the tokens asked for; null for all
     * @param narrowed whether of the layer's stand-in on what it reads
     * @param length of the sequences it was made for, on which a stand-in may depend
     */
    private record Asked(@Nullable Selection few, boolean narrowed, int length) {}

    LayersPass(List<Layer> layers, @Nullable Selection wanted) {
        this.layers = layers;
        this.wanted = wanted;
        this.passes = new Layer.Pass[layers.size()];
        this.asked = new Asked[layers.size()];
        this.shapes = new Sequences[layers.size()];
    }

    private void plan(Sequences shape) {
        Selection few = wanted;
        if (few != null) {
            few.check(shape);
        }
        for (int i = layers.size() - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            Layer.Narrowed narrowed = few == null || i == 0 ? null : layer.narrowed(few, shape);
            if (few == null) {
                make(i, layer, new Asked(null, false, 0), shape);
            } else if (layer.tokenwise() && i > 0) {
                make(i, layer, new Asked(null, false, 0), few.of(shape));
            } else if (narrowed == null) {
                make(i, layer, new Asked(few, false, 0), shape);
                few = null;
            } else {
                make(i, narrowed.layer(), new Asked(narrowed.wanted(), true, shape.length()), narrowed.shape());
                few = narrowed.read();
            }
        }
        last = shape;
    }

    /** A pass serves on while the same is asked of it. */
    private void make(int i, Layer layer, Asked what, Sequences shape) {
        shapes[i] = shape;
        if (passes[i] == null || !what.equals(asked[i])) {
            passes[i] = what.few() == null ? layer.pass() : layer.pass(what.few());
            asked[i] = what;
        }
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        if (!Require.notNull("shape", shape).equals(last)) {
            plan(shape);
        }
        double[] tokens = input;
        for (int i = 0; i < passes.length; i++) {
            tokens = passes[i].forward(parameters, tokens, shapes[i]);
        }
        return tokens;
    }

    // The chain rule: the input gradient of each layer is the output gradient of the one before.
    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        return passes[0].backward(parameters, throughLater(parameters, outputGradient, gradient), gradient);
    }

    @Override
    public void backwardParameters(double[] parameters, double[] outputGradient, double[] gradient) {
        passes[0].backwardParameters(parameters, throughLater(parameters, outputGradient, gradient), gradient);
    }

    private double[] throughLater(double[] parameters, double[] outputGradient, double[] gradient) {
        if (last == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        double[] flowing = outputGradient;
        for (int i = passes.length - 1; i > 0; i--) {
            flowing = passes[i].backward(parameters, flowing, gradient);
        }
        return flowing;
    }
}
