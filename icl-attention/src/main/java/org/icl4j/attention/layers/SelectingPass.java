package org.icl4j.attention.layers;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pass for selected tokens made of an ordinary one: tokens are selected before it, where a token's output depends on that token
 * alone, else after it.
 */
final class SelectingPass implements Layer.Pass {

    private final Layer.Pass inner;
    private final Selection wanted;
    private final boolean before;
    private final int inputWidth;
    private final int outputWidth;
    private final Workspace selectedSpace = new Workspace();
    private final Workspace scatteredSpace = new Workspace();
    private @Nullable Sequences all;
    private @Nullable Sequences few;

    SelectingPass(Layer layer, Selection wanted) {
        this.inner = layer.pass();
        this.wanted = wanted;
        this.before = layer.tokenwise();
        this.inputWidth = layer.inputWidth();
        this.outputWidth = layer.outputWidth();
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        LayerArguments.forward(input, inputWidth, shape);
        Sequences selected = few;
        if (selected == null || !shape.equals(all)) {
            selected = wanted.of(shape);
            few = selected;
            all = shape;
        }
        if (before) {
            double[] rows = selectedSpace.of(selected.rows(), inputWidth);
            wanted.gather(shape, inputWidth, input, rows);
            return inner.forward(parameters, rows, selected);
        }
        double[] output = inner.forward(parameters, input, shape);
        double[] rows = selectedSpace.of(selected.rows(), outputWidth);
        wanted.gather(shape, outputWidth, output, rows);
        return rows;
    }

    // y = S f(x) or f(S x), S the selection: the gradient goes through S', which puts rows at their places among zeros.
    @Override
    public double[] backward(double[] parameters, double[] d, double[] gradient) {
        Sequences shape = all;
        if (shape == null || few == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        LayerArguments.backward(d, few.rows(), outputWidth);
        if (before) {
            return scattered(shape, inputWidth, inner.backward(parameters, d, gradient));
        }
        return inner.backward(parameters, scattered(shape, outputWidth, d), gradient);
    }

    private double[] scattered(Sequences shape, int width, double[] rows) {
        double[] sum = scatteredSpace.of(shape.rows(), width);
        Arrays.fill(sum, 0);
        wanted.scatter(shape, width, rows, sum);
        return sum;
    }
}
