package org.icl4j.attention.layers;

import java.util.Arrays;
import org.icl4j.core.Require;

/**
 * Which tokens of a sequence a token may look at: the keys and values that its attention reads. One meaning for every kind of
 * attention. A token that sees nothing gets the answer 0 from an attention, so that a residual connection around it leaves the
 * token as it is.
 *
 * <pre>{@code
 * Visibility.prefix(40)                     // every token sees tokens 0 to 39: a context, then independent queries
 * Visibility.causal()                       // token i sees tokens 0 to i
 * Visibility.prefixes(40, 12, 25)           // sequence 0 sees its first 40 tokens, sequence 1 its first 12, ...
 * Visibility.mask(new boolean[][] {...})    // token i sees token j where mask[i][j]
 * }</pre>
 */
public sealed interface Visibility {

    /**
     * Every token of every sequence sees the first tokens of its own.
     *
     * @param keys how many; 0 hides everything
     * @return the visibility
     */
    static Visibility prefix(int keys) {
        return new Prefix(keys);
    }

    /**
     * Token i sees tokens 0 to i, itself included.
     *
     * @return the visibility
     */
    static Visibility causal() {
        return new Causal(Integer.MAX_VALUE);
    }

    /**
     * Token i sees those of tokens 0 to i that are among the first: a causal context, then queries that see all of it and not
     * each other.
     *
     * @param context tokens at the start that may be seen
     * @return the visibility
     */
    static Visibility causal(int context) {
        return new Causal(context);
    }

    /**
     * Every token of sequence s sees its first {@code keys[s]} tokens: contexts of several lengths in one batch.
     *
     * @param keys one number per sequence; 0 hides everything; copied
     * @return the visibility
     */
    static Visibility prefixes(int... keys) {
        return new Prefixes(keys);
    }

    /**
     * Token i of every sequence sees token j where {@code mask[i][j]}.
     *
     * @param mask shape [length, length]; copied
     * @return the visibility
     */
    static Visibility mask(boolean[][] mask) {
        return new Mask(mask);
    }

    /**
     * Whether a token sees another.
     *
     * @param sequence number of the sequence
     * @param token i, the one that looks
     * @param key j, the one that is looked at
     * @return true if it does
     */
    boolean sees(int sequence, int token, int key);

    /**
     * The number of leading tokens outside of which a token sees nothing.
     *
     * @param sequence number of the sequence
     * @param token i, the one that looks
     * @return the least p with: i sees no token j &gt;= p
     */
    int reach(int sequence, int token);

    /**
     * Whether a token sees all the tokens within its {@link #reach}: then the reach says everything.
     *
     * @return true but for masks
     */
    default boolean dense() {
        return true;
    }

    /**
     * Whether all tokens of a sequence see the same ones.
     *
     * @return true for prefixes
     */
    default boolean shared() {
        return true;
    }

    /**
     * Checks that the visibility is one of so many sequences of a length.
     *
     * @param count B, the number of sequences
     * @param length tokens in each
     * @throws IllegalArgumentException if it is not
     */
    void check(int count, int length);

    /**
     * Every token sees the first tokens.
     *
     * @param keys how many, at least 0
     */
    record Prefix(int keys) implements Visibility {

        /**
         * Checks the number.
         *
         * @param keys how many, at least 0
         */
        public Prefix {
            Require.inRange("keys", keys, 0, Integer.MAX_VALUE);
        }

        @Override
        public boolean sees(int sequence, int token, int key) {
            return key < keys;
        }

        @Override
        public int reach(int sequence, int token) {
            return keys;
        }

        @Override
        public void check(int count, int length) {
            Require.inRange("keys", keys, 0, length);
        }
    }

    /**
     * Token i sees those of tokens 0 to i that are among the first.
     *
     * @param context tokens at the start that may be seen
     */
    record Causal(int context) implements Visibility {

        /**
         * Checks the number.
         *
         * @param context tokens at the start that may be seen
         */
        public Causal {
            Require.inRange("context", context, 0, Integer.MAX_VALUE);
        }

        @Override
        public boolean sees(int sequence, int token, int key) {
            return key <= token && key < context;
        }

        @Override
        public int reach(int sequence, int token) {
            return Math.min(token + 1, context);
        }

        @Override
        public boolean shared() {
            return false;
        }

        @Override
        public void check(int count, int length) {}
    }

    /** Every token of sequence s sees its first tokens, as many as the sequence's number. */
    final class Prefixes implements Visibility {

        /** Numbers in the text. */
        private static final int SHOWN = 8;

        private final int[] keys;

        private Prefixes(int[] keys) {
            this.keys = Require.notNull("keys", keys).clone();
            for (int s = 0; s < keys.length; s++) {
                Require.inRange("keys[" + s + "]", keys[s], 0, Integer.MAX_VALUE);
            }
        }

        @Override
        public boolean sees(int sequence, int token, int key) {
            return key < keys[sequence];
        }

        @Override
        public int reach(int sequence, int token) {
            return keys[sequence];
        }

        @Override
        public void check(int count, int length) {
            if (keys.length != count) {
                throw Require.error(
                        "keys", "expected one number for each of " + count + " sequences, got " + keys.length);
            }
            for (int s = 0; s < count; s++) {
                Require.inRange("keys[" + s + "]", keys[s], 0, length);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Prefixes that && Arrays.equals(keys, that.keys);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(keys);
        }

        @Override
        public String toString() {
            String first = Arrays.toString(Arrays.copyOf(keys, Math.min(SHOWN, keys.length)));
            return keys.length <= SHOWN
                    ? "Prefixes" + first
                    : "Prefixes" + first + " and " + (keys.length - SHOWN) + " more";
        }
    }

    /** Any relation between the tokens, the same for every sequence. */
    final class Mask implements Visibility {

        private final boolean[][] mask;
        private final int[] reach;

        private Mask(boolean[][] mask) {
            int length = Require.notNull("mask", mask).length;
            this.mask = new boolean[length][];
            this.reach = new int[length];
            for (int i = 0; i < length; i++) {
                if (Require.notNull("mask[" + i + "]", mask[i]).length != length) {
                    throw Require.error(
                            "mask",
                            "expected shape [" + length + ", " + length + "], got a row " + i + " of length "
                                    + mask[i].length);
                }
                this.mask[i] = mask[i].clone();
                for (int j = 0; j < length; j++) {
                    if (mask[i][j]) {
                        reach[i] = j + 1;
                    }
                }
            }
        }

        @Override
        public boolean sees(int sequence, int token, int key) {
            return mask[token][key];
        }

        @Override
        public int reach(int sequence, int token) {
            return reach[token];
        }

        @Override
        public boolean dense() {
            return false;
        }

        @Override
        public boolean shared() {
            return false;
        }

        @Override
        public void check(int count, int length) {
            if (mask.length != length) {
                throw Require.error(
                        "mask",
                        "expected shape [" + length + ", " + length + "], got [" + mask.length + ", " + mask.length
                                + "] (one row and column per token of a sequence)");
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Mask that && Arrays.deepEquals(mask, that.mask);
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(mask);
        }

        @Override
        public String toString() {
            return "Mask[length=" + mask.length + "]";
        }
    }
}
