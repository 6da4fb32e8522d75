package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/**
 * K'(K V) with each value of K made once: the tiles of a few rows are kept, in the cache, until the rows' products with V are whole. A tile
 * for each piece of z, which stays packed while rows pass by.
 */
public final class NormalProducts {

    /** Numbers of the tiles that are kept: half a mebibyte, which leaves room in the cache of a core. */
    private static final int KEPT = 1 << 16;

    private static final int LEAST_ROWS = 8;

    private final Kernel kernel;
    private final Points x;
    private final Points z;
    private final double[] v;
    private final int t;
    private final double[] sum;
    private final int band;
    private final PackedTile[] tiles;
    private final double[][] values;
    private final double[] products;

    private NormalProducts(Kernel kernel, Points x, Points z, double[] v, int t, double[] sum) {
        this.kernel = kernel;
        this.x = x;
        this.z = z;
        this.v = v;
        this.t = t;
        this.sum = sum;
        int pieces = GramTasks.pieces(z.size(), Tile.SIZE);
        int fitting = KEPT / (pieces * Tile.SIZE) / LEAST_ROWS * LEAST_ROWS;
        this.band = Math.max(LEAST_ROWS, Math.min(Tile.SIZE, fitting));
        this.tiles = new PackedTile[pieces];
        this.values = new double[pieces][];
        this.products = new double[band * t];
    }

    /** sum += K_b'(K_b V), b the rows [from, from + count) of x; on the calling thread. */
    public static void add(Kernel kernel, Points x, int from, int count, Points z, double[] v, int t, double[] sum) {
        NormalProducts product = new NormalProducts(kernel, x, z, v, t, sum);
        for (int i = from; i < from + count; i += product.band) {
            product.rows(i, Math.min(product.band, from + count - i));
        }
        product.check();
    }

    // A method for a piece, and so compiled at once and by itself: in one loop the optimising compiler took a second
    // for
    // all of it.
    private void rows(int from, int count) {
        Arrays.fill(products, 0);
        for (int piece = 0; piece < tiles.length; piece++) {
            multiply(piece, from, count);
        }
        for (int piece = 0; piece < tiles.length; piece++) {
            multiplyTransposed(piece, count);
        }
    }

    /** The rows' products with one piece of V. */
    private void multiply(int piece, int from, int count) {
        VectorMath math = VectorMath.get();
        int j = piece * Tile.SIZE;
        PackedTile tile = moved(piece, from, count);
        double[] k = values[piece];
        kernel.block(tile, k);
        int stride = tile.stride();
        if (t == 1) {
            math.addDots(count, k, 0, stride, v, j, tile.columns(), products, 0);
        } else {
            math.gemm(false, false, count, t, tile.columns(), 1, k, 0, stride, v, j * t, t, 1, products, 0, t);
        }
    }

    /** A piece of the sum. */
    private void multiplyTransposed(int piece, int count) {
        VectorMath math = VectorMath.get();
        int j = piece * Tile.SIZE;
        int columns = tiles[piece].columns();
        int stride = tiles[piece].stride();
        double[] k = values[piece];
        if (t == 1) {
            // a row of products times the tile: its columns are the vectors' lanes
            math.gemm(false, false, 1, columns, count, 1, products, 0, count, k, 0, stride, 1, sum, j, columns);
        } else {
            math.gemm(true, false, columns, t, count, 1, k, 0, stride, products, 0, t, 1, sum, j * t, t);
        }
    }

    private PackedTile moved(int piece, int from, int count) {
        int j = piece * Tile.SIZE;
        int columns = Math.min(Tile.SIZE, z.size() - j);
        PackedTile tile = tiles[piece];
        if (tile == null) {
            tile = new PackedTile(x, from, count, z, j, columns);
            tiles[piece] = tile;
            values[piece] = new double[band * tile.stride()];
        } else {
            tile.moveTo(x, from, count, from, count, z, j, columns);
        }
        return tile;
    }

    // An infinite or NaN kernel value always shows in the sum, so the values are looked at only if one does.
    private void check() {
        if (!Double.isFinite(VectorMath.get().sum(sum, 0, sum.length))) {
            Require.finite("v", v);
            GramProducts.locate(kernel, x, z);
            Require.finite("sum", sum);
        }
    }
}
