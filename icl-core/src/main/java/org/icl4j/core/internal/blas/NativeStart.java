package org.icl4j.core.internal.blas;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** Loads OpenBLAS, with JavaCPP and without ND4J, and says what is missing where it does not load. */
public final class NativeStart {

    private static final LibraryStart START = new LibraryStart("OpenBLAS", new Load());

    private NativeStart() {}

    // Classes where lambdas would do: the first lambda costs a process milliseconds.
    private static final class Load implements Runnable {

        @Override
        public void run() {
            FirstTiles beside = FirstTiles.begin();
            try {
                LibrarySearch.shorten(new OneThread());
                HeapProducts.loaded();
            } finally {
                beside.loadingEnds();
            }
        }
    }

    private static final class OneThread implements Runnable {

        @Override
        public void run() {
            Loader.load(openblas.class); // LAPACK as well: the next line alone is a method of the class without it.
            openblas.blas_set_num_threads(1);
        }
    }

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
