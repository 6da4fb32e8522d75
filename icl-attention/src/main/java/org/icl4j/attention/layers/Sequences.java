package org.icl4j.attention.layers;

import org.icl4j.core.Require;

/**
 * The shape of a batch of token sequences, stored as one matrix of {@code count * length} rows: sequence s is rows
 * {@code s * length} to {@code (s + 1) * length - 1}. The visibility says which tokens of its sequence a token may look at.
 *
 * @param count B, the number of sequences
 * @param length tokens in each
 * @param visibility what may look at what
 */
public record Sequences(int count, int length, Visibility visibility) {

    /**
     * Checks the sizes.
     *
     * @param count B, the number of sequences
     * @param length tokens in each
     * @param visibility what may look at what
     * @throws IllegalArgumentException if an argument is out of its range, or the visibility is not one of such sequences
     */
    public Sequences {
        Require.positive("count", count);
        Require.positive("length", length);
        if ((long) count * length > Integer.MAX_VALUE) {
            throw Require.error("count", count + " x " + length + " tokens are more than 2^31");
        }
        Require.notNull("visibility", visibility).check(count, length);
    }

    /**
     * Sequences whose first tokens are a context that every token sees; the rest are queries, which look but are never
     * looked at.
     *
     * @param count B, the number of sequences
     * @param length tokens in each
     * @param context tokens at the start of each that serve as keys and values, 0 to length
     */
    public Sequences(int count, int length, int context) {
        this(
                count,
                length,
                Visibility.prefix(Require.inRange("context", context, 0, Require.positive("length", length))));
    }

    /**
     * Tokens of one sequence that all see each other. To a layer that works token by token: any tokens.
     *
     * @param rows the number of tokens
     * @return one sequence of them
     */
    public static Sequences tokens(int rows) {
        Require.positive("rows", rows);
        return new Sequences(1, rows, rows);
    }

    /**
     * Sequences whose tokens see those before them and themselves.
     *
     * @param count B, the number of sequences
     * @param length tokens in each
     * @return causal sequences
     */
    public static Sequences causal(int count, int length) {
        return new Sequences(count, length, Visibility.causal());
    }

    /**
     * The rows of the matrix.
     *
     * @return count times length
     */
    public int rows() {
        return count * length;
    }
}
