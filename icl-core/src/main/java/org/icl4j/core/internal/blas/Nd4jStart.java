package org.icl4j.core.internal.blas;

import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.internal.memory.MemoryLimits;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starts ND4J, and says what is missing where it does not start. ND4J itself answers with an ExceptionInInitializerError, and from
 * the second time on with "Could not initialize class", which names no cause.
 */
public final class Nd4jStart {

    private static volatile boolean started;
    private static @Nullable String failure;

    private Nd4jStart() {}

    /**
     * Returns when ND4J runs.
     *
     * @throws IllegalStateException if it does not; the message says what is missing and what to set
     * @throws IllegalArgumentException if a limit of the process leaves no room for the native libraries, which would end it
     */
    public static void require() {
        if (!started) {
            start();
        }
    }

    private static synchronized void start() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        if (started) {
            return;
        }
        MemoryLimits.ofThisProcess()
                .requireAddressSpace(
                        "loading the native libraries of ND4J and OpenBLAS",
                        NativeStart.LIBRARIES,
                        "raise the limit, or give the Java machine less of it: a smaller -Xmx");
        try {
            Nd4j.getBackend();
            // ND4J sets OpenBLAS's number of threads when it starts. One: see BlasTiles.
            if (HeapProducts.isLoaded()) {
                openblas.blas_set_num_threads(1);
            }
            started = true;
        } catch (LinkageError | RuntimeException e) {
            failure = BlasFix.message("OpenBLAS through ND4J", "it failed with " + e, e);
            throw new IllegalStateException(failure, e);
        }
    }
}
