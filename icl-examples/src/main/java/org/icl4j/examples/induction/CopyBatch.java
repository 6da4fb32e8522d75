package org.icl4j.examples.induction;

import org.icl4j.core.Randoms;

/**
 * Sequences of T tokens: a block of distinct random tokens, repeated to the end. The block's length is drawn for each sequence, so that
 * no fixed distance leads back to the last occurrence: whoever copies has to find it by its token.
 *
 * @param tokens shape [count, T], each a whole number from 0 to V - 1
 * @param blocks the length of each sequence's block
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record CopyBatch(double[] tokens, int[] blocks) {

    static final int VOCABULARY = 24;
    static final int LENGTH = 32;

    private static final int SHORTEST = 8;
    private static final int LONGEST = 16;

    static CopyBatch of(int count) {
        return new CopyBatch(new double[count * LENGTH], new int[count]);
    }

    int count() {
        return blocks.length;
    }

    void sample(Randoms randoms) {
        for (int b = 0; b < blocks.length; b++) {
            int block = SHORTEST + randoms.integer(LONGEST - SHORTEST + 1);
            int[] order = randoms.permutation(VOCABULARY);
            blocks[b] = block;
            for (int t = 0; t < LENGTH; t++) {
                tokens[b * LENGTH + t] = order[t % block];
            }
        }
    }

    int token(int sequence, int place) {
        return (int) tokens[sequence * LENGTH + place];
    }
}
