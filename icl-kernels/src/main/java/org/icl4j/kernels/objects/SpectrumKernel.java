package org.icl4j.kernels.objects;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel.Definiteness;

/**
 * The spectrum kernel of strings: the inner product of their counts of all substrings of p characters ("p-grams"),
 *
 * <pre>k(s, t) = sum over u of length p of count_u(s) count_u(t).</pre>
 *
 * Values are whole numbers, exact below 2^53. Characters are Java's (UTF-16). A string shorter than p has no substrings, so k is
 * 0 with everything. {@link #normalised()} takes out the length of the strings; sums of several p blend lengths.
 *
 * <p>Cost: the strings' length once (p times that in memory), then one merge of two sorted lists a pair.
 *
 * <p>Source: Leslie, Eskin and Noble (2002), The spectrum kernel, section 2; here with counts, not presence.
 *
 * @param length p, at least 1
 */
public record SpectrumKernel(int length) implements ObjectKernel<String> {

    /**
     * Checks the length.
     *
     * @param length p, at least 1
     * @throws IllegalArgumentException if the length is below 1
     */
    public SpectrumKernel {
        Require.positive("length", length);
    }

    @Override
    public double value(String a, String b) {
        return prepare(List.of(a, b)).value(0, 1);
    }

    @Override
    public Prepared prepare(List<? extends String> objects) {
        Require.notNull("objects", objects);
        Map<String, Integer> numbers = new HashMap<>();
        Counts[] counts = new Counts[objects.size()];
        for (int i = 0; i < counts.length; i++) {
            String text = objects.get(i);
            int[] grams = new int[Math.max(0, text.length() - length + 1)];
            for (int at = 0; at < grams.length; at++) {
                Integer next = numbers.size();
                Integer known = numbers.putIfAbsent(text.substring(at, at + length), next);
                grams[at] = known == null ? next : known;
            }
            counts[i] = Counts.of(grams);
        }
        return (i, j) -> counts[i].dot(counts[j]);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String toString() {
        return "spectrum(" + length + ")";
    }
}
