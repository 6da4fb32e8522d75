package org.icl4j.core.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.icl4j.core.math.VectorMath;

/**
 * Whether a loop on vectors is compiled. It is begun with when plain Java has spent on the same loop about what the compilation
 * costs: so a program never pays more than twice what it would have paid knowing what was to come. The warming up runs on
 * one daemon thread, a loop after the other, until vectors are the faster. Where they are not after a while (the machine may
 * be busy, and the compiler wait), plain Java goes on, and it is tried again after four times the work.
 *
 * <p>A program in which one loop has come so far runs long, and the others that it uses will come so far too: they are begun with
 * after a {@value #SOONER}th of the work.
 */
final class Warmth {

    /** Nanoseconds of plain Java after which warming up begins: about what it takes. */
    private static final double BREAK_EVEN_NANOS = 0.3e9;

    private static final int SOONER = 20;

    /** Whether some loop is compiled. */
    private static volatile boolean running;

    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final int CALLS = 20;
    private static final int ROUNDS_WON = 5;

    private volatile long elements;
    private final Consumer<VectorMath> trial;
    // Races only move the moment at which the loops change, which no result shows.
    private long seen;
    private volatile boolean begun;
    private volatile boolean warm;

    /**
     * A loop not yet compiled.
     *
     * @param nanos that plain Java takes for an element, roughly
     * @param trial some calls of it, no longer than tens of microseconds when compiled
     */
    Warmth(double nanos, Consumer<VectorMath> trial) {
        this.elements = (long) (BREAK_EVEN_NANOS / nanos);
        this.trial = trial;
    }

    boolean isWarm(long more, VectorMath vectors, VectorMath plain) {
        if (warm) {
            return true;
        }
        if (!begun) {
            long all = seen + more;
            seen = all;
            if (all >= (running ? elements / SOONER : elements)) {
                begun = true;
                Warmer.EXECUTOR.execute(() -> warmUp(vectors, plain));
            }
        }
        return false;
    }

    /** Warms up until vectors win. */
    void warmUp(VectorMath vectors, VectorMath plain) {
        int won = 0;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!warm && System.nanoTime() < deadline) {
            won = nanos(vectors) < nanos(plain) ? won + 1 : 0;
            warm = won >= ROUNDS_WON;
        }
        if (warm) {
            running = true;
        } else {
            seen = 0;
            begun = false;
            elements = elements > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : 4 * elements;
        }
    }

    private long nanos(VectorMath math) {
        long start = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            trial.accept(math);
        }
        return System.nanoTime() - start;
    }

    private static final class Warmer {
        static final ThreadPoolExecutor EXECUTOR =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "icl4j-vectors");
                    thread.setDaemon(true);
                    return thread;
                });

        static {
            EXECUTOR.allowCoreThreadTimeOut(true);
        }
    }
}
