package org.icl4j.kernels.internal.algebra;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/** A sum of kernels with derivatives. */
final class DifferentiableSum extends SumKernel implements DifferentiableKernel {

    private final DifferentiableKernel first;
    private final DifferentiableKernel second;
    private final int split;
    private final int total;

    DifferentiableSum(DifferentiableKernel first, DifferentiableKernel second) {
        super(first, second);
        this.first = first;
        this.second = second;
        this.split = first.hyperparameters().size();
        this.total = split + second.hyperparameters().size();
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return PartParameters.of(terms());
    }

    // a + b + c has three terms, although it is (a + b) + c.
    private List<DifferentiableKernel> terms() {
        List<DifferentiableKernel> terms =
                new ArrayList<>(first instanceof DifferentiableSum sum ? sum.terms() : List.of(first));
        terms.add(second);
        return terms;
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        PartParameters.check(values, total);
        return new DifferentiableSum(
                first.withHyperparameters(PartParameters.slice(values, 0, split)),
                second.withHyperparameters(PartParameters.slice(values, split, total)));
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] other = tile.borrow();
        first.gradientBlocks(tile, values, PartParameters.slice(gradients, 0, split));
        second.gradientBlocks(tile, other, PartParameters.slice(gradients, split, total));
        VectorMath.get().axpy(1, other, 0, values, 0, tile.length());
        tile.release(other);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        first.contract(tile, weights, result, offset);
        second.contract(tile, weights, result, offset + split);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        first.contractInputs(tile, weights, result, offset);
        second.contractInputs(tile, weights, result, offset);
    }
}
