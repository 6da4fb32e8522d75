package org.icl4j.kernels.objects;

import java.util.Arrays;

/** How often each of some numbered features occurs in an object: a sparse vector with non-negative whole entries. */
final class Counts {

    private final int[] features;
    private final int[] counts;

    private Counts(int[] features, int[] counts) {
        this.features = features;
        this.counts = counts;
    }

    /**
     * Counts occurrences.
     *
     * @param occurrences the feature of each occurrence, in any order; sorted here
     */
    static Counts of(int[] occurrences) {
        Arrays.sort(occurrences);
        int[] features = new int[occurrences.length];
        int[] counts = new int[occurrences.length];
        int distinct = 0;
        for (int i = 0; i < occurrences.length; i++) {
            if (i == 0 || occurrences[i] != occurrences[i - 1]) {
                features[distinct++] = occurrences[i];
            }
            counts[distinct - 1]++;
        }
        return new Counts(Arrays.copyOf(features, distinct), Arrays.copyOf(counts, distinct));
    }

    /** The inner product, exact below 2^53. */
    double dot(Counts other) {
        double sum = 0;
        int j = 0;
        for (int i = 0; i < features.length; i++) {
            while (j < other.features.length && other.features[j] < features[i]) {
                j++;
            }
            if (j < other.features.length && other.features[j] == features[i]) {
                sum += (double) counts[i] * other.counts[j];
            }
        }
        return sum;
    }
}
