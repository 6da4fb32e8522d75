package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The constant kernel k(x, z) = c. Added to another kernel it lets a model have an unknown constant term of prior variance
 * c. Its feature map is the number sqrt(c): positive semidefinite, of rank 1. scikit-learn's and GPyTorch's ConstantKernel. To
 * multiply a kernel by a fixed number there is {@link Kernel#scaled}; a product with this kernel makes the factor a
 * hyperparameter.
 *
 * @param value c, positive
 */
public record Constant(double value) implements DifferentiableKernel {

    /**
     * Checks the value.
     *
     * @param value c, positive
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Constant {
        Require.positive("value", value);
    }

    @Override
    public double value(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        return value;
    }

    @Override
    public void block(Tile tile, double[] result) {
        Arrays.fill(result, 0, tile.length(), value);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, value);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("value", value));
    }

    @Override
    public Constant withHyperparameters(double... values) {
        Require.length("values", values, 1, "one value");
        return new Constant(values[0]);
    }

    // dc/dlog c = c
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
        block(tile, gradients[0]);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        // The derivative is 0.
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public boolean isDotProduct() {
        return true;
    }

    @Override
    public Optional<Kernel> logarithm() {
        double logarithm = Math.log(value);
        return Optional.of(Kernel.radial(r2 -> logarithm));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "constant(" + value + ")";
    }
}
