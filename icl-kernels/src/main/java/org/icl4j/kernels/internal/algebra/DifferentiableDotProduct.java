package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Blocks;

/** A user's profile f(x' z) with its derivative: dk/dx = f'(x' z) z. */
final class DifferentiableDotProduct extends DotProductKernel implements DifferentiableKernel {

    private final DoubleUnaryOperator profile;
    private final DoubleUnaryOperator derivative;

    DifferentiableDotProduct(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
        super(profile);
        this.profile = profile;
        this.derivative = Require.notNull("derivative", derivative);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        PartParameters.check(values, 0);
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {}

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] slopes = tile.borrow();
        tile.innerProducts(slopes);
        tile.map(derivative, slopes);
        Blocks.multiply(tile, slopes, weights);
        Contractions.columns(tile, slopes, result, offset);
        tile.release(slopes);
    }

    @Override
    public String toString() {
        return "dotProduct(" + profile + ", " + derivative + ")";
    }
}
