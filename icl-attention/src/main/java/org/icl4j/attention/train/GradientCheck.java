package org.icl4j.attention.train;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Compares a hand-derived gradient g with central differences, coordinate by coordinate:
 *
 * <pre>
 *   D_i = (f(p + h e_i) - f(p - h e_i)) / (2 h),    h = (noise)^(1/3) L,    error_i = |g_i - D_i| / max(|g_i|, |g|_rms)
 * </pre>
 *
 * For a function that varies on the length scale L, the difference's truncation error is of the order of |f| h^2 / L^3 and
 * its rounding error of |f| noise / h; the step given balances them, and leaves an error of the order of noise^(2/3) |f| / L:
 * about 4e-11 |f| / L at the noise of one rounding, 2.2e-16. A gradient that is right therefore stays far below 1e-6 unless
 * it is a million times smaller than f / L. Beware of kinks: a rectifier whose argument changes sign within h of the point
 * makes the difference wrong, not the gradient.
 *
 * <p>Cost: two evaluations of f for each coordinate.
 *
 * <pre>{@code
 * assertThat(GradientCheck.standard().compare(layer, parameters, input, shape).error()).isLessThan(1e-7);
 * }</pre>
 *
 * @param lengthScale L, the distance over which f varies by its own size; positive
 * @param noise relative rounding error of one evaluation of f; in (0, 1)
 */
public record GradientCheck(double lengthScale, double noise) {

    /**
     * Checks the ranges.
     *
     * @param lengthScale L, the distance over which f varies by its own size; positive
     * @param noise relative rounding error of one evaluation of f; in (0, 1)
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public GradientCheck {
        Require.positive("lengthScale", lengthScale);
        if (!(noise > 0 && noise < 1)) {
            throw Require.error("noise", "must be in (0, 1), got " + noise);
        }
    }

    /**
     * The check of a function that varies on the scale 1 and is evaluated to one rounding.
     *
     * @return length scale 1, noise 2^-52
     */
    public static GradientCheck standard() {
        return new GradientCheck(1, Math.ulp(1.0));
    }

    /**
     * The step of the differences.
     *
     * @return h
     */
    public double step() {
        return Math.cbrt(noise) * lengthScale;
    }

    /**
     * Compares a gradient with central differences.
     *
     * @param function f
     * @param point p; read only
     * @param gradient g, as long as p
     * @return the worst coordinate
     * @throws IllegalArgumentException if the lengths differ or a number is not finite
     */
    public Report compare(ToDoubleFunction<double[]> function, double[] point, double[] gradient) {
        Require.notNull("function", function);
        if (Require.finite("point", point).length == 0) {
            throw Require.error("point", "is empty");
        }
        Require.length("gradient", gradient, point.length, "one number per coordinate of the point");
        Require.finite("gradient", gradient);
        return worst(function, point, gradient);
    }

    private Report worst(ToDoubleFunction<double[]> function, double[] point, double[] gradient) {
        double[] moved = point.clone();
        double[] differences = new double[point.length];
        double squares = 0;
        for (int i = 0; i < point.length; i++) {
            double up = point[i] + step();
            double down = point[i] - step();
            moved[i] = up;
            double above = function.applyAsDouble(moved);
            moved[i] = down;
            double below = function.applyAsDouble(moved);
            moved[i] = point[i];
            // up - down, not 2 h: the step that rounding left.
            differences[i] = (above - below) / (up - down);
            squares += gradient[i] * gradient[i];
        }
        double rms = Math.sqrt(squares / point.length);
        Report worst = new Report(-1, 0, 0, 0);
        for (int i = 0; i < point.length; i++) {
            double difference = Math.abs(gradient[i] - differences[i]);
            double scale = Math.max(Math.abs(gradient[i]), rms);
            double error = difference == 0 ? 0 : difference / scale;
            if (worst.index < 0 || !(error <= worst.error)) {
                worst = new Report(i, gradient[i], differences[i], error);
            }
        }
        return worst;
    }

