package org.icl4j.solvers.classify;

import java.util.stream.IntStream;
import org.icl4j.core.Randoms;

/** Draws of rows that keep the classes' shares. */
final class Strata {

    private Strata() {}

    /**
     * At most {@code most} rows, of each class its share, but at least 2 where it has them.
     *
     * @param labels the classes
     * @param most how many
     * @param seed of the draw
     * @return rows, ascending; all of them where they are few enough
     */
    static int[] rows(Labels labels, int most, long seed) {
        int n = labels.size();
        if (n <= most) {
            return IntStream.range(0, n).toArray();
        }
        int[] counts = labels.counts();
        int[] left = new int[counts.length];
        for (int c = 0; c < counts.length; c++) {
            left[c] = Math.min(counts[c], Math.max(2, (int) ((long) counts[c] * most / n)));
        }
        boolean[] taken = new boolean[n];
        for (int i : Randoms.of(seed).split("strata").permutation(n)) {
            int c = labels.index(i);
            if (left[c] > 0) {
                left[c]--;
                taken[i] = true;
            }
        }
        return IntStream.range(0, n).filter(i -> taken[i]).toArray();
    }
}
