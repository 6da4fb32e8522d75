package org.icl4j.attention.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.mix.TokenMixer;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.solvers.linear.RidgeRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streaming learners against what they are. */
class StreamingLearnerTest {

    private static final int D = 4;

    private static Context context(int n, int t) {
        Randoms randoms = Randoms.of(5);
        return Context.of(randoms.gaussians(n, D), randoms.gaussians(n, t));
    }

    private static final Points QUERIES = Points.of("queries", Randoms.of(6).gaussians(3, D));

    @Test
    void leastSquaresIsRidgeRegressionAfterEveryPair() {
        Context all = context(15, 2);
        StreamingLearner.State state = StreamingLearner.leastSquares(0.25, 1).start(D, 2);
        for (int n = 1; n <= 15; n++) {
            state.observe(all.inputs().row(n - 1), all.targets().row(n - 1));
            int[] first = new int[n];
            for (int i = 0; i < n; i++) {
                first[i] = i;
            }
            double[] expected = RidgeRegression.of(0.25)
                    .fit(all.select(first))
                    .predict(QUERIES)
                    .row(0);
            // Condition number of X'X + 0.25 I below 200: 15 updates of that, a few roundings each.
            assertThat(state.predict(QUERIES.row(0))).containsExactly(expected, within(1e-12));
        }
    }

    record Pair(StreamingLearner learner, TokenMixer mixer) {}

    static Stream<Pair> learnersAndMixers() {
        return Stream.of(
                new Pair(StreamingLearner.linearAttention(), TokenMixer.linear()),
                new Pair(StreamingLearner.delta(0.1), TokenMixer.delta(0.1, 1)),
                new Pair(StreamingLearner.gatedDelta(0.1, 0.8), TokenMixer.delta(0.1, 0.8)),
                new Pair(StreamingLearner.leastSquares(0.5, 0.9), TokenMixer.leastSquares(0.5, 0.9)),
                new Pair(StreamingLearner.mesa(0.5, 1, 20), TokenMixer.mesa(0.5, 1, 20)),
                new Pair(StreamingLearner.mesa(0.5, 0.9, 2), TokenMixer.mesa(0.5, 0.9, 2)),
                new Pair(StreamingLearner.chebyshev(0.5, 0.9, 3), TokenMixer.chebyshev(0.5, 0.9, 3)),
                new Pair(StreamingLearner.chebyshev(0.5, 1, 500), TokenMixer.chebyshev(0.5, 1, 500)),
                new Pair(StreamingLearner.localLinear(1.5, 0.1), TokenMixer.localLinear(1.5, 0.1)));
    }

    @ParameterizedTest
    @MethodSource("learnersAndMixers")
    void everyPrefixIsAnsweredAsByTheMixer(Pair pair) {
        int n = 40;
        Context all = context(n, 2);
        double[] x = all.inputs().toRowMajor();
        double[] y = all.targets().toRowMajor();
        double[] q = QUERIES.toRowMajor();
        StreamingLearner.State state = pair.learner().start(D, 2);
        double[] answers = new double[3 * 2];
        for (int seen = 0; seen <= n; seen++) {
            double[] expected = new double[3 * 2];
            int[] reach = {seen, seen, seen};
            pair.mixer().pass(D, 2).forward(3, n, reach, q, x, y, expected);
            state.predictAll(3, q, answers);
            // The same recursions and iterations; only sums over the columns may be cut otherwise.
            assertThat(answers).as("%d pairs", seen).containsExactly(expected, within(1e-12));
            assertThat(state.predict(QUERIES.row(1)))
                    .containsExactly(Arrays.copyOfRange(expected, 2, 4), within(1e-12));
            if (seen < n) {
                state.observe(all.inputs().row(seen), all.targets().row(seen));
            }
        }
        assertThat(pair.learner().fit(all).predict(QUERIES).toRowMajor()).containsExactly(answers, within(1e-12));
    }

    @Test
    void whatKeepsNoMatrixShowsNone() {
        StreamingLearner.State state = StreamingLearner.mesa(0.5, 1, 3).start(1, 1);
        assertThatThrownBy(state::matrix).isInstanceOf(UnsupportedOperationException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.observe(new double[] {1e200}, new double[] {1}))
                .withMessage("x: makes the state Infinity: the inputs are too large");
        assertThat(StreamingLearner.mesa(0.5, 1, 3)).hasToString("StreamingLearner[MESA, gate=1.0, 0.5, steps=3]");
    }

    @Test
    void discountedLeastSquaresWeighsPairsByTheirAge() {
        Context all = context(10, 1);
        double g = 0.8;
        double ridge = 0.5;
        double[][] x = new double[10 + D][D];
        double[] y = new double[10 + D];
        for (int i = 0; i < 10; i++) {
            double root = Math.sqrt(Math.pow(g, 9 - i));
            for (int k = 0; k < D; k++) {
                x[i][k] = root * all.inputs().get(i, k);
            }
            y[i] = root * all.targets().get(i, 0);
        }
        // The ridge fades as well: as D more rows, sqrt(g^10 ridge) e_k with target 0.
        for (int k = 0; k < D; k++) {
            x[10 + k][k] = Math.sqrt(Math.pow(g, 10) * ridge);
        }
        double[] expected =
                RidgeRegression.of(0).fit(Context.of(x, y)).predict(QUERIES).column(0);
        assertThat(StreamingLearner.leastSquares(ridge, g)
                        .fit(all)
                        .predict(QUERIES)
                        .column(0))
                .containsExactly(expected, within(1e-11));
    }

