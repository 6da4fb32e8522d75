package org.icl4j.solvers.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.kernels.tools.KernelSpectrum;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.nystrom.LowRankInverse;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.ridge.KernelFactor;
import org.junit.jupiter.api.Test;

class StochasticSpectrumTest {

    private static final Points X = Points.of("x", Randoms.of(1).gaussians(300, 2));
    private static final Kernel KERNEL = new Matern(1.5, 1);

    /** The interval holds the exact number, with a preconditioner and without, and the preconditioner makes it narrow. */
    @Test
    void intervalsHoldTheExactNumbers() {
        for (double ridge : new double[] {1e-2, 1}) {
            KernelProblem problem = KernelProblem.of(KERNEL, X, ridge);
            double logDeterminant = KernelFactor.of(KERNEL, X, ridge).logDeterminant();
            KernelSpectrum spectrum = KernelSpectrum.of(KERNEL, X);
            double dimension = spectrum.effectiveDimension(ridge);
            double plain = 0;
            for (int rank : new int[] {0, 60}) {
                StochasticSpectrum plainly =
                        StochasticSpectrum.of(problem).withProbes(20).withConfidence(0.999);
                StochasticSpectrum estimator = rank == 0 ? plainly : plainly.withRank(rank);
                Estimate log = estimator.logDeterminant();
                assertThat(logDeterminant).as("rank %s", rank).isBetween(log.low(), log.high());
                Estimate effective = estimator.effectiveDimension();
                assertThat(dimension).as("rank %s", rank).isBetween(effective.low(), effective.high());
                assertThat(effective.standardError()).isPositive().isLessThan(0.1 * dimension);
                if (rank == 0) {
                    plain = log.standardError();
                } else {
                    assertThat(log.standardError()).isPositive().isLessThan(0.7 * plain);
                }
            }
            // A lower bound, and near.
            double condition = spectrum.conditionNumber(ridge);
            assertThat(StochasticSpectrum.of(problem).conditionNumber())
                    .isBetween(0.5 * condition, condition * (1 + 1e-9));
        }
    }

    /** For a factor of full rank the low-rank numbers are the exact ones. */
    @Test
    void aFactorHasItsOwnDimensionAndScores() {
        KernelSpectrum spectrum = KernelSpectrum.of(KERNEL, X);
        try (LowRankFactor factor = LowRankFactor.randomlyPivoted(KERNEL, X, 300, 0)) {
            assertThat(factor.effectiveDimension(0.1)).isCloseTo(spectrum.effectiveDimension(0.1), within(1e-6));
            double[] expected = spectrum.leverageScores(0.1);
            double[] scores = factor.leverageScores(0.1);
            for (int i = 0; i < 300; i++) {
                assertThat(scores[i]).isCloseTo(expected[i], within(1e-6));
            }
            assertThat(Arrays.stream(scores).sum()).isCloseTo(factor.effectiveDimension(0.1), within(1e-9));
        }
        try (LowRankFactor few = LowRankFactor.randomlyPivoted(KERNEL, X, 40, 0)) {
            double missing = spectrum.effectiveDimension(0.1) - few.effectiveDimension(0.1);
            assertThat(missing).isBetween(0.0, few.residualTrace() / 0.1);
        }
    }

    /** The covariance of many samples: s.e. of an element is at most sqrt(2) max P_ii / sqrt(count). */
    @Test
    void samplesHaveTheCovarianceThatIsInverted() {
        Points x = Points.of("x", Randoms.of(2).gaussians(4, 2));
        double[] d = {0.5, 1, 1.5, 2};
        Kernel kernel = new Gaussian(1);
        try (LowRankInverse inverse =
                LowRankFactor.randomlyPivoted(kernel, x, 4, 0).toInverse(d)) {
            int count = 20_000;
            double[] z = inverse.samples(count, Randoms.of(3));
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    double sum = 0;
                    for (int c = 0; c < count; c++) {
                        sum += z[i * count + c] * z[j * count + c];
                    }
                    double expected = kernel.value(x.row(i), x.row(j)) + (i == j ? d[i] : 0);
                    assertThat(sum / count).isCloseTo(expected, within(5 * Math.sqrt(2) * 3 / Math.sqrt(count)));
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsAndBadInputIsNamed() {
        KernelProblem problem = KernelProblem.of(KERNEL, X, 0.5);
        StochasticSpectrum estimator =
                StochasticSpectrum.of(problem).withRank(10).withProbes(3).withSeed(7);
        assertThat(estimator.logDeterminant()).isEqualTo(estimator.logDeterminant());
        assertThat(estimator.withSeed(8).logDeterminant()).isNotEqualTo(estimator.logDeterminant());
        // A listener hears of the residuals, and changes nothing.
        List<Double> residuals = new ArrayList<>();
        StochasticSpectrum heard = estimator.withProgress((stage, done, total, value) -> {
            if (stage.equals("solve")) {
                residuals.add(value);
                assertThat(done).isEqualTo(residuals.size()).isLessThanOrEqualTo(total);
            }
            return true;
        });
        assertThat(heard.logDeterminant()).isEqualTo(estimator.logDeterminant());
        assertThat(residuals).isNotEmpty();
        assertThat(residuals.get(residuals.size() - 1)).isLessThanOrEqualTo(1e-4);
        assertThatThrownBy(() -> estimator.withProbes(1)).hasMessageContaining("probes");
        assertThatThrownBy(() -> estimator.withRank(0)).hasMessageContaining("rank");
        assertThatThrownBy(() -> estimator.withTolerance(0)).hasMessageContaining("tolerance");
        assertThatThrownBy(() -> estimator.withConfidence(1)).hasMessageContaining("confidence");
        assertThatThrownBy(() -> LowRankInverse.ofDiagonal(new double[] {1, 0})).hasMessageContaining("diagonal[1]");
    }
}
