package org.icl4j.attention.theory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.features.FeatureMap;

/**
 * The dual model of one softmax-attention layer: f(z) = W phi(z) with phi(a)'phi(b) = exp(a'b), trained by gradient descent on the attention layer's keys and values. With the loss
 *
 * <pre>
 *   L(W) = -(1/(eta D)) sum_i v_i' W phi(k_i),    D = sum_j exp(k_j'q)
 * </pre>
 *
 * one step of size eta from W_0 is W_1 = W_0 + (1/D) sum_i v_i phi(k_i)', so W_1 phi(q) = W_0 phi(q) + sum_i v_i exp(k_i'q)/D: the layer's answer to q, exactly. Phi is infinite-dimensional, so the exact form is in kernel values ({@link #answer});
 * positive random features approximate it ({@link #withFeatures}), with an error that falls as size^-1/2 only in the limit.
 *
 * <p>Published (abstract of Ren and Liu 2024, arXiv 2310.13220): that a dual model exists, its reading as representation learning, a generalisation bound that falls with the number of demonstrations, and three modifications.
 * Our derivation: the loss above, the uniform deviation in kernel form with its Rademacher bound, and what exactly the modifications are; their paper's text was not available to us.
 */
public final class DualModel {

    private final double[][] keys;
    private final double[][] values;

    /** Of {@link #squaredMean}, once it has been asked for: O(n^2) the first time. */
    private volatile double squaredMean = Double.NaN;

    private DualModel(double[][] keys, double[][] values) {
        this.keys = keys;
        this.values = values;
    }

    /**
     * The dual model of n demonstrations.
     *
     * @param keys k_i, shape [n, d]
     * @param values v_i, shape [n, o]
     * @return the model
     * @throws IllegalArgumentException if the sizes differ
     */
    public static DualModel of(Points keys, Points values) {
        Require.notNull("keys", keys);
        Require.notNull("values", values);
        if (values.size() != keys.size()) {
            throw Require.error("values", "expected " + keys.size() + " rows, got " + values.size() + " (one per key)");
        }
        return new DualModel(keys.toRows(), values.toRows());
    }

    /**
     * What each demonstration counts in the answer: the attention weights.
     *
     * @param query q, length d
     * @return exp(k_i'q)/D, length n
     */
    public double[] weights(double[] query) {
        Require.length("query", Require.finite("query", query), keys[0].length, "d must match the keys'");
        double[] log =
                Arrays.stream(keys).mapToDouble(k -> PoolBayes.dot(k, query)).toArray();
        double top = Arrays.stream(log).max().orElseThrow();
        double[] w = Arrays.stream(log).map(l -> Math.exp(l - top)).toArray();
        double d = Arrays.stream(w).sum();
        for (int i = 0; i < w.length; i++) {
            w[i] /= d;
        }
        return w;
    }

    /**
     * The dual model's answer after its gradient step from W_0 = 0, in kernel form.
     *
     * @param query q, length d
     * @return W_1 phi(q), length o
     */
    public double[] answer(double[] query) {
        double[][] steps = trajectory(query);
        return steps[steps.length - 1];
    }

    /**
     * The answer as the demonstrations come one by one, under the final D.
     *
     * @param query q, length d
     * @return row i: (1/D) sum_{j &lt;= i} v_j exp(k_j'q)
     */
    public double[][] trajectory(double[] query) {
        double[] w = weights(query);
        double[][] sums = new double[keys.length][values[0].length];
        for (int i = 0; i < w.length; i++) {
            for (int c = 0; c < sums[i].length; c++) {
                sums[i][c] = (i == 0 ? 0 : sums[i - 1][c]) + w[i] * values[i][c];
            }
        }
        return sums;
    }

    /**
     * The same weights with finite features: phi(k_i)'phi(q) over D, which is exact or the features' own sum.
     *
     * @param features phi, of the kernel exp(x'z)
     * @param query q, length d
     * @param exactNormaliser whether D is exact
     * @return length n; they need not sum to 1 where D is exact
     */
    public double[] featureWeights(FeatureMap features, double[] query, boolean exactNormaliser) {
        Require.notNull("features", features);
        Require.length("query", Require.finite("query", query), keys[0].length, "d must match the keys'");
        int size = features.size();
        double[] phiQ = new double[size];
        features.rowsInto(Points.of("query", new double[][] {query}), 0, 1, phiQ, 0);
        double[] phiK = new double[size * keys.length];
        features.rowsInto(Points.of("keys", keys), 0, keys.length, phiK, 0);
        double[] weights = new double[keys.length];
        double own = 0;
        double exact = 0;
        for (int i = 0; i < keys.length; i++) {
            for (int j = 0; j < size; j++) {
                weights[i] += phiK[i * size + j] * phiQ[j];
            }
            own += weights[i];
            exact += Math.exp(PoolBayes.dot(keys[i], query));
        }
        for (int i = 0; i < keys.length; i++) {
            weights[i] /= exactNormaliser ? exact : own;
        }
        return weights;
    }

