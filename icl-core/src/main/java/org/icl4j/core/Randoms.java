package org.icl4j.core;

import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.core.source64.XoShiRo256PlusPlus;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A stream of random numbers that a seed and a path of names determine. The same seed and names give the same bits
 * on every machine, and streams of different names are independent for every practical purpose. Not thread-safe: give
 * each task its own {@link #split(long) split}.
 *
 * <p>Generator: xoshiro256++ (Blackman and Vigna 2021), seeded through SplitMix64; normals by the modified ziggurat of
 * McFarland (2016), both from Apache Commons RNG.
 */
public final class Randoms {

    private long key;
    private final Generator source;
    private final ZigguratSampler.NormalizedGaussian gaussian;

    private Randoms(long key) {
        this.key = key;
        this.source = new Generator(key);
        this.gaussian = ZigguratSampler.NormalizedGaussian.of(source);
    }

    /** The generator, which can begin again with another key. */
    private static final class Generator extends XoShiRo256PlusPlus {

        private static final long GOLDEN = 0x9e3779b97f4a7c15L;

        Generator(long key) {
            super(seed(key, 1), seed(key, 2), seed(key, 3), seed(key, 4));
        }

        private static long seed(long key, int index) {
            return mix(key + index * GOLDEN);
        }

        void restart(long key) {
            state0 = seed(key, 1);
            state1 = seed(key, 2);
            state2 = seed(key, 3);
            state3 = seed(key, 4);
            resetCachedState(); // half of a number that an int was taken from
        }
    }

    /**
     * The stream of a seed.
     *
     * @param seed any number
     * @return the stream, at its start
     */
    public static Randoms of(long seed) {
        return new Randoms(mix(seed));
    }

    /**
     * The stream of a name under this one. It depends on the seed and the names only, not on what has been drawn.
     *
     * @param name what the stream is for, such as {@code "noise"}
     * @return a new stream, at its start
     */
    public Randoms split(String name) {
        Require.notNull("name", name);
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return new Randoms(mix(key ^ mix(hash)));
    }

    /**
     * The stream of a number under this one, such as a task's index.
     *
     * @param index any number
     * @return a new stream, at its start
     */
    public Randoms split(long index) {
        return new Randoms(mix(key + mix(index + 0x632be59bd9b4e019L)));
    }

    /**
     * The same for another stream, which becomes {@link #split(long) split(index)} at its start, whatever it was before: nothing is allocated.
     *
     * @param index any number
     * @param stream changed; may be this one
     */
    public void splitInto(long index, Randoms stream) {
        Require.notNull("stream", stream);
        long split = mix(key + mix(index + 0x632be59bd9b4e019L));
        stream.key = split;
        stream.source.restart(split);
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
        return y ^ (y >>> 31);
    }

    /**
     * A number from the uniform distribution on [0, 1).
     *
     * @return the number
     */
    public double uniform() {
        return source.nextDouble();
    }

    /**
     * A number from the uniform distribution on [low, high), up to rounding: {@code low + (high - low) * uniform()}.
     *
     * @param low the least, finite
     * @param high the bound above, finite
     * @return the number
     */
    public double uniform(double low, double high) {
        Require.finite("low", low);
        Require.finite("high", high);
        return low + (high - low) * source.nextDouble();
    }

    /**
     * A number from the standard normal distribution.
     *
     * @return the number
     */
    public double gaussian() {
        return gaussian.sample();
    }

    /**
     * A number from a normal distribution: {@code mean + standardDeviation * gaussian()}.
     *
     * @param mean the mean, finite
     * @param standardDeviation at least 0
     * @return the number
     */
    public double normal(double mean, double standardDeviation) {
        Require.finite("mean", mean);
        Require.nonNegative("standardDeviation", standardDeviation);
        return mean + standardDeviation * gaussian.sample();
    }

    /**
     * A number from the standard normal distribution, by its other name.
     *
     * @return {@link #gaussian}
     */
    public double normal() {
        return gaussian();
    }

    /**
     * A whole number from the uniform distribution on 0 to bound - 1.
     *
     * @param bound at least 1
     * @return the number
     */
    public int integer(int bound) {
        return source.nextInt(Require.positive("bound", bound));
    }

    /**
     * Standard normal numbers.
     *
     * @param length how many
     * @return the numbers
     */
    public double[] gaussians(int length) {
        Require.inRange("length", length, 0, Integer.MAX_VALUE);
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = gaussian();
        }
        return numbers;
    }

    /**
     * A table of standard normal numbers.
     *
     * @param rows n
     * @param columns d
     * @return n rows of d numbers
     */
    public double[][] gaussians(int rows, int columns) {
        Require.inRange("rows", rows, 0, Integer.MAX_VALUE);
        Require.inRange("columns", columns, 0, Integer.MAX_VALUE);
        double[][] table = new double[rows][];
        for (int i = 0; i < rows; i++) {
            table[i] = gaussians(columns);
        }
        return table;
    }

    /**
     * The numbers 0 to length - 1 in random order (Fisher and Yates).
     *
     * @param length how many
     * @return the permutation
     */
    public int[] permutation(int length) {
        Require.inRange("length", length, 0, Integer.MAX_VALUE);
        int[] order = new int[length];
        permutationInto(order, length);
        return order;
    }

    /**
     * The same into an array.
     *
     * @param order receives {@link #permutation permutation(length)} from its start on
     * @param length how many, at most the array's length
     */
    public void permutationInto(int[] order, int length) {
        Require.inRange("length", length, 0, Require.notNull("order", order).length);
        for (int i = 0; i < length; i++) {
            int j = integer(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    @Override
    public String toString() {
        return "Randoms[" + Long.toHexString(key) + "]";
    }
}
