package org.icl4j.core.internal;

import java.util.function.IntConsumer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Parallel;

/**
 * Why OpenBLAS runs on one thread here: with its own threads it splits a matrix by how many there are, and the last digits
 * of a product depend on the split. So each operation is cut into tiles by its sizes alone, OpenBLAS computes each tile on
 * one thread, and {@link Parallel} spreads the tiles: the same bits for every number of threads, at the same speed.
 */
final class BlasTiles {

    /** Rows and columns of a tile of a product: large enough that packing costs little. */
    static final int SIZE = 512;

    private static int inside;
    private static int threadsOutside;

    private BlasTiles() {}

    /** The number of tiles that cover {@code length}. */
    static int count(int length, int size) {
        return (length + size - 1) / size;
    }

    /** Runs tiles 0 to count - 1 while OpenBLAS has one thread. */
    static void run(int count, IntConsumer tile) {
        enter();
        try {
            if (count == 1) {
                tile.accept(0);
            } else {
                Parallel.run(count, tile);
            }
        } finally {
            leave();
        }
    }

    // The number of threads is the process's, shared with ND4J: the first that comes in lowers it, the last that leaves
    // puts it back.
    private static synchronized void enter() {
        if (inside++ == 0) {
            threadsOutside = openblas.blas_get_num_threads();
            openblas.blas_set_num_threads(1);
        }
    }

    private static synchronized void leave() {
        if (--inside == 0) {
            openblas.blas_set_num_threads(threadsOutside);
        }
    }
}
