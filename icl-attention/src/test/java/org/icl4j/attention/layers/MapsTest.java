package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** Dense maps, embeddings and smoothers against plain loops. */
class MapsTest {

    private static final double EPS = Math.ulp(1.0);

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
}
