package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;

/**
 * K V tile by tile. The sum of a row is taken over chunks of columns, each from left to right, and the chunks' sums are
 * added from left to right: the same bits whether chunks are computed one after the other or at once, and whatever other
 * rows are computed with it.
 */
public final class GramProducts implements IntConsumer {

    /** Columns of K whose terms are summed together. */
    static final int CHUNK = 32 * Tile.SIZE;

    private final Kernel kernel;
    private final Points x;
    private final Points z;
    private final double[] v;
    private final int t;
    private final double[] result;
    private final int band;
    private final Workspaces workspaces;

    private GramProducts(Kernel kernel, Points x, Points z, double[] v, int t, double[] result) {
        this.kernel = kernel;
        this.x = x;
        this.z = z;
        this.v = v;
        this.t = t;
        this.result = result;
        this.band = Workspaces.band(x);
        this.workspaces = new Workspaces(kernel, x, z);
    }

    public static void multiply(int threads, Kernel kernel, Points x, Points z, double[] v, int t, double[] result) {
        GramProducts product = new GramProducts(kernel, x, z, v, t, result);
        Arrays.fill(result, 0);
        try (product.workspaces) {
            if (GramTasks.pieces(x.size(), product.band) >= 2 * threads) {
                product.byBands(threads);
            } else {
                product.byChunks(threads);
            }
        }
        product.check();
    }

    /** Many rows: a task is a band of rows. */
    private void byBands(int threads) {
        Parallel.run(threads, GramTasks.pieces(x.size(), band), this);
    }

    // Named where lambdas would do, as in SymmetricFill: first answers come this way.
    @Override
    public void accept(int task) {
        Workspace w = workspaces.take();
        double[] sum = new double[band * t];
        for (int chunk = 0; chunk < GramTasks.pieces(z.size(), CHUNK); chunk++) {
            chunk(w, task * band, chunk, sum);
            add(task * band, sum);
        }
        workspaces.give(w);
    }

    /** Few rows: a task is a chunk of columns of a band, and as many chunks as keep the threads busy are in memory. */
    private void byChunks(int threads) {
        int chunks = GramTasks.pieces(z.size(), CHUNK);
        int wave = Math.min(chunks, 4 * threads);
        double[][] sums = new double[wave][band * t];
        for (int i = 0; i < x.size(); i += band) {
            for (int first = 0; first < chunks; first += wave) {
                int from = i;
                int chunk = first;
                int count = Math.min(wave, chunks - first);
                Parallel.run(threads, count, c -> workspaces.use(w -> chunk(w, from, chunk + c, sums[c])));
                for (int c = 0; c < count; c++) {
                    add(i, sums[c]);
                }
            }
        }
    }

    // sum = K_(band, chunk) V_chunk
    private void chunk(Workspace w, int from, int chunk, double[] sum) {
        Arrays.fill(sum, 0);
        int end = Math.min(from + band, x.size());
        int zFrom = chunk * CHUNK;
        w.each(from, end, zFrom, Math.min(zFrom + CHUNK, z.size()), new Sum(from, v, t, sum));
    }

    /** Adds what a tile contributes to the sums of the rows from one on. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Sum(int from, double[] v, int t, double[] sum) implements Workspaces.TileTask {

        @Override
        public void accept(Workspace w, int i, int j) {
            VectorMath math = VectorMath.get();
            int stride = w.tile.stride();
            int rows = w.tile.rows();
            int columns = w.tile.columns();
            if (t == 1) {
                math.addDots(rows, w.values, 0, stride, v, j, columns, sum, i - from);
            } else {
                int at = (i - from) * t;
                math.gemm(false, false, rows, t, columns, 1, w.values, 0, stride, v, j * t, t, 1, sum, at, t);
            }
        }
    }

    private void add(int from, double[] sum) {
        VectorMath.get().axpy(1, sum, 0, result, from * t, Math.min(band, x.size() - from) * t);
    }

    // An infinite or NaN kernel value always shows in the result, so the values are looked at only if one does.
    private void check() {
        if (!Double.isFinite(VectorMath.get().sum(result, 0, result.length))) {
            Require.finite("v", v);
            locate(kernel, x, z);
            Require.finite("result", result);
        }
    }

    /** Evaluates everything once more to name a pair whose value is not finite, if there is one. */
    static void locate(Kernel kernel, Points x, Points z) {
        try (Workspaces workspaces = new Workspaces(kernel, x, z)) {
            workspaces.use(w -> {
                for (int i = 0; i < x.size(); i += Tile.SIZE) {
                    w.each(i, Math.min(i + Tile.SIZE, x.size()), 0, z.size(), FiniteCheck::direct);
                }
            });
        }
    }
}
