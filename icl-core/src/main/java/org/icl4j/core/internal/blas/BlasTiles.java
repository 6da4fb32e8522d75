package org.icl4j.core.internal.blas;

import java.util.function.IntConsumer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.math.Parallel;

/**
 * Why OpenBLAS runs on one thread here: with its own threads it splits a matrix by how many there are, and the last digits
 * of a product depend on the split. So each operation is cut into tiles by its sizes alone, OpenBLAS computes each tile on
 * one thread, and {@link Parallel} spreads the tiles: the same bits for every number of threads, and no slower.
 *
 * <p>Changing OpenBLAS's number of threads costs up to a millisecond, as much as a small fit. So it is set to 1 when the
 * library is loaded and left there; only where someone has raised it since is it lowered for the time of an operation.
 */
final class BlasTiles {

    /** Rows and columns of a tile of a product: large enough that packing costs little. */
    static final int SIZE = 512;

    /** Right-hand sides that are solved for together. */
    static final int COLUMNS = 256;

    private static int inside;
    private static int threadsOutside;

    private static int stretches;
    private static boolean held;

    private BlasTiles() {}

    /** The number of tiles that cover {@code length}. */
    static int count(int length, int size) {
        return (length + size - 1) / size;
    }

    /**
     * Runs tiles 0 to count - 1 while OpenBLAS has one thread. What a process's first fit comes by passes anonymous classes here, not
     * lambdas, each of which takes the JVM some milliseconds to link.
     */
    static void run(int count, IntConsumer tile) {
        boolean raised = enter();
        try {
            Parallel.run(count, tile);
        } finally {
            if (raised) {
                leave();
            }
        }
    }

    /**
     * Begins a stretch of many operations: the number of threads that the first of them lowers is put back at the end of the
     * stretch, not after each. Setting the number takes OpenBLAS a tenth of a millisecond, more than a small product.
     */
    static synchronized void begin() {
        stretches++;
    }

    /** Ends a stretch. */
    static synchronized void end() {
        if (--stretches == 0 && held) {
            held = false;
            leave();
        }
    }

    // The first operation that finds the number raised lowers it, the last such puts it back. A stretch counts as
    // one of them from its first operation on: an operation beside the stretch that ends after it is still counted.
    static synchronized boolean enter() {
        if (inside == 0) {
            int threads = openblas.blas_get_num_threads();
            if (threads == 1) {
                return false;
            }
            threadsOutside = threads;
            openblas.blas_set_num_threads(1);
        }
        inside++;
        if (stretches > 0 && !held) {
            held = true;
            inside++;
        }
        return true;
    }

    static synchronized void leave() {
        if (--inside == 0) {
            openblas.blas_set_num_threads(threadsOutside);
        }
    }
}
