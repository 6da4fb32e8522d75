package org.icl4j.kernels.internal.engine;

import org.icl4j.kernels.Tile;

/** Arithmetic of whole blocks, in place. */
public final class Blocks {

    private Blocks() {}

    /** block_ij *= other_ij. */
    public static void multiply(Tile tile, double[] block, double[] other) {
        for (int i = 0; i < tile.length(); i++) {
            block[i] *= other[i];
        }
    }

    /** block_ij *= factor. */
    public static void scale(Tile tile, double[] block, double factor) {
        for (int i = 0; i < tile.length(); i++) {
            block[i] *= factor;
        }
    }

    /** base^exponent by repeated squaring: within exponent roundings, and the same bits everywhere. */
    public static double power(double base, int exponent) {
        double result = 1;
        double square = base;
        for (int remaining = exponent; remaining > 0; remaining >>= 1) {
            if ((remaining & 1) != 0) {
                result *= square;
            }
            if (remaining > 1) {
                square *= square;
            }
        }
        return result;
    }
}