    @Test
    void linearAttentionIsTheLayerOfThatName() {
        Context all = context(12, 1);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearAttention layer = LinearAttention.add(builder, "a", D + 1, false);
        double[] parameters = new double[builder.build().size()];
        for (int k = 0; k < D; k++) {
            parameters[layer.keyQuery().offset() + k * (D + 2)] = 1; // queries and keys are the inputs
        }
        parameters[layer.valueProjection().end() - 1] = 1; // values and answers are the targets
        double[] tokens = new double[13 * (D + 1)];
        for (int i = 0; i < 12; i++) {
            System.arraycopy(all.inputs().row(i), 0, tokens, i * (D + 1), D);
            tokens[i * (D + 1) + D] = all.targets().get(i, 0);
        }
        System.arraycopy(QUERIES.row(0), 0, tokens, 12 * (D + 1), D);
        double[] output = layer.pass().forward(parameters, tokens, new Sequences(1, 13, 12));
        assertThat(StreamingLearner.linearAttention().fit(all).predict(QUERIES).get(0, 0))
                .isCloseTo(output[13 * (D + 1) - 1], within(1e-13));
    }

    @Test
    void aFullDeltaStepInterpolatesTheLastPairAndRecallsOrthonormalKeys() {
        double[] x = {1, -2, 0.5, 3};
        double square = 1 + 4 + 0.25 + 9;
        StreamingLearner.State state = StreamingLearner.delta(1 / square).start(D, 1);
        state.observe(new double[] {2, 1, 0, -1}, new double[] {5});
        state.observe(x, new double[] {7});
        assertThat(state.predict(x)[0]).isCloseTo(7, within(1e-13));

        StreamingLearner.State memory = StreamingLearner.delta(1).start(D, 1);
        for (int k = 0; k < D; k++) {
            double[] key = new double[D];
            key[k] = 1;
            memory.observe(key, new double[] {k + 1});
        }
        assertThat(memory.matrix()[0]).containsExactly(1, 2, 3, 4);
    }

    @Test
    void theGateForgets() {
        StreamingLearner.State state = StreamingLearner.gatedDelta(0.5, 0.9).start(1, 1);
        state.observe(new double[] {1}, new double[] {2}); // S = 1
        state.observe(new double[] {2}, new double[] {3}); // 0.9 + 0.5 (3 - 1.8) 2
        assertThat(state.matrix()[0][0]).isCloseTo(2.1, within(1e-15));
    }

    @Test
    void aStepTooLargeIsRefusedByName() {
        StreamingLearner.State state = StreamingLearner.delta(1e200).start(1, 1);
        state.observe(new double[] {1}, new double[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.observe(new double[] {1e150}, new double[] {1}))
                .withMessageContaining("x: makes the state");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamingLearner.gatedDelta(1, 1.5))
                .withMessage("gate: must be in (0, 1], got 1.5");
    }

    @Test
    void manyPairsAtATimeAreTheSamePairsOneByOne() {
        Randoms randoms = Randoms.of(12);
        int n = 9;
        double[] x = randoms.gaussians(n * 3);
        double[] y = randoms.gaussians(n * 2);
        for (StreamingLearner learner : List.of(
                StreamingLearner.linearAttention(),
                StreamingLearner.delta(0.2),
                StreamingLearner.mesa(0.3, 0.9, 3),
                StreamingLearner.localLinear(1, 0.1),
                StreamingLearner.leastSquares(0.3, 0.9))) {
            StreamingLearner.State together = learner.start(3, 2);
            StreamingLearner.State single = learner.start(3, 2);
            together.observeAll(n, x, y);
            for (int i = 0; i < n; i++) {
                single.observe(Arrays.copyOfRange(x, i * 3, i * 3 + 3), Arrays.copyOfRange(y, i * 2, i * 2 + 2));
            }
            double[] answers = new double[n * 2];
            together.predictAll(n, x, answers);
            for (int i = 0; i < n; i++) {
                double[] answer = single.predict(Arrays.copyOfRange(x, i * 3, i * 3 + 3));
                assertThat(answers[i * 2]).isCloseTo(answer[0], within(1e-12));
                assertThat(answers[i * 2 + 1]).isCloseTo(answer[1], within(1e-12));
            }
        }
        StreamingLearner.State state = StreamingLearner.linearAttention().start(2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.predictAll(1, new double[] {0, Double.NaN}, new double[1]))
                .withMessage("queries: must be finite, got queries[1] = NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.observeAll(2, new double[4], new double[1]))
                .withMessage("y: expected shape [2, 1], got an array of length 1");
    }
}
