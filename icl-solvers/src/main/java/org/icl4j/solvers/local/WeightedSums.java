package org.icl4j.solvers.local;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/** The running sums of some queries over all tiles of the context. */
final class WeightedSums {

    private final VectorMath math = VectorMath.get();
    private final NadarayaWatsonModel mean;
    private final Points queries;
    private final int from;
    private final int rows;
    private final double[] y;
    private final int t;
    private final double[] greatest;
    private final double[] weight;
    private final double[] weighted;
    private final double[] block = new double[Tile.SIZE * Tile.SIZE];

    WeightedSums(NadarayaWatsonModel mean, Points queries, int from, int rows, double[] y) {
        this.mean = mean;
        this.queries = queries;
        this.from = from;
        this.rows = rows;
        this.y = y;
        this.t = mean.targetWidth();
        this.greatest = new double[rows];
        this.weight = new double[rows];
        this.weighted = new double[rows * t];
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
    }

    void answer(double[] answers) {
        Points keys = mean.context.inputs();
        Kernel evaluated = mean.logarithm.orElse(mean.kernel);
        for (int key = 0; key < keys.size(); key += Tile.SIZE) {
            int columns = Math.min(Tile.SIZE, keys.size() - key);
            Tile tile = Tile.of(queries, from, rows, keys, key, columns);
            evaluated.block(tile, block);
            for (int i = 0; i < rows; i++) {
                if (mean.logarithm.isPresent()) {
                    exponentiate(i, tile.stride(), columns);
                }
                weight[i] += math.sum(block, i * tile.stride(), columns);
            }
            // [rows, columns] [columns, t]
            math.gemm(false, false, rows, t, columns, 1, block, 0, tile.stride(), y, key * t, t, 1, weighted, 0, t);
        }
        for (int i = 0; i < rows; i++) {
            NadarayaWatsonModel.requirePositive("queries", from + i, " under " + mean.kernel(), weight[i]);
            for (int j = 0; j < t; j++) {
                answers[(from + i) * t + j] = weighted[i * t + j] / weight[i];
            }
        }
    }

    /** Turns logits into weights relative to the greatest so far, and rescales the sums to it. */
    private void exponentiate(int i, int stride, int columns) {
        int start = i * stride;
        double top = Math.max(greatest[i], math.max(block, start, columns));
        if (top == Double.NEGATIVE_INFINITY) {
            Arrays.fill(block, start, start + columns, 0);
            return;
        }
        double factor = Math.exp(greatest[i] - top);
        weight[i] *= factor;
        for (int j = 0; j < t; j++) {
            weighted[i * t + j] *= factor;
        }
        for (int j = 0; j < columns; j++) {
            block[start + j] -= top;
        }
        math.exp(1, block, start, columns);
        greatest[i] = top;
    }
}
