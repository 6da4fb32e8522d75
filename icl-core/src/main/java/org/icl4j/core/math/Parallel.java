package org.icl4j.core.math;

import java.util.function.IntConsumer;

/**
 * The library's one level of parallelism: numbered tasks on daemon threads that all of it shares. A task's result must
 * depend on its number alone; then results are the same bits whatever the number of threads.
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
        if (count > 0) {
            ParallelLoop.of(Math.max(1, threads), count, task).run();
        }
    }

    private static final class Defaults {
        static final int THREADS = Math.max(
                1, Integer.getInteger("icl4j.threads", Runtime.getRuntime().availableProcessors()));
    }
}
