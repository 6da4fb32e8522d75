package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Linear attention against its pairwise form, and against attention without a normaliser. */
class LinearAttentionTest {

    private static final double EPS = Math.ulp(1.0);

    @Property(tries = 50)
    void linearAttentionIsItsPairwiseForm(
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @IntRange(min = 0, max = 3) int m,
            @ForAll @IntRange(min = 1, max = 6) int w,
            @ForAll @IntRange(min = 1, max = 3) int sequences,
            @ForAll boolean averaged,
            @ForAll long seed) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearAttention layer = LinearAttention.add(builder, "a", w, averaged);
        Randoms randoms = Randoms.of(seed);
        double[] parameters = randoms.gaussians(builder.build().size());
        int length = n + m;
        double[] z = randoms.gaussians(sequences * length * w);
        double[] output = layer.pass().forward(parameters, z, new Sequences(sequences, length, n));
        double[][] q = layer.keyQuery().read(parameters);
        double[][] p = layer.valueProjection().read(parameters);
        for (int s = 0; s < sequences; s++) {
            for (int j = 0; j < length; j++) {
                int row = (s * length + j) * w;
                double[] expected = Arrays.copyOfRange(z, row, row + w);
                double[] magnitude = Arrays.stream(expected).map(Math::abs).toArray();
                for (int i = 0; i < n; i++) {
                    int key = (s * length + i) * w;
                    double score = 0;
                    double absoluteScore = 0;
                    for (int a = 0; a < w; a++) {
                        for (int b = 0; b < w; b++) {
                            double term = z[row + a] * q[a][b] * z[key + b] / (averaged ? n : 1);
                            score += term;
                            absoluteScore += Math.abs(term);
                        }
                    }
                    for (int c = 0; c < w; c++) {
                        for (int a = 0; a < w; a++) {
                            expected[c] += score * z[key + a] * p[a][c];
                            magnitude[c] += absoluteScore * Math.abs(z[key + a] * p[a][c]);
                        }
                    }
                }
                for (int c = 0; c < w; c++) {
                    // Products of five factors in sums of n w^3 terms, nested at most n + 3 w deep, on both sides.
                    double bound = 2 * (n + w * w + 3 * w + 6) * EPS * magnitude[c];
                    assertThat(output[row + c]).isCloseTo(expected[c], within(bound));
                }
            }
        }
    }

    /** Q' as the queries' weight, the tokens themselves as keys and values, P' as the projection: y = x W' in a dense map. */
    @Test
    void linearAttentionIsAResidualConnectionAroundAttentionWithoutNormaliser() {
        int w = 3;
        for (boolean averaged : new boolean[] {true, false}) {
            ParameterLayout.Builder own = ParameterLayout.builder();
            LinearAttention linear = LinearAttention.add(own, "a", w, averaged);
            ParameterLayout.Builder other = ParameterLayout.builder();
            Layer residual = Residual.of(MultiHeadAttention.of(w, 1)
                    .withoutBias()
                    .score(Score.dotProduct(1))
                    .normaliser(averaged ? Normaliser.mean() : Normaliser.none())
                    .add(other, "a"));
            ParameterLayout layout = other.build();
            double[] parameters = Randoms.of(4).gaussians(own.build().size());
            double[] same = new double[layout.size()];
            int maps = layout.slice("a.qkv.weight").offset();
            int projection = layout.slice("a.projection.weight").offset();
            for (int i = 0; i < w; i++) {
                for (int j = 0; j < w; j++) {
                    same[maps + i * w + j] = parameters[linear.keyQuery().offset() + j * w + i];
                    same[maps + (w + i) * w + j] = i == j ? 1 : 0;
                    same[maps + (2 * w + i) * w + j] = i == j ? 1 : 0;
                    same[projection + i * w + j] =
                            parameters[linear.valueProjection().offset() + j * w + i];
                }
            }
            for (Sequences shape : List.of(
                    new Sequences(2, 6, 4),
                    Sequences.causal(2, 5),
                    new Sequences(2, 4, Visibility.prefixes(3, 0)),
                    new Sequences(1, 2, Visibility.mask(new boolean[][] {{false, true}, {false, false}})))) {
                double[] input = Randoms.of(5).gaussians(shape.rows() * w);
                double[] d = Randoms.of(6).gaussians(shape.rows() * w);
                Layer.Pass one = linear.pass();
                Layer.Pass two = residual.pass();
                // Sums of at most five products of four numbers of order 1, in another order.
                assertThat(two.forward(same, input, shape))
                        .containsExactly(one.forward(parameters, input, shape), within(1e-12));
                assertThat(two.backward(same, d, new double[same.length]))
                        .containsExactly(one.backward(parameters, d, new double[parameters.length]), within(1e-12));
            }
        }
    }

    @Test
    void linearAttentionStartsNearTheIdentity() {
        int w = 20;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("before", 1, 7);
        LinearAttention layer = LinearAttention.add(builder, "a", w, true);
        builder.add("after", 1, 7);
        double[] parameters = new double[builder.build().size()];
        layer.initialise(parameters, Randoms.of(3));
        assertThat(Arrays.copyOf(parameters, 7)).containsOnly(0);
        assertThat(Arrays.copyOfRange(parameters, parameters.length - 7, parameters.length))
                .containsOnly(0);
        for (ParameterLayout.Slice slice : List.of(layer.keyQuery(), layer.valueProjection())) {
            double[] weights = Arrays.copyOfRange(parameters, slice.offset(), slice.offset() + w * w);
            assertThat(weights).doesNotContain(0);
            double square = Arrays.stream(weights).map(v -> v * v).sum() / (w * w);
            // Normal with deviation 0.1 / w: the mean square of N has standard error variance sqrt(2 / N), 5 of them.
            double variance = 0.01 / (w * w);
            assertThat(square).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / (w * w))));
        }
        assertThat(layer.averaged()).isTrue();
    }
}
