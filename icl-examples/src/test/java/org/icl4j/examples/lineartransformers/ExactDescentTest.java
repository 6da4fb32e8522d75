package org.icl4j.examples.lineartransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class ExactDescentTest {

    @Test
    void oneStepHasTheClosedForm() {
        // risk(a) = d (1 - 2 a + a^2 (n + d + 1) / n); least d (d + 1) / (n + d + 1) at a = n / (n + d + 1).
        ExactDescent descent = new ExactDescent(5, 20);
        assertThat(descent.best(new double[] {0.7})[0]).isCloseTo(20.0 / 26, within(1e-5));
        assertThat(descent.risk(new double[] {20.0 / 26})).isCloseTo(30.0 / 26, within(1e-12));
    }

    @Test
    void oneInputOfOneNumberHasTheMomentsOfAChiSquare() {
        // d = n = 1: H = x^2, E H^k = 1, 1, 3, 15, 105, so that E (1 - a H)^4 = 1 - 4 a + 18 a^2 - 60 a^3 + 105 a^4.
        double a = 0.3;
        double expected = 1 - 4 * a + 18 * a * a - 60 * Math.pow(a, 3) + 105 * Math.pow(a, 4);
        assertThat(new ExactDescent(1, 1).risk(new double[] {a, a})).isCloseTo(expected, within(1e-12));
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
        // Exact rational moments in another program: 0.133608, 0.054953; 2 million contexts by another generator at
        // these steps: 0.13331 with standard error 0.00020, and 0.05461 with 0.00025, of a skewed mean. Samples of 2000
        // contexts have least losses
        // down to 0.125 and 0.046.
        assertThat(new Depth(3, false).exactLoss(new Depth(3, false).best(2000)))
                .isCloseTo(0.133608, within(1e-5));
        assertThat(new Depth(4, false).exactLoss(new Depth(4, false).best(2000)))
                .isCloseTo(0.054953, within(1e-5));
    }

    @Test
    void threeStepsOfPlusPlusAreDecidedByContextsThatNoSampleHas() {
        // By exact rational moments in another program, 50 digits: the steps that a search found on 20000 contexts
        // (where
        // their error is 6e-4), and the least risk over all pairs.
        ExactDescent descent = new ExactDescent(5, 20);
        double[] suited = {
            0.3785643614470221, 0.3425937040819533, 2.4080086648498713, 1.3653239789912104, 9.645406265772868, 1
        };
        assertThat(descent.risk(ExactDescent.every(suited, 0), ExactDescent.every(suited, 1)))
                .isCloseTo(0.05470022564, within(1e-11));
        double[] best = descent.bestPairs(0.338297, 0.296882, 2.090841, 1.208855, 8.568057, 1);
        assertThat(descent.risk(ExactDescent.every(best, 0), ExactDescent.every(best, 1)))
                .isCloseTo(9.6131066e-4, within(1e-10));
        // Without a step of the inputs it is gradient descent.
        assertThat(descent.risk(new double[] {0.4, 0.7, 1.7}, new double[3])).isEqualTo(descent.risk(0.4, 0.7, 1.7));
    }
}
