package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.DifferentiableMap;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/** A kernel with derivatives of mapped points: the gradient in f(x) is pulled back through f. */
final class DifferentiableWarped extends WarpedKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;
    private final DifferentiableMap map;

    DifferentiableWarped(DifferentiableKernel kernel, DifferentiableMap map) {
        super(kernel, map);
        this.kernel = kernel;
        this.map = map;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiableWarped(kernel.withHyperparameters(values), map);
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        kernel.gradientBlocks(tile.warped(map), values, gradients);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        kernel.contract(tile.warped(map), weights, result, offset);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Tile image = tile.warped(map);
        int e = image.width();
        int d = tile.width();
        double[] gradients = new double[tile.rows() * e];
        kernel.contractInputs(image, weights, gradients, 0);
        double[] inner = new double[d];
        double[] outer = new double[e];
        for (int i = 0; i < tile.rows(); i++) {
            System.arraycopy(gradients, i * e, outer, 0, e);
            System.arraycopy(result, offset + i * d, inner, 0, d);
            map.pullBack(tile.rowPoint(i), outer, inner);
            System.arraycopy(inner, 0, result, offset + i * d, d);
        }
    }
}
