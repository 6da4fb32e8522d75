package org.icl4j.core.math;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.HeapProducts;
import org.jspecify.annotations.Nullable;

/**
 * Numbered tasks as {@link Parallel#run(int, int, IntConsumer)} runs them, as an object to be run again and again: for the
 * same tasks thousands of times a second. After warm-up {@link #run} allocates nothing, on no thread. Helpers are daemon
 * threads that all loops share. One run at a time, from one thread.
 */
public final class ParallelLoop {

    // Tasks of such loops last microseconds; a wait longer than so many looks naps between them.
    private static final int LOOKS = 20_000;
    private static final long NAP_NANOS = 20_000;

    private final int count;
    private final IntConsumer task;
    private final Helper[] helpers;
    private final AtomicInteger next;
    private final AtomicInteger finished = new AtomicInteger();
    private int failedTask;
    private @Nullable Throwable failure;

    private ParallelLoop(int threads, int count, IntConsumer task) {
        this.count = Require.positive("count", count);
        this.task = Require.notNull("task", task);
        this.next = new AtomicInteger(count);
        this.helpers = new Helper[Math.min(Require.positive("threads", threads), count) - 1];
        if (helpers.length > 0) {
            Parallel.threads(); // A bad number of threads is refused here, not in the initialiser of the helpers' pool.
        }
        for (int h = 0; h < helpers.length; h++) {
            helpers[h] = new Helper(this);
        }
    }

    /**
     * A loop over the tasks 0 to count - 1.
     *
     * @param threads at most so many at a time
     * @param count number of tasks, at least 1
     * @param task called once with each number in each run; what it computes must depend on the number alone
     * @return the loop
     */
    public static ParallelLoop of(int threads, int count, IntConsumer task) {
        return new ParallelLoop(threads, count, task);
    }

    /**
     * Runs all tasks and waits for them. The calling thread works too, and waits for no helper that has not started, so
     * nested and concurrent loops cannot starve each other. A task that throws ends the rest: those that run are waited
     * for, those not begun are left out, and of the exceptions thrown that of the least task number is rethrown.
     */
    public void run() {
        HeapProducts.begin();
        try {
            runAll();
        } finally {
            HeapProducts.end();
        }
    }

    private void runAll() {
        if (helpers.length == 0) {
            for (int i = 0; i < count; i++) {
                task.accept(i);
            }
            return;
        }
        failedTask = Integer.MAX_VALUE;
        failure = null;
        finished.set(0);
        // Opens the run: a helper that sees this also sees the lines above.
        next.set(0);
        for (Helper helper : helpers) {
            helper.offer();
        }
        work();
        for (int looks = 0; finished.get() < count; looks++) {
            if (looks < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        rethrow();
    }

    // Each number is claimed once and counted once, also after a failure, so that `finished` always reaches `count`.
    // Between two runs next >= count: a helper that comes late finds nothing to do, or joins the run that has just been
    // opened.
    private void work() {
        // Below 0: with nearly 2^31 tasks the last looks at `next` take it over the top.
        for (int i = next.getAndIncrement(); 0 <= i && i < count; i = next.getAndIncrement()) {
            try {
                task.accept(i);
            } catch (Throwable e) {
                failed(i, e);
            } finally {
                finished.getAndIncrement();
            }
        }
    }

    private synchronized void failed(int number, Throwable cause) {
        // Claims and counts at once what has not begun.
        int left = count - next.getAndSet(count);
        if (left > 0) {
            finished.addAndGet(left);
        }
        if (number < failedTask) {
            failedTask = number;
            failure = cause;
        }
    }

    private synchronized void rethrow() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            // Checked: javac allows none here, other languages do.
            throw new UndeclaredThrowableException(failure);
        }
    }

    /** A helping thread's share: one entry in the helpers' queue, used again in each run. */
    private static final class Helper extends ForkJoinTask<@Nullable Void> {

        private static final long serialVersionUID = 1;

        private final transient ParallelLoop loop;
        private boolean offered;

        Helper(ParallelLoop loop) {
            this.loop = loop;
        }

        // One that an earlier run left waiting in the queue is still good: a worker that takes it joins this run.
        void offer() {
            if (offered) {
                if (!isDone()) {
                    return;
                }
                reinitialize();
            }
            offered = true;
            Helpers.POOL.execute(this);
        }

        @Override
        protected boolean exec() {
            loop.work();
            return true;
        }

        @Override
        public @Nullable Void getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(@Nullable Void value) {}
    }

    /** Not the common pool: that one erases a worker's thread-locals, and with them scratch memory, after each task. */
    private static final class Helpers {
        static final ForkJoinPool POOL = new ForkJoinPool(Math.max(1, Parallel.threads() - 1));
    }
}
