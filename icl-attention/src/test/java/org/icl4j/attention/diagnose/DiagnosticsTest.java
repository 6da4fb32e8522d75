package org.icl4j.attention.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.construct.InductionHead;
import org.icl4j.attention.tasks.InductionSequences;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {

    private static final Context CONTEXT =
            Context.of(Randoms.of(1).gaussians(20, 3), Randoms.of(2).gaussians(20));
    private static final Points QUERIES = Points.of("q", Randoms.of(3).gaussians(10, 3));

    private static ContextDiagnostics of(InContextLearner<?> learner) {
        return ContextDiagnostics.of(learner, CONTEXT, QUERIES);
    }

    @Test
    void aLearnerThatIgnoresLabelsHasNoSwap() {
        InContextLearner<Predictor> zero = context ->
                RidgeRegression.of(1).fit(context.inputs(), Points.ofColumn("y", new double[context.size()]));
        assertThat(of(zero).labelSwap()).isZero();
        assertThat(of(NadarayaWatson.of(new Gaussian(1))).labelSwap()).isGreaterThan(0.05);
        // Mirrored targets mirror a smoother's answers: |2 f - (max + min)| / range
        assertThat(of(NadarayaWatson.of(new Gaussian(1e-3))).labelSwap())
                .isGreaterThan(of(NadarayaWatson.of(new Gaussian(10))).labelSwap());
    }

    @Test
    void removalScalingAndPermutation() {
        ContextDiagnostics ridge = of(RidgeRegression.of(1));
        assertThat(ridge.removal(20)).isZero();
        assertThat(ridge.removal(2)).isPositive();
        assertThat(ridge.scaling(-3)).isLessThan(1e-12);
        assertThat(ridge.permutation(4)).isLessThan(1e-12);
        InContextLearner<?> last = context -> RidgeRegression.of(1).fit(context.select(0, 1, 2));
        assertThat(of(last).permutation(4)).isGreaterThan(1e-3);
        InContextLearner<?> square = context -> {
            double[] y = context.targets().column(0);
            for (int i = 0; i < y.length; i++) {
                y[i] *= y[i];
            }
            return RidgeRegression.of(1).fit(context.inputs(), Points.ofColumn("y", y));
        };
        assertThat(of(square).scaling(2)).isCloseTo(1, within(1e-9)); // 4 f against 2 f
    }

    @Test
    void impliedWeightsAndSensitivitiesOfALinearLearnerAreItsWeights() {
        DescentTransformer gd = DescentTransformer.of(3, 0.2, 5);
        double[] w = gd.iterates(CONTEXT)[5];
        ContextDiagnostics diagnostics = of(gd.learner());
        ContextDiagnostics.Implied implied = diagnostics.impliedWeights(QUERIES);
        assertThat(implied.weights()).containsExactly(w, within(1e-12));
        assertThat(implied.intercept()).isCloseTo(0, within(1e-12));
        assertThat(implied.rSquared()).isCloseTo(1, within(1e-12));
        assertThat(diagnostics.sensitivity(QUERIES.row(0), 1e-3)).containsExactly(w, within(1e-10));
        assertThat(of(NadarayaWatson.of(new Gaussian(0.5)))
                        .impliedWeights(QUERIES)
                        .rSquared())
                .isLessThan(0.95);
    }

    @Test
    void aLearnerThatFailsIsNamedWithItsContext() {
        InContextLearner<Predictor> broken =
                context -> RidgeRegression.of(1).fit(context.inputs(), Points.ofColumn("y", new double[] {Double.NaN}));
        assertThatThrownBy(() -> of(broken).labelSwap())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Context[n=20, d=3, t=1]")
                .hasMessageContaining("as given");
    }

    @Test
    void asymmetryPerplexityAndTemperature() {
        double[][] q = Randoms.of(5).gaussians(2, 4);
        assertThat(AttentionDiagnostics.asymmetry(q, q)).isCloseTo(0, within(1e-15));
        assertThat(AttentionDiagnostics.asymmetry(new double[][] {{1, 0}, {0, -1}}, new double[][] {{0, 1}, {1, 0}}))
                .isCloseTo(1, within(1e-15));
        assertThat(AttentionDiagnostics.perplexity(new double[] {1, 1, 1, 1})).isCloseTo(4, within(1e-14));
        assertThat(AttentionDiagnostics.perplexity(new double[] {0, 2, 0})).isCloseTo(1, within(1e-15));
        double[] distances = {0.3, 1, 2, 5};
        double[] weights = new double[4];
        for (int i = 0; i < 4; i++) {
            weights[i] = 7 * Math.exp(-2.5 * distances[i] / 2);
        }
        assertThat(AttentionDiagnostics.temperature(weights, distances)).isCloseTo(2.5, within(1e-12));
        assertThatThrownBy(() -> AttentionDiagnostics.perplexity(new double[2])).hasMessageContaining("sum to 0");
        assertThatThrownBy(() -> AttentionDiagnostics.temperature(weights, new double[] {1, 1, 1, 1}))
                .hasMessageContaining("all equal");
    }

    @Test
    void theWiredInductionHeadHasBothScores() {
        int[] tokens = new InductionSequences(50, 40).repeated(Randoms.of(6));
        InductionHead sharp = InductionHead.of(50, 40, 20);
        InductionHead blunt = InductionHead.of(50, 40, 0);
        // The head's rows begin with its start token.
        double[][] weights = new double[40][];
        double[][] flat = new double[40][];
        for (int t = 0; t < 40; t++) {
            weights[t] = java.util.Arrays.copyOfRange(sharp.attention(tokens)[t], 1, 41);
            flat[t] = java.util.Arrays.copyOfRange(blunt.attention(tokens)[t], 1, 41);
        }
        assertThat(AttentionDiagnostics.prefixMatching(weights, tokens)).isGreaterThan(0.999);
        assertThat(AttentionDiagnostics.prefixMatching(flat, tokens)).isLessThan(0.2);
        assertThat(AttentionDiagnostics.copying(sharp.predict(tokens), tokens, 20))
                .isGreaterThan(0.6);
        assertThat(AttentionDiagnostics.copying(blunt.predict(tokens), tokens, 20))
                .isLessThan(0.2);
    }

    @Test
    void aLearnerThatReturnsNaNIsReportedWithItsContext() {
        InContextLearner<Predictor> broken = c -> Predictor.of(2, 1, q -> new double[] {Double.NaN});
        Points queries = Points.of("q", new double[][] {{1, 2}});
        ContextDiagnostics d = ContextDiagnostics.of(
                broken, Context.of(new double[][] {{1, 0}, {0, 1}, {1, 1}}, new double[] {1, 2, 3}), queries);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                d::labelSwap,
                () -> d.removal(2),
                () -> d.scaling(2),
                () -> d.permutation(1),
                () -> d.impliedWeights(Points.of("p", new double[][] {{1, 2}, {2, 1}, {0, 1}, {3, 3}})),
                () -> d.sensitivity(new double[] {1, 1}, 1e-4))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the learner fails on Context")
                    .hasMessageContaining("NaN");
        }
    }

    @Test
    void attentionOfASmootherIsAlignedWithItsKernel() {
        Points keys = Points.of("k", Randoms.of(1).gaussians(6, 2));
        Points queries = Points.of("q", Randoms.of(2).gaussians(4, 2));
        Gaussian kernel = new Gaussian(0.7);
        double[][] weights = new double[4][6];
        for (int q = 0; q < 4; q++) {
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                weights[q][i] = kernel.value(queries.row(q), keys.row(i));
                sum += weights[q][i];
            }
            for (int i = 0; i < 6; i++) {
                weights[q][i] /= sum / 3; // a common factor does not matter
            }
        }
        assertThat(AttentionDiagnostics.alignment(weights, kernel, queries, keys))
                .isCloseTo(1, within(1e-14));
        assertThat(AttentionDiagnostics.alignment(weights, new Gaussian(5), queries, keys))
                .isBetween(0.1, 0.99);
    }
}
