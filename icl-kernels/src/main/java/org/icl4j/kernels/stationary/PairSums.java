package org.icl4j.kernels.stationary;

import java.util.function.DoubleUnaryOperator;
import org.icl4j.kernels.Tile;

/** Loops over a tile's pairs for derivatives that are no function of the Euclidean distance. */
final class PairSums {

    private PairSums() {}

    /** a = factor a w. */
    static void multiply(Tile tile, double[] a, double factor, double[] weights) {
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            a[i] *= factor * weights[i];
        }
    }

    /** {@code result[offset + i d + k] += sum_j a_ij term(x_ik - z_jk)}. */
    static void differences(Tile tile, double[] a, DoubleUnaryOperator term, double[] result, int offset) {
        int d = tile.width();
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = tile.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = tile.columnPoint(j);
                double weight = a[i * tile.stride() + j];
                for (int k = 0; k < d; k++) {
                    result[offset + i * d + k] += weight * term.applyAsDouble(x[k] - z[k]);
                }
            }
        }
    }
}
