package org.icl4j.kernels.internal.algebra;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/**
 * A centred kernel with derivatives. The means move with the hyperparameters and with the points: a tile of r by c pairs
 * costs (r + c) n derivatives beside its own, n the number of reference points.
 */
final class DifferentiableCentred extends CentredKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;
    private final int p;
    private volatile double @Nullable [] grandGradient;

    DifferentiableCentred(DifferentiableKernel kernel, Points reference) {
        super(kernel, reference);
        this.kernel = kernel;
        this.p = kernel.hyperparameters().size();
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiableCentred(kernel.withHyperparameters(values), reference());
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
        double[] inner = tile.borrow();
        kernel.gradientBlocks(tile, inner, gradients);
        tile.release(inner);
        double[][] rows = meanGradients(DiagonalTiles.ofRows(tile).points());
        double[][] columns = meanGradients(DiagonalTiles.ofColumns(tile).points());
        double[] grand = grandGradient();
        int stride = tile.stride();
        for (int q = 0; q < p; q++) {
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < tile.columns(); j++) {
                    gradients[q][i * stride + j] += grand[q] - rows[q][i] - columns[q][j];
                }
            }
        }
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        kernel.contract(tile, weights, result, offset);
        double[] rows = new double[tile.rows()];
        double[] columns = new double[tile.columns()];
        double total = sums(tile, weights, rows, columns);
        againstReference(DiagonalTiles.ofRows(tile).points(), rows, false, result, offset);
        againstReference(DiagonalTiles.ofColumns(tile).points(), columns, false, result, offset);
        double[] grand = grandGradient();
        for (int q = 0; q < p; q++) {
            result[offset + q] += total * grand[q];
        }
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        kernel.contractInputs(tile, weights, result, offset);
        double[] rows = new double[tile.rows()];
        sums(tile, weights, rows, new double[tile.columns()]);
        againstReference(DiagonalTiles.ofRows(tile).points(), rows, true, result, offset);
    }

    private static double sums(Tile tile, double[] weights, double[] rows, double[] columns) {
        double total = 0;
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < tile.columns(); j++) {
                rows[i] += weights[i * tile.stride() + j];
                columns[j] += weights[i * tile.stride() + j];
            }
            total += rows[i];
        }
        return total;
    }

    // Adds -sum_i w_i dm(x_i).
    private void againstReference(Points x, double[] weights, boolean inputs, double[] result, int offset) {
        eachReferenceTile(x, tile -> {
            double[] block = new double[tile.length()];
            for (int i = 0; i < tile.rows(); i++) {
                Arrays.fill(
                        block,
                        i * tile.stride(),
                        (i + 1) * tile.stride(),
                        -weights[i] / reference().size());
            }
            if (inputs) {
                kernel.contractInputs(tile, block, result, offset);
            } else {
                kernel.contract(tile, block, result, offset);
            }
        });
    }

    // dm(x_i) / d log theta_q, at most a tile's rows.
    private double[][] meanGradients(Points x) {
        double[][] sums = new double[p][x.size()];
        eachReferenceTile(x, tile -> {
            double[][] gradients = new double[p][tile.length()];
            kernel.gradientBlocks(tile, new double[tile.length()], gradients);
            for (int q = 0; q < p; q++) {
                for (int i = 0; i < tile.rows(); i++) {
                    for (int j = 0; j < tile.columns(); j++) {
                        sums[q][i] += gradients[q][i * tile.stride() + j]
                                / reference().size();
                    }
                }
            }
        });
        return sums;
    }

    private interface TileTask {
        void accept(Tile tile);
    }

    private void eachReferenceTile(Points x, TileTask task) {
        Points reference = reference();
        for (int j = 0; j < reference.size(); j += Tile.SIZE) {
            task.accept(Tile.of(x, 0, x.size(), reference, j, Math.min(Tile.SIZE, reference.size() - j)));
        }
    }

    // Two threads may both compute it: the same numbers.
    private double[] grandGradient() {
        double[] gradient = grandGradient;
        if (gradient == null) {
            gradient = new double[p];
            Points reference = reference();
            for (int i = 0; i < reference.size(); i += Tile.SIZE) {
                int count = Math.min(Tile.SIZE, reference.size() - i);
                double[] numbers = new double[count * reference.width()];
                reference.copyRows(i, count, numbers, 0);
                double[] weights = new double[count];
                Arrays.fill(weights, -1.0 / reference.size());
                againstReference(Points.ofRows("rows", count, reference.width(), numbers), weights, false, gradient, 0);
            }
            grandGradient = gradient;
        }
        return gradient;
    }
}
