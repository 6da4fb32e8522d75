package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.icl4j.core.NativeArrays;
import org.icl4j.core.Points;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the engine allocates on the heap is a few tiles and bands, whatever the number of points. */
class WorkingMemoryTest {

    private static final int D = 20;
    // Of numbers: the points of a band and of a tile's columns, three blocks of values, norms and such.
    private static final long BOUND =
            Double.BYTES * (4L * Tile.SIZE * D + 2L * Tile.SIZE * D + 4L * Tile.SIZE * Tile.SIZE) + 100_000;

    private static void allocatesLessThan(long bound, Runnable work) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The least of many: until it is compiled, which takes a busy machine seconds, the Vector API allocates each
        // vector.
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + 30_000_000_000L;
        for (int run = 0; run < 12 || (least >= bound && System.nanoTime() < deadline); run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(bound);
    }

    @Test
    void isBoundedByTheTiles() {
        Kernel kernel = new Gaussian(1).plus(new Gaussian(2).times(new Linear()));
        for (int n : new int[] {1000, 3000}) {
            Points x = Oracle.gaussian(1, n, D, 1);
            double[] v = new double[n];
            double[] result = new double[n];
            // Beside the scratch: a few small objects for each task and each column window, and one for each
            // partial sum of the operator.
            long tasks = 64L * n;
            allocatesLessThan(BOUND + tasks, () -> GramProducts.multiply(1, kernel, x, x, v, 1, result));
            allocatesLessThan(
                    BOUND + tasks + 16L * Double.BYTES * n, () -> new GramOperator(1, kernel, x, 0).apply(v, result));
            try (INDArray target = NativeArrays.uninitialised(n, n)) {
                allocatesLessThan(BOUND + tasks, () -> GramTasks.symmetricInto(1, kernel, x, 0, false, target));
                allocatesLessThan(BOUND + tasks, () -> GramTasks.matrixInto(1, kernel, x, x, target));
            }
        }
    }
}
