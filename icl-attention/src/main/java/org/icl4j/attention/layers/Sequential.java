package org.icl4j.attention.layers;

import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * Layers one after the other: y = f_k(... f_2(f_1(x))).
 *
 * @param layers f_1 to f_k, each as wide as the one before it puts out
 */
public record Sequential(List<Layer> layers) implements Layer {

    /**
     * Checks that widths meet.
     *
     * @param layers f_1 to f_k, each as wide as the one before it puts out
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Sequential {
        layers = List.copyOf(Require.notNull("layers", layers));
        if (layers.isEmpty()) {
            throw Require.error("layers", "is empty");
        }
        for (int i = 1; i < layers.size(); i++) {
            int given = layers.get(i - 1).outputWidth();
            if (layers.get(i).inputWidth() != given) {
                throw Require.error(
                        "layers[" + i + "]",
                        "expected input width " + given + ", got "
                                + layers.get(i).inputWidth() + " (the layer before puts out " + given + ")");
            }
        }
    }

    /**
     * The composition of layers.
     *
     * @param layers first to last
     * @return the composition
     */
    public static Sequential of(Layer... layers) {
        Require.notNull("layers", layers);
        for (int i = 0; i < layers.length; i++) {
            Require.notNull("layers[" + i + "]", layers[i]);
        }
        return new Sequential(List.of(layers));
    }

    @Override
    public int inputWidth() {
        return layers.get(0).inputWidth();
    }

    @Override
    public int outputWidth() {
        return layers.get(layers.size() - 1).outputWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        for (Layer layer : layers) {
            layer.initialise(parameters, randoms);
        }
    }

    @Override
    public Pass pass() {
        return tokenwise() && layers.size() > 1
                ? new TokenGroupsPass(inputWidth(), outputWidth(), this::wholePass)
                : wholePass();
    }

    private Pass wholePass() {
        return new SequentialPass(layers.stream().map(Layer::pass).toArray(Pass[]::new), layers.size(), null);
    }

    @Override
    public boolean tokenwise() {
        return layers.stream().allMatch(Layer::tokenwise);
    }

    // The last layer that lets tokens look at each other is the one that selects: those after it see the few tokens
    // only.
    @Override
    public Pass pass(Selection wanted) {
        Require.notNull("wanted", wanted);
        int selecting = layers.size() - 1;
        while (selecting > 0 && layers.get(selecting).tokenwise()) {
            selecting--;
        }
        Pass[] passes = new Pass[layers.size()];
        for (int i = 0; i < passes.length; i++) {
            passes[i] =
                    i == selecting ? layers.get(i).pass(wanted) : layers.get(i).pass();
        }
        return new SequentialPass(passes, selecting, wanted);
    }

    private static final class SequentialPass implements Pass {

        private final Pass[] passes;
        private final int selecting;
        private final @Nullable Selection wanted;
        private @Nullable Sequences all;
        private @Nullable Sequences few;

        SequentialPass(Pass[] passes, int selecting, @Nullable Selection wanted) {
            this.passes = passes;
            this.selecting = selecting;
            this.wanted = wanted;
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            double[] tokens = input;
            for (int i = 0; i < passes.length; i++) {
                tokens = passes[i].forward(parameters, tokens, i <= selecting ? shape : selected(shape));
            }
            return tokens;
        }

        private Sequences selected(Sequences shape) {
            Sequences known = few;
            if (wanted != null && (known == null || !shape.equals(all))) {
                known = wanted.of(shape);
                few = known;
                all = shape;
            }
            return known == null ? shape : known;
        }

        // The chain rule: the input gradient of each layer is the output gradient of the one before.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            double[] flowing = outputGradient;
            for (int i = passes.length - 1; i >= 0; i--) {
                flowing = passes[i].backward(parameters, flowing, gradient);
            }
            return flowing;
        }

        @Override
        public void backwardParameters(double[] parameters, double[] outputGradient, double[] gradient) {
            double[] flowing = outputGradient;
            for (int i = passes.length - 1; i > 0; i--) {
                flowing = passes[i].backward(parameters, flowing, gradient);
            }
            passes[0].backwardParameters(parameters, flowing, gradient);
        }
    }
}
