package org.icl4j.kernels;

import org.icl4j.core.LinearOperator;
import org.icl4j.core.Parallel;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.VectorMath;
import org.icl4j.kernels.Workspaces.Workspace;

/**
 * K + ridge I, never formed. Each tile on one side of the diagonal is evaluated once and used twice, as itself and
 * transposed. Bands of tiles are dealt to a fixed number of partial sums, each filled by one task in order and then added
 * in order: the bits do not depend on the threads.
 */
final class GramOperator implements LinearOperator {

    private static final int PARTS = 16;

    private final int threads;
    private final Kernel kernel;
    private final Points x;
    private final double ridge;

    GramOperator(int threads, Kernel kernel, Points x, double ridge) {
        this.threads = threads;
        this.kernel = kernel;
        this.x = x;
        this.ridge = ridge;
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
                        int from = b * band;
                        w.eachInTriangle(
                                from,
                                Math.min(from + band, n),
                                0,
                                n,
                                (tile, i, j) -> add(tile, i, j, v, partial[part]));
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

    // K_IJ v_J to the sums of I, and K_IJ' v_I to the sums of J.
    private static void add(Workspace w, int i, int j, double[] v, double[] sum) {
        VectorMath math = VectorMath.get();
        int stride = w.tile.stride();
        int columns = w.tile.columns();
        for (int r = 0; r < w.tile.rows(); r++) {
            sum[i + r] += math.dot(w.values, r * stride, v, j, columns);
            if (i != j) {
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
