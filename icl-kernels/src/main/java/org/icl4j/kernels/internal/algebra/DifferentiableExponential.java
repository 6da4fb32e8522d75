package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Blocks;

/** An exponential with derivatives: d exp(k) = exp(k) dk, so weights w of the whole are w exp(k) of the part. */
final class DifferentiableExponential extends ExponentialKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;

    DifferentiableExponential(DifferentiableKernel kernel) {
        super(kernel);
        this.kernel = kernel;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiableExponential(kernel.withHyperparameters(values));
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] inner = tile.borrow();
        kernel.gradientBlocks(tile, inner, gradients);
        tile.release(inner);
        block(tile, values);
        for (double[] gradient : gradients) {
            Blocks.multiply(tile, gradient, values);
        }
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = weighted(tile, weights);
        kernel.contract(tile, inner, result, offset);
        tile.release(inner);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = weighted(tile, weights);
        kernel.contractInputs(tile, inner, result, offset);
        tile.release(inner);
    }

    private double[] weighted(Tile tile, double[] weights) {
        double[] inner = tile.borrow();
        block(tile, inner);
        Blocks.multiply(tile, inner, weights);
        return inner;
    }
}
