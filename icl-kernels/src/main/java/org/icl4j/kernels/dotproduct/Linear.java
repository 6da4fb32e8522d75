package org.icl4j.kernels.dotproduct;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The linear kernel, k(x, z) = x' z: ridge regression in its dual form. No intercept; add one as
 * {@code polynomial(1, 1, offset)}. Positive semidefinite, of rank at most d; no hyperparameters. scikit-learn:
 * {@code linear_kernel}; its {@code DotProduct(s)} is this kernel plus the constant s^2.
 */
public record Linear() implements DifferentiableKernel {

    /** The one linear kernel; all instances are equal. */
    public Linear {}

    @Override
    public double value(double[] x, double[] z) {
        return PointPair.innerProduct(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public Linear withHyperparameters(double... values) {
        Require.length("values", values, 0, "the linear kernel has no hyperparameters");
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    // dk/dx_i = z_j
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Contractions.columns(tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public boolean isDotProduct() {
        return true;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "linear()";
    }
}
