package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Blocks;

/** A multiple of a kernel with derivatives. The factor is the first hyperparameter: d(s k) / dlog s = s k. */
final class DifferentiableScaled extends ScaledKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;
    private final int inner;

    DifferentiableScaled(double factor, DifferentiableKernel kernel) {
        super(factor, kernel);
        this.kernel = kernel;
        this.inner = kernel.hyperparameters().size();
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return PartParameters.before(kernel, Hyperparameter.of("factor", factor()));
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        PartParameters.check(values, 1 + inner);
        return new DifferentiableScaled(
                values[0], kernel.withHyperparameters(PartParameters.slice(values, 1, values.length)));
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        kernel.gradientBlocks(tile, values, PartParameters.slice(gradients, 1, 1 + inner));
        Blocks.scale(tile, values, factor());
        for (int q = 1; q <= inner; q++) {
            Blocks.scale(tile, gradients[q], factor());
        }
        System.arraycopy(values, 0, gradients[0], 0, tile.length());
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        double[] block = tile.borrow();
        block(tile, block);
        result[offset] += Contractions.dot(tile, weights, block);
        tile.release(block);
        double[] unscaled = new double[inner];
        kernel.contract(tile, weights, unscaled, 0);
        for (int q = 0; q < inner; q++) {
            result[offset + 1 + q] += factor() * unscaled[q];
        }
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] scaled = tile.borrow();
        System.arraycopy(weights, 0, scaled, 0, tile.length());
        Blocks.scale(tile, scaled, factor());
        kernel.contractInputs(tile, scaled, result, offset);
        tile.release(scaled);
    }
}
