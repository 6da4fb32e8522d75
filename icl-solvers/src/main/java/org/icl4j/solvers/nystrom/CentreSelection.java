package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/**
 * How m of n points are chosen as centres of a Nystrom approximation. Every user of such centres takes one: {@code NystromRidge}, the
 * preconditioners, and {@link org.icl4j.kernels.features.NystromFeatures}:
 *
 * <pre>{@code
 * int[] chosen = CentreSelection.randomlyPivoted(0).choose(kernel, x, 500);
 * FeatureMap map = NystromFeatures.of(kernel, x.select(chosen));
 * }</pre>
 *
 * <p>{@link #uniform} costs nothing; {@link #leverage} and {@link #randomlyPivoted} cost n m kernel values and n m^2 flops and find centres
 * that cover what a uniform draw misses: sparse regions, small clusters. One's own is a lambda.
 */
@FunctionalInterface
public interface CentreSelection {

    /**
     * Chooses centres.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param count m, 1 to n
     * @return different indices of points; fewer than m where the kernel matrix has a lower rank
     * @throws IllegalArgumentException if the count is out of range
     */
    int[] choose(Kernel kernel, Points x, int count);

    /**
     * Chooses centres and asks a listener whether to go on, before each block of work. Unless overridden, it is not asked.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param count m, 1 to n
     * @param progress asked
     * @return as {@link #choose(Kernel, Points, int)}
     * @throws IllegalArgumentException if the count is out of range
     * @throws java.util.concurrent.CancellationException if the listener says stop
     */
    default int[] choose(Kernel kernel, Points x, int count, Progress progress) {
        Require.notNull("progress", progress);
        return choose(kernel, x, count);
    }

    /**
     * Drawn uniformly, without repetition.
     *
     * @param seed of the draw
     * @return the selection; centres in ascending order
     */
    static CentreSelection uniform(long seed) {
        return new NamedSelection("uniform(" + seed + ")", (kernel, x, count, progress) -> {
            int[] order = Randoms.of(seed).split("centres").permutation(x.size());
            int[] chosen = Arrays.copyOf(order, count);
            Arrays.sort(chosen);
            return chosen;
        });
    }

    /**
     * The pivots of {@link LowRankFactor#randomlyPivoted}.
     *
     * @param seed of the draws
     * @return the selection; centres in the order of their choice, so that the first ones are a good choice of fewer
     */
    static CentreSelection randomlyPivoted(long seed) {
        return new NamedSelection("randomlyPivoted(" + seed + ")", (kernel, x, count, progress) -> {
            try (LowRankFactor factor = LowRankFactor.randomlyPivoted(kernel, x, count, seed, progress)) {
                return factor.pivots();
            }
        });
    }

    /**
     * Drawn without repetition with probabilities proportional to approximate ridge leverage scores, l_i = (K (K + r I)^-1)_ii, from m
     * uniform centres S:
     *
     * <pre>l_i ~ (k(x_i, x_i) - k_iS (K_SS + r m / n I)^-1 k_Si) / r</pre>
     *
     * which is an upper bound of them in expectation (one level of the recursion of Musco and Musco 2017, Recursive sampling for the
     * Nystrom method, lemma 6).
     *
     * @param ridge r, positive; added to K as it is, not multiplied by n
     * @param seed of the draws
     * @return the selection; centres in ascending order
     * @throws IllegalArgumentException if the ridge is not positive
     */
    static CentreSelection leverage(double ridge, long seed) {
        Require.positive("ridge", ridge);
        return new NamedSelection("leverage(" + ridge + ", " + seed + ")", (kernel, x, count, progress) -> {
            int[] pilot = uniform(seed).choose(kernel, x, count);
            double[] scores = CentreMatrix.leverageScores(kernel, x, pilot, ridge, progress);
            Randoms randoms = Randoms.of(seed).split("leverage");
            // The greatest m of u_i^(1 / l_i) are a weighted draw without repetition (Efraimidis and Spirakis 2006).
            double[] keys = new double[x.size()];
            Integer[] order = new Integer[x.size()];
            for (int i = 0; i < keys.length; i++) {
                double u = randoms.uniform();
                keys[i] = scores[i] > 0 ? Math.log(u) / scores[i] : Double.NEGATIVE_INFINITY;
                order[i] = i;
            }
            Arrays.sort(order, (i, j) -> Double.compare(keys[j], keys[i]));
            int[] chosen = new int[count];
            for (int i = 0; i < count; i++) {
                chosen[i] = order[i];
            }
            Arrays.sort(chosen);
            return chosen;
        });
    }
}
