package org.icl4j.core.internal.blas;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.icl4j.core.linalg.Rehearsal;
import org.icl4j.core.math.Parallel;

/** Runs what there is of {@link Rehearsal}. A rehearsal that fails is dropped: the real call will say what is wrong. */
final class Rehearsals {

    private static final long BESIDE_NANOS = 300_000_000L;

    private volatile boolean loaded;
    private final List<Rehearsal> rehearsals = new ArrayList<>();
    private final Thread beside = new Thread(this::besideLoading, "icl4j-rehearsal");

    /** Begins, before the libraries are loaded, or never. */
    Rehearsals(boolean wanted) {
        beside.setDaemon(true);
        if (!wanted || !System.getProperty("icl4j.rehearsal", "").equals("true")) {
            return;
        }
        try {
            ServiceLoader.load(Rehearsal.class, Rehearsal.class.getClassLoader())
                    .forEach(rehearsals::add);
        } catch (ServiceConfigurationError e) {
            rehearsals.clear();
        }
        if (Parallel.threads() > 1 && !rehearsals.isEmpty()) {
            beside.start();
        }
    }

    private void besideLoading() {
        long start = System.nanoTime();
        while (!loaded && System.nanoTime() - start < BESIDE_NANOS) {
            for (Rehearsal rehearsal : rehearsals) {
                try {
                    rehearsal.besideLoading();
                } catch (RuntimeException | LinkageError e) {
                    return;
                }
            }
        }
    }

    /** The libraries are loaded, or will not be: what runs beside ends by itself, nobody waits for it. */
    void stop() {
        loaded = true;
    }

    /** What needs native code, once: it takes about the time that the first real call is the shorter for. */
    void afterLoading() {
        for (Rehearsal rehearsal : rehearsals) {
            try {
                rehearsal.afterLoading();
            } catch (RuntimeException | LinkageError e) {
                return;
            }
        }
    }
}
