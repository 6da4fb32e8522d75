package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.construct.GradientDescentConstruction;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class LearnersTest {

    @Test
    void oneGradientStepByHand() {
        // w = 0.5 (1 * 2 + 2 * 3) / 2 = 2
        LinearAttentionLearner learner =
                GradientDescentConstruction.of(1, 1, 0.5).learner(1);
        LinearAttentionLearner.Fitted fitted = learner.fit(new double[][] {{1}, {2}}, new double[] {2, 3});
        assertThat(fitted.predict(new double[][] {{3}, {-1}})).containsExactly(6, -2);
        assertThat(fitted.contextTokens().toRows()).isDeepEqualTo(new double[][] {{1, 0}, {2, -1}});
    }

    @Test
    void theLearnerIsTheLayersRunOnTheWholePrompt() {
        Randoms randoms = Randoms.of(4);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        List<LinearAttention> layers =
                List.of(LinearAttention.add(builder, "one", 5, true), LinearAttention.add(builder, "two", 5, false));
        double[] parameters = randoms.gaussians(builder.build().size());
        Context context = Context.of(Points.of("x", randoms.gaussians(7, 3)), Points.of("y", randoms.gaussians(7, 2)));
        Points queries = Points.of("queries", randoms.gaussians(4, 3));
        double[] tokens = Prompt.tokens(context, queries);
        for (LinearAttention layer : layers) {
            tokens = layer.pass().forward(parameters, tokens, new Sequences(1, 11, 7));
        }
        LinearAttentionLearner learner = new LinearAttentionLearner(layers, parameters);
        assertThat(learner.depth()).isEqualTo(2);
        Predictor fitted = learner.fit(context);
        assertThat(fitted.inputWidth()).isEqualTo(3);
        double[] answers = fitted.predict(queries).toRowMajor();
        for (int q = 0; q < 4; q++) {
            for (int k = 0; k < 2; k++) {
                // The same products in the same order: the same bits.
                assertThat(answers[q * 2 + k]).isEqualTo(-tokens[(7 + q) * 5 + 3 + k]);
            }
        }
    }

    @Test
    void softmaxAttentionByHand() {
        Predictor fitted = new SoftmaxAttentionLearner(Math.log(3)).fit(new double[][] {{0}, {1}}, new double[] {8, 4});
        // Weights 1 : 3 at query 1, 1 : 1 at 0.
        assertThat(fitted.predict(new double[][] {{1}, {0}})).containsExactly(new double[] {5, 6}, within(1e-14));
    }

    @Test
    void answersDoNotDependOnTheRestOfTheBatch() {
        Randoms randoms = Randoms.of(5);
        double[][] x = randoms.gaussians(300, 3);
        double[][] y = randoms.gaussians(300, 2);
        Points queries = Points.of("queries", randoms.gaussians(501, 3));
        for (Predictor predictor : List.of(
                SoftmaxAttentionLearner.scaled(3).fit(x, y),
                GradientDescentConstruction.of(3, 2, 0.1).learner(3).fit(x, y))) {
            Points together = predictor.predict(queries);
            for (int i = 0; i < 501; i += 50) {
                assertThat(predictor.predict(queries.select(i)).row(0)).isEqualTo(together.row(i));
            }
            assertThat(Arrays.stream(together.toRowMajor())).allMatch(Double::isFinite);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        LinearAttentionLearner learner =
                GradientDescentConstruction.of(2, 1, 0.5).learner(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.fit(new double[][] {{1}, {2}}, new double[] {1, 2}))
                .withMessage("context: expected inputs and targets of 3 columns together, got 1 + 1");
        // Together these are 3 columns, too, but the weights take the second for an input.
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.fit(new double[][] {{1}, {2}}, new double[][] {{1, 2}, {3, 4}}))
                .withMessage("context: expected inputs of 2 columns and targets of 1, got 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.withTargetWidth(3))
                .withMessage("targetWidth: must be in [1, 2], got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        learner.fit(new double[][] {{1, 2}}, new double[] {1}).predict(new double[][] {{1}}))
                .withMessage("queries: expected shape [m, 2], got [1, 1] (d must match the context's 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradientDescentConstruction.of(1, 1, 1e200)
                        .learner(4)
                        .fit(new double[][] {{0}, {1e80}}, new double[] {1, 1}))
                .withMessageContaining("token 1 is -Infinity after layer 1 of 4: the layers' step is too large");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradientDescentConstruction.preconditioned(1, new double[][] {{1, 2}, {3}}))
                .withMessageContaining("preconditioner[1]: expected length 2, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SoftmaxAttentionLearner(Double.NaN))
                .withMessage("scale: must be finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SoftmaxAttentionLearner(1e200)
                        .fit(new double[][] {{1e200}, {-1e200}}, new double[][] {{1, 2}, {3, 4}})
                        .predict(Points.of("queries", new double[][] {{0}, {1e200}})))
                .withMessageContaining("a score of query 1 with the context is beyond the range of numbers");
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearAttention layer = LinearAttention.add(builder, "a", 2, false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearAttentionLearner(List.of(layer), new double[7]))
                .withMessageContaining(
                        "parameters: has length 7, but slice a.value-projection of tokens of width 2 ends at 8");
        LinearAttention reversed = new LinearAttention(
                /* keyQuery= */ layer.valueProjection(), /* valueProjection= */ layer.keyQuery(), false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearAttentionLearner(List.of(reversed), new double[7]))
                .withMessageContaining("parameters: has length 7, but slice a.value-projection");
    }
}
