package org.icl4j.kernels;

import java.util.Arrays;
import org.icl4j.core.Parallel;
import org.icl4j.core.Points;
import org.icl4j.core.VectorMath;

/** K V tile by tile: a task is a band of rows of K, and sums over the columns from left to right. */
final class GramProducts {

    private GramProducts() {}

    static void multiply(int threads, Kernel kernel, Points x, Points z, double[] v, int t, double[] result) {
        VectorMath math = VectorMath.get();
        Workspaces workspaces = new Workspaces(x, z);
        Parallel.run(
                threads,
                GramTasks.tiles(x.size()),
                task -> workspaces.use(w -> {
                    int i = task * Tile.SIZE;
                    int rows = GramTasks.count(x.size(), i);
                    Arrays.fill(result, i * t, (i + rows) * t, 0);
                    for (int j = 0; j < z.size(); j += Tile.SIZE) {
                        int columns = GramTasks.count(z.size(), j);
                        w.evaluate(kernel, i, rows, j, columns);
                        FiniteCheck.rows(w.tile, w.values, i, j);
                        int stride = w.tile.stride();
                        if (t == 1) {
                            for (int r = 0; r < rows; r++) {
                                result[i + r] += math.dot(w.values, r * stride, v, j, columns);
                            }
                        } else {
                            math.gemm(
                                    false, false, rows, t, columns, 1, w.values, 0, stride, v, j * t, t, 1, result,
                                    i * t, t);
                        }
                    }
                }));
    }
}
