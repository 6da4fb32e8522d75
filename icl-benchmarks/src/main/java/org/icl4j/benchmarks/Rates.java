package org.icl4j.benchmarks;

/** How often a second something can be done. */
final class Rates {

    private Rates() {}

    /** Repeats a step: so many seconds as warm-up, then so many measured, at least one step each; the mean rate of the latter. */
    static double perSecond(double warm, double seconds, Runnable step) {
        repeat(warm, step);
        long start = System.nanoTime();
        long steps = repeat(seconds, step);
        return steps / ((System.nanoTime() - start) * 1e-9);
    }

    private static long repeat(double seconds, Runnable step) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long steps = 0;
        do {
            step.run();
            steps++;
        } while (System.nanoTime() < end);
        return steps;
    }
}
