package org.icl4j.attention.attend;

import java.util.Arrays;
import java.util.function.Supplier;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Attention along the rows or columns of tables, some lines at a time. The tokens of a group of lines are copied so that they follow one
 * another, and all that is made of them (queries, keys and values, weights, the projection) stays in the cache meanwhile; a column's
 * tokens lie far apart in a table.
 */
final class LineGroupsPass implements Layer.Pass {

    /** Tokens of a group, unless a line has more. */
    private static final int TOKENS = 320;

    /** Where more of a line is seen, one product for queries, keys and values of all its tokens costs less than two. */
    private static final double MOST_SEEN = 0.8;

    private final Axis axis;
    private final int inputs;
    private final int outputs;
    private final Supplier<Layer.Pass> whole;
    private final Supplier<Layer.Pass> split;
    private final Workspace outputSpace = new Workspace();
    private final Workspace slopeSpace = new Workspace();
    private final Workspace inputGradientSpace = new Workspace();
    private @Nullable Sequences last;
    private Lines lines = Lines.consecutive(1, 1);
    private Group[] groups = {};
    private Sequences[] shapes = {};
    private int size; // lines of a group
    private boolean splits;

    /** What a group keeps for the backward pass. */
    private record Group(Layer.Pass pass, Workspace tokens) {}

    /**
     * For a layer.
     *
     * @param axis rows or columns
     * @param inputs width of a token that goes in
     * @param outputs width of a token that comes out
     * @param whole makes passes of the same layer along sequences
     * @param split makes such that compute keys and values for the tokens alone that are seen, and queries apart from them
     */
    LineGroupsPass(Axis axis, int inputs, int outputs, Supplier<Layer.Pass> whole, Supplier<Layer.Pass> split) {
        this.axis = axis;
        this.inputs = inputs;
        this.outputs = outputs;
        this.whole = whole;
        this.split = split;
    }

    private void prepare(Sequences shape) {
        lines = axis.lines(shape);
        Visibility seen = axis.visibility(shape);
        size = Math.max(1, TOKENS / lines.length());
        shapes = new Sequences[(lines.count() + size - 1) / size];
        for (int g = 0; g < shapes.length; g++) {
            int count = Math.min(size, lines.count() - g * size);
            shapes[g] = new Sequences(count, lines.length(), part(seen, g * size, count));
        }
        boolean some = seen instanceof Visibility.Prefix prefix
                && prefix.keys() > 0
                && prefix.keys() <= MOST_SEEN * lines.length();
        if (some != splits) {
            splits = some;
            groups = new Group[0];
        }
        Supplier<Layer.Pass> supplier = some ? split : whole;
        int before = groups.length;
        if (before < shapes.length) {
            groups = Arrays.copyOf(groups, shapes.length);
            Arrays.setAll(groups, g -> g < before ? groups[g] : new Group(supplier.get(), new Workspace()));
        }
        last = shape;
    }

    private static Visibility part(Visibility seen, int first, int count) {
        if (seen instanceof Visibility.Prefix) {
            return seen;
        }
        int[] keys = new int[count];
        for (int s = 0; s < count; s++) {
            keys[s] = seen.reach(first + s, 0);
        }
        return Visibility.prefixes(keys);
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        LayerArguments.forward(input, inputs, shape);
        if (!shape.equals(last)) {
            prepare(shape);
        }
        double[] output = outputSpace.of(shape.rows(), outputs);
        for (int g = 0; g < shapes.length; g++) {
            double[] tokens = groups[g].tokens.of(shapes[g].rows(), inputs);
            gather(g, inputs, input, tokens);
            scatter(g, outputs, groups[g].pass.forward(parameters, tokens, shapes[g]), output);
        }
        return output;
    }

    // Lines do not meet: each group's gradients are its own.
    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        int rows = last == null ? 0 : last.rows();
        LayerArguments.backward(outputGradient, rows, outputs);
        double[] inputGradient = inputGradientSpace.of(rows, inputs);
        for (int g = 0; g < shapes.length; g++) {
            double[] d = slopeSpace.of(shapes[g].rows(), outputs);
            gather(g, outputs, outputGradient, d);
            scatter(g, inputs, groups[g].pass.backward(parameters, d, gradient), inputGradient);
        }
        return inputGradient;
    }

    private void gather(int group, int width, double[] all, double[] some) {
        int to = 0;
        for (int s = 0; s < shapes[group].count(); s++) {
            int row = lines.first(group * size + s);
            for (int t = 0; t < lines.length(); t++) {
                System.arraycopy(all, (row + t * lines.step()) * width, some, to, width);
                to += width;
            }
        }
    }

    private void scatter(int group, int width, double[] some, double[] all) {
        int from = 0;
        for (int s = 0; s < shapes[group].count(); s++) {
            int row = lines.first(group * size + s);
            for (int t = 0; t < lines.length(); t++) {
                System.arraycopy(some, from, all, (row + t * lines.step()) * width, width);
                from += width;
            }
        }
    }
}
