package org.icl4j.core.internal.blas;

import java.util.function.Supplier;
import org.icl4j.core.linalg.Blas;
import org.jspecify.annotations.Nullable;

/** Finds the {@link Blas} providers and tests each once, on first use. */
public final class BlasProviders {

    // Classes where references would do: the first one costs a process milliseconds.
    private static final Tested OPEN_BLAS =
            new Tested("OpenBLAS on pointers", new OpenBlasStart(), new OpenBlasMaker());

    private BlasProviders() {}

    /**
     * OpenBLAS on the arrays' own pointers.
     *
     * @return the provider
     */
    public static Blas openBlas() {
        return OPEN_BLAS.get();
    }

    /**
     * ND4J's interface only.
     *
     * @return the provider
     */
    public static Blas nd4j() {
        return Nd4jProvider.TESTED.get();
    }

    private static final class OpenBlasStart implements Runnable {
        @Override
        public void run() {
            NativeStart.require();
        }
    }

    private static final class OpenBlasMaker implements Supplier<Blas> {
        @Override
        public Blas get() {
            return new OpenBlas();
        }
    }

    private static final class Nd4jProvider {
        static final Tested TESTED = new Tested("ND4J's own interface", Nd4jStart::require, Nd4jBlas::new);
    }

    /** A provider that is handed out only after it has passed the self-test; a failure is remembered. */
    static final class Tested {

        private final String name;
        private final Runnable start;
        private final Supplier<Blas> maker;
        private volatile @Nullable Blas passed;
        private @Nullable String failure;
        private @Nullable Throwable cause;

        Tested(String name, Runnable start, Supplier<Blas> maker) {
            this.name = name;
            this.start = start;
            this.maker = maker;
        }

        Blas get() {
            Blas blas = passed;
            return blas != null ? blas : testOnce();
        }

        private synchronized Blas testOnce() {
            if (failure == null && passed == null) {
                start.run();
                try {
                    Blas blas = maker.get();
                    failure = BlasSelfTest.failure(blas);
                    passed = failure == null ? blas : null;
                } catch (RuntimeException | LinkageError e) {
                    // A class that failed to load gives another, emptier error the next time: keep the first.
                    failure = "it failed with " + e;
                    cause = e;
                }
            }
            Blas blas = passed;
            if (blas == null) {
                throw new IllegalStateException(BlasFix.message(name, String.valueOf(failure), cause), cause);
            }
            return blas;
        }
    }
}
