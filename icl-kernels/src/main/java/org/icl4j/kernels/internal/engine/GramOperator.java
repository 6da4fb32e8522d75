package org.icl4j.kernels.internal.engine;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;

/**
 * K + ridge I, never formed. Each tile on one side of the diagonal is evaluated once and used twice, as itself and
 * transposed. Bands of tiles are dealt to a fixed number of partial sums, each filled by one task in order and then added
 * in order: the bits do not depend on the threads.
 *
 * <p>Plainly, tiles are evaluated above the diagonal: k(x_i, x_j) with i before j, as {@link Gram#lowerInto} does. Mirrored, they
 * are evaluated below it, and those on the diagonal are used transposed.
 */
public final class GramOperator implements LinearOperator {

    private static final int PARTS = 16;

    private final int threads;
    private final Kernel kernel;
    private final Points x;
    private final double ridge;
    private final boolean mirrored;

    public GramOperator(int threads, Kernel kernel, Points x, double ridge) {
        this(threads, kernel, x, ridge, false);
    }

    public GramOperator(int threads, Kernel kernel, Points x, double ridge, boolean mirrored) {
        this.threads = threads;
        this.kernel = kernel;
        this.x = x;
        this.ridge = ridge;
        this.mirrored = mirrored;
    }

    @Override
    public int size() {
        return x.size();
    }

    @Override
    public void apply(double[] v, double[] result) {
        int n = x.size();
        Require.length("x", v, n, "the operator's size");
        Require.length("result", result, n, "the operator's size");
        int band = Workspaces.band(x);
        int bands = GramTasks.pieces(n, band);
        double[][] partial = new double[Math.min(PARTS, bands)][n];
        Workspaces workspaces = new Workspaces(kernel, x, x);
        Parallel.run(
                threads,
                partial.length,
                part -> workspaces.use(w -> {
                    for (int b = part; b < bands; b += partial.length) {
                        Workspaces.TileTask task = (tile, i, j) -> add(tile, i, j, v, partial[part]);
                        if (mirrored) {
                            // The longest first, as in the other order.
                            int from = (bands - 1 - b) * band;
                            w.eachInLowerTriangle(from, Math.min(from + band, n), task);
                        } else {
                            w.eachInTriangle(b * band, Math.min((b + 1) * band, n), 0, n, task);
                        }
                    }
                }));
        for (int i = 0; i < n; i++) {
            double sum = ridge * v[i];
            for (double[] part : partial) {
                sum += part[i];
            }
            result[i] = sum;
        }
        check(v, result);
    }

    // K_IJ v_J to the sums of I, and K_IJ' v_I to the sums of J; on the diagonal one of them.
    private void add(Workspace w, int i, int j, double[] v, double[] sum) {
        VectorMath math = VectorMath.get();
        int stride = w.tile.stride();
        int columns = w.tile.columns();
        for (int r = 0; r < w.tile.rows(); r++) {
            if (i != j || !mirrored) {
                sum[i + r] += math.dot(w.values, r * stride, v, j, columns);
            }
            if (i != j || mirrored) {
                math.axpy(v[i + r], w.values, r * stride, sum, j, columns);
            }
        }
    }

    private void check(double[] v, double[] result) {
        if (!Double.isFinite(VectorMath.get().sum(result, 0, result.length))) {
            Require.finite("x", v);
            GramProducts.locate(kernel, x, x);
            Require.finite("result", result);
        }
    }
}
