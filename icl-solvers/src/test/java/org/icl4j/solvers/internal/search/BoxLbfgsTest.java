package org.icl4j.solvers.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;

class BoxLbfgsTest {

    private static final double[] LOWER = {-10, -10};
    private static final double[] UPPER = {10, 10};

    private int asked;

    /** Rosenbrock's valley, 1 above nothing: the minimum is 1 at (1, 1). */
    private double valley(double[] theta, double[] gradient) {
        asked++;
        double rise = theta[1] - theta[0] * theta[0];
        gradient[0] = -400 * theta[0] * rise - 2 * (1 - theta[0]);
        gradient[1] = 200 * rise;
        return 1 + 100 * rise * rise + (1 - theta[0]) * (1 - theta[0]);
    }

    private BoxLbfgs search() {
        asked = 0;
        return new BoxLbfgs(this::valley, new double[] {-1.2, 1}, LOWER, UPPER, 1e-10);
    }

    @Example
    void aValueThatIsReachedStopsNothing() {
        BoxLbfgs free = search();
        free.advance(1e-14, 200);
        int evaluations = asked;
        assertThat(free.value()).isLessThan(1 + 1e-10);
        assertThat(free.theta()[0]).isBetween(1 - 1e-4, 1 + 1e-4);
        BoxLbfgs bounded = search();
        bounded.advance(1e-14, 200, 1e9);
        assertThat(asked).isEqualTo(evaluations);
        assertThat(bounded.theta()).containsExactly(free.theta());
    }

    /** What another search has reached, and this one never will, ends it early; it can be gone on with all the same. */
    @Example
    void aSearchWithoutHopeEnds() {
        BoxLbfgs free = search();
        free.advance(1e-14, 200);
        int evaluations = asked;
        BoxLbfgs hopeless = search();
        hopeless.advance(1e-14, 200, -50);
        assertThat(asked).isLessThan(evaluations / 2);
        assertThat(hopeless.value()).isGreaterThan(1 + 1e-3);
        double[] there = Arrays.copyOf(hopeless.theta(), 2);
        hopeless.advance(1e-14, 200, -50);
        assertThat(hopeless.theta()).containsExactly(there);
        hopeless.on(this::valley, there);
        hopeless.advance(1e-14, 200);
        assertThat(hopeless.value()).isLessThan(1 + 1e-10);
    }
}
