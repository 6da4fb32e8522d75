package org.icl4j.attention.layers;

import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

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
        return new LayersPass(layers, null);
    }

    @Override
    public boolean tokenwise() {
        return layers.stream().allMatch(Layer::tokenwise);
    }

    @Override
    public Pass pass(Selection wanted) {
        return new LayersPass(layers, Require.notNull("wanted", wanted));
    }
}
