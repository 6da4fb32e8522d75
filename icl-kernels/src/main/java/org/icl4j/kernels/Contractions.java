package org.icl4j.kernels;

/**
 * Sums over a {@link Tile} that kernels' gradients are made of. Weights are a block of the tile, whose unused elements
 * (columns from {@link Tile#columns} to {@link Tile#stride}) are not read. Sums run over columns in order, so they do not
 * depend on threads.
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
        TilePacking points = tile.packing();
        double[] x = points.xRows();
        double[] z = points.zTransposed();
        int d = tile.width();
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double xik = x[points.xOffset() + i * d + k];
                double sum = 0;
                for (int j = 0; j < tile.columns(); j++) {
                    sum += weights[i * stride + j] * (xik - z[k * stride + j]);
                }
                result[offset + i * d + k] += sum;
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
        double[] z = tile.packing().zTransposed();
        int d = tile.width();
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double sum = 0;
                for (int j = 0; j < tile.columns(); j++) {
                    sum += weights[i * stride + j] * z[k * stride + j];
                }
                result[offset + i * d + k] += sum;
            }
        }
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
        TilePacking points = tile.packing();
        double[] x = points.xRows();
        double[] z = points.zTransposed();
        int d = tile.width();
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double xik = x[points.xOffset() + i * d + k];
                double sum = 0;
                for (int j = 0; j < tile.columns(); j++) {
                    double difference = xik - z[k * stride + j];
                    sum += weights[i * stride + j] * difference * difference;
                }
                result[offset + k] += sum;
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
        int stride = tile.stride();
        double total = 0;
        for (int i = 0; i < tile.rows(); i++) {
            double sum = 0;
            for (int j = i * stride; j < i * stride + tile.columns(); j++) {
                sum += a[j] * b[j];
            }
            total += sum;
        }
        return total;
    }
}
