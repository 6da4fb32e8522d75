package org.icl4j.attention.attend;

import java.util.List;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Linear attentions one after the other, computed together: what {@link Sequential} computes, and the same weights, but several times
 * as fast where many short sequences see a prefix of equal length.
 *
 * <p>Where output is wanted at m tokens alone, as in training, {@link LinearStackPass} lets the context's moments go through the layers in
 * place of its tokens: O(n w^2) for the moments, then O(w^3) for each layer but the last two, and O(m w^2) for each layer. Elsewhere the
 * layers run as they are.
 *
 * @param layers at least one, of equal width
 */
public record LinearStack(List<LinearAttention> layers) implements Layer {

    /**
     * Checks that the layers chain.
     *
     * @param layers at least one, of equal width
     * @throws IllegalArgumentException if there is none, or their widths differ
     */
    public LinearStack {
        layers = List.copyOf(Require.notNull("layers", layers));
        new Sequential(List.copyOf(layers));
    }

    @Override
    public int inputWidth() {
        return layers.get(0).inputWidth();
    }

    @Override
    public int outputWidth() {
        return inputWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        layers.forEach(layer -> layer.initialise(parameters, randoms));
    }

    @Override
    public Pass pass() {
        return sequential().pass();
    }

    @Override
    public Pass pass(Selection wanted) {
        return new LinearStackPass(this, Require.notNull("wanted", wanted));
    }

    Sequential sequential() {
        return new Sequential(List.copyOf(layers));
    }
}
