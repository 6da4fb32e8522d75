package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.internal.engine.GramContraction;
import org.icl4j.kernels.internal.engine.GramOperator;
import org.icl4j.kernels.internal.engine.GramProducts;
import org.icl4j.kernels.internal.engine.GramTasks;
import org.icl4j.kernels.internal.engine.PackedTile;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the engine allocates on the heap is a few tiles and bands, whatever the number of points, and the columns' points once more: 4 MiB at most. */
class WorkingMemoryTest {

    private static final int D = 20;
    private static final long BLOCK = (long) Double.BYTES * Tile.SIZE * Tile.SIZE;
    // The points of a band and of a tile's columns.
    private static final long PACKING = Double.BYTES * (4L * Tile.SIZE * D + 2L * Tile.SIZE * D);
    // All columns', where they are few.
    private static final long TRANSPOSED = Double.BYTES * 3008L * D;
    private static final long SMALL = 100_000;

    private static void allocatesLessThan(long bound, Runnable work) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The first that keeps to it: until it is compiled, which takes a busy machine seconds, the Vector API
        // allocates each
        // vector.
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (least >= bound && System.nanoTime() < deadline) {
            long before = threads.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(bound);
    }

    /** Of the values, and of what each kernel borrows: one block for each sum or product on the way down. */
    private static final int BLOCKS = 4;

    static Stream<Kernel> kernels() {
        return Stream.of(
                new Gaussian(1),
                new Gaussian(1).plus(new Gaussian(2).times(new Linear())),
                Kernel.radial(r2 -> 1 / (1 + r2)),
                Kernel.parse("laplacianL1(2) + 2 * linear"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void isBoundedByTheTiles(Kernel kernel) {
        for (int n : new int[] {1000, 3000}) {
            Points x = Oracle.gaussian(1, n, D, 1);
            Points z = Oracle.gaussian(2, 4000 - n, D, 1);
            double[] v = new double[4000];
            double[] result = new double[n];
            // Beside the scratch: a few small objects for each task and each column window, and one for each
            // partial sum of the operator.
            long bound = PACKING + TRANSPOSED + BLOCKS * BLOCK + SMALL + 64L * n;
            double[] vz = Arrays.copyOf(v, z.size());
            double[] vx = Arrays.copyOf(v, n);
            allocatesLessThan(bound, () -> GramProducts.multiply(1, kernel, x, z, vz, 1, result));
            allocatesLessThan(
                    bound + 16L * Double.BYTES * n, () -> new GramOperator(1, kernel, x, 0).apply(vx, result));
            try (INDArray target = NativeArrays.uninitialised(n, n);
                    INDArray rectangle = NativeArrays.uninitialised(n, z.size())) {
                allocatesLessThan(bound, () -> GramTasks.symmetricInto(1, kernel, x, 0, false, target));
                allocatesLessThan(bound, () -> GramTasks.symmetricInto(1, kernel, x, 0, true, target));
                allocatesLessThan(bound + 64L * z.size(), () -> GramTasks.matrixInto(1, kernel, x, z, rectangle));
            }
        }
    }

    /** A tile that moves over all pairs, evaluating gradients and contracting them with weights. */
    @Test
    void ofGradientsToo() {
        DifferentiableKernel kernel = new Gaussian(1);
        for (int n : new int[] {1000, 3000}) {
            Points x = Oracle.gaussian(1, n, D, 1);
            double[] inputs = new double[Tile.SIZE * D];
            double[] parameters = new double[1];
            double[] weights = new double[Tile.SIZE * Tile.SIZE];
            // Values, gradient, and two blocks on the way.
            allocatesLessThan(
                    PACKING + 4 * BLOCK + SMALL,
                    () -> over(x, tile -> {
                        kernel.contract(tile, weights, parameters, 0);
                        kernel.contractInputs(tile, weights, inputs, 0);
                    }));
        }
    }

    /** A map of the points makes a point a call: garbage of n points a pass over a band, but no more scratch. */
    @Test
    void ofMappedTilesToo() {
        UnaryOperator<double[]> map = point -> {
            double[] image = point.clone();
            image[0] += 1;
            return image;
        };
        long image = 2 * (16 + 8 * D);
        for (int n : new int[] {1000, 3000}) {
            Points x = Oracle.gaussian(1, n, D, 1);
            double[] values = new double[Tile.SIZE * Tile.SIZE];
            long tiles = (n / Tile.SIZE + 1L) * (n / Tile.SIZE + 1L);
            // Every tile maps its columns, and its rows.
            allocatesLessThan(
                    2 * PACKING + 2 * BLOCK + SMALL + tiles * 2 * Tile.SIZE * 2 * image,
                    () -> over(x, tile -> tile.warped(map).squaredDistances(values)));
        }
    }

    private interface TileTask {
        void accept(Tile tile);
    }

    private static void over(Points x, TileTask task) {
        PackedTile tile = new PackedTile(x, 0, 1, x, 0, 1);
        for (int j = 0; j < x.size(); j += Tile.SIZE) {
            for (int i = 0; i < x.size(); i += Tile.SIZE) {
                int rows = Math.min(Tile.SIZE, x.size() - i);
                tile.moveTo(x, i, rows, i, rows, x, j, Math.min(Tile.SIZE, x.size() - j));
                task.accept(tile);
            }
        }
    }

    @Test
    void gradientsAreBoundedByTheTiles() {
        DifferentiableKernel kernel = new Gaussian(1).scaled(2).plus(new Gaussian(2).times(new Gaussian(3)));
        for (int n : new int[] {1000, 3000}) {
            Points x = Oracle.gaussian(1, n, D, 1);
            double[] a = new double[n];
            GramContraction contraction = new GramContraction(1, kernel, x, x, GramGradient.Weights.product(a, a, 1));
            // Weights, and of the parts values, gradients and weights; a few short lists and arrays of each tile.
            long tiles = (n / Tile.SIZE + 1L) * (n / Tile.SIZE + 1L) * 2000;
            long bound = PACKING + (BLOCKS + 2) * BLOCK + SMALL + tiles;
            allocatesLessThan(bound, () -> contraction.hyperparameters(false));
            allocatesLessThan(bound, () -> contraction.hyperparameters(true));
            allocatesLessThan(bound + 2L * Double.BYTES * n * D, contraction::inputs);
        }
    }
}
