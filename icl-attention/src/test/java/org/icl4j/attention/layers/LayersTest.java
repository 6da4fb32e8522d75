package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** Layers against plain loops, and what must hold of every layer: sequences and queries do not touch each other. */
class LayersTest {

    private static final double EPS = Math.ulp(1.0);

    @SuppressWarnings("ArrayRecordComponent")
    private record Model(Layer layer, double[] parameters) {}

    private static List<Model> models(Randoms randoms) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        List<Layer> layers = List.of(
                Dense.add(builder, "dense", 4, 3),
                new ReLU(4),
                LinearAttention.add(builder, "linear", 4, false),
                LinearAttention.add(builder, "mean", 4, true),
                MultiHeadAttention.single(4, 3, 5).add(builder, "softmax"),
                Sequential.of(
                        LinearAttention.add(builder, "one", 4, true),
                        MultiHeadAttention.single(4, 2, 4).add(builder, "two")));
        double[] parameters = randoms.gaussians(builder.build().size());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.3; // else softmax saturates and does not see its query
        }
        return layers.stream().map(layer -> new Model(layer, parameters)).toList();
    }

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

    @Property(tries = 30)
    void denseBackwardIsTheAdjointOfItsLinearMap(
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 9) int inputs,
            @ForAll @IntRange(min = 1, max = 9) int outputs,
            @ForAll long seed) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Dense layer = Dense.addWithoutBias(builder, "f", inputs, outputs);
        Randoms randoms = Randoms.of(seed);
        double[] parameters = randoms.gaussians(inputs * outputs);
        double[] v = randoms.gaussians(rows * inputs);
        double[] u = randoms.gaussians(rows * outputs);
        Layer.Pass pass = layer.pass();
        VectorMath math = VectorMath.scalar();
        double[] jv = pass.forward(parameters, v, Sequences.tokens(rows));
        double[] gradient = new double[parameters.length];
        double[] jtu = pass.backward(parameters, u, gradient);
        double left = math.dot(jv, 0, u, 0, u.length);
        double right = math.dot(v, 0, jtu, 0, v.length);
        // The map is linear in its weights too: <W, dW> is the same number once more.
        double third = math.dot(parameters, 0, gradient, 0, gradient.length);
        double magnitude = 0;
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    magnitude += Math.abs(u[r * outputs + o] * parameters[o * inputs + i] * v[r * inputs + i]);
                }
            }
        }
        // Nested sums of rows, outputs and inputs.
        double bound = 2 * (rows * (inputs + outputs) + inputs * outputs) * EPS * magnitude;
        assertThat(right).isCloseTo(left, within(bound));
        assertThat(third).isCloseTo(left, within(bound));
    }

    @Property(tries = 20)
    void eachSequenceIsOnItsOwn(@ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        Sequences both = new Sequences(3, 5, 3);
        for (Model model : models(randoms)) {
            int in = 5 * model.layer.inputWidth();
            int out = 5 * model.layer.outputWidth();
            double[] tokens = randoms.gaussians(3 * in);
            double[] together = model.layer.pass().forward(model.parameters, tokens, both);
            for (int s = 0; s < 3; s++) {
                double[] alone = model.layer
                        .pass()
                        .forward(
                                model.parameters,
                                Arrays.copyOfRange(tokens, s * in, (s + 1) * in),
                                new Sequences(1, 5, 3));
                assertThat(Arrays.copyOfRange(together, s * out, (s + 1) * out))
                        .as("%s", model.layer)
                        .containsExactly(Arrays.copyOf(alone, out));
            }
        }
    }

    @Property(tries = 20)
    void noTokenReadsAQuery(@ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        Sequences shape = new Sequences(1, 6, 4);
        for (Model model : models(randoms)) {
            int in = model.layer.inputWidth();
            int out = model.layer.outputWidth();
            double[] tokens = randoms.gaussians(6 * in);
            Arrays.fill(tokens, 4 * in, 5 * in, -1);
            double[] before = Arrays.copyOf(model.layer.pass().forward(model.parameters, tokens, shape), 6 * out);
            for (int i = 4 * in; i < 5 * in; i++) {
                tokens[i] = Math.abs(tokens[i]) + 0.1;
            }
            double[] after = model.layer.pass().forward(model.parameters, tokens, shape);
            assertThat(Arrays.copyOf(after, 4 * out)).containsExactly(Arrays.copyOf(before, 4 * out));
            assertThat(Arrays.copyOfRange(after, 5 * out, 6 * out))
                    .containsExactly(Arrays.copyOfRange(before, 5 * out, 6 * out));
            assertThat(Arrays.copyOfRange(after, 4 * out, 5 * out))
                    .as("the query's own output")
                    .isNotEqualTo(Arrays.copyOfRange(before, 4 * out, 5 * out));
        }
    }

    @Test
    void aPassMayBeReusedWithOtherShapes() {
        Randoms randoms = Randoms.of(9);
        for (Model model : models(randoms)) {
            Layer.Pass reused = model.layer.pass();
            for (Sequences shape : List.of(new Sequences(2, 6, 4), new Sequences(1, 3, 2), new Sequences(4, 5, 5))) {
                int in = shape.rows() * model.layer.inputWidth();
                int out = shape.rows() * model.layer.outputWidth();
                double[] tokens = randoms.gaussians(in);
                double[] u = randoms.gaussians(out);
                Layer.Pass fresh = model.layer.pass();
                assertThat(Arrays.copyOf(reused.forward(model.parameters, tokens, shape), out))
                        .containsExactly(Arrays.copyOf(fresh.forward(model.parameters, tokens, shape), out));
                double[] one = new double[model.parameters.length];
                double[] two = new double[model.parameters.length];
                assertThat(Arrays.copyOf(reused.backward(model.parameters, u, one), in))
                        .containsExactly(Arrays.copyOf(fresh.backward(model.parameters, u, two), in));
                assertThat(one).containsExactly(two);
            }
        }
    }

    @Test
    void parameterGradientsAddUp() {
        Randoms randoms = Randoms.of(10);
        Sequences shape = new Sequences(2, 4, 3);
        for (Model model : models(randoms)) {
            double[] tokens = randoms.gaussians(8 * model.layer.inputWidth());
            double[] u = randoms.gaussians(8 * model.layer.outputWidth());
            Layer.Pass pass = model.layer.pass();
            double[] once = new double[model.parameters.length];
            pass.forward(model.parameters, tokens, shape);
            pass.backward(model.parameters, u, once);
            double[] onTop = once.clone();
            pass.forward(model.parameters, tokens, shape);
            pass.backward(model.parameters, u, onTop);
            for (int i = 0; i < once.length; i++) {
                // beta = 1: a sum of the same numbers, begun at another one; 8 rows in the longest.
                assertThat(onTop[i]).isCloseTo(2 * once[i], within(64 * EPS * (1e3 + Math.abs(once[i]))));
            }
        }
    }

    @Test
    void linearMapsStartUniform() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Dense dense = Dense.add(builder, "f", 16, 500);
        MultiHeadAttention attention = MultiHeadAttention.single(16, 12, 30).add(builder, "a");
        ParameterLayout layout = builder.build();
        double[] parameters = new double[layout.size()];
        dense.initialise(parameters, Randoms.of(3));
        attention.initialise(parameters, Randoms.of(4));
        for (ParameterLayout.Slice slice : layout.slices()) {
            double[] drawn = Arrays.copyOfRange(parameters, slice.offset(), slice.offset() + slice.size());
            assertThat(Arrays.stream(drawn)).allMatch(v -> Math.abs(v) <= 0.25); // 1/sqrt(16)
            // U(-b, b) has variance b^2 / 3, and the mean square of N standard error b^2 sqrt(4 / 45 N): 5 of them.
            double square = Arrays.stream(drawn).map(v -> v * v).average().orElseThrow();
            double error = 0.0625 * Math.sqrt(4 / (45.0 * drawn.length));
            assertThat(square).as(slice.name()).isCloseTo(0.0625 / 3, within(5 * error));
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

    @Test
    void shapesThatDoNotFitAreRefused() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Dense wide = Dense.add(builder, "wide", 2, 5);
        Dense narrow = Dense.add(builder, "narrow", 4, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sequential.of(wide, narrow))
                .withMessage("layers[1]: expected input width 5, got 4 (the layer before puts out 5)");
        ParameterLayout layout = builder.build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dense(layout.slice("wide.weight"), layout.slice("narrow.bias")))
                .withMessageContaining("bias: expected shape [1, 5], got [1, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearAttention(layout.slice("wide.weight"), layout.slice("wide.weight"), false))
                .withMessageContaining("keyQuery: expected shape [5, 5], got [5, 2]");
        ParameterLayout.Slice square = new ParameterLayout.Slice("square", 0, 5, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearAttention(square, layout.slice("wide.weight"), false))
                .withMessageContaining("valueProjection: expected shape [5, 5], got [5, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MultiHeadAttention.of(10, 4))
                .withMessage("heads: must divide the width 10, got 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Residual(wide))
                .withMessage("inner: takes in width 2 and puts out 5; a residual connection needs both to be the same");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sequences(2, 3, 4))
                .withMessage("context: must be in [0, 3], got 4");
    }

    @Test
    void whatAPassReturnsIsAsLongAsItsMatrix() {
        for (Model model : models(Randoms.of(1))) {
            Layer.Pass pass = model.layer.pass();
            for (int rows : new int[] {6, 2, 6, 4}) {
                double[] tokens = Randoms.of(2).gaussians(rows * model.layer.inputWidth());
                double[] output = pass.forward(model.parameters, tokens, Sequences.tokens(rows));
                assertThat(output).hasSize(rows * model.layer.outputWidth());
                assertThat(pass.backward(model.parameters, output.clone(), new double[model.parameters.length]))
                        .hasSize(rows * model.layer.inputWidth());
            }
        }
    }

    @Test
    void aSmoothersAnswersAreItsWeightsTimesTheTargets() {
        for (Score score : new Score[] {Score.gaussian(0.8), Score.dotProduct(0.7)}) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            SmootherReadOut layer = new SmootherReadOut(Dense.add(builder, "f", 5, 3), score, 3, 2);
            double[] parameters = Randoms.of(2).gaussians(builder.build().size());
            double[] input = Randoms.of(3).gaussians(2 * 6 * 5);
            SmootherReadOut.SmootherPass pass = layer.pass();
            double[] output = pass.forward(parameters, input, new Sequences(2, 6, 4));
            double[] states = Dense.add(ParameterLayout.builder(), "f", 5, 3)
                    .pass()
                    .forward(parameters, input, Sequences.tokens(12));
            for (int s = 0; s < 2; s++) {
                double[][] weights = pass.weights(s);
                for (int i = 0; i < 6; i++) {
                    double[] expected = new double[2];
                    double mass = 0;
                    for (int j = 0; j < 4; j++) {
                        expected[0] += weights[i][j] * input[(6 * s + j) * 5 + 3];
                        expected[1] += weights[i][j] * input[(6 * s + j) * 5 + 4];
                        mass += closeness(score, states, 3 * (6 * s + i), 3 * (6 * s + j));
                    }
                    double first = closeness(score, states, 3 * (6 * s + i), 3 * (6 * s)) / mass;
                    assertThat(weights[i][0]).isCloseTo(first, within(1e-13));
                    assertThat(weights[i][4] + weights[i][5]).isZero();
                    int at = (6 * s + i) * 2;
                    assertThat(Arrays.copyOfRange(output, at, at + 2)).containsExactly(expected, within(1e-13));
                }
            }
        }
    }

    /** exp(-|q - k|^2 / 2 h^2), h = 0.8, or exp(c q'k), c = 0.7. */
    private static double closeness(Score score, double[] h, int q, int k) {
        double squares = 0;
        double product = 0;
        for (int c = 0; c < 3; c++) {
            squares += Math.pow(h[q + c] - h[k + c], 2);
            product += h[q + c] * h[k + c];
        }
        return Math.exp(score.equals(Score.dotProduct(0.7)) ? 0.7 * product : -squares / (2 * 0.8 * 0.8));
    }

    @Test
    void anEmbeddingPicksRowsAndItsGradientAddsUpInThem() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Embedding embedding = Embedding.add(builder, "e", 3, 2);
        double[] parameters = {1, 2, 3, 4, 5, 6};
        double[] symbols = {2, 0, 2};
        Layer.Pass pass = embedding.pass();
        assertThat(pass.forward(parameters, symbols, Sequences.tokens(3))).containsExactly(5, 6, 1, 2, 5, 6);
        double[] gradient = {10, 0, 0, 0, 0, 0};
        assertThat(pass.backward(parameters, new double[] {1, 2, 3, 4, 5, 6}, gradient))
                .containsExactly(0, 0, 0);
        assertThat(gradient).containsExactly(13, 4, 0, 0, 6, 8);
        // The loss u'y, linear in the table.
        double[] u = {1, -2, 0.5, 3, 4, -1};
        Objective<double[]> loss = new Objective<>() {
            @Override
            public int parameterCount() {
                return 6;
            }

            @Override
            public double lossAndGradient(double[] table, double[] input, double[] slopes) {
                double[] y = pass.forward(table, input, Sequences.tokens(3));
                double sum = 0;
                for (int i = 0; i < 6; i++) {
                    sum += u[i] * y[i];
                }
                Arrays.fill(slopes, 0);
                pass.backward(table, u, slopes);
                return sum;
            }
        };
        assertThat(GradientCheck.standard().compare(loss, parameters, symbols).error())
                .isLessThan(1e-8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pass.forward(parameters, new double[] {0, 3}, Sequences.tokens(2)))
                .withMessage("input: input[1] = 3.0 is no symbol, a whole number from 0 to 2");
    }
}
