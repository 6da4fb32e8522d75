package org.icl4j.core.math;

import java.util.function.IntConsumer;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/**
 * The library's one level of parallelism: numbered tasks on daemon threads that all of it shares. A task's result must
 * depend on its number alone; then results are the same bits whatever the number of threads.
 */
public final class Parallel {

    private static final String PROPERTY = "icl4j.threads";

    /** What a ForkJoinPool takes. */
    private static final int MOST = 32_767;

    private static volatile int threads;

    private Parallel() {}

    /**
     * The number of threads that work is spread over by default: the processors, or the system property
     * {@code icl4j.threads} where it is set.
     *
     * @return at least 1
     * @throws IllegalArgumentException if the property is not a whole number from 1 to 32767
     */
    public static int threads() {
        int known = threads;
        return known > 0 ? known : read();
    }

    // Not in a static initialiser, where an exception would be reported once and then lose its cause. Two threads read
    // the
    // same.
    private static int read() {
        int read = parse(System.getProperty(PROPERTY), Runtime.getRuntime().availableProcessors());
        threads = read;
        return read;
    }

    static int parse(@Nullable String text, int processors) {
        if (text == null) {
            return Math.max(1, processors);
        }
        try {
            return Require.inRange(PROPERTY, Integer.parseInt(text.strip()), 1, MOST);
        } catch (NumberFormatException e) {
            throw Require.error(
                    PROPERTY,
                    "the system property must be a whole number from 1 to " + MOST + ", got \"" + Text.printable(text)
                            + "\"");
        }
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
}
