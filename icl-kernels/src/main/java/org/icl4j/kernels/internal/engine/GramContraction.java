package org.icl4j.kernels.internal.engine;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.GramGradient;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Contractions of weights with a kernel's derivatives, tile by tile. A task is a band of rows and a chunk of columns; its
 * sums begin at 0 and are added to the others' in the order of the tasks.
 */
public final class GramContraction {

    // Columns whose terms a task sums.
    private static final int CHUNK = 32 * Tile.SIZE;

    private final int threads;
    private final DifferentiableKernel kernel;
    private final Points x;
    private final Points z;
    private final GramGradient.Weights weights;
    private final int band;
    private final int bands;
    private final int chunks;
    private final Workspaces workspaces;

    public GramContraction(int threads, DifferentiableKernel kernel, Points x, Points z, GramGradient.Weights weights) {
        this.threads = threads;
        this.kernel = kernel;
        this.x = x;
        this.z = z;
        this.weights = Require.notNull("weights", weights);
        this.band = Workspaces.band(x);
        this.bands = GramTasks.pieces(x.size(), band);
        this.chunks = GramTasks.pieces(z.size(), CHUNK);
        // What the engine evaluates before each tile: nothing, the derivatives come with their own values.
        this.workspaces = new Workspaces(NOTHING, x, z);
    }

    private static final Kernel NOTHING = new Kernel() {
        @Override
        public double value(double[] x, double[] z) {
            return 0;
        }

        @Override
        public void block(Tile tile, double[] result) {}
    };

    public double[] hyperparameters(boolean symmetric) {
        List<Hyperparameter> parameters = kernel.hyperparameters();
        int p = parameters.size();
        double[][] sums = new double[bands * chunks][p];
        if (p > 0) {
            try (workspaces) {
                Parallel.run(
                        threads,
                        sums.length,
                        task -> workspaces.use(w -> {
                            int from = task / chunks * band;
                            int to = Math.min(from + band, x.size());
                            int zFrom = task % chunks * CHUNK;
                            int zTo = Math.min(zFrom + CHUNK, z.size());
                            if (!symmetric) {
                                w.each(from, to, zFrom, zTo, (s, i, j) -> contract(s, i, j, 1, sums[task]));
                            } else if (zTo > from) {
                                // A tile beside the diagonal stands for its mirror image too.
                                w.eachInTriangle(
                                        from,
                                        to,
                                        zFrom,
                                        zTo,
                                        (s, i, j) -> contract(s, i, j, i == j ? 1 : 2, sums[task]));
                            }
                        }));
            }
        }
        double[] total = new double[p];
        for (double[] sum : sums) {
            for (int q = 0; q < p; q++) {
                total[q] += sum[q];
            }
        }
        for (int q = 0; q < p; q++) {
            if (!Double.isFinite(total[q])) {
                throw notFinite("the gradient in log " + parameters.get(q).name(), total[q]);
            }
        }
        return total;
    }

    private void contract(Workspaces.Workspace w, int i, int j, int times, double[] sum) {
        Tile tile = w.tile;
        fill(w, i, j);
        if (times != 1) {
            Blocks.scale(tile, w.values, times);
        }
        kernel.contract(tile, w.values, sum, 0);
    }

    // The columns that are not used are 0, whatever was in them.
    private void fill(Workspaces.Workspace w, int i, int j) {
        Tile tile = w.tile;
        weights.fill(i, tile.rows(), j, tile.columns(), tile.stride(), w.values);
        for (int r = 0; r < tile.rows(); r++) {
            Arrays.fill(w.values, r * tile.stride() + tile.columns(), (r + 1) * tile.stride(), 0);
        }
    }

    public double[] inputs() {
        double[] result = new double[Math.multiplyExact(x.size(), x.width())];
        try (workspaces) {
            if (bands >= 2 * threads) {
                Parallel.run(
                        threads,
                        bands,
                        b -> workspaces.use(w -> {
                            double[] sum = new double[band * x.width()];
                            for (int chunk = 0; chunk < chunks; chunk++) {
                                inputs(w, b, chunk, sum);
                                add(b, sum, result);
                            }
                        }));
            } else {
                int wave = Math.min(chunks, 4 * threads);
                double[][] sums = new double[wave][band * x.width()];
                for (int b = 0; b < bands; b++) {
                    for (int first = 0; first < chunks; first += wave) {
                        int at = b;
                        int chunk = first;
                        int count = Math.min(wave, chunks - first);
                        Parallel.run(threads, count, c -> workspaces.use(w -> inputs(w, at, chunk + c, sums[c])));
                        for (int c = 0; c < count; c++) {
                            add(b, sums[c], result);
                        }
                    }
                }
            }
        }
        for (int i = 0; i < result.length; i++) {
            if (!Double.isFinite(result[i])) {
                throw notFinite("the gradient in x[" + i / x.width() + ", " + i % x.width() + "]", result[i]);
            }
        }
        return result;
    }

    private void inputs(Workspaces.Workspace w, int b, int chunk, double[] sum) {
        Arrays.fill(sum, 0);
        int from = b * band;
        int zFrom = chunk * CHUNK;
        w.each(from, Math.min(from + band, x.size()), zFrom, Math.min(zFrom + CHUNK, z.size()), (s, i, j) -> {
            fill(s, i, j);
            kernel.contractInputs(s.tile, s.values, sum, (i - from) * x.width());
        });
    }

    private void add(int b, double[] sum, double[] result) {
        int count = Math.min(band, x.size() - b * band) * x.width();
        VectorMath.get().axpy(1, sum, 0, result, b * band * x.width(), count);
    }

    private static IllegalArgumentException notFinite(String what, double value) {
        return Require.error(
                "kernel",
                what + " = " + value + " is not finite: a weight or a kernel value is not, see Kernel.checked()");
    }

    /** All derivatives as matrices, column-major as {@link GramTasks#matrixInto}. */
    public static void matrices(int threads, DifferentiableKernel kernel, Points x, Points z, List<INDArray> targets) {
        int band = Workspaces.band(z);
        int p = targets.size();
        try (Workspaces workspaces = new Workspaces(NOTHING, z, x)) {
            Parallel.run(
                    threads,
                    GramTasks.pieces(z.size(), band),
                    task -> workspaces.use(w -> {
                        int j = task * band;
                        int columns = Math.min(band, z.size() - j);
                        ColumnWindow[] windows = new ColumnWindow[p];
                        Arrays.setAll(windows, q -> new ColumnWindow(targets.get(q), j, columns));
                        double[][] gradients = new double[p][Tile.SIZE * Tile.SIZE];
                        w.each(j, j + columns, 0, x.size(), (s, column, row) -> {
                            kernel.gradientBlocks(s.tile, s.values, gradients);
                            for (int q = 0; q < p; q++) {
                                put(s.tile, gradients[q], windows[q], column - j, row);
                            }
                        });
                    }));
        }
    }

    private static void put(Tile tile, double[] gradient, ColumnWindow window, int column, int row) {
        for (int c = 0; c < tile.rows(); c++) {
            int from = c * tile.stride();
            for (int r = 0; r < tile.columns(); r++) {
                if (!Double.isFinite(gradient[from + r])) {
                    throw Require.error(
                            "kernel",
                            "a derivative between x[" + (row + r) + "] and a point of z is " + gradient[from + r]);
                }
            }
            window.put(column + c, row, gradient, from, tile.columns());
        }
    }
}
