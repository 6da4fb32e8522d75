package org.icl4j.kernels;

import java.util.function.UnaryOperator;

/**
 * A map of points with a derivative, to warp a {@link DifferentiableKernel} with: see
 * {@link DifferentiableKernel#warped(DifferentiableMap)}. Implementations are immutable and thread-safe. A record, or an
 * {@code equals} of its own, lets equal kernels be recognised.
 *
 * <pre>{@code
 * record Logarithms() implements DifferentiableMap {
 *     public double[] apply(double[] x) {
 *         return Arrays.stream(x).map(Math::log).toArray();
 *     }
 *     public void pullBack(double[] x, double[] outputGradient, double[] inputGradient) {
 *         for (int k = 0; k < x.length; k++) {
 *             inputGradient[k] += outputGradient[k] / x[k];
 *         }
 *     }
 * }
 * }</pre>
 */
public interface DifferentiableMap extends UnaryOperator<double[]> {

    /**
     * The image of a point.
     *
     * @param x a point, length d; not to be written
     * @return f(x), length e, the same for every point
     */
    @Override
    double[] apply(double[] x);

    /**
     * Adds the gradient in x of a function of f(x): {@code inputGradient[k] += sum_o outputGradient[o] df_o/dx_k}.
     *
     * @param x a point, length d; not to be written
     * @param outputGradient the gradient in f(x), length e; not to be written
     * @param inputGradient changed; length d
     */
    void pullBack(double[] x, double[] outputGradient, double[] inputGradient);
}
