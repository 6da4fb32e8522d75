package org.icl4j.attention.tasks;

/**
 * Arrays of the calling thread that inputs and functions draw in, so that they stay values and a batch allocates nothing once warm. Each
 * is used between two calls of other samplers, except the truth, which stays while a function answers.
 */
final class Scratch {

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private double[] numbers = {};
    private double[] truth = {};
    private int[] order = {};

    private Scratch() {}

    /** An array at least so long; what it holds is undefined, until the next sampler is called. */
    static double[] numbers(int length) {
        Scratch own = OF_THREAD.get();
        if (own.numbers.length < length) {
            own.numbers = new double[length];
        }
        return own.numbers;
    }

    /** An array at least so long for a truth that nobody asks for. */
    static double[] truth(int length) {
        Scratch own = OF_THREAD.get();
        if (own.truth.length < length) {
            own.truth = new double[length];
        }
        return own.truth;
    }

    /** Whole numbers, as {@link #numbers}. */
    static int[] order(int length) {
        Scratch own = OF_THREAD.get();
        if (own.order.length < length) {
            own.order = new int[length];
        }
        return own.order;
    }
}
