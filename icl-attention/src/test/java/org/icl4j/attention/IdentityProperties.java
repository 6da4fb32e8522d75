package org.icl4j.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.construct.InductionHead;
import org.icl4j.attention.construct.NearestNeighbourTransformer;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.model.SoftmaxAttentionLearner;
import org.icl4j.attention.stream.StreamingLearner;
import org.icl4j.attention.tasks.InductionSequences;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;

/**
 * Identities of attention, numbered as in docs/properties.md. Sums have at most 40 terms of size at most 100: 1e-12.
 */
class IdentityProperties {

    private static final int D = 3;
    private static final double SUMS = 1e-12;

    private static Context context(long seed, int n) {
        Randoms r = Randoms.of(seed);
        return Context.of(r.gaussians(n, D), r.gaussians(n));
    }

    private static Points queries(long seed) {
        return Points.of("queries", Randoms.of(seed).split("queries").gaussians(4, D));
    }

    private static double[] answers(InContextLearner<?> learner, Context context, Points queries) {
        return learner.fit(context).predict(queries).column(0);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /** P4: linear attention as a state that grows by v k', O(n d t), is the sum over all pairs, O(n^2). */
    @Property(tries = 20)
    void p04StreamingLinearAttentionIsTheQuadraticForm(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        Context context = context(seed, n);
        StreamingLearner.State state = StreamingLearner.linearAttention().start(D, 1);
        for (int t = 0; t < n; t++) {
            double[] x = context.inputs().row(t);
            state.observe(x, context.targets().row(t));
            double sum = 0;
            for (int i = 0; i <= t; i++) {
                sum += dot(context.inputs().row(i), x) * context.targets().get(i, 0);
            }
            assertThat(state.predict(x)[0]).isCloseTo(sum, within(SUMS * 100));
        }
    }

    /** P8: softmax attention is Nadaraya-Watson under exp(c x'z); a shift of all scores, to 1e4, changes nothing and overflows nothing. */
    @Property(tries = 20)
    void p08SoftmaxIsNadarayaWatson(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double shift) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        double[] softmax = answers(new SoftmaxAttentionLearner(0.7), context, queries);
        assertThat(softmax)
                .containsExactly(
                        answers(NadarayaWatson.of(new ExponentialDotProduct(0.7)), context, queries), within(SUMS));
        // One more coordinate, the same for all keys, shifts all scores of a query; the scores then carry ulp(shift).
        double[][] keys = extended(context.inputs(), 1);
        Context longer = Context.of(Points.of("x", keys), context.targets());
        Points asked = Points.of("q", extended(queries, shift / 0.7));
        assertThat(answers(new SoftmaxAttentionLearner(0.7), longer, asked))
                .containsExactly(softmax, within(SUMS + 40 * Math.ulp(Math.abs(shift) + 10)));
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        assertThat(answers(
                        new SoftmaxAttentionLearner(0.7),
                        Context.of(context.inputs(), Points.ofColumn("1", ones)),
                        queries))
                .containsExactly(new double[] {1, 1, 1, 1}, within(SUMS));
    }

    private static double[][] extended(Points x, double value) {
        double[][] rows = new double[x.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOf(x.row(i), D + 1);
            rows[i][D] = value;
        }
        return rows;
    }

