package org.icl4j.core.internal.blas;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.icl4j.core.internal.VectorMathProviders;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.TileProducts;
import org.icl4j.core.math.VectorMath;

/**
 * What a first fit needs compiled and tried, beside the loading of a native library. Loading takes the thread that asks for it a fifth of a
 * second, in which other processors are idle, where there are any; and a fifth of a first fit of 1000 points is the time until the JVM has
 * compiled squared distances, exponentials and products with a vector, and has started the helping threads. When the library is there, and
 * the other thread tests it, the products of wide points are tried out here ({@link ChainProducts}): of a first fit of 1000 points of 50
 * columns that is an eighth.
 */
final class FirstTiles implements Runnable, IntConsumer {

    static final String NAME = "icl4j-first-tiles";

    /** Measured: ten compile too little, a hundred hold up the loading. */
    private static final int ROUNDS = 30;

    private static final int SIDE = 128;
    private static final int WIDTH = 8;

    private final CountDownLatch loading = new CountDownLatch(1);

    private FirstTiles() {}

    /** Begins, and does not wait. */
    static FirstTiles begin() {
        FirstTiles first = new FirstTiles();
        try {
            Thread thread = new Thread(first, NAME);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            return first; // No thread to be had: the first fit compiles for itself.
        }
        return first;
    }

    /** Says that the library has been loaded, or will not be. */
    void loadingEnds() {
        loading.countDown();
    }

    // What fails here fails again where it is asked for, and says so there.
    @Override
    public void run() {
        try {
            if (Parallel.threads() > 1) {
                tiles();
                VectorMath.get(); // Its classes, later than the loops.
                Parallel.run(2, this);
                loading.await();
                if (HeapProducts.isLoaded() && ChainProducts.usable()) {
                    TileProducts.ofThread(); // Its classes.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            return;
        }
    }

    private static void tiles() {
        VectorMath math = VectorMathProviders.plain();
        double[] points = new double[SIDE * WIDTH];
        double[] tile = new double[SIDE * SIDE];
        double[] sums = new double[SIDE];
        for (int round = 0; round < ROUNDS; round++) {
            math.squaredDistances(SIDE, SIDE, WIDTH, points, 0, points, 0, SIDE, tile, 0, SIDE);
            math.exp(-0.5, tile, 0, tile.length);
            math.addDots(SIDE, tile, 0, SIDE, points, 0, SIDE, sums, 0);
        }
    }

    /** Nothing: a task to start the helping threads with. */
    @Override
    public void accept(int task) {}
}
