package org.icl4j.examples.lineartransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class ExactDescentTest {

    @Test
    void oneStepHasTheClosedForm() {
        // risk(a) = d (1 - 2 a + a^2 (n + d + 1) / n); least d (d + 1) / (n + d + 1) at a = n / (n + d + 1).
        ExactDescent descent = new ExactDescent(5, 20, 1);
        assertThat(descent.best(new double[] {0.7})[0]).isCloseTo(20.0 / 26, within(1e-5));
        assertThat(descent.risk(new double[] {20.0 / 26})).isCloseTo(30.0 / 26, within(1e-12));
    }

    @Test
    void oneInputOfOneNumberHasTheMomentsOfAChiSquare() {
        // d = n = 1: H = x^2, E H^k = 1, 1, 3, 15, 105, so that E (1 - a H)^4 = 1 - 4 a + 18 a^2 - 60 a^3 + 105 a^4.
        double a = 0.3;
        double expected = 1 - 4 * a + 18 * a * a - 60 * Math.pow(a, 3) + 105 * Math.pow(a, 4);
        assertThat(new ExactDescent(1, 1, 2).risk(new double[] {a, a})).isCloseTo(expected, within(1e-12));
    }

    @Test
    void theLossOfScalarLayersHasItsMean() {
        Depth depth = new Depth(2, false);
        double[] best = depth.best(300);
        double[] contexts = new double[20_000 * Depth.WIDTH * Depth.WIDTH];
        Depth.sample(contexts, Randoms.of(3));
        // The deviation of the mean of 20000 contexts is 0.0015: four of them.
        assertThat(depth.exactLoss(best)).isCloseTo(0.36124, within(1e-5));
        assertThat(depth.loss(best, contexts)).isCloseTo(depth.exactLoss(best), within(0.006));
    }

    @Test
    void threeAndFourStepsAreWorseThanInSamples() {
        // Exact rational moments in another program: 0.133608, 0.054953. Samples of 2000 contexts have least losses
        // down to 0.125 and 0.046.
        assertThat(new Depth(3, false).exactLoss(new Depth(3, false).best(2000)))
                .isCloseTo(0.133608, within(1e-5));
        assertThat(new Depth(4, false).exactLoss(new Depth(4, false).best(2000)))
                .isCloseTo(0.054953, within(1e-5));
    }
}
