package org.icl4j.core.internal.blas;

import org.icl4j.core.internal.memory.MemoryLimits;
import org.jspecify.annotations.Nullable;

/**
 * Loads a native library once. What does not load answers from the second time on with "Could not initialize class", which names no
 * cause; this says each time what is missing and what to set.
 */
final class LibraryStart {

    /** The address space that the native libraries take when they are loaded, ND4J's too where they follow. */
    private static final double LIBRARIES = 1.25 * (1L << 30);

    private final String what;
    private final Runnable load;
    private volatile boolean started;
    private @Nullable String failure;

    /**
     * @param what the library's name in messages
     * @param load loads it, or throws
     */
    LibraryStart(String what, Runnable load) {
        this.what = what;
        this.load = load;
    }

    void require() {
        if (!started) {
            start();
        }
    }

    private synchronized void start() {
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
            load.run();
            started = true;
        } catch (LinkageError | RuntimeException e) {
            failure = BlasFix.message(what, "it failed with " + e, e);
            throw new IllegalStateException(failure, e);
        }
    }
}
