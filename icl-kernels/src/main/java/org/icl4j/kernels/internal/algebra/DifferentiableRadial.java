package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/** A user's profile f(|x - z|^2) with its derivative: dk/dx = 2 f'(|x - z|^2) (x - z). */
final class DifferentiableRadial extends RadialKernel implements DifferentiableKernel {

    private final DoubleUnaryOperator profile;
    private final DoubleUnaryOperator derivative;

    DifferentiableRadial(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
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
        tile.squaredDistances(slopes);
        for (int i = 0; i < tile.length(); i++) {
            // Between equal points x - z is 0, and f' may be infinite, as for exp(-|x - z|).
            slopes[i] = slopes[i] == 0 ? 0 : 2 * weights[i] * derivative.applyAsDouble(slopes[i]);
        }
        Contractions.differences(tile, slopes, result, offset);
        tile.release(slopes);
    }

    @Override
    public String toString() {
        return "radial(" + profile + ", " + derivative + ")";
    }
}
