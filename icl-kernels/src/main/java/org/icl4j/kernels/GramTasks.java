package org.icl4j.kernels;

import org.icl4j.core.NativeArrays;
import org.icl4j.core.Parallel;
import org.icl4j.core.Points;
import org.icl4j.kernels.Workspaces.Workspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills kernel matrices. The arrays are column-major and tiles row-major, so tiles are evaluated transposed, with the
 * matrix's columns as their rows: a tile's row is then a contiguous piece of a column.
 */
final class GramTasks {

    private GramTasks() {}

    static int tiles(int size) {
        return (size + Tile.SIZE - 1) / Tile.SIZE;
    }

    static int count(int size, int from) {
        return Math.min(Tile.SIZE, size - from);
    }

    static void matrixInto(int threads, Kernel kernel, Points x, Points z, INDArray target) {
        long ld = leadingDimension(target);
        Workspaces workspaces = new Workspaces(z, x);
        Parallel.run(
                threads,
                tiles(z.size()),
                task -> workspaces.use(w -> {
                    int j = task * Tile.SIZE;
                    int columns = count(z.size(), j);
                    for (int i = 0; i < x.size(); i += Tile.SIZE) {
                        int rows = count(x.size(), i);
                        w.evaluate(kernel, j, columns, i, rows);
                        FiniteCheck.tile(w.tile, w.values, i, j);
                        for (int c = 0; c < columns; c++) {
                            NativeArrays.copyIn(w.values, c * w.tile.stride(), target, (j + c) * ld + i, rows);
                        }
                    }
                }));
    }

    static void symmetricInto(int threads, Kernel kernel, Points x, double ridge, boolean mirror, INDArray target) {
        long ld = leadingDimension(target);
        int tiles = tiles(x.size());
        Workspaces workspaces = new Workspaces(x, x);
        Parallel.run(
                threads,
                tiles,
                task -> workspaces.use(w -> {
                    int j = task * Tile.SIZE;
                    int columns = count(x.size(), j);
                    double[] mirrored = mirror ? new double[columns] : new double[0];
                    for (int i = j; i < x.size(); i += Tile.SIZE) {
                        int rows = count(x.size(), i);
                        w.evaluate(kernel, j, columns, i, rows);
                        FiniteCheck.tile(w.tile, w.values, i, j);
                        writeLower(w, i, j, ridge, target, ld);
                        if (mirror) {
                            writeUpper(w, i, j, target, ld, mirrored);
                        }
                    }
                }));
    }

    private static void writeLower(Workspace w, int i, int j, double ridge, INDArray target, long ld) {
        int stride = w.tile.stride();
        for (int c = 0; c < w.tile.rows(); c++) {
            int first = i == j ? c : 0;
            if (i == j) {
                w.values[c * stride + c] += ridge;
            }
            NativeArrays.copyIn(
                    w.values, c * stride + first, target, (j + c) * ld + i + first, w.tile.columns() - first);
        }
    }

    private static void writeUpper(Workspace w, int i, int j, INDArray target, long ld, double[] column) {
        int stride = w.tile.stride();
        for (int r = 0; r < w.tile.columns(); r++) {
            int length = i == j ? r : w.tile.rows();
            for (int c = 0; c < length; c++) {
                column[c] = w.values[c * stride + r];
            }
            NativeArrays.copyIn(column, 0, target, (i + r) * ld + j, length);
        }
    }

    static void rowsInto(Kernel kernel, Points x, int from, int count, Points z, double[] result, int offset) {
        new Workspaces(x, z).use(w -> {
            int m = z.size();
            for (int i = 0; i < count; i += Tile.SIZE) {
                int rows = count(count, i);
                for (int j = 0; j < m; j += Tile.SIZE) {
                    int columns = count(m, j);
                    w.evaluate(kernel, from + i, rows, j, columns);
                    FiniteCheck.rows(w.tile, w.values, from + i, j);
                    for (int r = 0; r < rows; r++) {
                        System.arraycopy(w.values, r * w.tile.stride(), result, offset + (i + r) * m + j, columns);
                    }
                }
            }
        });
    }

    private static long leadingDimension(INDArray target) {
        return target.size(1) == 1 ? target.size(0) : target.stride(1);
    }
}
