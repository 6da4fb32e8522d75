package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final double[] ANSWERS = {1, 2, 7};
    private static final double[] TARGETS = {1, 4, 4};

    @Test
    void theFormulasHoldOnAnExampleByHand() {
        // Errors 0, -2, 3; targets' mean 3 and squares about it 4 + 1 + 1.
        assertThat(Metrics.meanSquaredError(ANSWERS, TARGETS)).isEqualTo(13.0 / 3);
        assertThat(Metrics.rootMeanSquaredError(ANSWERS, TARGETS)).isEqualTo(Math.sqrt(13.0 / 3));
        assertThat(Metrics.meanAbsoluteError(ANSWERS, TARGETS)).isEqualTo(5.0 / 3);
        assertThat(Metrics.rSquared(ANSWERS, TARGETS)).isCloseTo(1 - 13.0 / 6, within(4 * Math.ulp(13.0 / 6)));
    }

    @Test
    void coverageCountsTheTargetsWithinTheirIntervals() {
        double[] targets = {1, 2, 3, 4};
        double[] lower = {1, 2.1, 0, 3};
        assertThat(Metrics.coverage(lower, new double[] {1, 3, 2.9, 9}, targets))
                .isEqualTo(0.5);
        assertThatThrownBy(() -> Metrics.coverage(lower, new double[] {1, 3, -1, 9}, targets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("upper[2]", "lower[2]");
        assertThatThrownBy(() -> Metrics.coverage(lower, new double[3], targets))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rSquaredIsOneForTheTargetsAndZeroForTheirMean() {
        assertThat(Metrics.rSquared(TARGETS, TARGETS)).isEqualTo(1);
        assertThat(Metrics.rSquared(new double[] {3, 3, 3}, TARGETS)).isEqualTo(0);
    }

    @Test
    void rSquaredDoesNotDependOnTheUnit() {
        for (double unit : new double[] {0x1p-1000, 0x1p1000}) {
            double[] answers = {unit, 2 * unit, 7 * unit};
            double[] targets = {unit, 4 * unit, 4 * unit};
            assertThat(Metrics.rSquared(answers, targets)).isEqualTo(Metrics.rSquared(ANSWERS, TARGETS));
        }
    }

    @Test
    void numbersAtTheEndsOfTheirRangeGiveNumbers() {
        for (double unit : new double[] {0x1p-1000, 0x1p-600, 0x1p600, 0x1p1000}) {
            double[] answers = {unit, 2 * unit, 7 * unit};
            double[] targets = {unit, 4 * unit, 4 * unit};
            assertThat(Metrics.rootMeanSquaredError(answers, targets)).isEqualTo(unit * Math.sqrt(13.0 / 3));
            Metrics.Summary summary = Metrics.summary(answers);
            assertThat(summary.mean()).isEqualTo(unit * Metrics.summary(ANSWERS).mean());
            assertThat(summary.standardDeviation())
                    .isEqualTo(unit * Metrics.summary(ANSWERS).standardDeviation());
        }
        double[] ends = {-Double.MAX_VALUE, Double.MAX_VALUE};
        assertThat(Metrics.rSquared(ends, ends)).isEqualTo(1);
        assertThat(Metrics.rSquared(new double[2], ends)).isEqualTo(0);
        assertThat(Metrics.summary(ends).mean()).isEqualTo(0);
        double[] least = {0, Double.MIN_VALUE};
        assertThat(Metrics.rSquared(least, least)).isEqualTo(1);
        assertThat(Metrics.rootMeanSquaredError(least, new double[2])).isLessThanOrEqualTo(Double.MIN_VALUE);
    }

    @Test
    void rSquaredOfEqualTargetsIsRefusedAlsoWhereTheirMeanIsRounded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.rSquared(new double[3], new double[] {0.1, 0.1, 0.1}))
                .withMessage("targets: all are equal to 0.1, so that R squared is not defined");
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void badInputIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.meanSquaredError(new double[2], TARGETS))
                .withMessage("answers: expected length 3, got 2 (one per target)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.meanAbsoluteError(new double[] {0, Double.NaN, 0}, TARGETS))
                .withMessage("answers: answers[1] = NaN is not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.rSquared(new double[0], new double[0]))
                .withMessage("targets: is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.rootMeanSquaredError(ANSWERS, null))
                .withMessage("targets: is null");
        assertThatIllegalArgumentException().isThrownBy(Metrics::summary).withMessage("values: is empty");
    }

    @Test
    void aSummaryHoldsTheSampleStatistics() {
        Metrics.Summary summary = Metrics.summary(1, 2, 3, 4);
        assertThat(summary.count()).isEqualTo(4);
        assertThat(summary.mean()).isEqualTo(2.5);
        assertThat(summary.standardDeviation()).isCloseTo(Math.sqrt(5.0 / 3), within(Math.ulp(2.0)));
        assertThat(summary.standardError()).isEqualTo(summary.standardDeviation() / 2);
    }

    @Test
    void aSummaryFarFromZeroKeepsItsDigits() {
        // 2^40 + 1, 2, 3, 4 and their means are exact, so the deviation must be that of 1, 2, 3, 4.
        double far = 0x1p40;
        assertThat(Metrics.summary(far + 1, far + 2, far + 3, far + 4).standardDeviation())
                .isCloseTo(Math.sqrt(5.0 / 3), within(4 * Math.ulp(far) / far + 4 * Math.ulp(far)));
    }

    @Test
    void oneMeasurementHasNoDeviation() {
        assertThat(Metrics.summary(7)).isEqualTo(new Metrics.Summary(1, 7, 0));
    }

    @Test
    void rmseIsTheRootOfTheMeanSquare() {
        assertThat(Metrics.rmse(new double[] {1, 2}, new double[] {1, 4})).isEqualTo(Math.sqrt(2));
    }

    private static final Points PROBABILITIES = Points.of(new double[][] {
        {0.7, 0.2, 0.1}, {0.1, 0.6, 0.3}, {0.3, 0.3, 0.4}, {0.05, 0.05, 0.9}, {0.5, 0.3, 0.2}, {0.3, 0.5, 0.2}
    });

    private static final int[] CLASSES = {0, 1, 0, 2, 1, 2};

    /** scikit-learn 1.2.1: accuracy_score, log_loss, roc_auc_score(multi_class="ovr"). */
    @Test
    void measuresOfClassesAreThoseOfScikitLearn() {
        assertThat(Metrics.accuracy(new int[] {0, 1, 2, 2, 0, 1}, CLASSES)).isEqualTo(0.5);
        assertThat(Metrics.logLoss(PROBABILITIES, CLASSES)).isCloseTo(0.8317074340747537, within(1e-15));
        assertThat(Metrics.areaUnderCurve(PROBABILITIES, CLASSES)).isCloseTo(0.7708333333333334, within(1e-15));
        boolean[] positive = {false, true, true, false, true, false, false};
        assertThat(Metrics.areaUnderCurve(new double[] {0.1, 0.4, 0.35, 0.35, 0.8, 0.5, 0.4}, positive))
                .isCloseTo(0.6666666666666666, within(1e-15));
    }

    @Test
    void calibrationErrorComparesWithinBins() {
        // Bins of a tenth: 0.7 right; 0.6 right; 0.4 wrong; 0.9 right; 0.5 and 0.5 wrong: |.3| + |.4| + |-.4| + |.1| +
        // |-1|.
        assertThat(Metrics.expectedCalibrationError(PROBABILITIES, CLASSES, 10))
                .isCloseTo((0.3 + 0.4 + 0.4 + 0.1 + 1.0) / 6, within(1e-15));
    }

    @Test
    void areasThatAreNotDefinedAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.areaUnderCurve(PROBABILITIES, new int[] {0, 1, 0, 1, 1, 0}))
                .withMessage("positive: no row is of the class, so that the area is not defined");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.logLoss(PROBABILITIES, new int[] {0, 1, 3, 1, 1, 0}))
                .withMessageContaining("actual[2]");
    }
}
