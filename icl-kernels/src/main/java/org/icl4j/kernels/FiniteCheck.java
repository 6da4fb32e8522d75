package org.icl4j.kernels;

import org.icl4j.core.VectorMath;

/** Finds the pair of points whose kernel value is NaN or infinite. */
final class FiniteCheck {

    private FiniteCheck() {}

    /** Checks a tile whose rows are the matrix's columns from j and whose columns are its rows from i. */
    static void tile(Tile tile, double[] values, int i, int j) {
        if (!isFinite(tile, values)) {
            locate(tile, values, i, j, true);
        }
    }

    /** Checks a tile whose rows are the matrix's rows from i. */
    static void rows(Tile tile, double[] values, int i, int j) {
        if (!isFinite(tile, values)) {
            locate(tile, values, i, j, false);
        }
    }

    // NaN and infinity survive a sum; a sum may also overflow by itself, so locate() decides.
    private static boolean isFinite(Tile tile, double[] values) {
        return Double.isFinite(VectorMath.get().sum(values, 0, tile.length()));
    }

    private static void locate(Tile tile, double[] values, int i, int j, boolean transposed) {
        for (int r = 0; r < tile.rows(); r++) {
            for (int c = 0; c < tile.columns(); c++) {
                double value = values[r * tile.stride() + c];
                if (!Double.isFinite(value)) {
                    int row = i + (transposed ? c : r);
                    int column = j + (transposed ? r : c);
                    throw new IllegalArgumentException(
                            "kernel: k(x[" + row + "], z[" + column + "]) = " + value
                                    + " is not finite; the kernel must be finite on these points (smaller scale, standardised inputs?)");
                }
            }
        }
    }
}
