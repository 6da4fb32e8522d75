package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.jspecify.annotations.Nullable;

/** The pass of a {@link MultiHeadAttention} along the sequences that its axis makes: queries, keys and values of all heads by one product. */
final class HeadsPass implements Layer.Pass {

    private final Attention attention;
    private final Axis axis;
    private final int inputs;
    private final int outputs;
    private final Layer.Pass mergedPass;
    private final Layer.@Nullable Pass projectionPass;
    private final Attention.Pass attend;
    private final Workspace outputSpace = new Workspace();
    private final Workspace gradientSpace = new Workspace();
    private @Nullable Sequences last;
    private Lines lines = Lines.consecutive(1, 1);
    private Visibility visibility = Visibility.prefix(1);
    private int rows;

    HeadsPass(Attention attention, Axis axis, Dense merged, @Nullable Dense projection) {
        this.attention = attention;
        this.axis = axis;
        this.inputs = merged.inputWidth();
        this.outputs = projection == null ? attention.heads() * attention.valueWidth() : projection.outputWidth();
        this.mergedPass = merged.pass();
        this.projectionPass = projection == null ? null : projection.pass();
        this.attend = attention.pass();
    }

    /** How many lines the last input had. */
    int lines() {
        return lines.count();
    }

    /** The weights of one line and head: see {@link MultiHeadAttention#weights}. */
    double[][] weights(int line, int head) {
        return attend.weights(line, head);
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        LayerArguments.forward(input, inputs, shape);
        if (!shape.equals(last)) {
            lines = axis.lines(shape);
            visibility = axis.visibility(shape);
            last = shape;
        }
        rows = shape.rows();
        int k = attention.heads() * attention.keyWidth();
        int v = attention.heads() * attention.valueWidth();
        int ld = 2 * k + v;
        double[] z = mergedPass.forward(parameters, input, shape); // [rows, 2 h k + h v]
        double[] output = outputSpace.of(rows, v);
        attend.forward(z, 0, ld, lines, z, k, ld, z, 2 * k, ld, lines, visibility, output, 0, v);
        return projectionPass == null ? output : projectionPass.forward(parameters, output, shape);
    }

    // The gradients in Q, K and V are written side by side, which makes the way back through W one product as well.
    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        LayerArguments.backward(outputGradient, rows, outputs);
        int k = attention.heads() * attention.keyWidth();
        int v = attention.heads() * attention.valueWidth();
        int ld = 2 * k + v;
        double[] d =
                projectionPass == null ? outputGradient : projectionPass.backward(parameters, outputGradient, gradient);
        double[] dz = gradientSpace.of(rows, ld);
        attend.backward(d, 0, v, dz, 0, ld, dz, k, ld, dz, 2 * k, ld);
        return mergedPass.backward(parameters, dz, gradient);
    }
}
