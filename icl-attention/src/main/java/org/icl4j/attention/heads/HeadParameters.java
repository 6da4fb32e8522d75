package org.icl4j.attention.heads;

import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * The parameters of the learned-kernel head, one layout for every implementation of it. Weights are [outputs, inputs], a
 * dense map is y = x W' + b, and with input width d and width w the slices are, in this order,
 *
 * <pre>
 *   x.in.weight  [w, d]   x.in.bias  [1, w]   x.out.weight [w, w]   x.out.bias [1, w]
 *   y.in.weight  [w, 1]   y.in.bias  [1, w]   y.out.weight [w, w]   y.out.bias [1, w]
 *   query.weight [w, w]   key.weight [w, w]   value.weight [w, w]
 *   read.weight  [1, w]   read.bias  [1, 1]
 * </pre>
 */
public final class HeadParameters {

    private HeadParameters() {}

    /**
     * The layout.
     *
     * @param inputWidth d, the width of an input x
     * @param width w, the width of embeddings, queries, keys and values
     * @return the layout, of w d + 5 w^2 + 6 w + 1 parameters
     */
    public static ParameterLayout layout(int inputWidth, int width) {
        Require.positive("inputWidth", inputWidth);
        Require.positive("width", width);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        addNetwork(builder, "x", inputWidth, width);
        addNetwork(builder, "y", 1, width);
        builder.add("query.weight", width, width);
        builder.add("key.weight", width, width);
        builder.add("value.weight", width, width);
        builder.add("read.weight", 1, width);
        builder.add("read.bias", 1, 1);
        return builder.build();
    }

    /** Refuses a batch that a head would misread: all heads take contexts of one length. */
    static void check(TaskBatch batch, int inputWidth, int targetWidth) {
        if (batch.inputWidth() != inputWidth || batch.targetWidth() != targetWidth) {
            throw Require.error(
                    "batch",
                    "expected widths " + inputWidth + " and " + targetWidth + ", got " + batch.inputWidth() + " and "
                            + batch.targetWidth());
        }
        if (batch.hasShortContexts()) {
            throw Require.error("batch", "has contexts shorter than " + batch.contextSize());
        }
    }

    /** See {@code initialParameters} of the heads. */
    static double[] initial(ParameterLayout layout, Randoms randoms) {
        double[] parameters = new double[layout.size()];
        for (ParameterLayout.Slice slice : layout.slices()) {
            String weight = slice.name().replace(".bias", ".weight");
            double bound = 1 / Math.sqrt(layout.slice(weight).columns());
            Randoms stream = randoms.split(slice.name());
            for (int i = 0; i < slice.size(); i++) {
                parameters[slice.offset() + i] = stream.uniform(-bound, bound);
            }
        }
        return parameters;
    }

    private static void addNetwork(ParameterLayout.Builder builder, String name, int inputs, int width) {
        builder.add(name + ".in.weight", width, inputs);
        builder.add(name + ".in.bias", 1, width);
        builder.add(name + ".out.weight", width, width);
        builder.add(name + ".out.bias", 1, width);
    }
}