    /**
     * The answer of the model with finite features: W_1 = (1/D) sum v_i phi(k_i)', then W_1 phi(q).
     *
     * @param features phi, of the kernel exp(x'z)
     * @param query q, length d
     * @param exactNormaliser whether D is exact; otherwise it is the features' own sum
     * @return length o
     */
    public double[] withFeatures(FeatureMap features, double[] query, boolean exactNormaliser) {
        double[] weights = featureWeights(features, query, exactNormaliser);
        double[] answer = new double[values[0].length];
        for (int i = 0; i < weights.length; i++) {
            for (int c = 0; c < answer.length; c++) {
                answer[c] += weights[i] * values[i][c];
            }
        }
        return answer;
    }

    /**
     * The modification by negative samples, as we read it: from the answer, {@code strength} times the mean value of those tokens that the query scores least is taken.
     *
     * @param query q, length d
     * @param strength b; 0 is the plain answer
     * @param fraction of the tokens that are negative, in (0, 1]; at least one is
     * @return length o
     */
    public double[] withNegatives(double[] query, double strength, double fraction) {
        Require.finite("strength", strength);
        if (Require.positive("fraction", fraction) > 1) {
            throw Require.error("fraction", "must be at most 1, got " + fraction);
        }
        double[] answer = answer(query);
        int count = Math.max(1, (int) (fraction * keys.length));
        int[] lowest = IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> PoolBayes.dot(keys[i], query)))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i : lowest) {
            for (int c = 0; c < answer.length; c++) {
                answer[c] -= strength * values[i][c] / count;
            }
        }
        return answer;
    }

    /** sum_ij v_i'u_j exp(k_i'l_j). */
    private static double inner(DualModel a, DualModel b, boolean withoutDiagonal) {
        double sum = 0;
        for (int i = 0; i < a.keys.length; i++) {
            for (int j = 0; j < b.keys.length; j++) {
                if (!withoutDiagonal || i != j) {
                    sum += PoolBayes.dot(a.values[i], b.values[j]) * Math.exp(PoolBayes.dot(a.keys[i], b.keys[j]));
                }
            }
        }
        return sum;
    }

    /**
     * |M|_F^2 for M = E v phi(k)', of which these demonstrations are a sample: unbiased, by pairs of different ones.
     *
     * @return sum over i != j of v_i'v_j exp(k_i'k_j), over n (n - 1)
     */
    public double squaredMean() {
        double n = keys.length;
        if (n < 2) {
            throw Require.error("keys", "one demonstration has no pairs");
        }
        double mean = squaredMean;
        if (Double.isNaN(mean)) {
            mean = inner(this, this, true) / (n * (n - 1));
            squaredMean = mean;
        }
        return mean;
    }

    /**
     * sup over |W|_F &lt;= 1 of |mean_i v_i'W phi(k_i) - E v'W phi(k)|, which is |mean_i v_i phi(k_i)' - M|_F as the loss is linear in W: exact in kernel form, up to the sample that stands for the expectation.
     *
     * @param population many demonstrations
     * @return the uniform deviation of the mean loss for weights of norm 1
     */
    public double deviation(DualModel population) {
        Require.notNull("population", population);
        double n = keys.length;
        double m = population.keys.length;
        double squared = inner(this, this, false) / (n * n)
                - 2 * inner(this, population, false) / (n * m)
                + population.squaredMean();
        return Math.sqrt(Math.max(0, squared));
    }

    /**
     * What the expectation of the deviation is at most, by symmetrisation.
     *
     * @return (2/n) sqrt(sum_i |v_i|^2 exp(|k_i|^2)), for weights of norm 1
     */
    public double rademacherBound() {
        double sum = 0;
        for (int i = 0; i < keys.length; i++) {
            sum += PoolBayes.dot(values[i], values[i]) * Math.exp(PoolBayes.dot(keys[i], keys[i]));
        }
        return 2 * Math.sqrt(sum) / keys.length;
    }

    @Override
    public String toString() {
        return "DualModel[" + keys.length + " keys" + ", " + keys[0].length + " -> " + values[0].length + "]";
    }
}
