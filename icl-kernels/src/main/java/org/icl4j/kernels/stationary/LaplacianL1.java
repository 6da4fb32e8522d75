package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The exponential of the L1 distance:
 *
 * <pre>k(x, z) = exp(-|x - z|_1 / l) = exp(-sum_k |x_k - z_k| / l)</pre>
 *
 * <p>A product of {@link LaplacianL2} kernels of the coordinates, hence positive definite on R^d; the spectral density is a
 * product of Cauchy densities of scale 1 / l. scikit-learn's laplacian_kernel with gamma = 1 / l (its default is l = d). The
 * exponential of the Euclidean distance, which other libraries call Laplacian, is {@link LaplacianL2}.
 *
 * <p>The derivative in a coordinate is 0 where x_k = z_k, where k has a kink.
 *
 * <p>Source: Rahimi and Recht (2007), Random Features for Large-Scale Kernel Machines, figure 1.
 *
 * @param lengthScale l, from 1e-150 to 1e150
 */
public record LaplacianL1(double lengthScale) implements DifferentiableKernel {

    /**
     * Checks the length scale.
     *
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if it is not positive, not finite or out of range
     */
    public LaplacianL1 {
        LengthScales.check("lengthScale", lengthScale);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(exponent(x, z));
    }

    private double exponent(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.abs(x[k] - z[k]);
        }
        return -1 / lengthScale * sum;
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.absoluteDistances(result);
        VectorMath.get().exp(-1 / lengthScale, result, 0, tile.length());
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
    public LaplacianL1 withHyperparameters(double... values) {
        Require.length("values", values, 1, "one length scale");
        return new LaplacianL1(values[0]);
    }

    // k = exp(-s), s = |x - z|_1 / l, ds/dlog l = -s, so dk/dlog l = s k.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        tile.absoluteDistances(values);
        int length = tile.length();
        double scale = 1 / lengthScale;
        for (int i = 0; i < length; i++) {
            gradient[i] = Math.min(scale * values[i], Isotropic.HUGE);
        }
        VectorMath.get().exp(-scale, values, 0, length);
        for (int i = 0; i < length; i++) {
            gradient[i] *= values[i];
        }
    }

    // dk/dx_k = -k sign(x_k - z_k) / l
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = tile.borrow();
        block(tile, inner);
        PairSums.multiply(tile, inner, -1 / lengthScale, weights);
        PairSums.differences(tile, inner, Math::signum, result, offset);
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
        return Optional.of(new Logarithm(this));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "laplacianL1(" + lengthScale + ")";
    }

    private record Logarithm(LaplacianL1 kernel) implements Kernel {
        @Override
        public double value(double[] x, double[] z) {
            return kernel.exponent(x, z);
        }

        @Override
        public void block(Tile tile, double[] result) {
            tile.absoluteDistances(result);
            double factor = -1 / kernel.lengthScale;
            for (int i = 0; i < tile.length(); i++) {
                result[i] *= factor;
            }
        }

        @Override
        public boolean isStationary() {
            return true;
        }
    }
}
