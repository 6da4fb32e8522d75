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

        // A row at a time, and the weights: the compiler makes vector code of loops from the start of arrays only.
        private final double[] u = new double[gain.columns()];
        private final double[] y = new double[gain.columns()];
        private final double[] g = new double[gain.columns()];
        private final double[] b = new double[gain.columns()];
        private final double[] gainGradient = new double[gain.columns()];
        private final double[] biasGradient = new double[gain.columns()];

        @Override
        public double[] forward(double[] parameters, double[] x, Sequences shape) {
            int w = inputWidth();
            LayerArguments.forward(parameters, end, x, w, shape);
            rows = shape.rows();
            double[] output = outputSpace.of(rows, w);
            double[] unit = unitSpace.of(rows, w);
            double[] inverse = inverseSpace.of(rows);
            System.arraycopy(parameters, gain.offset(), g, 0, w);
            if (bias != null) {
                System.arraycopy(parameters, bias.offset(), b, 0, w);
            }
            for (int r = 0; r < rows; r++) {
                int at = r * w;
                System.arraycopy(x, at, u, 0, w);
                if (bias != null) {
                    shift(u, math.sum(u, 0, w) / w);
                }
                inverse[r] = 1 / Math.sqrt(math.dot(u, 0, u, 0, w) / w + EPSILON);
                scale(u, inverse[r], g, b, y);
                System.arraycopy(u, 0, unit, at, w);
                System.arraycopy(y, 0, output, at, w);
            }
            return output;
        }

        private static void shift(double[] u, double mean) {
            for (int i = 0; i < u.length; i++) {
                u[i] = u[i] - mean;
            }
        }

        // u *= factor;  y = u o g + b
        private static void scale(double[] u, double factor, double[] g, double[] b, double[] y) {
            for (int i = 0; i < u.length; i++) {
                double number = u[i] * factor;
                u[i] = number;
                y[i] = number * g[i] + b[i];
            }
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
            System.arraycopy(parameters, gain.offset(), g, 0, w);
            Arrays.fill(gainGradient, 0);
            Arrays.fill(biasGradient, 0);
            for (int r = 0; r < rows; r++) {
                int at = r * w;
                System.arraycopy(d, at, y, 0, w);
                System.arraycopy(unit, at, u, 0, w);
                gradients(y, u, g, gainGradient, biasGradient);
                double mean = bias == null ? 0 : math.sum(y, 0, w) / w;
                double along = math.dot(y, 0, u, 0, w) / w;
                project(y, u, mean, along, inverse[r]);
                System.arraycopy(y, 0, dx, at, w);
            }
            math.axpy(1, gainGradient, 0, gradient, gain.offset(), w);
            if (bias != null) {
                math.axpy(1, biasGradient, 0, gradient, bias.offset(), w);
            }
            return dx;
        }

        // dg += d o u;  db += d;  d = d o g
        private static void gradients(double[] d, double[] u, double[] g, double[] dg, double[] db) {
            for (int i = 0; i < d.length; i++) {
                double number = d[i];
                dg[i] += number * u[i];
                db[i] += number;
                d[i] = number * g[i];
            }
        }

        private static void project(double[] d, double[] u, double mean, double along, double inverse) {
            for (int i = 0; i < d.length; i++) {
                d[i] = (d[i] - mean - u[i] * along) * inverse;
            }
        }
    }
}
