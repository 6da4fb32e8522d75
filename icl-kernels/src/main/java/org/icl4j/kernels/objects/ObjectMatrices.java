package org.icl4j.kernels.objects;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernel matrices of objects, by small tiles, so that few costly pairs keep all processors busy. */
final class ObjectMatrices {

    private static final int TILE = 32;
    private static final int BRIEF = 60;

    private ObjectMatrices() {}

    static <T> List<T> checked(String name, List<? extends T> objects) {
        Require.notNull(name, objects);
        if (objects.isEmpty()) {
            throw Require.error(name, "is empty");
        }
        List<T> copy = new ArrayList<>(objects);
        for (int i = 0; i < copy.size(); i++) {
            Require.notNull(name + "[" + i + "]", copy.get(i));
        }
        return copy;
    }

    /** An object in an error message. */
    static String brief(@Nullable Object object) {
        String text = String.valueOf(object);
        return text.length() <= BRIEF ? text : text.substring(0, BRIEF) + "...";
    }

    static <T> INDArray symmetric(ObjectKernel<T> kernel, List<? extends T> objects) {
        List<T> list = checked("objects", objects);
        int n = list.size();
        INDArray target = allocate(n, n);
        ObjectKernel.Prepared prepared = kernel.prepare(list);
        forTriangle(n, (i0, i1, j0, j1) -> {
            int rows = i1 - i0;
            int columns = j1 - j0;
            double[] tile = new double[rows * columns];
            double[] mirrored = new double[rows * columns];
            for (int j = j0; j < j1; j++) {
                for (int i = i0; i < Math.min(i1, j + 1); i++) {
                    double value = finite(prepared.value(i, j), "objects", i, "objects", j);
                    tile[(j - j0) * rows + i - i0] = value;
                    mirrored[(i - i0) * columns + j - j0] = value;
                    if (i0 == j0) {
                        tile[(i - i0) * rows + j - j0] = value;
                    }
                }
            }
            put(target, n, i0, rows, j0, columns, tile);
            if (i0 != j0) {
                put(target, n, j0, columns, i0, rows, mirrored);
            }
        });
        return target;
    }

    static <T> INDArray rectangular(ObjectKernel<T> kernel, List<? extends T> queries, List<? extends T> objects) {
        Require.notNull("queries", queries);
        Require.notNull("objects", objects);
        List<T> all = checked("queries", queries);
        all.addAll(checked("objects", objects));
        int m = queries.size();
        int n = objects.size();
        INDArray target = allocate(m, n);
        ObjectKernel.Prepared prepared = kernel.prepare(all);
        int bands = (m - 1) / TILE + 1;
        Parallel.run(bands * ((n - 1) / TILE + 1), task -> {
            int i0 = task % bands * TILE;
            int j0 = task / bands * TILE;
            int rows = Math.min(TILE, m - i0);
            int columns = Math.min(TILE, n - j0);
            double[] tile = new double[rows * columns];
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < rows; i++) {
                    double value = prepared.value(i0 + i, m + j0 + j);
                    tile[j * rows + i] = finite(value, "queries", i0 + i, "objects", j0 + j);
                }
            }
            put(target, m, i0, rows, j0, columns, tile);
        });
        return target;
    }

    /** Consumes the pairs of [i0, i1) and [j0, j1), where i0 is at most j0. */
    @FunctionalInterface
    interface TriangleTask {

        /**
         * Takes a tile.
         *
         * @param i0 first row
         * @param i1 after the last row
         * @param j0 first column
         * @param j1 after the last column
         */
        void accept(int i0, int i1, int j0, int j1);
    }

    /** Tiles of the upper triangle of an n x n matrix, on all processors. */
    static void forTriangle(int n, TriangleTask task) {
        int bands = (n - 1) / TILE + 1;
        Parallel.run(Math.multiplyExact(bands, bands), number -> {
            int i0 = number % bands * TILE;
            int j0 = number / bands * TILE;
            if (i0 <= j0) {
                task.accept(i0, Math.min(i0 + TILE, n), j0, Math.min(j0 + TILE, n));
            }
        });
    }

    static double finite(double value, String rows, int i, String columns, int j) {
        if (!Double.isFinite(value)) {
            throw Require.error(
                    "kernel", "k(" + rows + "[" + i + "], " + columns + "[" + j + "]) = " + value + " is not finite");
        }
        return value;
    }

    // A column-major tile into a column-major matrix of n rows.
    private static void put(INDArray target, int n, int i0, int rows, int j0, int columns, double[] tile) {
        for (int j = 0; j < columns; j++) {
            NativeArrays.copyIn(tile, j * rows, target, (long) (j0 + j) * n + i0, rows);
        }
    }

    private static INDArray allocate(int n, int m) {
        Memory.require(
                "the " + n + " x " + m + " kernel matrix",
                8.0 * n * m,
                "use over(...), which does not form it, or fewer objects");
        return NativeArrays.uninitialised(n, m);
    }
}
