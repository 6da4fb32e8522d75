package org.icl4j.attention.attend;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.math.VectorMath;

/**
 * The weights of linear attentions for {@link LinearStackPass}: Q, Q', P and P' of each layer as matrices [ld, ld], w rows and columns
 * padded with zeros to a multiple of {@link #PAD}, which fill vectors; and the sums of their gradients, which are kept transposed.
 */
final class LinearStackWeights {

    /** Rows of matrices are padded to a multiple of so many numbers: a vector of the widest processors. */
    private static final int PAD = 8;

    private final List<LinearAttention> layers;
    private final int w;
    private final int ld;
    private final VectorMath math = VectorMath.get();
    private final double[] weights;
    private final double[] gradients;

    LinearStackWeights(List<LinearAttention> layers, int w) {
        this.layers = layers;
        this.w = w;
        this.ld = (w + PAD - 1) / PAD * PAD;
        this.weights = new double[LayerArguments.size("weights", 4 * layers.size(), ld, ld)];
        this.gradients = new double[2 * layers.size() * ld * ld];
    }

    int width() {
        return w;
    }

    int ld() {
        return ld;
    }

    double[] array() {
        return weights;
    }

    // Q, Q', P and P' follow one another.
    int query(int layer) {
        return 4 * layer * ld * ld;
    }

    int queryTransposed(int layer) {
        return (4 * layer + 1) * ld * ld;
    }

    int value(int layer) {
        return (4 * layer + 2) * ld * ld;
    }

    int valueTransposed(int layer) {
        return (4 * layer + 3) * ld * ld;
    }

    /** Where the transpose of a weight begins. */
    int transpose(int weight) {
        return isTransposed(weight) ? weight - ld * ld : weight + ld * ld;
    }

    private boolean isTransposed(int weight) {
        return weight / (ld * ld) % 2 == 1;
    }

    double[] gradients() {
        return gradients;
    }

    /** Where the sum of dQ' (of a query's weight) or of dP' begins. */
    int gradient(int weight) {
        return weight / (2 * ld * ld) * ld * ld;
    }

    /** Adds the gradient of a weight W in v = s u W: rows u, and dL/dv for them. */
    void addGradient(int weight, int rows, double scale, double[] u, int from, double[] dv, int at) {
        int sum = gradient(weight);
        if (isTransposed(weight)) {
            math.gemm(true, false, ld, ld, rows, scale, u, from, ld, dv, at, ld, 1, gradients, sum, ld);
        } else {
            math.gemm(true, false, ld, ld, rows, scale, dv, at, ld, u, from, ld, 1, gradients, sum, ld);
        }
    }

    void read(double[] parameters) {
        for (int l = 0; l < layers.size(); l++) {
            read(parameters, layers.get(l).keyQuery(), query(l));
            read(parameters, layers.get(l).valueProjection(), value(l));
        }
    }

    private void read(double[] parameters, Slice slice, int at) {
        int transposed = at + ld * ld;
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                double number = parameters[slice.offset() + i * w + j];
                weights[at + i * ld + j] = number;
                weights[transposed + j * ld + i] = number;
            }
        }
    }

    void clearGradients() {
        Arrays.fill(gradients, 0);
    }

    /** Adds the sums to a gradient of the whole parameter vector. */
    void addGradientsTo(double[] gradient) {
        for (int l = 0; l < layers.size(); l++) {
            addTransposed(gradient(query(l)), gradient, layers.get(l).keyQuery());
            addTransposed(gradient(value(l)), gradient, layers.get(l).valueProjection());
        }
    }

    private void addTransposed(int at, double[] gradient, Slice slice) {
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                gradient[slice.offset() + i * w + j] += gradients[at + j * ld + i];
            }
        }
    }
}
