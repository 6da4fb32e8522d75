package org.icl4j.kernels.internal.engine;

import org.icl4j.core.math.VectorMath;

/**
 * Which squared distances |x|^2 + |z|^2 - 2 x'z have all the digits that are promised.
 *
 * <p>A sum of products in which no term is rounded more than r times, each time by a factor within 1 + u or 1 / (1 + u), u = 2^-53, has an error of at
 * most g_r = r u / (1 - r u) times the sum of the terms' sizes (Higham 2002, sections 3.1 and 4.2). So with
 *
 * <pre>
 *   r  for the squared norms, which {@link VectorMath#dot} adds up in 4 L sums, L its lanes
 *   s  for the product, which {@link VectorMath#gemm} adds up in blocks of terms, and the blocks then
 *   n  = |x|^2 + |z|^2 as computed, one rounding more, and 2 |x| |z| &lt;= |x|^2 + |z|^2
 * </pre>
 *
 * the distance before its last rounding has an error of at most (g_(r+1) + g_s) (|x|^2 + |z|^2), which is below (r + s + 2) u n while
 * (r + s)^2 is far below 1 / u. A distance of at least t n has with its last rounding, which is below 2 u, a relative error below (r + s + 2) u / t + 2 u.
 * This is the tolerance for t = (r + s + 2) u / (tolerance - 2 u). From about r + s = 18 000 on t is above 2, which no distance reaches.
 */
final class ProductError {

    private static final double TOLERANCE = 1e-12;
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Terms that are added up before their sum is: of the providers with fused multiply-adds, and of the scalar one. */
    static final int BLOCK = 256;

    static final int SCALAR_BLOCK = 64;

    private ProductError() {}

    /** The least ratio t of a squared distance to |x|^2 + |z|^2 from which on its relative error is below 1e-12. */
    static double leastRatio(int d) {
        return leastRatio(d, VectorMath.get().lanes());
    }

    static double leastRatio(int d, int lanes) {
        int roundings = ofNorms(d, lanes) + ofProduct(d) + 2;
        return roundings * UNIT_ROUNDOFF / (TOLERANCE - 2 * UNIT_ROUNDOFF);
    }

    // Of d / 4 L terms a sum, two additions of the four sums, at most three terms that fill no group, at most log2(8)
    // additions of lanes, and at most L - 1 terms that fill no vector.
    private static int ofNorms(int d, int lanes) {
        return d / (4 * lanes) + 2 + 3 + 3 + lanes - 1;
    }

    private static int ofProduct(int d) {
        return Math.max(ofBlocks(d, BLOCK), ofBlocks(d, SCALAR_BLOCK));
    }

    // The first term of a block is rounded once with each of the block's terms; the first block once with each that
    // follows.
    private static int ofBlocks(int d, int block) {
        return Math.min(d, block) + (d - 1) / block;
    }
}
