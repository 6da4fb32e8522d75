package org.icl4j.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class EstimateTest {

    /** The solver of the quantile stops within 1e-9. */
    private static final double TOLERANCE = 1e-8;

    /** One degree of freedom is Cauchy's distribution: the quantile is tan(pi confidence / 2). */
    @Test
    void twoMeasurements() {
        Estimate estimate = Estimate.of(0.9, 3, 5);
        assertThat(estimate.mean()).isEqualTo(4);
        assertThat(estimate.standardError()).isEqualTo(1, within(1e-15));
        assertThat(estimate.high()).isEqualTo(4 + Math.tan(0.45 * Math.PI), within(TOLERANCE));
        assertThat(estimate.low()).isEqualTo(4 - Math.tan(0.45 * Math.PI), within(TOLERANCE));
    }

    /** The normal quantile 1.959963984540054 with its first correction, (z³ + z) / (4 v), for many measurements. */
    @Test
    void manyMeasurements() {
        double[] values = Randoms.of(1).gaussians(100_000);
        double z = 1.959963984540054;
        double quantile = z + (z * z * z + z) / (4 * 99_999.0);
        Estimate estimate = Estimate.of(0.95, values);
        assertThat((estimate.high() - estimate.mean()) / estimate.standardError())
                .isEqualTo(quantile, within(1e-6));
    }

    /**
     * Of 4000 intervals from five normal measurements each, as many hold the true mean as the confidence says: within four standard
     * deviations of the binomial count, 0.9 (1 - 0.9) / 4000. Normal quantiles in place of Student's would hold 82 %.
     */
    @Test
    void theIntervalHoldsTheMeanAsOftenAsItSays() {
        int held = 0;
        for (int repetition = 0; repetition < 4000; repetition++) {
            double[] values = Randoms.of(5).split(repetition).gaussians(5);
            Estimate estimate = Estimate.of(0.9, values);
            held += estimate.low() <= 0 && 0 <= estimate.high() ? 1 : 0;
        }
        assertThat(held / 4000.0).isEqualTo(0.9, within(4 * Math.sqrt(0.9 * 0.1 / 4000)));
    }

    @Test
    void equalMeasurementsLeaveNoDoubt() {
        assertThat(Estimate.of(0.95, 2, 2, 2)).isEqualTo(new Estimate(2, 0, 2, 2));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Estimate.of(0.95, 1))
                .withMessage("values: needs at least 2 for an interval, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Estimate.of(Double.NaN, 1, 2))
                .withMessage("confidence: must be between 0 and 1, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Estimate.of(0.95, 1, Double.NaN))
                .withMessage("values: values[1] = NaN is not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Estimate(1, 0, 2, 3))
                .withMessage("low: is 2.0, above the mean 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Estimate(4, 0, 2, 3))
                .withMessage("high: is 3.0, below the mean 4.0");
    }
}
