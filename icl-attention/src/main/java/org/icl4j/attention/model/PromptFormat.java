package org.icl4j.attention.model;

import java.util.Arrays;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.core.Require;

/**
 * How a context and queries become tokens, and where the answers are read. A format is a value; a model is used with the format that
 * it was trained with.
 *
 * <pre>
 *   pairs(d, t)          tokens (x_i, y_i) for the context, then (x, 0) for each query; every token sees the context only, so
 *                        that queries do not see each other. The answer is read at the query's token.
 *   negatedPairs(d, t)   the same tokens, for layers that keep their width d + t: the answer is the NEGATED target slot of the
 *                        query, the sign convention of von Oswald et al. 2023
 *   interleaved(d, t)    tokens (x_1, 0), (0, y_1), (x_2, 0), ..., then (x, 0) for each query; a token of the context sees
 *                        those before it and itself, a query the whole context. The answer is read at the query's token.
 * </pre>
 */
public interface PromptFormat {

    /**
     * The width of an input.
     *
     * @return d
     */
    int inputWidth();

    /**
     * The width of a target.
     *
     * @return t
     */
    int targetWidth();

    /**
     * The width of a token.
     *
     * @return w
     */
    int tokenWidth();

    /**
     * The tokens of a prompt.
     *
     * @param contextSize n, pairs
     * @param querySize m
     * @return their number
     */
    int length(int contextSize, int querySize);

    /**
     * Where prompts lie among the tokens of a batch, and what sees what.
     *
     * @param tasks the number of prompts
     * @param contextSize n, room for pairs in each
     * @param querySize m
     * @param contextLengths the pairs that count in each, from the start; empty where all n do everywhere
     * @return the sequences
     */
    Sequences shape(int tasks, int contextSize, int querySize, int[] contextLengths);

    /**
     * Writes one prompt.
     *
     * @param contextSize n, pairs
     * @param x inputs of the context, shape [n, d]
     * @param atX their first number
     * @param y targets of the context, shape [n, t]
     * @param atY their first number
     * @param querySize m
     * @param queries shape [m, d]
     * @param atQueries their first number
     * @param tokens receives the tokens, shape [length, w]
     * @param at their first number
     */
    void write(
            int contextSize,
            double[] x,
            int atX,
            double[] y,
            int atY,
            int querySize,
            double[] queries,
            int atQueries,
            double[] tokens,
            int at);

    /**
     * The token that a query's answer is read at.
     *
     * @param contextSize n, pairs
     * @param query its number, from 0
     * @return the index within the prompt
     */
    int answerToken(int contextSize, int query);

    /**
     * The first of the t columns of a model's output that an answer is read from.
     *
     * @return the column
     */
    int answerColumn();

    /**
     * What an answer is multiplied by as it is read.
     *
     * @return 1 or -1
     */
    default double answerFactor() {
        return 1;
    }

    /**
     * A token for each pair, answers read from the first columns of the output.
     *
     * @param inputWidth d
     * @param targetWidth t
     * @return the format
     */
    static PromptFormat pairs(int inputWidth, int targetWidth) {
        return new Pairs(inputWidth, targetWidth, false);
    }

    /**
     * A token for each pair, answers read as the negated target slots.
     *
     * @param inputWidth d
     * @param targetWidth t
     * @return the format
     */
    static PromptFormat negatedPairs(int inputWidth, int targetWidth) {
        return new Pairs(inputWidth, targetWidth, true);
    }

    /**
     * Inputs and targets in turn.
     *
     * @param inputWidth d
     * @param targetWidth t
     * @return the format
     */
    static PromptFormat interleaved(int inputWidth, int targetWidth) {
        return new Interleaved(inputWidth, targetWidth);
    }

    /**
     * A token for each pair.
     *
     * @param inputWidth d
     * @param targetWidth t
     * @param negated whether answers are the negated target slots
     */
    record Pairs(int inputWidth, int targetWidth, boolean negated) implements PromptFormat {

