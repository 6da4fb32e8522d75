package org.icl4j.attention.diagnose;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/**
 * What an attention layer's weights and attention say.
 *
 * <pre>
 *   asymmetry       |M - M'|_F / (2 |M|_F) for M = W_Q' W_K: 0 for a symmetric score, 1 for an antisymmetric one
 *   perplexity      exp(-sum p log p) of attention weights: how many keys count, 1 to n
 *   alignment       &lt;A, K&gt;/(|A| |K|) of attention with a kernel whose rows are normalised: 1 where they are proportional
 *   temperature     slope of log p_i against -|q - k_i|^2/2: the c of exp(-c |q - k|^2/2) that the weights look like
 *   prefix matching mean weight on what followed an earlier occurrence of the present token (Olsson et al. 2022)
 *   copying         mean weight of the token that does come next, in predictions
 * </pre>
 */
public final class AttentionDiagnostics {

    private AttentionDiagnostics() {}

    /**
     * How far from symmetric the score q'k of a head is as a function of two tokens.
     *
     * @param queryWeight W_Q, shape [k, w]
     * @param keyWeight W_K, shape [k, w]
     * @return 0 to 1; 0 where M is 0
     */
    public static double asymmetry(double[][] queryWeight, double[][] keyWeight) {
        int rows = Require.notNull("queryWeight", queryWeight).length;
        if (rows == 0) {
            throw Require.error("queryWeight", "is empty");
        }
        if (Require.notNull("keyWeight", keyWeight).length != rows) {
            throw Require.error("keyWeight", "expected " + rows + " rows, got " + keyWeight.length);
        }
        int w = Require.notNull("queryWeight[0]", queryWeight[0]).length;
        if (w == 0) {
            throw Require.error("queryWeight", "has rows of length 0");
        }
        double[][] m = new double[w][w];
        for (int r = 0; r < rows; r++) {
            String q = "queryWeight[" + r + "]";
            String k = "keyWeight[" + r + "]";
            Require.finite(q, Require.length(q, queryWeight[r], w, "all rows have one length"));
            Require.finite(k, Require.length(k, keyWeight[r], w, "as wide as the query's"));
            for (int i = 0; i < w; i++) {
                for (int j = 0; j < w; j++) {
                    m[i][j] += queryWeight[r][i] * keyWeight[r][j];
                }
            }
        }
        double anti = 0;
        double all = 0;
        for (int i = 0; i < w; i++) {
            for (int j = 0; j < w; j++) {
                anti += (m[i][j] - m[j][i]) * (m[i][j] - m[j][i]);
                all += m[i][j] * m[i][j];
            }
        }
        return all == 0 ? 0 : Math.sqrt(anti / (4 * all));
    }

    /**
     * The perplexity of attention weights.
     *
     * @param weights p, at least 0, with a positive sum; they need not sum to 1
     * @return exp of the entropy of p over its sum
     */
    public static double perplexity(double[] weights) {
        double sum = sum(weights);
        double entropy = 0;
        for (double p : weights) {
            entropy -= p == 0 ? 0 : p / sum * Math.log(p / sum);
        }
        return Math.exp(entropy);
    }

    private static double sum(double[] weights) {
        double sum = 0;
        for (int i = 0; i < Require.finite("weights", weights).length; i++) {
            sum += Require.nonNegative("weights[" + i + "]", weights[i]);
        }
        if (!(sum > 0)) {
            throw Require.error("weights", "sum to " + sum + ", which must be above 0");
        }
        return sum;
    }