    /**
     * Compares the gradient of an objective with central differences of its loss.
     *
     * @param <B> the kind of batch
     * @param objective the loss and its gradient
     * @param parameters where to check; read only
     * @param batch the examples
     * @return the worst coordinate
     */
    public <B> Report compare(Objective<B> objective, double[] parameters, B batch) {
        Require.notNull("objective", objective);
        Require.notNull("batch", batch);
        Require.length("parameters", parameters, objective.parameterCount(), "the objective's parameter count");
        Require.finite("parameters", parameters);
        double[] gradient = new double[objective.parameterCount()];
        objective.lossAndGradient(parameters, batch, gradient);
        double[] unused = new double[gradient.length];
        return compare(p -> objective.lossAndGradient(p, batch, unused), parameters, gradient);
    }

    /**
     * Compares a layer's backward pass with central differences of f = sum_ij U_ij Y_ij, where Y is the layer's output and U a
     * fixed matrix of normal numbers: in the parameters and in the input. The backward pass is taken twice, with gradients that
     * add up, and it is what the second one adds that is compared; so a layer that overwrites its slices fails as well.
     *
     * @param layer the layer, or a {@link org.icl4j.attention.layers.Sequential} of several
     * @param parameters the whole vector; read only. Where the layer has no slices, it may be empty
     * @param input shape [rows, inputWidth]; read only
     * @param shape how the rows form sequences
     * @return the worst parameter and the worst element of the input
     * @throws IllegalArgumentException if the input is not of that shape or a number is not finite
     */
    public LayerReport compare(Layer layer, double[] parameters, double[] input, Sequences shape) {
        Require.notNull("layer", layer);
        Require.finite("parameters", parameters);
        int rows = Require.notNull("shape", shape).rows();
        int length = Math.multiplyExact(rows, layer.inputWidth());
        Require.length("input", input, length, rows + " rows of the layer's input width " + layer.inputWidth());
        Require.finite("input", input);
        double[] u = Randoms.of(0).gaussians(Math.multiplyExact(rows, layer.outputWidth()));
        Layer.Pass pass = layer.pass();
        double[] once = new double[parameters.length];
        pass.forward(parameters, input, shape);
        pass.backward(parameters, u, once);
        double[] twice = once.clone();
        pass.forward(parameters, input, shape);
        double[] inputGradient = Arrays.copyOf(pass.backward(parameters, u, twice), length);
        double[] added = new double[once.length];
        Arrays.setAll(added, i -> twice[i] - once[i]);
        Require.finite("gradient", added);
        Require.finite("gradient", inputGradient);

        Layer.Pass moved = layer.pass();
        VectorMath math = VectorMath.get();
        return new LayerReport(
                worst(p -> math.dot(moved.forward(p, input, shape), 0, u, 0, u.length), parameters, added),
                worst(x -> math.dot(moved.forward(parameters, x, shape), 0, u, 0, u.length), input, inputGradient));
    }

    /**
     * The coordinate where gradient and difference disagree most.
     *
     * @param index i; -1 where there are no coordinates
     * @param gradient g_i
     * @param difference D_i
     * @param error |g_i - D_i| / max(|g_i|, |g|_rms)
     */
    public record Report(int index, double gradient, double difference, double error) {}

    /**
     * Where a layer's backward pass and the differences disagree most.
     *
     * @param parameters the worst parameter
     * @param input the worst element of the input, counted row by row
     */
    public record LayerReport(Report parameters, Report input) {

        /**
         * Checks that both are there.
         *
         * @param parameters the gradient in the parameters
         * @param input the gradient in the input
         */
        public LayerReport {
            Require.notNull("parameters", parameters);
            Require.notNull("input", input);
        }

        /**
         * The greater of the two errors.
         *
         * @return {@code max(parameters.error(), input.error())}; NaN if one of them is
         */
        public double error() {
            return Math.max(parameters.error(), input.error());
        }
    }
}
