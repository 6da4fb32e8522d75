package org.icl4j.kernels.internal.engine;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills kernel matrices. The arrays are column-major and tiles row-major, so tiles are evaluated transposed, with the
 * matrix's columns as their rows: a tile's row is then a contiguous piece of a column.
 */
public final class GramTasks {

    // Rows of the matrix that a task fills in its band of columns: tall matrices of few columns are cut too.
    static final int CHUNK = 16 * Tile.SIZE;

    private GramTasks() {}

    static int pieces(int size, int piece) {
        return (size - 1) / piece + 1;
    }

    public static void matrixInto(int threads, Kernel kernel, Points x, Points z, INDArray target) {
        fill(threads, kernel, x, z, target);
    }

    public static void matrixInto(int threads, Kernel kernel, Points x, Points z, NativeMatrix target) {
        fill(threads, kernel, x, z, target);
    }

    private static void fill(int threads, Kernel kernel, Points x, Points z, Object target) {
        int band = Workspaces.band(z);
        int chunks = pieces(x.size(), CHUNK);
        try (Workspaces workspaces = new Workspaces(kernel, z, x)) {
            Parallel.run(
                    threads,
                    pieces(z.size(), band) * chunks,
                    task -> workspaces.use(w -> {
                        int j = task / chunks * band;
                        int i = task % chunks * CHUNK;
                        int columns = Math.min(band, z.size() - j);
                        TileSink sink = TileSink.of(target, j, columns);
                        w.each(j, j + columns, i, Math.min(i + CHUNK, x.size()), (tile, column, row) -> {
                            FiniteCheck.transposed(tile, row, column);
                            sink.put(tile, column - j, row, false);
                        });
                    }));
        }
    }

    public static void symmetricInto(
            int threads, Kernel kernel, Points x, double ridge, boolean mirror, INDArray target) {
        SymmetricFill.run(threads, kernel, x, ridge, mirror, target, null);
    }

    public static void lowerInto(
            int threads, Kernel kernel, Points x, double ridge, NativeMatrix target, @Nullable NativeMatrix copy) {
        SymmetricFill.run(threads, kernel, x, ridge, false, target, copy);
    }

    public static void rowsInto(Kernel kernel, Points x, int from, int count, Points z, double[] result, int offset) {
        int m = z.size();
        int band = Workspaces.band(x);
        try (Workspaces workspaces = new Workspaces(kernel, x, z)) {
            workspaces.use(w -> {
                for (int i = from; i < from + count; i += band) {
                    w.each(i, Math.min(i + band, from + count), 0, m, (tile, row, column) -> {
                        FiniteCheck.direct(tile, row, column);
                        for (int r = 0; r < tile.tile.rows(); r++) {
                            int at = offset + (row - from + r) * m + column;
                            System.arraycopy(tile.values, r * tile.tile.stride(), result, at, tile.tile.columns());
                        }
                    });
                }
            });
        }
    }
}
