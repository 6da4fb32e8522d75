package org.icl4j.kernels.dotproduct;

import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/**
 * The neural tangent kernel of a fully connected network of rectifiers without biases, with L hidden layers and one output, in
 * the limit of infinite width: E[grad f(x)' grad f(z)] over all weights, all standard normal, of
 *
 * <pre>f(x) = w' h_L,   h_l = sqrt(2 / width_l) max(0, W_l h_(l-1)),   h_0 = x</pre>
 *
 * <p>(variance 2 / width, as He initialises, with the factor outside the weights). With theta_0 the angle between x and z,
 *
 * <pre>
 * k(x, z) = |x| |z| t_L,   t_0 = cos theta_0,   t_l = t_(l-1) (1 - theta_(l-1) / pi) + cos theta_l
 * cos theta_l = (sin theta_(l-1) + (pi - theta_(l-1)) cos theta_(l-1)) / pi
 * </pre>
 *
 * <p>k(x, x) = (L + 1) |x|^2. Where a library scales by 1 / width instead of 2 / width, its kernel is k / 2^L. Positive
 * semidefinite, an expectation of inner products, and not definite, because k(2 x, z) = 2 k(x, z). k(0, z) = 0. No hyperparameters. The
 * gradient in x is 0 at x = 0, and leaves out the kinks theta = 0 and pi.
 *
 * <p>The recursion is done on h = sin^2(theta / 2), h_l = h_(l-1) - (sin theta - theta cos theta) / (2 pi) with theta of l - 1,
 * because an angle from its cosine is good to half of the digits only.
 *
 * <p>Source: Jacot, Gabriel and Hongler (2018), theorem 1; Arora et al. (2019), On exact computation with an infinitely wide neural
 * net, section 3 with c_sigma = 2, whose scaling this is.
 *
 * @param layers L, the number of hidden layers, from 1 to 256: each is an arc cosine a pair
 */
public record ReluNtk(int layers) implements DifferentiableKernel {

    private static final int MOST_LAYERS = 256;

    /**
     * Checks the depth.
     *
     * @param layers L, from 1 to 256
     * @throws IllegalArgumentException if it is below 1 or above 256
     */
    public ReluNtk {
        Require.inRange("layers", layers, 1, MOST_LAYERS);
    }

    private void profile(AngleRow row, double[] tangents) {
        for (int j = 0; j < row.count; j++) {
            tangents[j] = row.cosine(j);
        }
        for (int layer = 0; layer < layers; layer++) {
            row.angles();
            for (int j = 0; j < row.count; j++) {
                advance(row, j);
                tangents[j] = tangents[j] * (1 - row.theta[j] / Math.PI) + row.cosine(j);
            }
        }
    }

    // With c_l = cos theta_l and p = 1 - theta / pi: dc_l/dc_(l-1) = p and dp/dc_(l-1) = 1 / (pi sin theta), so
    // t_l' = t_(l-1)' p + (t_(l-1) / (pi sin theta) + p) c_(l-1)', where ' is the derivative in c_0.
    private void slope(AngleRow row, double[] slopes) {
        double[] tangents = new double[row.count];
        double[] cosineSlopes = new double[row.count];
        for (int j = 0; j < row.count; j++) {
            tangents[j] = row.cosine(j);
            cosineSlopes[j] = 1;
            slopes[j] = 1;
        }
        for (int layer = 0; layer < layers; layer++) {
            row.angles();
            for (int j = 0; j < row.count; j++) {
                double sine = row.sine(j);
                double p = 1 - row.theta[j] / Math.PI;
                double bend = sine == 0 ? 0 : tangents[j] / (Math.PI * sine);
                slopes[j] = slopes[j] * p + (bend + p) * cosineSlopes[j];
                cosineSlopes[j] *= p;
                advance(row, j);
                tangents[j] = tangents[j] * p + row.cosine(j);
            }
        }
    }

    // h and g of the next layer's angle
    private static void advance(AngleRow row, int j) {
        double lost = row.sine(j) - row.theta[j] * row.cosine(j);
        row.h[j] = Math.max(0, row.h[j] - lost / (2 * Math.PI));
        row.g[j] = 1 - row.h[j];
    }

    @Override
    public double value(double[] x, double[] z) {
        return Angles.value(this::profile, 1, x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        Angles.block(this::profile, 1, tile, result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Angles.diagonal(this::profile, 1, x, from, count, result, offset);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public ReluNtk withHyperparameters(double... values) {
        Require.length("values", values, 0, "the tangent kernel has no hyperparameters");
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Angles.contractInputs(this::profile, this::slope, 1, tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "reluNtk(" + layers + ")";
    }
}
