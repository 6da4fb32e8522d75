package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Token sequences on which a model can only be right by induction: what followed this token before follows it again.
 *
 * <ul>
 *   <li>{@link #repeated}: random tokens, then the same again. In the second half the next token is certain to whoever finds the first.
 *   <li>{@link #markov}: each sequence has its own random transition matrix, its rows uniform on the simplex; the best answer without
 *       the matrix is close to the transitions counted so far.
 * </ul>
 *
 * <p>Sources: Olsson et al. 2022, "In-context learning and induction heads" (repeated); Edelman et al. 2024, "The evolution of statistical
 * induction heads" (Markov chains).
 *
 * @param vocabulary V, the number of tokens, at least 2
 * @param length T, the number of tokens in a sequence, at least 2
 */
public record InductionSequences(int vocabulary, int length) {

    /**
     * Checks the sizes.
     *
     * @param vocabulary V, the number of tokens, at least 2
     * @param length T, the number of tokens in a sequence, at least 2
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public InductionSequences {
        Require.inRange("vocabulary", vocabulary, 2, Integer.MAX_VALUE);
        Require.inRange("length", length, 2, Integer.MAX_VALUE);
    }

    /**
     * A block of ceil(T/2) uniform tokens and its repetition.
     *
     * @param randoms the stream drawn from
     * @return T tokens, each 0 to V - 1
     */
    public int[] repeated(Randoms randoms) {
        Require.notNull("randoms", randoms);
        int[] tokens = new int[length];
        int block = (length + 1) / 2;
        for (int i = 0; i < length; i++) {
            tokens[i] = i < block ? randoms.integer(vocabulary) : tokens[i - block];
        }
        return tokens;
    }

    /**
     * A Markov chain with a transition matrix of its own.
     *
     * @param randoms the stream drawn from
     * @return T tokens, each 0 to V - 1; the first is uniform
     */
    public int[] markov(Randoms randoms) {
        Require.notNull("randoms", randoms);
        double[][] cumulative = new double[vocabulary][vocabulary];
        for (double[] row : cumulative) {
            double sum = 0;
            for (int j = 0; j < vocabulary; j++) {
                sum -= Math.log1p(-randoms.uniform()); // exponentials over their sum are uniform on the simplex
                row[j] = sum;
            }
        }
        int[] tokens = new int[length];
        tokens[0] = randoms.integer(vocabulary);
        for (int i = 1; i < length; i++) {
            double[] row = cumulative[tokens[i - 1]];
            double u = randoms.uniform() * row[vocabulary - 1];
            int next = 0;
            while (next < vocabulary - 1 && row[next] <= u) {
                next++;
            }
            tokens[i] = next;
        }
        return tokens;
    }
}
