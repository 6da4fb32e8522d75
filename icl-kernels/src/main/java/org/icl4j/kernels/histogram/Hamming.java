package org.icl4j.kernels.histogram;

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
 * The exponential kernel of the Hamming distance, for categories that are coded as numbers:
 *
 * <pre>k(x, z) = exp(-m / l),   m the number of coordinates in which x and z differ</pre>
 *
 * <p>The codes' order and spacing do not matter; numbers are equal or not, without a tolerance. A product over coordinates of
 * (1 - q) 1(x_k = z_k) + q, q = exp(-1 / l), each positive definite: positive definite, and stationary. The diffusion kernel
 * on categories has this form. Hyperparameter: the length scale, in numbers of coordinates. As a function of the inputs it is
 * constant but for jumps: its gradient in them is 0.
 *
 * <p>Source: Kondor and Lafferty (2002), Diffusion kernels on graphs and other discrete input spaces (products of complete
 * graphs).
 *
 * @param lengthScale l, positive
 */
public record Hamming(double lengthScale) implements DifferentiableKernel {

    // 1 where x and z differ, without a branch: x - z is 0 between equal numbers only, and at least 4.9e-324.
    private static final Tile.CoordinateTerm DIFFERENT = (x, z, count, sums) -> {
        for (int j = 0; j < count; j++) {
            sums[j] += Math.min(1, Math.abs(x - z[j]) * 1e200 * 1e200);
        }
    };

    /**
     * Checks the length scale.
     *
     * @param lengthScale l, positive
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Hamming {
        Require.positive("lengthScale", lengthScale);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(-1 / lengthScale * differences(x, z));
    }

    private static int differences(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        int count = 0;
        for (int k = 0; k < x.length; k++) {
            count += x[k] == z[k] ? 0 : 1;
        }
        return count;
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.coordinateSums(DIFFERENT, result);
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
    public Hamming withHyperparameters(double... values) {
        Require.length("values", values, 1, "one length scale");
        return new Hamming(values[0]);
    }

    // dk/dlog l = (m / l) k
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        tile.coordinateSums(DIFFERENT, values);
        System.arraycopy(values, 0, gradient, 0, tile.length());
        VectorMath.get().exp(-1 / lengthScale, values, 0, tile.length());
        for (int i = 0; i < tile.length(); i++) {
            gradient[i] *= values[i] / lengthScale;
        }
    }

    /** Adds nothing: the derivative is 0 wherever there is one. */
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        // 0
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
        return Optional.of(new Score(lengthScale));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "hamming(" + lengthScale + ")";
    }

    /** -m / l. */
    private record Score(double lengthScale) implements Kernel {
        @Override
        public double value(double[] x, double[] z) {
            return -differences(x, z) / lengthScale;
        }

        @Override
        public void block(Tile tile, double[] result) {
            tile.coordinateSums(DIFFERENT, result);
            for (int i = 0; i < tile.length(); i++) {
                result[i] = -result[i] / lengthScale;
            }
        }
    }
}
