package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Blocks;

/** A power of a kernel with derivatives: d(k^p) = p k^(p - 1) dk. */
final class DifferentiablePower extends PowerKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;

    DifferentiablePower(DifferentiableKernel kernel, int exponent) {
        super(kernel, exponent);
        this.kernel = kernel;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiablePower(kernel.withHyperparameters(values), exponent());
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        kernel.gradientBlocks(tile, values, gradients);
        double[] slope = tile.borrow();
        for (int i = 0; i < tile.length(); i++) {
            slope[i] = exponent() * Blocks.power(values[i], exponent() - 1);
            values[i] = Blocks.power(values[i], exponent());
        }
        for (double[] gradient : gradients) {
            Blocks.multiply(tile, gradient, slope);
        }
        tile.release(slope);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        double[] weighted = weighted(tile, weights);
        kernel.contract(tile, weighted, result, offset);
        tile.release(weighted);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] weighted = weighted(tile, weights);
        kernel.contractInputs(tile, weighted, result, offset);
        tile.release(weighted);
    }

    private double[] weighted(Tile tile, double[] weights) {
        double[] weighted = tile.borrow();
        kernel.block(tile, weighted);
        for (int i = 0; i < tile.length(); i++) {
            weighted[i] = weights[i] * exponent() * Blocks.power(weighted[i], exponent() - 1);
        }
        return weighted;
    }
}
