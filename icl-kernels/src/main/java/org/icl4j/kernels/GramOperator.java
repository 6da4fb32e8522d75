package org.icl4j.kernels;

import org.icl4j.core.LinearOperator;
import org.icl4j.core.Parallel;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.VectorMath;

/**
 * K + ridge I, never formed. Each tile on or below the diagonal is evaluated once and used twice, as itself and transposed.
 * Bands of tiles are dealt to a fixed number of partial sums, each filled by one task in order and added up in order: the
 * bits do not depend on the threads.
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
        int bands = GramTasks.tiles(n);
        int parts = Math.min(PARTS, bands);
        double[][] partial = new double[parts][];
        Workspaces workspaces = new Workspaces(x, x);
        Parallel.run(
                threads,
                parts,
                part -> workspaces.use(w -> {
                    double[] sum = new double[n];
                    for (int band = part; band < bands; band += parts) {
                        band(w, band * Tile.SIZE, v, sum);
                    }
                    partial[part] = sum;
                }));
        for (int i = 0; i < n; i++) {
            double sum = ridge * v[i];
            for (double[] part : partial) {
                sum += part[i];
            }
            result[i] = sum;
        }
    }

    private void band(Workspaces.Workspace w, int i, double[] v, double[] sum) {
        VectorMath math = VectorMath.get();
        int rows = GramTasks.count(x.size(), i);
        for (int j = 0; j <= i; j += Tile.SIZE) {
            int columns = GramTasks.count(x.size(), j);
            w.evaluate(kernel, i, rows, j, columns);
            FiniteCheck.rows(w.tile, w.values, i, j);
            int stride = w.tile.stride();
            for (int r = 0; r < rows; r++) {
                sum[i + r] += math.dot(w.values, r * stride, v, j, columns);
                if (j < i) {
                    math.axpy(v[i + r], w.values, r * stride, sum, j, columns);
                }
            }
        }
    }
}
