package org.icl4j.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

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
     * Runs tasks 0 to count - 1 and waits for them. The calling thread works too; the first exception ends the rest and is
     * rethrown.
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
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            try {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    task.accept(i);
                }
            } catch (RuntimeException | Error e) {
                next.set(count);
                throw e;
            }
        };
        List<ForkJoinTask<?>> others = new ArrayList<>();
        for (int w = 1; w < workers; w++) {
            others.add(ForkJoinPool.commonPool().submit(worker));
        }
        try {
            worker.run();
        } finally {
            // Also after a failure: no task may still be writing when this method returns.
            for (ForkJoinTask<?> other : others) {
                other.quietlyJoin();
            }
        }
        for (ForkJoinTask<?> other : others) {
            other.join();
        }
    }

    private static final class Defaults {
        static final int THREADS = Math.max(
                1, Integer.getInteger("icl4j.threads", Runtime.getRuntime().availableProcessors()));
    }
}
