package org.icl4j.attention.layers;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Layers that work token by token, some tokens at a time: each group passes through all of them, so that what one layer makes is in
 * the cache when the next one reads it.
 */
final class TokenGroupsPass implements Layer.Pass {

    /** Tokens of a group. */
    private static final int TOKENS = 256;

    private final int inputs;
    private final int outputs;
    private final Supplier<Layer.Pass> supplier;
    private final Workspace outputSpace = new Workspace();
    private final Workspace slopeSpace = new Workspace();
    private final Workspace inputGradientSpace = new Workspace();
    private Group[] groups;
    private Sequences[] shapes = {};
    private int used; // groups
    private int rows;
    private @Nullable Sequences last;

    private record Group(Layer.Pass pass, Workspace tokens) {}

    TokenGroupsPass(int inputs, int outputs, Supplier<Layer.Pass> supplier) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.supplier = supplier;
        this.groups = new Group[] {new Group(supplier.get(), new Workspace())};
    }

    private int first(int group) {
        return (int) ((long) group * rows / used);
    }

    private void prepare(Sequences shape) {
        last = shape;
        rows = shape.rows();
        used = (rows + TOKENS - 1) / TOKENS;
        int before = groups.length;
        if (before < used) {
            groups = Arrays.copyOf(groups, used);
            Arrays.setAll(groups, g -> g < before ? groups[g] : new Group(supplier.get(), new Workspace()));
        }
        shapes = new Sequences[used];
        for (int g = 0; g < used; g++) {
            shapes[g] = Sequences.tokens(first(g + 1) - first(g));
        }
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        LayerArguments.forward(input, inputs, shape);
        if (!shape.equals(last)) {
            prepare(shape);
        }
        if (used == 1) {
            return groups[0].pass.forward(parameters, input, shape);
        }
        double[] output = outputSpace.of(rows, outputs);
        for (int g = 0; g < used; g++) {
            int count = shapes[g].rows();
            double[] tokens = groups[g].tokens.of(count, inputs);
            System.arraycopy(input, first(g) * inputs, tokens, 0, count * inputs);
            double[] some = groups[g].pass.forward(parameters, tokens, shapes[g]);
            System.arraycopy(some, 0, output, first(g) * outputs, count * outputs);
        }
        return output;
    }

    // Tokens do not meet: each group's gradients are its own.
    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        LayerArguments.backward(outputGradient, rows, outputs);
        if (used == 1) {
            return groups[0].pass.backward(parameters, outputGradient, gradient);
        }
        double[] inputGradient = inputGradientSpace.of(rows, inputs);
        for (int g = 0; g < used; g++) {
            int count = shapes[g].rows();
            double[] some = groups[g].pass.backward(parameters, slope(g, outputGradient), gradient);
            System.arraycopy(some, 0, inputGradient, first(g) * inputs, count * inputs);
        }
        return inputGradient;
    }

    @Override
    public void backwardParameters(double[] parameters, double[] outputGradient, double[] gradient) {
        LayerArguments.backward(outputGradient, rows, outputs);
        if (used == 1) {
            groups[0].pass.backwardParameters(parameters, outputGradient, gradient);
            return;
        }
        for (int g = 0; g < used; g++) {
            groups[g].pass.backwardParameters(parameters, slope(g, outputGradient), gradient);
        }
    }

    private double[] slope(int group, double[] outputGradient) {
        int count = shapes[group].rows();
        double[] d = slopeSpace.of(count, outputs);
        System.arraycopy(outputGradient, first(group) * outputs, d, 0, count * outputs);
        return d;
    }
}
