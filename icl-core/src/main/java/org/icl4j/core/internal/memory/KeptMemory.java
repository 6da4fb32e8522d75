package org.icl4j.core.internal.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that has just been given back, kept for a moment for the next that asks for as much: fits follow fits, and of a fit of
 * 5000 points a sixth is the time in which the system takes pages back, clears them and hands them out again. The C library does
 * the same with blocks below 32 MiB. What is kept goes back to the system after {@value #SECONDS} s, where memory is short ({@link
 * #release}), and when another block of 32 MiB or more is asked for whose size is none of those kept.
 */
public final class KeptMemory {

    private static final long LEAST_BYTES = 1L << 25;
    private static final long MOST_BYTES = 1L << 30;
    private static final int SECONDS = 1;

    private static final KeptMemory SHARED = new KeptMemory(
            // On the thread of the clock: the common pool may be busy for long.
            System::nanoTime,
            Pointer::free,
            CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS, Runnable::run));

    private record Block(Pointer memory, long bytes, long since) {}

    private final LongSupplier nanos;
    private final Consumer<Pointer> free;
    private final Executor later;
    private final List<Block> blocks = new ArrayList<>();
    private long kept;

    KeptMemory(LongSupplier nanos, Consumer<Pointer> free, Executor later) {
        this.nanos = nanos;
        this.free = free;
        this.later = later;
    }

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

    /** A kept block of that size, with undefined contents; else null, and then nothing is kept any more. */
    synchronized @Nullable Pointer take(long bytes) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Block block = blocks.get(i);
            if (block.bytes() == bytes) {
                blocks.remove(i);
                kept -= bytes;
                return block.memory();
            }
        }
        if (bytes >= LEAST_BYTES) {
            releaseOlderThan(Long.MAX_VALUE);
        }
        return null;
    }

    /** Keeps a block for a moment, or gives it back. */
    void give(Pointer memory, long bytes) {
        synchronized (this) {
            if (bytes >= LEAST_BYTES && kept + bytes <= MOST_BYTES) {
                blocks.add(new Block(memory, bytes, nanos.getAsLong()));
                kept += bytes;
                later.execute(() -> releaseOlderThan(nanos.getAsLong() - TimeUnit.SECONDS.toNanos(SECONDS)));
                return;
            }
        }
        free.accept(memory);
    }

    private synchronized boolean releaseOlderThan(long time) {
        boolean any = false;
        for (Iterator<Block> all = blocks.iterator(); all.hasNext(); ) {
            Block block = all.next();
            if (time == Long.MAX_VALUE || block.since() - time <= 0) {
                all.remove();
                kept -= block.bytes();
                free.accept(block.memory());
                any = true;
            }
        }
        return any;
    }
}
