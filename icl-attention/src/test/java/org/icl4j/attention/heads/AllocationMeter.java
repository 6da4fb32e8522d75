package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.icl4j.core.Require;

/** Bytes that this thread and those of fork-join pools allocate, as the JVM counts them. */
public final class AllocationMeter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final long[] ids;
    private final long own;

    /** Made when the pools' threads have been started. */
    public AllocationMeter() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() + 64];
        int count = root.enumerate(all);
        this.ids = Arrays.stream(all, 0, count)
                .filter(t -> t.equals(Thread.currentThread()) || t.getName().startsWith("ForkJoinPool"))
                .mapToLong(Thread::getId)
                .toArray();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 1000; i++) {
            long before = total();
            least = Math.min(least, total() - before);
        }
        this.own = least;
    }

    private long total() {
        long total = 0;
        for (long id : ids) {
            total += THREADS.getThreadAllocatedBytes(id);
        }
        return total;
    }

    /**
     * Runs an action, such as some steps, until one run allocates nothing: what is not compiled yet makes objects, vectors of the Vector API for
     * one.
     *
     * @param what for the message
     */
    public static void assertNoneOnceWarm(Object what, Runnable action) {
        Require.notNull("action", action).run();
        AllocationMeter meter = new AllocationMeter();
        long least = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (least > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
            least = Math.min(least, meter.measure(action));
        }
        assertThat(least).as("bytes allocated by %s", what).isZero();
    }

    /** The bytes that an action allocates, without those of measuring. */
    public long measure(Runnable action) {
        Require.notNull("action", action);
        long before = total();
        action.run();
        return total() - before - own;
    }
}
