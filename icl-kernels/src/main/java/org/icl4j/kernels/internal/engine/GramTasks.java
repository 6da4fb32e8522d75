package org.icl4j.kernels.internal.engine;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills kernel matrices. The arrays are column-major and tiles row-major, so tiles are evaluated transposed, with the
 * matrix's columns as their rows: a tile's row is then a contiguous piece of a column.
 */
public final class GramTasks {

    // Rows of the matrix that a task fills in its band of columns: tall matrices of few columns are cut too.
    private static final int CHUNK = 16 * Tile.SIZE;

    private GramTasks() {}

    static int pieces(int size, int piece) {
        return (size - 1) / piece + 1;
    }

    public static void matrixInto(int threads, Kernel kernel, Points x, Points z, INDArray target) {
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
                        ColumnWindow window = new ColumnWindow(target, j, columns);
                        w.each(j, j + columns, i, Math.min(i + CHUNK, x.size()), (tile, column, row) -> {
                            FiniteCheck.transposed(tile, row, column);
                            put(tile, window, column - j, row);
                        });
                    }));
        }
    }

    private static void put(Workspace w, ColumnWindow window, int column, int row) {
        for (int c = 0; c < w.tile.rows(); c++) {
            window.put(column + c, row, w.values, c * w.tile.stride(), w.tile.columns());
        }
    }

    public static void symmetricInto(
            int threads, Kernel kernel, Points x, double ridge, boolean mirror, INDArray target) {
        symmetricInto(threads, kernel, x, ridge, mirror, (first, columns) -> new ColumnWindow(target, first, columns));
    }

    public static void symmetricInto(
            int threads, Kernel kernel, Points x, double ridge, boolean mirror, NativeMatrix target) {
        symmetricInto(threads, kernel, x, ridge, mirror, (first, columns) -> new ColumnWindow(target, first, columns));
    }

    private static void symmetricInto(
            int threads, Kernel kernel, Points x, double ridge, boolean mirror, ColumnWindow.Opener target) {
        int n = x.size();
        int band = Workspaces.band(x);
        int chunks = pieces(n, CHUNK);
        try (Workspaces workspaces = new Workspaces(kernel, x, x)) {
            Parallel.run(
                    threads,
                    pieces(n, band) * chunks,
                    task -> workspaces.use(w -> {
                        int j = task / chunks * band;
                        int i = task % chunks * CHUNK;
                        int columns = Math.min(band, n - j);
                        if (i + CHUNK <= j) {
                            return;
                        }
                        ColumnWindow window = target.open(j, columns);
                        w.eachInTriangle(j, j + columns, i, Math.min(i + CHUNK, n), (tile, column, row) -> {
                            FiniteCheck.transposed(tile, row, column);
                            if (row == column) {
                                putDiagonal(tile, window, column - j, row, ridge);
                            } else {
                                put(tile, window, column - j, row);
                            }
                            if (mirror) {
                                putMirrored(tile, target.open(row, tile.tile.columns()), column, row == column);
                            }
                        });
                    }));
        }
    }

    private static void putDiagonal(Workspace w, ColumnWindow window, int column, int row, double ridge) {
        int stride = w.tile.stride();
        for (int c = 0; c < w.tile.rows(); c++) {
            w.values[c * stride + c] += ridge;
            window.put(column + c, row + c, w.values, c * stride + c, w.tile.columns() - c);
        }
    }

    // The tile's columns become pieces of the matrix's columns: transposed eight at a time, a cache line of each row.
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
