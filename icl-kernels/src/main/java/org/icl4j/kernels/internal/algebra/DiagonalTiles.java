package org.icl4j.kernels.internal.algebra;

import org.icl4j.core.Points;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Tile;

/** The pairs (x_i, x_i) of some points, as the diagonals of small tiles. */
final class DiagonalTiles {

    private static final int SIDE = 8;

    private final Points points;

    private DiagonalTiles(Points points) {
        this.points = points;
    }

    static DiagonalTiles ofRows(Tile tile) {
        double[] rows = new double[tile.rows() * tile.width()];
        for (int i = 0; i < tile.rows(); i++) {
            System.arraycopy(tile.rowPoint(i), 0, rows, i * tile.width(), tile.width());
        }
        return new DiagonalTiles(Points.ofRows("rows", tile.rows(), tile.width(), rows));
    }

    static DiagonalTiles ofColumns(Tile tile) {
        double[] rows = new double[tile.columns() * tile.width()];
        for (int j = 0; j < tile.columns(); j++) {
            System.arraycopy(tile.columnPoint(j), 0, rows, j * tile.width(), tile.width());
        }
        return new DiagonalTiles(Points.ofRows("columns", tile.columns(), tile.width(), rows));
    }

    Points points() {
        return points;
    }

    /** gradients[q][i] = d k(x_i, x_i) / d log theta_q. */
    void gradients(DifferentiableKernel kernel, double[][] gradients) {
        each((tile, first) -> {
            double[] values = new double[tile.length()];
            double[][] blocks = new double[gradients.length][tile.length()];
            kernel.gradientBlocks(tile, values, blocks);
            for (int q = 0; q < gradients.length; q++) {
                for (int i = 0; i < tile.rows(); i++) {
                    gradients[q][first + i] = blocks[q][i * tile.stride() + i];
                }
            }
        });
    }

    /** result[offset + q] += sum_i w_i d k(x_i, x_i) / d log theta_q. */
    void contract(DifferentiableKernel kernel, double[] weights, double[] result, int offset) {
        each((tile, first) -> kernel.contract(tile, onDiagonal(tile, weights, first), result, offset));
    }

    /** result[offset + i d + k] += w_i d k(x_i, z) / d x_ik at z = x_i. */
    void contractInputs(DifferentiableKernel kernel, double[] weights, double[] result, int offset) {
        each((tile, first) ->
                kernel.contractInputs(tile, onDiagonal(tile, weights, first), result, offset + first * points.width()));
    }

    private static double[] onDiagonal(Tile tile, double[] weights, int first) {
        double[] block = new double[tile.length()];
        for (int i = 0; i < tile.rows(); i++) {
            block[i * tile.stride() + i] = weights[first + i];
        }
        return block;
    }

    private interface TileTask {
        void accept(Tile tile, int first);
    }

    private void each(TileTask task) {
        for (int i = 0; i < points.size(); i += SIDE) {
            int count = Math.min(SIDE, points.size() - i);
            task.accept(Tile.of(points, i, count, points, i, count), i);
        }
    }
}
