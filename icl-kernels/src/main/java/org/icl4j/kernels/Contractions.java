package org.icl4j.kernels;

import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.internal.engine.PackedTile;
import org.icl4j.kernels.internal.engine.TilePacking;

/**
 * Sums over a {@link Tile} that kernels' gradients are made of. Weights are a block of the tile, whose unused elements
 * (columns from {@link Tile#columns} to {@link Tile#stride}) are not read. The order of a sum
 * depends on the tile alone, not on threads.
 */
public final class Contractions {

    private Contractions() {}

    /**
     * Weighted differences, {@code result[offset + i d + k] += sum_j w_ij (x_ik - z_jk)}: the gradient in x_i of a function of
     * distances. No cancellation beyond the differences' own.
     *
     * @param tile the pairs, d coordinates wide
     * @param weights w, a block
     * @param result changed; {@code rows d} numbers from {@code offset} on
     * @param offset where they begin
     */
    public static void differences(Tile tile, double[] weights, double[] result, int offset) {
        TilePacking points = PackedTile.packing(tile);
        double[] x = points.xRows();
        double[] z = points.zTransposed();
        int d = tile.width();
        int stride = tile.stride();
        VectorMath math = VectorMath.get();
        for (int i = 0; i < tile.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double xik = x[points.xOffset() + i * d + k];
                result[offset + i * d + k] +=
                        math.dotDifferences(xik, weights, i * stride, z, k * stride, tile.columns());
            }
        }
    }

    /**
     * Weighted points, {@code result[offset + i d + k] += sum_j w_ij z_jk}: the gradient in x_i of a function of inner products.
     *
     * @param tile the pairs, d coordinates wide
     * @param weights w, a block
     * @param result changed; {@code rows d} numbers from {@code offset} on
     * @param offset where they begin
     */
    public static void columns(Tile tile, double[] weights, double[] result, int offset) {
        int d = tile.width();
        int stride = tile.stride();
        double[] z = PackedTile.packing(tile).zTransposed();
        // W Z, shapes [rows, columns] and [columns, d], Z stored coordinate-major
        VectorMath.get()
                .gemm(
                        false,
                        true,
                        tile.rows(),
                        d,
                        tile.columns(),
                        1,
                        weights,
                        0,
                        stride,
                        z,
                        0,
                        stride,
                        1,
                        result,
                        offset,
                        d);
    }

    /**
     * Weighted squared differences of each coordinate, {@code result[offset + k] += sum_ij w_ij (x_ik - z_jk)^2}: the gradient
     * in the length scales of a function of scaled distances.
     *
     * @param tile the pairs, d coordinates wide
     * @param weights w, a block
     * @param result changed; d numbers from {@code offset} on
     * @param offset where they begin
     */
    public static void squaredDifferences(Tile tile, double[] weights, double[] result, int offset) {
        TilePacking points = PackedTile.packing(tile);
        double[] x = points.xRows();
        double[] z = points.zTransposed();
        int d = tile.width();
        int stride = tile.stride();
        VectorMath math = VectorMath.get();
        for (int i = 0; i < tile.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double xik = x[points.xOffset() + i * d + k];
                result[offset + k] +=
                        math.dotSquaredDifferences(xik, weights, i * stride, z, k * stride, tile.columns());
            }
        }
    }

    /**
     * The product of two blocks, sum_ij a_ij b_ij.
     *
     * @param tile whose blocks they are
     * @param a a block
     * @param b a block
     * @return the sum over the pairs
     */
    public static double dot(Tile tile, double[] a, double[] b) {
        VectorMath math = VectorMath.get();
        int stride = tile.stride();
        double total = 0;
        for (int i = 0; i < tile.rows(); i++) {
            total += math.dot(a, i * stride, b, i * stride, tile.columns());
        }
        return total;
    }
}
