package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/** A checked kernel with derivatives, which must be finite. */
final class DifferentiableChecked extends CheckedKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;

    DifferentiableChecked(DifferentiableKernel kernel) {
        super(kernel);
        this.kernel = kernel;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiableChecked(kernel.withHyperparameters(values));
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        kernel.gradientBlocks(tile, values, gradients);
        compare(tile, values);
        for (int q = 0; q < gradients.length; q++) {
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < tile.columns(); j++) {
                    if (!Double.isFinite(gradients[q][i * tile.stride() + j])) {
                        throw Require.error(
                                "kernel",
                                "dk / dlog " + hyperparameters().get(q).name() + " = "
                                        + gradients[q][i * tile.stride() + j] + " is not finite for points "
                                        + tile.rowIndex(i) + " and "
                                        + tile.columnIndex(j));
                    }
                }
            }
        }
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        kernel.contractInputs(tile, weights, result, offset);
        for (int i = 0; i < tile.rows() * tile.width(); i++) {
            if (!Double.isFinite(result[offset + i])) {
                throw Require.error(
                        "kernel",
                        "dk / dx = " + result[offset + i] + " is not finite at coordinate " + i % tile.width()
                                + " of point " + tile.rowIndex(i / tile.width()));
            }
        }
    }
}