    /** P9: with augmented keys a growing scale tends to the nearest neighbour within its bound, ties average, the plain dot product finds the greatest inner product, and scale to 0 the mean. */
    @Property(tries = 20)
    void p09LimitsOfTheScale(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 20) int n,
            @ForAll @DoubleRange(min = 1, max = 500) double scale) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        NearestNeighbourTransformer sharp = NearestNeighbourTransformer.of(D, scale);
        double[] f = answers(sharp.learner(), context, queries);
        double[] plain = answers(NearestNeighbourTransformer.plain(D, 1e9).learner(), context, queries);
        double mean = Arrays.stream(context.targets().column(0)).average().orElseThrow();
        double[] blunt = answers(NearestNeighbourTransformer.of(D, 1e-9).learner(), context, queries);
        for (int q = 0; q < queries.size(); q++) {
            double[] x = queries.row(q);
            int nearest = best(context, z -> -distance(x, z));
            assertThat(Math.abs(f[q] - context.targets().get(nearest, 0)))
                    .isLessThanOrEqualTo(sharp.bound(context, x) + SUMS);
            int greatest = best(context, z -> dot(x, z));
            assertThat(plain[q]).isCloseTo(context.targets().get(greatest, 0), within(1e-2));
            // exp(-1e-9 distances of at most 100) differs from 1 by 1e-7.
            assertThat(blunt[q]).isCloseTo(mean, within(1e-6));
        }
        double[] twice = {0.5, 0, 0};
        Context tie = Context.of(new double[][] {twice, twice, {9, 9, 9}}, new double[] {1, 3, 50});
        assertThat(answers(sharp.learner(), tie, Points.of("q", new double[][] {twice}))[0])
                .isCloseTo(2, within(SUMS));
    }

    private static double distance(double[] x, double[] z) {
        return IntStream.range(0, D)
                .mapToDouble(k -> (x[k] - z[k]) * (x[k] - z[k]))
                .sum();
    }

    private static int best(Context context, ToDoubleFunction<double[]> score) {
        return IntStream.range(0, context.size())
                .boxed()
                .max(Comparator.comparingDouble(
                        i -> score.applyAsDouble(context.inputs().row(i))))
                .orElseThrow();
    }

    /** P11: attention does not depend on the order of its keys (1e-12), nor on other queries (to the bit). */
    @Property(tries = 20)
    void p11PermutationAndIndependence(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int n) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        int[] order = Randoms.of(seed).split("order").permutation(n);
        for (InContextLearner<?> learner : List.of(
                new SoftmaxAttentionLearner(0.5),
                NearestNeighbourTransformer.of(D, 2).learner(),
                StreamingLearner.linearAttention())) {
            double[] f = answers(learner, context, queries);
            assertThat(answers(learner, context.select(order), queries)).containsExactly(f, within(SUMS * 100));
            for (int q = 0; q < 4; q++) {
                assertThat(answers(learner, context, queries.select(q))[0]).isEqualTo(f[q]);
            }
        }
    }

    /** P12: recursive least squares is ridge regression at each position; a large ridge makes ridge times the answer linear attention, with error O(1/ridge); the delta rule with b = 1/|k|^2 interpolates the last pair. */
    @Property(tries = 15)
    void p12RecursiveLeastSquaresAndDelta(@ForAll long seed, @ForAll @IntRange(min = 3, max = 15) int n) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        assertThat(answers(StreamingLearner.leastSquares(0.5, 1), context, queries))
                .containsExactly(
                        answers(RidgeRegression.of(0.5).withIntercept(false), context, queries), within(1e-10));
        double[] linear = answers(StreamingLearner.linearAttention(), context, queries);
        double[] errors = new double[2];
        double[] ridges = {1e4, 1e6};
        for (int k = 0; k < 2; k++) {
            double[] f = answers(StreamingLearner.leastSquares(ridges[k], 1), context, queries);
            for (int q = 0; q < 4; q++) {
                errors[k] += Math.abs(ridges[k] * f[q] - linear[q]);
            }
        }
        // x'(X'X + r)^-1 X'y r = x'X'y - x'X'X X'y/r + ...: a hundredth of the error at a hundred times the ridge,
        // within the next term.
        assertThat(errors[1]).isLessThan(0.0101 * errors[0] + 1e-8);
        double[] x = context.inputs().row(n - 1);
        StreamingLearner.State state = StreamingLearner.delta(1 / dot(x, x)).start(D, 1);
        state.observe(context.inputs().row(0), context.targets().row(0));
        state.observe(x, context.targets().row(n - 1));
        assertThat(state.predict(x)[0]).isCloseTo(context.targets().get(n - 1, 0), within(1e-10));
    }

    /** P22: an induction head's answers are the empirical conditionals of what followed, up to (T + 1) e^-beta. */
    @Property(tries = 10)
    void p22InductionHeadIsBigramConditionals(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 2, max = 30) double beta,
            @ForAll @IntRange(min = 10, max = 40) int t) {
        int vocabulary = 5;
        int[] tokens = new InductionSequences(vocabulary, t).markov(Randoms.of(seed));
        double[][] next = InductionHead.of(vocabulary, t, beta).predict(tokens);
        for (int p = 0; p < t; p++) {
            double[] counts = new double[vocabulary];
            double seen = 0;
            for (int s = 1; s <= p; s++) {
                if (tokens[s - 1] == tokens[p]) {
                    counts[tokens[s]]++;
                    seen++;
                }
            }
            if (seen > 0) {
                // At most p + 1 other positions of weight e^-beta beside at least one of weight 1; both the answer and
                // its normaliser move.
                for (int v = 0; v < vocabulary; v++) {
                    assertThat(next[p][v]).isCloseTo(counts[v] / seen, within((p + 2) * Math.exp(-beta) + SUMS));
                }
            }
        }
    }

    /** P23: gradients of every score under softmax and without, logits in the hundreds included, are central differences to 1e-6. */
    @Property(tries = 5)
    void p23GradientsAreCentralDifferences(@ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 300) double scale) {
        // A parameter that moves by 1 moves logits by the scale times norms of about 10, and logits are rounded
        // relative to their size.
        double steepness = 1 + 10 * scale;
        GradientCheck check = new GradientCheck(1 / steepness, steepness * Math.ulp(1.0));
        for (Score score : List.of(
                Score.dotProduct(scale),
                Score.gaussian(1),
                Score.cosine(1 / scale),
                Score.cayley(1),
                Score.geometric(2, 1, 1))) {
            for (Normaliser normaliser : List.of(Normaliser.softmax(), Normaliser.none(), Normaliser.mean())) {
                ParameterLayout.Builder builder = ParameterLayout.builder();
                Layer head = MultiHeadAttention.single(4, 3, 2)
                        .score(score)
                        .normaliser(normaliser)
                        .projectedTo(4)
                        .add(builder, "head");
                ParameterLayout layout = builder.build();
                Sequences shape = new Sequences(1, 5, 4);
                double[] tokens = Randoms.of(seed).split("tokens").gaussians(20);
                double[] parameters = Randoms.of(seed).gaussians(layout.size());
                GradientCheck.LayerReport report = check.compare(head, parameters, tokens, shape);
                assertThat(report.error()).as(score + " " + normaliser).isLessThan(1e-6);
            }
        }
    }

    /** P25: (n/eps)(softmax(eps S) v - mean v) tends to K v with an error of order eps for centred keys; otherwise it misses the row means of K times n mean v. */
    @Property(tries = 20)
    void p25SmallScalesGiveTheLinearKernel(@ForAll long seed, @ForAll @IntRange(min = 4, max = 20) int n) {
        double[][] x = Randoms.of(seed).gaussians(n, D);
        double[] v = Randoms.of(seed).split("v").gaussians(n);
        double[][] centred = Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
        for (int k = 0; k < D; k++) {
            int column = k;
            double mean =
                    Arrays.stream(x).mapToDouble(row -> row[column]).average().orElseThrow();
            for (double[] row : centred) {
                row[k] -= mean;
            }
        }
        double coarse = limit(centred, v, 1e-3);
        double fine = limit(centred, v, 1e-4);
        // Order eps: a tenth; the next order adds at most eps |s|, |s| at most 50.
        assertThat(fine).isBetween(0.09 * coarse - 1e-9, 0.11 * coarse + 1e-9);
        double meanV = Arrays.stream(v).average().orElseThrow();
        double[] f = scaled(x, v, 1e-6);
        for (int i = 0; i < n; i++) {
            double exact = 0;
            double rowMean = 0;
            for (int j = 0; j < n; j++) {
                exact += dot(x[i], x[j]) * v[j];
                rowMean += dot(x[i], x[j]) / n;
            }
            // eps |s|^2 n with |s| at most 50, and cancellation n ulp / eps.
            assertThat(f[i]).isCloseTo(exact - n * rowMean * meanV, within(1e-6 * 2500 * n + n * 1e-9));
        }
    }

    private static double[] scaled(double[][] x, double[] v, double eps) {
        Points points = Points.of("x", x);
        double[] f = answers(new SoftmaxAttentionLearner(eps), Context.of(points, Points.ofColumn("v", v)), points);
        double mean = Arrays.stream(v).average().orElseThrow();
        return Arrays.stream(f).map(a -> x.length / eps * (a - mean)).toArray();
    }

    private static double limit(double[][] x, double[] v, double eps) {
        double[] f = scaled(x, v, eps);
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            double exact = 0;
            for (int j = 0; j < x.length; j++) {
                exact += dot(x[i], x[j]) * v[j];
            }
            most = Math.max(most, Math.abs(f[i] - exact));
        }
        return most;
    }
}
