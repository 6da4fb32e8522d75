package org.icl4j.examples.learnedkernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.InContextLearner;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.Test;

/** Expected numbers: the same formula in NumPy, rounded to 7 digits after the point (8 for the last). */
class ExactErrorsTest {

    @Test
    void areThoseOfNumPy() {
        assertExpected(Baselines.linearRidge(), 0.1714293);
        assertExpected(Baselines.rawAttention(), 0.0832167);
        assertExpected(weightedMean(0.5), 0.0141391);
        assertExpected(weightedMean(0.12), 0.0031718);
        assertExpected(weightedMean(0.18), 0.0027442);
        assertExpected(Baselines.kernelRidge(), 0.0032712);
        assertExpected(kernelRidge(1.5, 0.001), 0.0016487);
        assertExpected(kernelRidge(2.5, 0.03), 0.00099917);
    }

    private static void assertExpected(InContextLearner<?> learner, double expected) {
        assertThat(ExactErrors.onSine(learner)).isCloseTo(expected, within(1e-6));
    }

    private static InContextLearner<?> weightedMean(double lengthScale) {
        return NadarayaWatson.of(new Gaussian(lengthScale));
    }

    private static InContextLearner<?> kernelRidge(double lengthScale, double ridge) {
        return KernelRidge.of(new Gaussian(lengthScale), ridge);
    }
}
