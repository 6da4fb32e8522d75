package org.icl4j.core.internal.blas;

import org.bytedeco.openblas.global.openblas;

/** Loads OpenBLAS, with JavaCPP and without ND4J, and says what is missing where it does not load. */
public final class NativeStart {

    private static final LibraryStart START = new LibraryStart("OpenBLAS", () -> {
        FirstTiles.begin();
        openblas.blas_set_num_threads(1);
        HeapProducts.loaded();
    });

    private NativeStart() {}

    /**
     * Returns when OpenBLAS is loaded, with one thread: see {@link BlasTiles}.
     *
     * @throws IllegalStateException if it is not; the message says what is missing and what to set
     * @throws IllegalArgumentException if a limit of the process leaves no room for native libraries, which would end it
     */
    public static void require() {
        START.require();
    }
}
