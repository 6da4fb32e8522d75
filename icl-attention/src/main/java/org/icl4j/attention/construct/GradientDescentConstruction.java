package org.icl4j.attention.construct;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.core.Require;

/**
 * Weights under which one linear-attention layer is one step of preconditioned gradient descent on the least-squares loss
 * of the context, (1/2n) |X W - Y|^2, from W = 0:
 *
 * <pre>
 *   W  &lt;-  W + A X'(Y - X W) / n,    A [d, d] any matrix, symmetric or not; A = eta I is plain gradient descent
 * </pre>
 *
 * <p>Tokens are (x_j, y_j), width w = d + t; queries are (x, 0). With
 *
 * <pre>
 *   W_Q = [A 0; 0 0]     W_K = [I 0; 0 0]     W_V = [0 0; 0 -I]     P = [0 0; 0 I/n]
 * </pre>
 *
 * the layer Z + (Z W_Q)(C W_K)'(C W_V) P leaves x_j as it is and gives the target slot s_j, where r_i are the context's,
 *
 * <pre>
 *   s_j  &lt;-  s_j - (1/n) sum_i (x_j'A x_i) r_i  =  s_j - x_j' [A X'R / n]
 * </pre>
 *
 * If the slots hold r_i = y_i - x_i'W and the query's holds -x'W, the bracket is the step of W, so afterwards they hold
 * the same for the new W; at the start W = 0 they do. Hence L layers are L steps, every context token ends as its
 * residual, and the prediction is the negated slot of the query.
 *
 * <p>Source: von Oswald et al. 2023, "Transformers learn in-context by gradient descent", proposition 1 with W_0 = 0; they
 * put the step eta into P, which serves when A = eta I. The matrix A is the preconditioner of Ahn et al. 2023.
 */
public final class GradientDescentConstruction {

    private final int inputWidth;
    private final int targetWidth;
    private final double[][] preconditioner;

    private GradientDescentConstruction(int inputWidth, int targetWidth, double[][] preconditioner) {
        this.inputWidth = inputWidth;
        this.targetWidth = targetWidth;
        this.preconditioner = preconditioner;
    }

    /**
     * Plain gradient descent.
     *
     * @param inputWidth d
     * @param targetWidth t
     * @param step eta, finite
     * @return the construction with A = eta I
     */
    public static GradientDescentConstruction of(int inputWidth, int targetWidth, double step) {
        Require.positive("inputWidth", inputWidth);
        Require.finite("step", step);
        double[][] scaled = new double[inputWidth][inputWidth];
        for (int i = 0; i < inputWidth; i++) {
            scaled[i][i] = step;
        }
        return preconditioned(targetWidth, scaled);
    }

    /**
     * Preconditioned gradient descent.
     *
     * @param targetWidth t
     * @param preconditioner A, shape [d, d], step size included, finite; copied
     * @return the construction
     * @throws IllegalArgumentException if the matrix is empty, not square or not finite
     */
    public static GradientDescentConstruction preconditioned(int targetWidth, double[][] preconditioner) {
        Require.positive("targetWidth", targetWidth);
        int d = Require.positive("preconditioner.length", Require.notNull("preconditioner", preconditioner).length);
        double[][] copy = new double[d][];
        for (int i = 0; i < d; i++) {
            String name = "preconditioner[" + i + "]";
            copy[i] = Require.finite(name, Require.length(name, preconditioner[i], d, "the matrix is square"))
                    .clone();
        }
        return new GradientDescentConstruction(d, targetWidth, copy);
    }

    /**
     * The width of a token.
     *
     * @return w = d + t
     */
    public int width() {
        return inputWidth + targetWidth;
    }

    /**
     * The query map, tokens times it from the right.
     *
     * @return W_Q = [A 0; 0 0], shape [w, w]
     */
    public double[][] queryWeight() {
        double[][] weight = new double[width()][width()];
        for (int i = 0; i < inputWidth; i++) {
            System.arraycopy(preconditioner[i], 0, weight[i], 0, inputWidth);
        }
        return weight;
    }

    /**
     * The key map, tokens times it from the right.
     *
     * @return W_K = [I 0; 0 0], shape [w, w]
     */
    public double[][] keyWeight() {
        return diagonal(1, 0);
    }

    /**
     * The value map, tokens times it from the right.
     *
     * @return W_V = [0 0; 0 -I], shape [w, w]
     */
    public double[][] valueWeight() {
        return diagonal(0, -1);
    }

    /**
     * The projection of what the head puts out.
     *
     * @param contextSize n
     * @return P = [0 0; 0 I/n], shape [w, w]
     */
    public double[][] projection(int contextSize) {
        return diagonal(0, 1.0 / Require.positive("contextSize", contextSize));
    }

    private double[][] diagonal(double inputs, double targets) {
        double[][] matrix = new double[width()][width()];
        for (int i = 0; i < width(); i++) {
            matrix[i][i] = i < inputWidth ? inputs : targets;
        }
        return matrix;
    }

    /**
     * Wires a layer: its merged weights become W_Q W_K' and W_V P, without the 1/n where the layer averages by itself.
     *
     * @param layer the layer, of width w
     * @param contextSize n, the size of the contexts that a layer which does not average is wired for
     * @param parameters the layer's slices of it are overwritten
     * @throws IllegalArgumentException if the layer's width is not w
     */
    public void write(LinearAttention layer, int contextSize, double[] parameters) {
        Require.notNull("layer", layer);
        Require.notNull("parameters", parameters);
        // W_Q W_K' = [A 0; 0 0] [I 0; 0 0] = W_Q
        Require.positive("contextSize", contextSize);
        layer.keyQuery().write(queryWeight(), parameters);
        double factor = layer.averaged() ? 1 : 1.0 / contextSize;
        layer.valueProjection().write(diagonal(0, -factor), parameters);
    }

    /**
     * A stack of this layer as a learner: as many steps of gradient descent, on contexts of any size.
     *
     * @param layers L, at least 1
     * @return the learner, which refuses contexts whose inputs are not d wide or whose targets are not t wide
     */
    public LinearAttentionLearner learner(int layers) {
        Require.positive("layers", layers);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearAttention layer = LinearAttention.add(builder, "step", width(), true);
        double[] parameters = new double[builder.build().size()];
        write(layer, 1, parameters);
        List<LinearAttention> stack = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            stack.add(layer); // every step has the same weights, so all layers share two slices
        }
        return new LinearAttentionLearner(stack, parameters).withTargetWidth(targetWidth);
    }

    @Override
    public String toString() {
        return "GradientDescentConstruction[inputWidth=" + inputWidth + ", targetWidth=" + targetWidth + "]";
    }
}
