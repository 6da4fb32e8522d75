package org.icl4j.kernels.internal.engine;

import org.icl4j.core.linalg.NativeTile;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;

/** Finds the pair of points whose kernel value is NaN or infinite. */
final class FiniteCheck {

    private FiniteCheck() {}

    /** Checks a tile whose rows are the matrix's columns from j, and whose columns are its rows from i. */
    static void transposed(Workspace w, int i, int j) {
        if (!isFinite(w)) {
            locate(w, i, j, true);
        }
    }

    /** Checks a tile whose rows are the matrix's rows from i. */
    static void direct(Workspace w, int i, int j) {
        if (!isFinite(w)) {
            locate(w, i, j, false);
        }
    }

    // Where OpenBLAS is there, it adds up a copy, which then waits in NativeTile to be written into matrices.
    // NaN and infinity survive a sum; a sum may also overflow by itself, so locate() decides.
    private static boolean isFinite(Workspace w) {
        int length = w.tile.length();
        return NativeTile.isAtHand()
                ? NativeTile.ofThread().load(w.values, length)
                : Double.isFinite(VectorMath.get().sum(w.values, 0, length));
    }

    private static void locate(Workspace w, int i, int j, boolean transposed) {
        for (int r = 0; r < w.tile.rows(); r++) {
            for (int c = 0; c < w.tile.columns(); c++) {
                double value = w.values[r * w.tile.stride() + c];
                if (!Double.isFinite(value)) {
                    int row = i + (transposed ? c : r);
                    int column = j + (transposed ? r : c);
                    throw new IllegalArgumentException("kernel: k(x[" + row + "], z[" + column + "]) = " + value
                            + " is not finite; "
                            + (Double.isNaN(value)
                                    ? "kernel.checked() names the two points; where values overflow, "
                                    : "")
                            + "use a smaller scale, or standardised inputs, or another kernel");
                }
            }
        }
    }
}
