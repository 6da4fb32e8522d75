package org.icl4j.core.internal.blas;

import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.internal.memory.MemoryLimits;
import org.jspecify.annotations.Nullable;

/** Loads OpenBLAS, with JavaCPP and without ND4J, and says what is missing where it does not load. */
public final class NativeStart {

    /** The address space that the native libraries take when they are loaded, ND4J's too where they follow. */
    static final double LIBRARIES = 1.25 * (1L << 30);

    private static volatile boolean started;
    private static @Nullable String failure;

    private NativeStart() {}

    /**
     * Returns when OpenBLAS is loaded, with one thread: see {@link BlasTiles}.
     *
     * @throws IllegalStateException if it is not; the message says what is missing and what to set
     * @throws IllegalArgumentException if a limit of the process leaves no room for native libraries, which would end it
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
            openblas.blas_set_num_threads(1);
            HeapProducts.loaded();
            started = true;
        } catch (LinkageError | RuntimeException e) {
            failure = BlasFix.message("OpenBLAS", "it failed with " + e, e);
            throw new IllegalStateException(failure, e);
        }
    }
}
