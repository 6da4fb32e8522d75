package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/** A declared kernel with derivatives, which are the kernel's own. */
final class DifferentiableDeclared extends DeclaredKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;

    DifferentiableDeclared(DifferentiableKernel kernel, Definiteness definiteness) {
        super(kernel, definiteness);
        this.kernel = kernel;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiableDeclared(kernel.withHyperparameters(values), definiteness());
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        kernel.gradientBlocks(tile, values, gradients);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        kernel.contract(tile, weights, result, offset);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        kernel.contractInputs(tile, weights, result, offset);
    }
}
