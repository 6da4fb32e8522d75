package org.icl4j.attention.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every mixer's backward pass against central differences, as a layer, over prefixes and causal sequences. */
class TokenMixingTest {

    /** As for the other layers; solves with condition numbers of about 100 lose two more digits at most. */
    private static final double RELATIVE = 1e-6;

    static final List<TokenMixer> MIXERS = List.of(
            TokenMixer.softmax(),
            TokenMixer.positiveFeatures(7, 3),
            TokenMixer.linear(),
            TokenMixer.delta(0.3, 1),
            TokenMixer.delta(0.4, 0.8),
            TokenMixer.leastSquares(0.5, 1),
            TokenMixer.leastSquares(0.5, 0.9),
            TokenMixer.mesa(0.5, 1, 30),
            TokenMixer.mesa(0.5, 0.8, 30),
            TokenMixer.chebyshev(0.5, 0.9, 1000),
            TokenMixer.gatedDelta(),
            TokenMixer.gatedMesa(0.5, 30),
            TokenMixer.gatedChebyshev(0.5, 1000),
            TokenMixer.kernelRidge(Score.kernel(new Gaussian(1.1)), 0.3),
            TokenMixer.kernelRidge(Score.dotProduct(1), 0.4),
            TokenMixer.localLinear(1.2, 0.3));

    private static final List<Sequences> SHAPES = List.of(
            new Sequences(1, 1, 1),
            new Sequences(2, 6, 4),
            new Sequences(2, 3, 0),
            Sequences.causal(2, 5),
            new Sequences(1, 5, Visibility.causal(3)),
            new Sequences(3, 4, Visibility.prefixes(4, 0, 2)));

    @TestFactory
    Stream<DynamicTest> gradientsAreCentralDifferences() {
        return MIXERS.stream()
                .map(mixer -> DynamicTest.dynamicTest(mixer.toString(), () -> {
                    for (Sequences shape : SHAPES) {
                        ParameterLayout.Builder builder = ParameterLayout.builder();
                        TokenMixing layer = TokenMixing.add(builder, "mix", 4, 2, mixer);
                        Randoms randoms = Randoms.of(3);
                        double[] parameters = new double[builder.build().size()];
                        layer.initialise(parameters, randoms);
                        double[] input = randoms.gaussians(shape.rows() * 4);
                        GradientCheck.LayerReport report =
                                GradientCheck.standard().compare(layer, parameters, input, shape);
                        assertThat(report.error())
                                .as("%s on %s: %s", mixer, shape, report)
                                .isLessThan(RELATIVE);
                    }
                }));
    }

    /** A query that sees r keys gets the answer that it gets alone, from these r keys; TokenMixerProperties has what that must be. */
    @TestFactory
    Stream<DynamicTest> everyReachIsAContextOfItsOwn() {
        int[] reach = {0, 0, 1, 2, 2, 5, 7, 7};
        int m = reach.length;
        int n = 8; // the last key is seen by nobody
        Randoms randoms = Randoms.of(11);
        double[] q = randoms.gaussians(m * 3);
        double[] k = randoms.gaussians(n * 3);
        double[] v = randoms.gaussians(n * 2);
        double[] gates = new double[2 * n];
        Arrays.setAll(gates, i -> randoms.uniform(0.3, 0.9));
        return MIXERS.stream()
                .map(mixer -> DynamicTest.dynamicTest(mixer.toString(), () -> {
                    double[] together = new double[m * 2];
                    answer(mixer, gates, reach, n, q, k, v, together);
                    assertThat(Arrays.copyOf(together, 4)).containsOnly(0);
                    for (int i = 2; i < m; i++) {
                        double[] alone = new double[2];
                        int r = reach[i];
                        answer(mixer, gates, new int[] {r}, r, Arrays.copyOfRange(q, 3 * i, 3 * i + 3), k, v, alone);
                        assertThat(Math.abs(alone[0])).isGreaterThan(1e-6);
                        // The same sums, in blocks of another length at most.
                        assertThat(Arrays.copyOfRange(together, 2 * i, 2 * i + 2))
                                .containsExactly(alone, within(1e-13));
                    }
                }));
    }

    private static void answer(
            TokenMixer mixer, double[] gates, int[] reach, int n, double[] q, double[] k, double[] v, double[] output) {
        TokenMixer.Pass pass = mixer.pass(3, 2);
        if (mixer.gated()) {
            pass.gates(gates, new double[gates.length]);
        }
        pass.forward(reach.length, n, reach, q, k, v, output);
    }

