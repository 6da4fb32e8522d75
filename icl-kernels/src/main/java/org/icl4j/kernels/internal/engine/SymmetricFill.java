package org.icl4j.kernels.internal.engine;

import java.util.function.IntConsumer;
import org.icl4j.core.Points;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills a symmetric kernel matrix, or its lower triangle, each pair evaluated once. Named classes where lambdas would do: every fit
 * comes this way, and each lambda costs the first one a millisecond.
 */
final class SymmetricFill implements IntConsumer {

    private final Workspaces workspaces;
    private final int n;
    private final double ridge;
    private final boolean mirror;
    private final Object target;
    private final @Nullable Object copy;
    private final int band;
    private final int chunks;

    private SymmetricFill(
            Workspaces workspaces, Points x, double ridge, boolean mirror, Object target, @Nullable Object copy) {
        this.workspaces = workspaces;
        this.n = x.size();
        this.ridge = ridge;
        this.mirror = mirror;
        this.target = target;
        this.copy = copy;
        this.band = Workspaces.band(x);
        this.chunks = GramTasks.pieces(n, GramTasks.CHUNK);
    }

    /** Fills an array of ND4J or a native matrix, and one more with the same. */
    static void run(
            int threads, Kernel kernel, Points x, double ridge, boolean mirror, Object target, @Nullable Object copy) {
        try (Workspaces workspaces = new Workspaces(kernel, x, x)) {
            SymmetricFill fill = new SymmetricFill(workspaces, x, ridge, mirror, target, copy);
            Parallel.run(threads, GramTasks.pieces(fill.n, fill.band) * fill.chunks, fill);
        }
    }

    @Override
    public void accept(int task) {
        int j = task / chunks * band;
        int i = task % chunks * GramTasks.CHUNK;
        if (i + GramTasks.CHUNK <= j) {
            return;
        }
        int columns = Math.min(band, n - j);
        Workspace w = workspaces.take();
        TileSink second = copy == null ? null : TileSink.of(copy, j, columns);
        Columns window = new Columns(this, j, TileSink.of(target, j, columns), second);
        w.eachInTriangle(j, j + columns, i, Math.min(i + GramTasks.CHUNK, n), window);
        workspaces.give(w);
    }

    /** Some columns from one on, and what the tiles that cross them leave in others. */
    private record Columns(
            SymmetricFill fill,
            int first,
            TileSink sink,
            @Nullable TileSink second) implements Workspaces.TileTask {

        @Override
        public void accept(Workspace w, int column, int row) {
            if (row == column) {
                addRidge(w);
            }
            FiniteCheck.transposed(w, row, column);
            sink.put(w, column - first, row, row == column);
            if (second != null) {
                second.put(w, column - first, row, row == column);
            }
            if (fill.mirror) {
                putMirrored(w, new ColumnWindow((INDArray) fill.target, row, w.tile.columns()), column, row == column);
            }
        }

        private void addRidge(Workspace w) {
            for (int c = 0; c < w.tile.rows(); c++) {
                w.values[c * w.tile.stride() + c] += fill.ridge;
            }
        }

        // The tile's columns become pieces of the matrix's columns: transposed eight at a time, a cache line of each
        // row.
        private static void putMirrored(Workspace w, ColumnWindow window, int row, boolean onDiagonal) {
            int rows = w.tile.rows();
            int stride = w.tile.stride();
            double[] columns = w.tile.borrow();
            for (int first = 0; first < w.tile.columns(); first += 8) {
                for (int r = 0; r < rows; r++) {
                    int from = r * stride + first;
                    for (int c = 0; c < 8; c++) {
                        columns[c * rows + r] = w.values[from + c];
                    }
                }
                for (int c = first; c < Math.min(first + 8, w.tile.columns()); c++) {
                    window.put(c, row, columns, (c - first) * rows, onDiagonal ? c : rows);
                }
            }
            w.tile.release(columns);
        }
    }
}