    /**
     * How much attention looks like the smoother of a kernel: the cosine, in the Frobenius inner product, of the weights with k(q, k_i)/sum_j k(q, k_j).
     *
     * @param weights of each query, shape [m, n], finite, not all 0
     * @param kernel k, of positive values
     * @param queries shape [m, d]
     * @param keys shape [n, d]
     * @return 1 where they are proportional, 0 where they have nothing in common; see icl-kernels' {@code OperatorNormAlignment} for the operator norm with the best scale
     */
    public static double alignment(double[][] weights, Kernel kernel, Points queries, Points keys) {
        Points a = Points.of("weights", weights);
        Require.notNull("kernel", kernel);
        Require.notNull("queries", queries);
        Require.notNull("keys", keys);
        Require.width("weights", a, keys.size(), "one per key");
        Require.width("queries", queries, keys.width(), "as wide as the keys");
        if (a.size() != queries.size()) {
            throw Require.error("weights", "expected " + queries.size() + " rows, got " + a.size());
        }
        double inner = 0;
        double ofWeights = 0;
        double ofKernel = 0;
        for (int q = 0; q < queries.size(); q++) {
            double[] row = new double[keys.size()];
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                row[i] = kernel.value(queries.row(q), keys.row(i));
                sum += row[i];
            }
            if (!(sum > 0)) {
                throw Require.error(
                        "kernel", "its values at query " + q + " sum to " + sum + ", which must be above 0");
            }
            for (int i = 0; i < row.length; i++) {
                inner += a.get(q, i) * row[i] / sum;
                ofWeights += a.get(q, i) * a.get(q, i);
                ofKernel += row[i] / sum * (row[i] / sum);
            }
        }
        if (ofWeights == 0) {
            throw Require.error("weights", "are all 0");
        }
        return inner / Math.sqrt(ofWeights * ofKernel);
    }

    /**
     * The inverse temperature that attention weights look like, as a Gaussian smoother's.
     *
     * @param weights p_i; zeros are left out
     * @param squaredDistances |q - k_i|^2, not all equal
     * @return c, the least-squares slope of log p against -|q - k|^2/2
     */
    public static double temperature(double[] weights, double[] squaredDistances) {
        sum(weights);
        Require.length(
                "squaredDistances",
                Require.finite("squaredDistances", squaredDistances),
                weights.length,
                "one per weight");
        double mx = 0;
        double my = 0;
        int n = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                n++;
                mx += (-squaredDistances[i] / 2 - mx) / n;
                my += (Math.log(weights[i]) - my) / n;
            }
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                double x = -squaredDistances[i] / 2 - mx;
                xy += x * (Math.log(weights[i]) - my);
                xx += x * x;
            }
        }
        if (xx == 0) {
            throw Require.error("squaredDistances", "of keys with weight are all equal, so that there is no slope");
        }
        return xy / xx;
    }

    /**
     * The prefix-matching score of attention on a sequence: how much weight a token gives to positions whose predecessor is the same token.
     *
     * @param attention row t: weights of positions 0 to t, shape [T, T] or longer rows whose further columns are not looked at
     * @param tokens x_1 to x_T
     * @return the mean over the tokens that have occurred before, 0 where none has
     */
    public static double prefixMatching(double[][] attention, int[] tokens) {
        int length = check("attention", attention, tokens);
        double sum = 0;
        int count = 0;
        for (int t = 1; t < length; t++) {
            double weight = 0;
            boolean seen = false;
            for (int s = 1; s <= t; s++) {
                if (tokens[s - 1] == tokens[t]) {
                    weight += attention[t][s];
                    seen = true;
                }
            }
            if (seen) {
                sum += weight;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /**
     * The copying score of predictions on a sequence.
     *
     * @param predictions row t: weights of the vocabulary after x_1 to x_t, shape [T, V]
     * @param tokens x_1 to x_T, each 0 to V - 1
     * @param from first position whose successor is asked for, 0 to T - 2
     * @return the mean weight of the token that comes next
     */
    public static double copying(double[][] predictions, int[] tokens, int from) {
        int length = check("predictions", predictions, tokens);
        Require.inRange("from", from, 0, length - 2);
        double sum = 0;
        for (int t = from; t < length - 1; t++) {
            Require.inRange("tokens[" + (t + 1) + "]", tokens[t + 1], 0, predictions[t].length - 1);
            sum += predictions[t][tokens[t + 1]];
        }
        return sum / (length - 1 - from);
    }

    private static int check(String name, double[][] rows, int[] tokens) {
        int length = Require.notNull("tokens", tokens).length;
        if (Require.notNull(name, rows).length != length) {
            throw Require.error(name, "expected " + length + " rows, got " + rows.length + " (one per token)");
        }
        if (length == 0) {
            throw Require.error(name, "is empty");
        }
        for (int t = 0; t < length; t++) {
            Require.finite(name + "[" + t + "]", rows[t]);
        }
        return length;
    }
}
