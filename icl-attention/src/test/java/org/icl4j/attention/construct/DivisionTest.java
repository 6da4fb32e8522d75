package org.icl4j.attention.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

/** Conjugate gradients by attention and ReLU layers alone. */
class DivisionTest {

    private static final int D = ConstructionCases.D;
    private static final int STEPS = 5;

    private final ConstructionCases cases = new ConstructionCases(10, 3, STEPS, 31);
    private final Context context = cases.context(1);
    private final Points queries = cases.queries();

    private static double greatest(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    /** The bound has no rounding in it: kappa (about 20) n eps a step comes on top. */
    @Test
    void theErrorKeepsItsBoundAndTheBoundIsNotEmpty() {
        ConjugateGradientTransformer exact = ConjugateGradientTransformer.of(new Gaussian(1), D, 0.5, STEPS);
        double[][] wanted = exact.transformer().answers(context, queries);
        double[] ends = new double[3];
        for (int newton = 1; newton <= 3; newton++) {
            ConjugateGradientTransformer relu = exact.dividingBy(new ReciprocalApproximation(1e-14, 1e4, 160, newton));
            double[][] answers = relu.transformer().answers(context, queries);
            double[] bounds = relu.divisionErrors(context, queries);
            for (int t = 0; t <= STEPS; t++) {
                assertThat(greatest(answers[t], wanted[t]))
                        .as("Newton " + newton + ", step " + t)
                        .isLessThanOrEqualTo(bounds[t] + 1e-13);
            }
            ends[newton - 1] = bounds[3];
        }
        // e_0^2 = 3e-4, e_0^4 = 8e-8, e_0^8 = 7e-15, and what three steps make of them.
        assertThat(ends[1]).isLessThan(0.01 * ends[0]).isLessThan(0.01);
        assertThat(ends[2]).isLessThan(1e-6 * ends[1]).isLessThan(1e-9);
    }

    @Test
    void aCoarseDivisionShowsItsError() {
        ConjugateGradientTransformer exact = ConjugateGradientTransformer.of(new Gaussian(1), D, 0.5, STEPS);
        ConjugateGradientTransformer relu = exact.dividingBy(new ReciprocalApproximation(1e-10, 1e4, 200, 0));
        double[][] wanted = exact.transformer().answers(context, queries);
        double[][] answers = relu.transformer().answers(context, queries);
        double[] bounds = relu.divisionErrors(context, queries);
        for (int t = 1; t <= 2; t++) {
            double error = greatest(answers[t], wanted[t]);
            assertThat(error).isGreaterThan(1e-8).isLessThanOrEqualTo(bounds[t]);
        }
    }

    @Test
    void itHasNoLayerButAttentionAndTokenwiseNetworks() {
        WiredTransformer t = ConjugateGradientTransformer.of(D, 0.5, 2)
                .dividingBy(ConstructionCases.division(4))
                .transformer();
        assertThat(t.width()).isEqualTo(D + 16);
        for (Layer layer : t.layers(1)) {
            assertThat(layer).isInstanceOfAny(Residual.class, Dense.class, Sequential.class);
        }
        assertThat(t.describe()).doesNotContain(" = rr / ").contains("ReLU network, inv = 1 / pAp by 96 chords");
    }

    @Test
    void whatItIsNotBuiltForIsRefused() {
        ConjugateGradientTransformer narrow =
                ConjugateGradientTransformer.of(D, 0.5, 3).dividingBy(new ReciprocalApproximation(1e-3, 2, 20, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> narrow.learner().fit(context).predict(queries))
                .withMessageContaining("inv = 1 / pAp")
                .withMessageContaining("beyond the 2");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ConjugateGradientTransformer.jacobi(D, 0.5, 3).dividingBy(ConstructionCases.division(2)))
                .withMessageContaining("at every token");
        assertThatIllegalStateException()
                .isThrownBy(() -> ConjugateGradientTransformer.of(D, 0.5, 3).divisionErrors(context, queries));
        // The gate of the ridge is exact for directions up to 1e9.
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RichardsonTransformer.of(1, 1, 0, 1e12, 2)
                        .learner()
                        .fit(new double[][] {{0}, {1}}, new double[] {1, -1e10})
                        .predict(new double[] {0.5}))
                .withMessageContaining("is built for");
    }

    @Test
    void theOthersRefuseTooToBeUsedBeyondTheirSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecursiveLeastSquaresTransformer.of(D, 1, 1, 9)
                        .learner()
                        .fit(context))
                .withMessageContaining("10 pairs")
                .withMessageContaining("at most 9");
        assertThat(RecursiveLeastSquaresTransformer.of(D, 1, 1, 9).describe()).contains("of at most 9 pairs");
        Context other = new ConstructionCases(10, 1, 1, 32).context(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LeastSquaresTransformer.of(context.inputs()).learner().fit(other))
                .withMessageContaining("second moments");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeastSquaresTransformer.of(Points.of("x", new double[][] {{1, 2}, {2, 4}, {3, 6}})))
                .withMessageContaining("dependent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassificationTransformer.of(D, 2, 1)
                        .learner()
                        .fit(Context.of(context.inputs(), cases.context(2).targets())))
                .withMessageContaining("targets[0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DescentTransformer.of(D, 1, 1).learner().fit(cases.context(2)))
                .withMessageContaining("so many targets");
    }
}
