package org.icl4j.core.internal.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that has just been given back, kept for a moment for the next that asks for as much: fits follow fits, and of a fit of
 * 5000 points a sixth is the time in which the system takes pages back, clears them and hands them out again; of 1000 points, up to a
 * half. It goes back to the system after one to two seconds, where memory is short ({@link #release}), and when a block
 * of 32 MiB or more is asked for whose size is none of those kept and which would make more than 1 GiB with them. Blocks of 128 KiB to
 * 32 MiB are kept up to 128 MiB in all, larger ones up to 1 GiB with them.
 */
public class KeptMemory {

    // Smaller ones the C library keeps by itself.
    private static final long LEAST_BYTES = 1L << 17;
    // Below, sizes may vary, and all of them together are little.
    private static final long LARGE_BYTES = 1L << 25;
    private static final long MOST_SMALL_BYTES = 1L << 27;
    private static final long MOST_BYTES = 1L << 30;
    private static final int SECONDS = 1;

    private static final KeptMemory SHARED = new KeptMemory();

    private record Block(Pointer memory, long bytes, long since) {}

    private final List<Block> blocks = new ArrayList<>();
    private long kept;
    private long keptSmall;
    private boolean planned;

    KeptMemory() {}

    /**
     * What this process keeps.
     *
     * @return the one object of its kind
     */
    static KeptMemory shared() {
        return SHARED;
    }

    /**
     * Gives all that is kept back to the system.
     *
     * @return whether there was any
     */
    public static boolean release() {
        return SHARED.releaseOlderThan(Long.MAX_VALUE);
    }

    /** A kept block of that size, with undefined contents; else null, and where it is large nothing is kept beyond 1 GiB with it. */
    synchronized @Nullable Pointer take(long bytes) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Block block = blocks.get(i);
            if (block.bytes() == bytes) {
                blocks.remove(i);
                count(-bytes);
                return block.memory();
            }
        }
        if (bytes >= LARGE_BYTES && kept > MOST_BYTES - bytes) {
            releaseOlderThan(Long.MAX_VALUE);
        }
        return null;
    }

    /** Keeps a block for a moment, or gives it back. */
    void give(Pointer memory, long bytes) {
        boolean small = bytes < LARGE_BYTES;
        synchronized (this) {
            boolean fits = small ? keptSmall + bytes <= MOST_SMALL_BYTES : kept + bytes <= MOST_BYTES;
            if (bytes >= LEAST_BYTES && fits && plan()) {
                blocks.add(new Block(memory, bytes, nanos()));
                count(bytes);
                return;
            }
        }
        free(memory);
    }

    private void count(long bytes) {
        kept += bytes;
        keptSmall += Math.abs(bytes) < LARGE_BYTES ? bytes : 0;
    }

    /**
     * How much is kept.
     *
     * @return bytes
     */
    public static long bytes() {
        return SHARED.kept();
    }

    private synchronized long kept() {
        return kept;
    }

    // One look at a time is planned, as long as anything is kept. False where there is no thread to be had.
    private boolean plan() {
        if (!planned) {
            try {
                planned = true;
                lookLater();
            } catch (RuntimeException | OutOfMemoryError e) {
                planned = false;
            }
        }
        return planned;
    }

    final synchronized void look() {
        releaseOlderThan(nanos() - TimeUnit.SECONDS.toNanos(SECONDS));
        planned = false;
        if (!blocks.isEmpty() && !plan()) {
            releaseOlderThan(Long.MAX_VALUE);
        }
    }

    /** The time, of a clock that starts anywhere. */
    long nanos() {
        return System.nanoTime();
    }

    /** Gives a block back to the system. */
    void free(Pointer memory) {
        Pointer.free(memory);
    }

    /** Calls {@link #look} after a second. */
    // On a thread of its own: the common pool may be busy for long, and the classes of a timer take a first call
    // milliseconds.
    void lookLater() {
        Thread thread = new Thread("icl4j-memory") {
            @Override
            public void run() {
                try {
                    Thread.sleep(TimeUnit.SECONDS.toMillis(SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // The look comes early.
                }
                look();
            }
        };
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized boolean releaseOlderThan(long time) {
        boolean any = false;
        for (Iterator<Block> all = blocks.iterator(); all.hasNext(); ) {
            Block block = all.next();
            if (time == Long.MAX_VALUE || block.since() - time <= 0) {
                all.remove();
                count(-block.bytes());
                free(block.memory());
                any = true;
            }
        }
        return any;
    }
}
