package org.icl4j.attention;

import org.icl4j.core.Require;

/**
 * The shape of a batch of token sequences, stored as one matrix of {@code count * length} rows: sequence s is rows
 * {@code s * length} to {@code (s + 1) * length - 1}. Its first {@code context} tokens may be attended to; the rest are
 * queries, which attend but are never read by any other token.
 *
 * @param count B, the number of sequences
 * @param length tokens in each
 * @param context tokens at the start of each that serve as keys and values, 1 to length
 */
public record Sequences(int count, int length, int context) {

    /**
     * Checks the sizes.
     *
     * @param count B, the number of sequences
     * @param length tokens in each
     * @param context tokens at the start of each that serve as keys and values, 1 to length
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Sequences {
        Require.positive("count", count);
        Require.positive("length", length);
        Require.inRange("context", context, 1, length);
        if ((long) count * length > Integer.MAX_VALUE) {
            throw Require.error("count", count + " x " + length + " tokens are more than 2^31");
        }
    }

    /**
     * Tokens that no layer relates to each other.
     *
     * @param rows the number of tokens
     * @return one sequence of them
     */
    public static Sequences tokens(int rows) {
        Require.positive("rows", rows);
        return new Sequences(1, rows, rows);
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
