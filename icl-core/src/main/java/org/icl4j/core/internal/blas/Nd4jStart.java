package org.icl4j.core.internal.blas;

import org.icl4j.core.internal.memory.MemoryLimits;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starts ND4J, and says what is missing where it does not start. ND4J itself answers with an ExceptionInInitializerError, and from
 * the second time on with "Could not initialize class", which names no cause.
 */
public final class Nd4jStart {

    /** The address space that the native libraries of ND4J and OpenBLAS take when they are loaded. */
    private static final double LIBRARIES = 1.25 * (1L << 30);

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
                        LIBRARIES,
                        "raise the limit, or give the Java machine less of it: a smaller -Xmx");
        try {
            Nd4j.getBackend();
            started = true;
        } catch (LinkageError | RuntimeException e) {
            failure = BlasFix.message("OpenBLAS through ND4J", "it failed with " + e, e);
            throw new IllegalStateException(failure, e);
        }
    }
}
