package org.icl4j.attention.layers;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of each token, with e = {@value #EPSILON}, gains g [1, w] and biases b [1, w]:
 *
 * <pre>
 *   layer norm   y = g o (x - mean(x)) / sqrt(var(x) + e) + b       Ba, Kiros and Hinton 2016
 *   RMS norm     y = g o x / sqrt(mean(x^2) + e)                    Zhang and Sennrich 2019
 * </pre>
 *
 * where o multiplies element by element and var divides by w. Both are nearly independent of the scale of a token. Cost
 * O(rows w).
 */
public final class Normalisation implements Layer {

    /** What is added to the variance. */
    public static final double EPSILON = 1e-5;

    private final Slice gain;
    private final @Nullable Slice bias;
    private final int end;

    private Normalisation(Slice gain, @Nullable Slice bias) {
        this.gain = gain;
        this.bias = bias;
        this.end = bias == null ? gain.end() : Math.max(gain.end(), bias.end());
    }

    /**
     * Layer norm: appends slices {@code name.gain} and {@code name.bias}.
     *
     * @param builder the layout
     * @param name prefix of the slices' names
     * @param width w, of a token
     * @return the layer
     */
    public static Normalisation layer(ParameterLayout.Builder builder, String name, int width) {
        Require.positive("width", width);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        Slice gain = builder.add(name + ".gain", 1, width);
        return new Normalisation(gain, builder.add(name + ".bias", 1, width));
    }

    /**
     * RMS norm: appends slice {@code name.gain}.
     *
     * @param builder the layout
     * @param name prefix of the slice's name
     * @param width w, of a token
     * @return the layer
     */
    public static Normalisation rms(ParameterLayout.Builder builder, String name, int width) {
        Require.positive("width", width);
        Require.notNull("builder", builder);
        Require.notNull("name", name);
        return new Normalisation(builder.add(name + ".gain", 1, width), null);
    }

    @Override
    public int inputWidth() {
        return gain.columns();
    }

    @Override
    public int outputWidth() {
        return gain.columns();
    }

    /** Gains 1, biases 0. */
    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        LayerArguments.initialise(parameters, end, randoms);
        Arrays.fill(parameters, gain.offset(), gain.end(), 1);
        if (bias != null) {
            Arrays.fill(parameters, bias.offset(), bias.end(), 0);
        }
    }

    @Override
    public boolean tokenwise() {
        return true;
    }

    @Override
    public Pass pass() {
        return new NormalisationPass();
    }

    @Override
    public String toString() {
        return (bias == null ? "RmsNorm[" : "LayerNorm[") + gain.columns() + ", " + gain.name() + "]";
    }

    private final class NormalisationPass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final Workspace outputSpace = new Workspace();
        private final Workspace unitSpace = new Workspace(); // (x - mean) / deviation
        private final Workspace inverseSpace = new Workspace(); // 1 / deviation of each row
        private final Workspace inputGradientSpace = new Workspace();
        private int rows;

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            int w = inputWidth();
            LayerArguments.forward(parameters, end, x, w, shape);
            rows = shape.rows();
            double[] output = outputSpace.of(rows, w);
            double[] unit = unitSpace.of(rows, w);
            double[] inverse = inverseSpace.of(rows);
            for (int r = 0; r < rows; r++) {
                int at = r * w;
                double mean = bias == null ? 0 : math.sum(x, at, w) / w;
                shift(x, mean, unit, at, w);
                inverse[r] = 1 / Math.sqrt(math.dot(unit, at, unit, at, w) / w + EPSILON);
                scale(unit, inverse[r], parameters, gain.offset(), output, at, w);
                if (bias != null) {
                    math.axpy(1, parameters, bias.offset(), output, at, w);
                }
            }
            return output;
        }

        // With u = (x - mean) / s, s = sqrt(var + e), y = g o u + b and D = dL/dy, per row:
        //   dg += D o u,   db += D,   du = D o g
        //   ds/dx_k = (x_k - mean) / (w s) = u_k / w   (the mean's own change drops out: sum_j (x_j - mean) = 0), so
        //   du_j/dx_k = (1[j = k] - 1/w) / s - u_j u_k / (w s)
        //   dx = (du - mean(du) - u mean(u o du)) / s;   RMS norm has no mean to take off, and the second term is 0.
        @Override
        public double[] backward(double[] parameters, double[] d, double[] gradient) {
            int w = inputWidth();
            LayerArguments.backward(parameters, end, d, rows, w, gradient);
            double[] unit = unitSpace.array();
            double[] inverse = inverseSpace.array();
            double[] dx = inputGradientSpace.of(rows, w);
            for (int r = 0; r < rows; r++) {
                int at = r * w;
                gains(d, unit, gradient, gain.offset(), at, w);
                if (bias != null) {
                    math.axpy(1, d, at, gradient, bias.offset(), w);
                }
                scale(d, 1, parameters, gain.offset(), dx, at, w);
                double mean = bias == null ? 0 : math.sum(dx, at, w) / w;
                double along = math.dot(dx, at, unit, at, w) / w;
                project(dx, unit, mean, along, inverse[r], at, w);
            }
            return dx;
        }

        private static void shift(double[] x, double mean, double[] to, int at, int length) {
            for (int i = at; i < at + length; i++) {
                to[i] = x[i] - mean;
            }
        }

        // numbers *= factor; to = numbers o g
        private static void scale(
                double[] numbers, double factor, double[] g, int offset, double[] to, int at, int length) {
            if (factor == 1) {
                for (int i = 0; i < length; i++) {
                    to[at + i] = numbers[at + i] * g[offset + i];
                }
                return;
            }
            for (int i = 0; i < length; i++) {
                double number = numbers[at + i] * factor;
                numbers[at + i] = number;
                to[at + i] = number * g[offset + i];
            }
        }

        private static void gains(double[] d, double[] unit, double[] gradient, int offset, int at, int length) {
            for (int i = 0; i < length; i++) {
                gradient[offset + i] += d[at + i] * unit[at + i];
            }
        }

        private static void project(
                double[] dx, double[] unit, double mean, double along, double inverse, int at, int length) {
            for (int i = at; i < at + length; i++) {
                dx[i] = (dx[i] - mean - unit[i] * along) * inverse;
            }
        }
    }
}
