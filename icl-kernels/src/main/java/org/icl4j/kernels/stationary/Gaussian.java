package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.VectorMath;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Pairs;
import org.icl4j.kernels.Tile;

/**
 * The Gaussian kernel, also called squared exponential or RBF:
 *
 * <pre>k(x, z) = exp(-|x - z|^2 / (2 l^2))</pre>
 *
 * <p>with length scale l in the units of the inputs. Stationary; positive definite on R^d for every d, with spectral density
 * N(0, 1 / l^2). Other libraries write exp(-gamma |x - z|^2) with gamma = 1 / (2 l^2): see {@link #ofGamma}.
 *
 * <p>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, equation 4.9.
 *
 * @param lengthScale l, from 1e-150 to 1e150, so that l^2 neither overflows nor vanishes
 */
public record Gaussian(double lengthScale) implements DifferentiableKernel {

    /**
     * Checks the length scale.
     *
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if it is not positive, not finite or out of range
     */
    public Gaussian {
        Require.positive("lengthScale", lengthScale);
        if (lengthScale < 1e-150 || lengthScale > 1e150) {
            throw Require.error("lengthScale", "must be in [1e-150, 1e150], got " + lengthScale);
        }
    }

    /**
     * The kernel exp(-gamma |x - z|^2).
     *
     * @param gamma 1 / (2 l^2), positive
     * @return the Gaussian of length scale sqrt(1 / (2 gamma))
     */
    public static Gaussian ofGamma(double gamma) {
        return new Gaussian(Math.sqrt(0.5 / Require.positive("gamma", gamma)));
    }

    // -1 / (2 l^2)
    private double scale() {
        return -0.5 / (lengthScale * lengthScale);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(scale() * Pairs.squaredDistance(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.squaredDistances(result);
        VectorMath.get().exp(scale(), result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, 1);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("lengthScale", lengthScale));
    }

    @Override
    public Gaussian withHyperparameters(double... values) {
        Require.length("values", values, 1, "one length scale");
        return new Gaussian(values[0]);
    }

    // k = exp(c r^2), c = -1 / (2 l^2), dc/dlog l = -2 c, so dk/dlog l = -2 c r^2 k.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        tile.squaredDistances(values);
        System.arraycopy(values, 0, gradient, 0, tile.length());
        VectorMath.get().exp(scale(), values, 0, tile.length());
        double factor = -2 * scale();
        for (int i = 0; i < tile.length(); i++) {
            gradient[i] *= factor * values[i];
        }
    }

    // dk/dx_i = 2 c k (x_i - z_j)
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = tile.borrow();
        block(tile, inner);
        double factor = 2 * scale();
        for (int i = 0; i < tile.length(); i++) {
            inner[i] *= factor * weights[i];
        }
        Contractions.differences(tile, inner, result, offset);
        tile.release(inner);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public Optional<Kernel> logarithm() {
        double scale = scale();
        return Optional.of(Kernel.radial(r2 -> scale * r2));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "gaussian(" + lengthScale + ")";
    }
}
