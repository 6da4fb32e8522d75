package org.icl4j.core.internal.blas;

import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/** Starts ND4J, and says what is missing where it does not start. */
public final class Nd4jStart {

    private static final LibraryStart START = new LibraryStart("OpenBLAS through ND4J", () -> {
        Nd4j.getBackend();
        // ND4J sets OpenBLAS's number of threads when it starts. One: see BlasTiles.
        if (HeapProducts.isLoaded()) {
            openblas.blas_set_num_threads(1);
        }
    });

    private Nd4jStart() {}

    /**
     * Returns when ND4J runs.
     *
     * @throws IllegalStateException if it does not; the message says what is missing and what to set
     * @throws IllegalArgumentException if a limit of the process leaves no room for the native libraries, which would end it
     */
    public static void require() {
        START.require();
    }
}
