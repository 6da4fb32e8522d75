package org.icl4j.kernels.objects;

import java.util.Arrays;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel.Definiteness;

/**
 * The gap-weighted subsequence kernel of strings: common subsequences of p characters, contiguous or not, each weighted by the
 * decay to the power of the span that it covers in both strings,
 *
 * <pre>k(s, t) = sum over u of length p, over i with s[i] = u, over j with t[j] = u, of decay^(span(i) + span(j)),</pre>
 *
 * where span(i) = i_p - i_1 + 1. A small decay counts contiguous matches almost only; decay 1 counts all alike. Values fall and
 * grow fast with the strings' lengths: {@link #normalised()} is what is used mostly.
 *
 * <p>Cost: O(p |s| |t|) time and O(|s| |t|) memory a pair.
 *
 * <p>Source: Lodhi, Saunders, Shawe-Taylor, Cristianini and Watkins (2002), Text classification using string kernels, JMLR 2,
 * definition 2 and the recursion of their section 4.
 *
 * @param length p, at least 1
 * @param decay above 0, at most 1
 */
public record SubsequenceKernel(int length, double decay) implements ObjectKernel<String> {

    /**
     * Checks the parameters.
     *
     * @param length p, at least 1
     * @param decay above 0, at most 1
     * @throws IllegalArgumentException if the length is below 1 or the decay outside (0, 1]
     */
    public SubsequenceKernel {
        Require.positive("length", length);
        if (!(decay > 0 && decay <= 1)) {
            throw Require.error("decay", "must be above 0 and at most 1, got " + decay);
        }
    }

    @Override
    public double value(String s, String t) {
        return sum(s, t, decay * decay);
    }

    /** Divided by decay^(2 p), which every value has as a factor and which may be too small for a number. */
    @Override
    public ObjectKernel<String> normalised() {
        return new CombinedKernels.Normalised<>(new Unweighted(this));
    }

    /** decay^(-2 p) k(s, t): of spans only what is beyond p characters counts. */
    private record Unweighted(SubsequenceKernel kernel) implements ObjectKernel<String> {

        @Override
        public double value(String s, String t) {
            return kernel.sum(s, t, 1);
        }

        @Override
        public Definiteness definiteness() {
            return kernel.definiteness();
        }

        @Override
        public String toString() {
            return kernel.toString();
        }
    }

    // square: what a pair of equal characters counts. level[a][b] = K'_q(s[0..a), t[0..b)): matches of length q,
    // weighted by what they span up to the ends of both.
    private double sum(String s, String t, double square) {
        int n = s.length();
        int m = t.length();
        double[][] level = new double[n + 1][m + 1];
        for (double[] row : level) {
            Arrays.fill(row, 1); // K'_0 = 1
        }
        for (int q = 1; q < length; q++) {
            double[][] next = new double[n + 1][m + 1];
            for (int a = 1; a <= n; a++) {
                double open = 0; // K''_q(s[0..a), t[0..b))
                for (int b = 1; b <= m; b++) {
                    boolean match = s.charAt(a - 1) == t.charAt(b - 1);
                    open = decay * open + (match ? square * level[a - 1][b - 1] : 0);
                    next[a][b] = decay * next[a - 1][b] + open;
                }
            }
            level = next;
        }
        double sum = 0;
        for (int a = 1; a <= n; a++) {
            for (int b = 1; b <= m; b++) {
                if (s.charAt(a - 1) == t.charAt(b - 1)) {
                    sum += square * level[a - 1][b - 1];
                }
            }
        }
        return sum;
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String toString() {
        return "subsequence(" + length + ", " + decay + ")";
    }
}