        /**
         * Checks the sizes.
         *
         * @param inputWidth d
         * @param targetWidth t
         * @param negated whether answers are the negated target slots
         */
        public Pairs {
            Require.positive("inputWidth", inputWidth);
            Require.positive("targetWidth", targetWidth);
        }

        @Override
        public int tokenWidth() {
            return inputWidth + targetWidth;
        }

        @Override
        public int length(int contextSize, int querySize) {
            return Math.addExact(contextSize, querySize);
        }

        @Override
        public Sequences shape(int tasks, int contextSize, int querySize, int[] contextLengths) {
            Require.positive("contextSize", contextSize);
            int length = length(contextSize, querySize);
            return contextLengths.length == 0
                    ? new Sequences(tasks, length, contextSize)
                    : new Sequences(tasks, length, Visibility.prefixes(contextLengths));
        }

        @Override
        public void write(
                int contextSize,
                double[] x,
                int atX,
                double[] y,
                int atY,
                int querySize,
                double[] queries,
                int atQueries,
                double[] tokens,
                int at) {
            int d = inputWidth;
            int t = targetWidth;
            int token = at;
            for (int i = 0; i < contextSize; i++) {
                System.arraycopy(x, atX + i * d, tokens, token, d);
                System.arraycopy(y, atY + i * t, tokens, token + d, t);
                token += d + t;
            }
            for (int q = 0; q < querySize; q++) {
                System.arraycopy(queries, atQueries + q * d, tokens, token, d);
                Arrays.fill(tokens, token + d, token + d + t, 0);
                token += d + t;
            }
        }

        @Override
        public int answerToken(int contextSize, int query) {
            return contextSize + query;
        }

        @Override
        public int answerColumn() {
            return negated ? inputWidth : 0;
        }

        @Override
        public double answerFactor() {
            return negated ? -1 : 1;
        }
    }

    /**
     * Inputs and targets in turn.
     *
     * @param inputWidth d
     * @param targetWidth t
     */
    record Interleaved(int inputWidth, int targetWidth) implements PromptFormat {

        /**
         * Checks the sizes.
         *
         * @param inputWidth d
         * @param targetWidth t
         */
        public Interleaved {
            Require.positive("inputWidth", inputWidth);
            Require.positive("targetWidth", targetWidth);
        }

        @Override
        public int tokenWidth() {
            return inputWidth + targetWidth;
        }

        @Override
        public int length(int contextSize, int querySize) {
            return Math.addExact(Math.multiplyExact(2, contextSize), querySize);
        }

        @Override
        public Sequences shape(int tasks, int contextSize, int querySize, int[] contextLengths) {
            Require.positive("contextSize", contextSize);
            if (contextLengths.length > 0) {
                throw Require.error(
                        "contextLengths", "interleaved prompts have contexts of one length; use pairs for several");
            }
            return new Sequences(tasks, length(contextSize, querySize), Visibility.causal(2 * contextSize));
        }

        @Override
        public void write(
                int contextSize,
                double[] x,
                int atX,
                double[] y,
                int atY,
                int querySize,
                double[] queries,
                int atQueries,
                double[] tokens,
                int at) {
            int d = inputWidth;
            int t = targetWidth;
            int w = d + t;
            Arrays.fill(tokens, at, at + length(contextSize, querySize) * w, 0);
            for (int i = 0; i < contextSize; i++) {
                System.arraycopy(x, atX + i * d, tokens, at + 2 * i * w, d);
                System.arraycopy(y, atY + i * t, tokens, at + (2 * i + 1) * w + d, t);
            }
            for (int q = 0; q < querySize; q++) {
                System.arraycopy(queries, atQueries + q * d, tokens, at + (2 * contextSize + q) * w, d);
            }
        }

        @Override
        public int answerToken(int contextSize, int query) {
            return 2 * contextSize + query;
        }

        @Override
        public int answerColumn() {
            return 0;
        }
    }
}
