package org.icl4j.core;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The library's one level of parallelism: numbered tasks on the JVM's common pool. A task's result must depend on its
 * number alone; then results are the same bits whatever the number of threads.
 */
public final class Parallel {

    private Parallel() {}

    /**
     * The number of threads that work is spread over by default: the processors, or the system property
     * {@code icl4j.threads} where it is set.
     *
     * @return at least 1
     */
    public static int threads() {
        return Defaults.THREADS;
    }

    /**
     * Runs tasks 0 to count - 1 on the default number of threads and waits for them.
     *
     * @param count number of tasks
     * @param task called once with each number
     */
    public static void run(int count, IntConsumer task) {
        run(threads(), count, task);
    }

    /**
     * Runs tasks 0 to count - 1 and waits for them. The calling thread works too. A task that throws ends the rest: those
     * that run are waited for, those not begun are left out, and of the exceptions thrown that of the least task number,
     * which does not depend on the number of threads, is rethrown as it is.
     *
     * @param threads at most so many at a time
     * @param count number of tasks
     * @param task called once with each number
     */
    public static void run(int threads, int count, IntConsumer task) {
        int workers = Math.min(threads, count);
        if (workers <= 1) {
            for (int i = 0; i < count; i++) {
                task.accept(i);
            }
            return;
        }
        Job job = new Job(count, task);
        List<ForkJoinTask<?>> others = new ArrayList<>();
        for (int w = 1; w < workers; w++) {
            // Adapted here: what the pool adapts itself, a caller on JDK 25 waits for and never takes back.
            others.add(ForkJoinPool.commonPool().submit(ForkJoinTask.adapt(job)));
        }
        job.run();
        // Also after a failure: no task may still be writing when this method returns. In reverse, so that the calling
        // thread takes back what a busy pool has not begun.
        for (int w = others.size() - 1; w >= 0; w--) {
            others.get(w).quietlyJoin();
        }
        job.rethrow();
    }

    /** What the workers share. Tasks are claimed in order, so the least that fails is always among those that were begun. */
    private static final class Job implements Runnable {
        private final int count;
        private final IntConsumer task;
        // Long, since every worker adds 1 once more than there are tasks.
        private final AtomicLong next = new AtomicLong();
        private long failedTask = Long.MAX_VALUE;
        private @Nullable Throwable failure;

        Job(int count, IntConsumer task) {
            this.count = count;
            this.task = task;
        }

        @Override
        public void run() {
            for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    task.accept((int) i);
                } catch (Throwable e) {
                    next.set(count);
                    failed(i, e);
                }
            }
        }

        private synchronized void failed(long number, Throwable cause) {
            if (number < failedTask) {
                failedTask = number;
                failure = cause;
            }
        }

        synchronized void rethrow() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure != null) {
                // Checked: javac allows none here, other languages do.
                throw new UndeclaredThrowableException(failure);
            }
        }
    }

    private static final class Defaults {
        static final int THREADS = Math.max(
                1, Integer.getInteger("icl4j.threads", Runtime.getRuntime().availableProcessors()));
    }
}