    /**
     * With maps that change nothing, token i of a causal layer gets the mixer's answer from the first i + 1 tokens, itself included. The gates
     * of all tokens are logistic(0), and with gates queries and keys have length 1.
     */
    @TestFactory
    Stream<DynamicTest> causalTokensSeeThemselvesAndWhatIsBeforeThem() {
        return MIXERS.stream()
                .map(mixer -> DynamicTest.dynamicTest(mixer.toString(), () -> {
                    ParameterLayout.Builder builder = ParameterLayout.builder();
                    TokenMixing layer = TokenMixing.add(builder, "mix", 3, 1, mixer);
                    double[] parameters = new double[builder.build().size()];
                    for (int map = 0; map < 4; map++) { // Q, K, V, projection
                        for (int c = 0; c < 3; c++) {
                            parameters[map * 9 + c * 3 + c] = 1;
                        }
                    }
                    double[] x = Randoms.of(6).gaussians(5 * 3);
                    double[] keys = x.clone();
                    for (int i = 0; mixer.gated() && i < 15; i += 3) {
                        double norm = Math.hypot(Math.hypot(x[i], x[i + 1]), x[i + 2]);
                        for (int c = i; c < i + 3; c++) {
                            keys[c] /= norm;
                        }
                    }
                    double[] causal = layer.pass().forward(parameters, x, Sequences.causal(1, 5));
                    for (int i = 0; i < 5; i++) {
                        TokenMixer.Pass pass = mixer.pass(3, 3);
                        if (mixer.gated()) {
                            double[] halves = new double[10];
                            Arrays.fill(halves, 0.5);
                            pass.gates(halves, new double[10]);
                        }
                        double[] expected = new double[3];
                        double[] query = Arrays.copyOfRange(keys, 3 * i, 3 * i + 3);
                        pass.forward(1, i + 1, new int[] {i + 1}, query, keys, x, expected);
                        assertThat(Arrays.copyOfRange(causal, 3 * i, 3 * i + 3))
                                .containsExactly(expected, within(1e-13));
                    }
                }));
    }

    // J is the Jacobian in parameters and input together, v a random direction of both: J v by a central difference,
    // whose error is
    // the square of its step, 2e-11 of the third derivative, and as much rounding; solves add two digits.
    @TestFactory
    Stream<DynamicTest> theBackwardPassIsTheAdjointOfTheDerivative() {
        return MIXERS.stream()
                .map(mixer -> DynamicTest.dynamicTest(mixer.toString(), () -> {
                    Sequences shape = Sequences.causal(2, 5);
                    ParameterLayout.Builder builder = ParameterLayout.builder();
                    TokenMixing layer = TokenMixing.add(builder, "mix", 4, 2, mixer);
                    int size = builder.build().size();
                    Randoms randoms = Randoms.of(5);
                    double[] parameters = new double[size];
                    layer.initialise(parameters, randoms);
                    double[] input = randoms.gaussians(shape.rows() * 4);
                    double[] u = randoms.gaussians(shape.rows() * 4);
                    double[] dp = randoms.gaussians(size);
                    double[] dx = randoms.gaussians(input.length);
                    Layer.Pass pass = layer.pass();
                    pass.forward(parameters, input, shape);
                    double[] gradient = new double[size];
                    double[] inputGradient = pass.backward(parameters, u, gradient);
                    double right = dot(dp, gradient) + dot(dx, inputGradient);
                    double h = Math.cbrt(Math.ulp(1.0)) / 4;
                    double up = dot(u, pass.forward(moved(parameters, h, dp), moved(input, h, dx), shape));
                    double down = dot(u, pass.forward(moved(parameters, -h, dp), moved(input, -h, dx), shape));
                    assertThat((up - down) / (2 * h))
                            .as("%s", mixer)
                            .isCloseTo(right, within(1e-7 * Math.max(1, Math.abs(right))));
                }));
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double[] moved(double[] x, double h, double[] v) {
        double[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] += h * v[i];
        }
        return y;
    }

    @Test
    void decaysBeginNearOneAndDifferFromTokenToToken() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        TokenMixing layer = TokenMixing.add(builder, "mix", 4, 2, TokenMixer.gatedMesa(0.5, 8));
        ParameterLayout layout = builder.build();
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, Randoms.of(1));
        int bias = layout.slice("mix.gates.bias").offset();

        assertThat(new double[] {parameters[bias], parameters[bias + 2]})
                .containsExactly(new double[] {Math.log(0.95 / 0.05), Math.log(0.95 / 0.05)}, within(1e-12));
        assertThat(layout.slice("mix.gates.weight").rows()).isEqualTo(4);
        assertThat(layer).hasToString("TokenMixing[4, heads=2, " + TokenMixer.gatedMesa(0.5, 8) + "]");
    }

    @Test
    void whatHasNoGatesTakesNone() {
        assertThat(TokenMixer.softmax().gated()).isFalse();
        assertThatThrownBy(() -> TokenMixer.softmax().pass(2, 2).gates(new double[2], new double[2]))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatIsNoStreamIsRefused() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        TokenMixing layer = TokenMixing.add(builder, "mix", 4, 2, TokenMixer.linear());
        double[] parameters = new double[builder.build().size()];
        Sequences masked = new Sequences(1, 1, Visibility.mask(new boolean[][] {{true}}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.pass().forward(parameters, new double[4], masked))
                .withMessageContaining("a stream needs prefixes or causal sequences");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenMixing.add(builder, "other", 4, 3, TokenMixer.linear()))
                .withMessage("heads: must divide the width 4, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenMixer.delta(0.1, 0))
                .withMessage("gate: must be in (0, 1], got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenMixer.mesa(0, 1, 3))
                .withMessageStartingWith("ridge: ");
    }
}
