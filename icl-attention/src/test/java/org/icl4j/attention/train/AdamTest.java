package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class AdamTest {

    @Test
    void updatesAreThePapersAlgorithm() {
        Adam options =
                Adam.defaults().withLearningRate(0.01).withDecays(0.8, 0.95).withEpsilon(1e-6);
        int size = 5;
        Optimiser.State adam = options.start(ParameterLayout.vector(size));
        Randoms randoms = Randoms.of(1);
        double[] actual = randoms.gaussians(size);
        double[] expected = actual.clone();
        double[] m = new double[size];
        double[] v = new double[size];
        for (int t = 1; t <= 50; t++) {
            double[] g = randoms.gaussians(size);
            adam.update(actual, g, options.learningRate());
            for (int i = 0; i < size; i++) {
                m[i] = 0.8 * m[i] + 0.2 * g[i];
                v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
                double meanHat = m[i] / (1 - Math.pow(0.8, t));
                double squareHat = v[i] / (1 - Math.pow(0.95, t));
                expected[i] -= 0.01 * meanHat / (Math.sqrt(squareHat) + 1e-6);
            }
        }
        assertThat(adam.step()).isEqualTo(50);
        // 50 moves of at most about 0.03, each right to some ten roundings, on numbers of size 3.
        assertThat(actual).containsExactly(expected, within(50 * (0.3 + 3) * Math.ulp(1.0)));
    }

    @Test
    void theFirstStepHasTheSizeOfTheLearningRate() {
        double[] parameters = {1, 1};
        Adam.defaults().start(ParameterLayout.vector(2)).update(parameters, new double[] {1e3, -1e-3}, 1e-3);
        // |m| / (sqrt v + eps) = 1 / (1 + 1e-8 / |g|)
        assertThat(parameters[0]).isCloseTo(1 - 1e-3, within(1e-13));
        assertThat(parameters[1]).isCloseTo(1 + 1e-3 / (1 + 1e-5), within(1e-15));
    }

    @Test
    void badOptionsAndLengthsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Adam.defaults().withLearningRate(0))
                .withMessage("learningRate: must be positive and finite, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Adam.defaults().withDecays(0.9, 1))
                .withMessage("beta2: must be in [0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Adam.defaults().withDecays(-0.1, 0.9))
                .withMessage("beta1: must be in [0, 1), got -0.1");
        assertThat(Adam.defaults().withDecays(0, 0).beta1()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Adam.defaults().start(ParameterLayout.vector(3)).update(new double[3], new double[2], 1))
                .withMessageContaining("gradient: expected length 3, got 2");
    }
}
