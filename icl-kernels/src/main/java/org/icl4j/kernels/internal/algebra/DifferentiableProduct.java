package org.icl4j.kernels.internal.algebra;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Blocks;

/** A product of kernels with derivatives: d(k1 k2) = k2 dk1 + k1 dk2, so each factor's weights are w times the other factor. */
final class DifferentiableProduct extends ProductKernel implements DifferentiableKernel {

    private final DifferentiableKernel first;
    private final DifferentiableKernel second;
    private final int split;
    private final int total;

    DifferentiableProduct(DifferentiableKernel first, DifferentiableKernel second) {
        super(first, second);
        this.first = first;
        this.second = second;
        this.split = first.hyperparameters().size();
        this.total = split + second.hyperparameters().size();
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return PartParameters.of(factors());
    }

    // a * b * c has three factors, although it is (a * b) * c.
    private List<DifferentiableKernel> factors() {
        List<DifferentiableKernel> factors =
                new ArrayList<>(first instanceof DifferentiableProduct product ? product.factors() : List.of(first));
        factors.add(second);
        return factors;
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        PartParameters.check(values, total);
        return new DifferentiableProduct(
                first.withHyperparameters(PartParameters.slice(values, 0, split)),
                second.withHyperparameters(PartParameters.slice(values, split, total)));
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] other = tile.borrow();
        first.gradientBlocks(tile, values, PartParameters.slice(gradients, 0, split));
        second.gradientBlocks(tile, other, PartParameters.slice(gradients, split, total));
        for (int q = 0; q < total; q++) {
            Blocks.multiply(tile, gradients[q], q < split ? other : values);
        }
        Blocks.multiply(tile, values, other);
        tile.release(other);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        double[] weighted = tile.borrow();
        if (split > 0) {
            second.block(tile, weighted);
            Blocks.multiply(tile, weighted, weights);
            first.contract(tile, weighted, result, offset);
        }
        if (total > split) {
            first.block(tile, weighted);
            Blocks.multiply(tile, weighted, weights);
            second.contract(tile, weighted, result, offset + split);
        }
        tile.release(weighted);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] weighted = tile.borrow();
        second.block(tile, weighted);
        Blocks.multiply(tile, weighted, weights);
        first.contractInputs(tile, weighted, result, offset);
        first.block(tile, weighted);
        Blocks.multiply(tile, weighted, weights);
        second.contractInputs(tile, weighted, result, offset);
        tile.release(weighted);
    }
}
