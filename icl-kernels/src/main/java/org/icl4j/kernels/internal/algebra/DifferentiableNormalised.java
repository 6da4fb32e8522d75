package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/**
 * A normalised kernel with derivatives. With a = k(x, x), b = k(z, z) and n = k / sqrt(a b),
 *
 * <pre>dn = dk / sqrt(a b) - n / 2 (da / a + db / b),   da/dx = 2 dk(x, z)/dx at z = x</pre>
 *
 * <p>so that the weights of a pair also weigh the two diagonal pairs.
 */
final class DifferentiableNormalised extends NormalisedKernel implements DifferentiableKernel {

    private final DifferentiableKernel kernel;

    DifferentiableNormalised(DifferentiableKernel kernel) {
        super(kernel);
        this.kernel = kernel;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return kernel.hyperparameters();
    }

    @Override
    public DifferentiableKernel withHyperparameters(double... values) {
        return new DifferentiableNormalised(kernel.withHyperparameters(values));
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        kernel.gradientBlocks(tile, values, gradients);
        double[] rows = tile.borrow();
        double[] columns = tile.borrow();
        norms(tile, rows, columns);
        divide(tile, values, rows, columns);
        double[][] rowGradients = new double[gradients.length][tile.rows()];
        double[][] columnGradients = new double[gradients.length][tile.stride()];
        DiagonalTiles.ofRows(tile).gradients(kernel, rowGradients);
        DiagonalTiles.ofColumns(tile).gradients(kernel, columnGradients);
        int stride = tile.stride();
        for (int q = 0; q < gradients.length; q++) {
            for (int i = 0; i < tile.rows(); i++) {
                double da = rowGradients[q][i] / (rows[i] * rows[i]);
                for (int j = 0; j < tile.columns(); j++) {
                    double db = columnGradients[q][j] / (columns[j] * columns[j]);
                    int at = i * stride + j;
                    gradients[q][at] = gradients[q][at] / (rows[i] * columns[j]) - 0.5 * values[at] * (da + db);
                }
            }
        }
        tile.release(rows);
        tile.release(columns);
    }

    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        Reverse reverse = new Reverse(tile, weights);
        kernel.contract(tile, reverse.pairs, result, offset);
        DiagonalTiles.ofRows(tile).contract(kernel, reverse.rows, result, offset);
        DiagonalTiles.ofColumns(tile).contract(kernel, reverse.columns, result, offset);
        tile.release(reverse.pairs);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Reverse reverse = new Reverse(tile, weights);
        kernel.contractInputs(tile, reverse.pairs, result, offset);
        for (int i = 0; i < tile.rows(); i++) {
            reverse.rows[i] *= 2;
        }
        DiagonalTiles.ofRows(tile).contractInputs(kernel, reverse.rows, result, offset);
        tile.release(reverse.pairs);
    }

    /** The weights of k(x_i, z_j), k(x_i, x_i) and k(z_j, z_j). */
    private final class Reverse {

        final double[] pairs;
        final double[] rows;
        final double[] columns;

        Reverse(Tile tile, double[] weights) {
            int stride = tile.stride();
            this.pairs = tile.borrow();
            this.rows = new double[tile.rows()];
            this.columns = new double[tile.columns()];
            double[] rowNorms = tile.borrow();
            double[] columnNorms = tile.borrow();
            kernel.block(tile, pairs);
            norms(tile, rowNorms, columnNorms);
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < tile.columns(); j++) {
                    int at = i * stride + j;
                    double weight = weights[at] / (rowNorms[i] * columnNorms[j]);
                    double half = 0.5 * weight * pairs[at];
                    rows[i] -= half / (rowNorms[i] * rowNorms[i]);
                    columns[j] -= half / (columnNorms[j] * columnNorms[j]);
                    pairs[at] = weight;
                }
            }
            tile.release(rowNorms);
            tile.release(columnNorms);
        }
    }
}
