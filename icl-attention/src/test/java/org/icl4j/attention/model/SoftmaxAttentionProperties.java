package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.solvers.local.NadarayaWatson;

/**
 * Softmax attention is the Nadaraya-Watson estimator under the exponential kernel, logits of 1e4 included.
 *
 * <p>Tolerance. A logit is a sum of d products times a scale: each side gets it to (d + 2) eps B, with B = scale |q|'|k| the sum
 * of the absolute values. An error e in every logit changes weights relative to each other by 2 e, exponentials (2 ulp each,
 * twice where a running maximum is rescaled) and sums of n terms add (n + 8) eps on each side, and an answer is an average of
 * targets, so the answers differ by at most (4 (d + 2) B + 4 (n + 8)) eps max|y|.
 */
class SoftmaxAttentionProperties {

    private static final double EPS = Math.ulp(1.0);

    private static double bound(int n, int d, double logit, double target) {
        return (4 * (d + 2) * logit + 4 * (n + 8)) * EPS * target;
    }

    @Property(tries = 200)
    void attentionIsNadarayaWatson(
            @ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 8) int d,
            @ForAll @IntRange(min = 1, max = 3) int t,
            @ForAll @IntRange(min = -2, max = 4) int exponent,
            @ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        double[][] x = randoms.gaussians(n, d);
        double[][] y = randoms.gaussians(n, t);
        double[][] queries = randoms.gaussians(5, d);
        // Logits up to 10^exponent.
        double scale = Math.pow(10, exponent) / greatestLogit(queries, x);
        Context context = Context.of(x, y);
        Points q = Points.of("queries", queries);
        Points attention = new SoftmaxAttentionLearner(scale).fit(context).predict(q);
        Points kernel =
                NadarayaWatson.of(new ExponentialDotProduct(scale)).fit(context).predict(q);
        assertClose(attention, kernel, bound(n, d, Math.pow(10, exponent), greatest(y)));
    }

    /** On whole numbers every logit is exact on both sides, so that nothing but exponentials and sums is left to differ. */
    @Property(tries = 200)
    void atExactLogitsOfTenThousandOnlyRoundingIsLeft(
            @ForAll @IntRange(min = 1, max = 60) int n, @ForAll @IntRange(min = 1, max = 6) int d, @ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        double[][] x = wholeNumbers(randoms, n, d);
        double[][] queries = wholeNumbers(randoms, 5, d);
        for (int i = 0; i < n; i += 2) {
            // Some keys as close to the first as a logit of a few: else one weight is 1 and the rest are 0.
            x[i] = x[0].clone();
            x[i][randoms.integer(d)] += 1.0 / 64 * randoms.integer(4);
        }
        double[] y = randoms.gaussians(n);
        double[] attention = new SoftmaxAttentionLearner(0.25).fit(x, y).predict(queries);
        double[] kernel =
                NadarayaWatson.of(new ExponentialDotProduct(0.25)).fit(x, y).predict(queries);
        double greatest = Arrays.stream(y).map(Math::abs).max().orElseThrow();
        assertThat(attention).containsExactly(kernel, within(bound(n, d, 0, greatest)));
        assertThat(bound(n, d, 0, 1)).isLessThan(1e-12);
    }

    @Property(tries = 100)
    void theTrainableLayerIsNadarayaWatsonOnItsQueriesKeysAndValues(
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @IntRange(min = 0, max = 4) int m,
            @ForAll @IntRange(min = 1, max = 6) int w,
            @ForAll @IntRange(min = 1, max = 5) int k,
            @ForAll @IntRange(min = 1, max = 4) int v,
            @ForAll @IntRange(min = 1, max = 3) int sequences,
            @ForAll @IntRange(min = 0, max = 4) int exponent,
            @ForAll long seed) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        MultiHeadAttention layer = MultiHeadAttention.single(w, k, v).add(builder, "a");
        ParameterLayout layout = builder.build();
        Randoms randoms = Randoms.of(seed);
        double[] parameters = randoms.gaussians(layout.size());
        double[][] wq = layer.queryWeight(0).read(parameters);
        double[][] wk = layer.keyWeight(0).read(parameters);
        double[][] wv = layer.valueWeight(0).read(parameters);
        double[][] tokens = randoms.gaussians(sequences * (n + m), w);
        double scale = 1 / Math.sqrt(k);
        double logit = scale * greatestLogit(absolute(tokens, wq), absolute(tokens, wk));
        // Stretch the query map until the greatest logit is 10^exponent.
        double stretch = Math.pow(10, exponent) / logit;
        for (int i = 0; i < layer.queryWeight(0).size(); i++) {
            parameters[i] *= stretch;
        }
        wq = layer.queryWeight(0).read(parameters);
        double[] output = layer.pass()
                .forward(parameters, Points.of("tokens", tokens).toRowMajor(), new Sequences(sequences, n + m, n));

        for (int s = 0; s < sequences; s++) {
            double[][] all = Arrays.copyOfRange(tokens, s * (n + m), (s + 1) * (n + m));
            double[][] context = Arrays.copyOf(all, n);
            double[][] values = product(context, wv);
            Points expected = NadarayaWatson.of(new ExponentialDotProduct(scale))
                    .fit(product(context, wk), values)
                    .predict(Points.of("queries", product(all, wq)));
            // Maps of width w add 2 (w + 2) roundings to a logit's k + 2, and w + 2 to a value.
            double bound = bound(n + w, k + 2 * w + 4, Math.pow(10, exponent), greatest(absolute(context, wv)));
            Points actual = Points.ofRows(
                    "output", n + m, v, Arrays.copyOfRange(output, s * (n + m) * v, (s + 1) * (n + m) * v));
            assertClose(actual, expected, bound);
        }
    }

    @Property(tries = 100)
    void weightsSumToOneAndAnswersStayWithinTheTargets(
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 5) int d,
            @ForAll @IntRange(min = -2, max = 4) int exponent,
            @ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        double[] queries = randoms.gaussians(3 * d);
        double[] keys = randoms.gaussians(n * d);
        double[] values = randoms.gaussians(n);
        CrossAttention.Pass pass = new CrossAttention(d, 1, Math.pow(10, exponent)).pass();
        double[] answers = pass.forward(queries, keys, values, 1, 3, n);
        double slack = 2 * (n + 2) * EPS;
        double low = Arrays.stream(values).min().orElseThrow();
        double high = Arrays.stream(values).max().orElseThrow();
        double greatest = Math.max(Math.abs(low), Math.abs(high));
        for (int i = 0; i < 3; i++) {
            double sum = Arrays.stream(pass.weights(0)[i]).sum();
            assertThat(sum).isCloseTo(1, within(slack));
            assertThat(answers[i]).isBetween(low - slack * greatest, high + slack * greatest);
        }
    }

    private static double[][] wholeNumbers(Randoms randoms, int rows, int columns) {
        double[][] table = new double[rows][columns];
        for (double[] row : table) {
            for (int j = 0; j < columns; j++) {
                row[j] = randoms.integer(257) - 128;
            }
        }
        return table;
    }

    private static void assertClose(Points actual, Points expected, double bound) {
        assertThat(actual.toRowMajor()).containsExactly(expected.toRowMajor(), within(bound));
    }

    /** X W' by plain loops. */
    private static double[][] product(double[][] x, double[][] w) {
        double[][] y = new double[x.length][w.length];
        for (int i = 0; i < x.length; i++) {
            for (int o = 0; o < w.length; o++) {
                for (int j = 0; j < x[i].length; j++) {
                    y[i][o] += x[i][j] * w[o][j];
                }
            }
        }
        return y;
    }

    /** |X| |W|'. */
    private static double[][] absolute(double[][] x, double[][] w) {
        return product(magnitudes(x), magnitudes(w));
    }

    private static double[][] magnitudes(double[][] x) {
        return Arrays.stream(x)
                .map(row -> Arrays.stream(row).map(Math::abs).toArray())
                .toArray(double[][]::new);
    }

    /** The greatest |q|'|k|. */
    private static double greatestLogit(double[][] queries, double[][] keys) {
        return greatest(absolute(queries, keys));
    }

    private static double greatest(double[][] table) {
        return Arrays.stream(table)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
    }
}
