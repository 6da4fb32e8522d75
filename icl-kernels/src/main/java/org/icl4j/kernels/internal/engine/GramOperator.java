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

    /** Partial sums take at most so many numbers, and by that there are at most so many: by the sizes alone, for any number of threads. */
    private static final int PARTIAL_NUMBERS = 1 << 24;

    private static final int LEAST_PARTS = 16;
    private static final int MOST_PARTS = 128;

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
        apply(v, 1, result);
    }

    @Override
    public void apply(double[] v, int t, double[] result) {
        int n = x.size();
        int length = Math.multiplyExact(n, Require.positive("columns", t));
        String because = t == 1 ? "the operator's size" : n + " rows of " + t + " columns";
        Require.length("x", v, length, because);
        Require.length("result", result, length, because);
        int band = Workspaces.band(x);
        int bands = GramTasks.pieces(n, band);
        double[][] partial = new double[parts(bands, length)][length];
        try (Workspaces workspaces = new Workspaces(kernel, x, x)) {
            Parallel.run(
                    threads,
                    partial.length,
                    part -> workspaces.use(w -> {
                        Workspaces.TileTask task = t == 1
                                ? (tile, i, j) -> add(tile, i, j, v, partial[part])
                                : (tile, i, j) -> addBlock(tile, i, j, v, t, partial[part]);
                        for (int b = part; b < bands; b += partial.length) {
                            if (mirrored) {
                                // The longest first, as in the other order.
                                int from = (bands - 1 - b) * band;
                                w.eachInLowerTriangle(from, Math.min(from + band, n), task);
                            } else {
                                w.eachInTriangle(b * band, Math.min((b + 1) * band, n), 0, n, task);
                            }
                        }
                    }));
        }
        for (int i = 0; i < length; i++) {
            double sum = ridge * v[i];
            for (double[] part : partial) {
                sum += part[i];
            }
            result[i] = sum;
        }
        check(v, result);
    }

    private static int parts(int bands, int length) {
        int fitting = Math.max(LEAST_PARTS, Math.min(MOST_PARTS, PARTIAL_NUMBERS / length));
        return Math.min(bands, fitting);
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

    // The same for t columns.
    private void addBlock(Workspace w, int i, int j, double[] v, int t, double[] sum) {
        VectorMath math = VectorMath.get();
        int stride = w.tile.stride();
        int rows = w.tile.rows();
        int columns = w.tile.columns();
        if (i != j || !mirrored) {
            math.gemm(false, false, rows, t, columns, 1, w.values, 0, stride, v, j * t, t, 1, sum, i * t, t);
        }
        if (i != j || mirrored) {
            math.gemm(true, false, columns, t, rows, 1, w.values, 0, stride, v, i * t, t, 1, sum, j * t, t);
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
