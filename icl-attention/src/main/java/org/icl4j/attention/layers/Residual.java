package org.icl4j.attention.layers;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * A layer with what went in added to what comes out: y = x + f(x).
 *
 * @param inner f, as wide out as in
 */
public record Residual(Layer inner) implements Layer {

    /**
     * Checks the widths.
     *
     * @param inner f, as wide out as in
     * @throws IllegalArgumentException if f puts out another width than it takes in
     */
    public Residual {
        Require.notNull("inner", inner);
        if (inner.inputWidth() != inner.outputWidth()) {
            throw Require.error(
                    "inner",
                    "takes in width " + inner.inputWidth() + " and puts out " + inner.outputWidth()
                            + "; a residual connection needs both to be the same");
        }
    }

    /**
     * Layers one after the other, and what went in added at the end.
     *
     * @param layers first to last
     * @return x + f_k(... f_1(x))
     */
    public static Residual of(Layer... layers) {
        Require.notNull("layers", layers);
        return new Residual(layers.length == 1 ? Require.notNull("layers[0]", layers[0]) : Sequential.of(layers));
    }

    @Override
    public int inputWidth() {
        return inner.inputWidth();
    }

    @Override
    public int outputWidth() {
        return inner.outputWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        inner.initialise(parameters, randoms);
    }

    @Override
    public Pass pass() {
        return new ResidualPass(inner.pass(), inner.inputWidth());
    }

    @Override
    public boolean tokenwise() {
        return inner.tokenwise();
    }

    @Override
    public Pass pass(Selection wanted) {
        Require.notNull("wanted", wanted);
        return tokenwise()
                ? Layer.super.pass(wanted)
                : new SelectedPass(inner.pass(wanted), inner.inputWidth(), wanted);
    }

    /** x + f(x) reads what f reads, among which are the tokens asked for. */
    @Override
    public @Nullable Narrowed narrowed(Selection wanted, Sequences shape) {
        Narrowed few = inner.narrowed(wanted, shape);
        return few == null ? null : new Narrowed(few.read(), new Residual(few.layer()), few.shape(), few.wanted());
    }

    /** y = S x + S f(x): the inner pass selects its output, and the input is selected beside it. */
    private static final class SelectedPass implements Pass {

        private final Pass inner;
        private final int width;
        private final Selection wanted;
        private final Workspace outputSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private @Nullable Sequences last;

        SelectedPass(Pass inner, int width, Selection wanted) {
            this.inner = inner;
            this.width = width;
            this.wanted = wanted;
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            double[] moved = inner.forward(parameters, input, shape);
            last = shape;
            int rows = shape.count() * wanted.count();
            double[] output = outputSpace.of(rows, width);
            wanted.gather(shape, width, input, output);
            for (int i = 0; i < rows * width; i++) {
                output[i] += moved[i];
            }
            return output;
        }

        // dx = S' D + f'(x)' S' D.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            Sequences shape = last;
            if (shape == null) {
                throw new IllegalStateException("backward needs a forward pass before it");
            }
            double[] moved = inner.backward(parameters, d, gradient);
            double[] inputGradient = inputGradientSpace.of(shape.rows(), width);
            System.arraycopy(moved, 0, inputGradient, 0, inputGradient.length);
            wanted.scatter(shape, width, d, inputGradient);
            return inputGradient;
        }
    }

    private static final class ResidualPass implements Pass {

        private final Pass inner;
        private final int width;
        private final Workspace outputSpace = new Workspace();
        private final Workspace inputGradientSpace = new Workspace();
        private int rows;

        ResidualPass(Pass inner, int width) {
            this.inner = inner;
            this.width = width;
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            double[] moved = inner.forward(parameters, input, shape);
            rows = shape.rows();
            double[] output = outputSpace.of(rows, width);
            add(input, moved, output, rows * width);
            return output;
        }

        // y = x + f(x): dx = D + f'(x)' D.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            LayerArguments.backward(d, rows, width);
            double[] moved = inner.backward(parameters, d, gradient);
            double[] inputGradient = inputGradientSpace.of(rows, width);
            add(d, moved, inputGradient, rows * width);
            return inputGradient;
        }

        private static void add(double[] a, double[] b, double[] sum, int length) {
            for (int i = 0; i < length; i++) {
                sum[i] = a[i] + b[i];
            }
        }
    }
}
