package org.icl4j.attention.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** The numbers of the literature, and closed forms against simulation within five standard errors. */
class ClosedFormsTest {

    private static final double[] EIGENVALUES = {1, 1, 0.25, 0.0625, 1};

    private static double[][] diagonal(double... values) {
        double[][] m = new double[values.length][values.length];
        for (int i = 0; i < values.length; i++) {
            m[i][i] = values[i];
        }
        return m;
    }

    @Test
    void theLiteraturesNumbers() {
        LinearTaskTheory isotropic = LinearTaskTheory.isotropic(5);
        assertThat(isotropic.optimal(20)[0][0]).isCloseTo(20.0 / 26, within(1e-14));
        assertThat(isotropic.risk(isotropic.optimal(20), 20)).isCloseTo(30.0 / 26, within(1e-13));
        LinearTaskTheory skew = LinearTaskTheory.of(diagonal(EIGENVALUES), Matrices.identity(5));
        assertThat(skew.risk(skew.optimal(20), 20)).isCloseTo(0.681756, within(5e-7));
        assertThat(skew.risk(skew.optimalStep(20), 20)).isCloseTo(0.7536, within(5e-5));
        assertThat(skew.risk(skew.optimal(20), 40)).isCloseTo(0.426351, within(5e-7));
        LinearTaskTheory noisy = skew.withNoise(0.5);
        assertThat(noisy.risk(noisy.optimal(20), 20)).isCloseTo(0.741189, within(5e-7));
        IndependentInputs uniform = IndependentInputs.uniform(10, 0.5);
        assertThat(uniform.optimalStep(10)).isCloseTo(6.0606, within(5e-5));
        assertThat(uniform.optimalRisk(10) / 2).isCloseTo(0.20623, within(5e-6));
        assertThat(uniform.risk(uniform.optimalStep(10), 10)).isCloseTo(uniform.optimalRisk(10), within(1e-14));
        assertThat(IndependentInputs.uniform(10, 1).optimalRisk(10) / 2).isCloseTo(0.82492, within(5e-6));
    }

    @Test
    void theTwoFormulasForNormalInputsAgree() {
        IndependentInputs one = IndependentInputs.gaussian(7);
        LinearTaskTheory other = LinearTaskTheory.isotropic(7);
        assertThat(one.optimalStep(11)).isCloseTo(other.optimalStep(11), within(1e-14));
        assertThat(one.risk(0.4, 11)).isCloseTo(other.risk(0.4, 11), within(1e-13));
    }

    @Property(tries = 20)
    void theOptimumHasNoGradientAndNoBetterNeighbour(
            @ForAll @IntRange(min = 1, max = 4) int d, @ForAll @IntRange(min = 1, max = 30) int n, @ForAll long seed) {
        Randoms r = Randoms.of(seed);
        LinearTaskTheory theory = LinearTaskTheory.of(spd(d, r), spd(d, r)).withNoise(r.uniform(0, 2));
        double[][] best = theory.optimal(n);
        // The gradient is a difference of matrices of the size of S S_w S; eps d kappa of it remains.
        double scale = theory.zeroRisk() * theory.zeroRisk() + theory.zeroRisk();
        for (double[] row : theory.riskGradient(best, n)) {
            for (double g : row) {
                assertThat(Math.abs(g)).isLessThan(1e-10 * scale);
            }
        }
        double least = theory.risk(best, n);
        assertThat(least).isLessThanOrEqualTo(theory.risk(theory.optimalStep(n), n) + 1e-12 * scale);
        for (int k = 0; k < 5; k++) {
            double[][] near = new double[d][];
            for (int i = 0; i < d; i++) {
                near[i] = best[i].clone();
                for (int j = 0; j < d; j++) {
                    near[i][j] += 0.05 * r.gaussian();
                }
            }
            assertThat(theory.risk(near, n)).isGreaterThan(least);
        }
    }

    private static double[][] spd(int d, Randoms r) {
        double[][] b = r.gaussians(d, d);
        double[][] s = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    s[i][j] += b[i][k] * b[j][k] / d;
                }
            }
            s[i][i] += 0.1;
        }
        return s;
    }

    @Test
    void theRiskIsWhatTasksMeasure() {
        double[][] s = diagonal(EIGENVALUES);
        double[][] sw = diagonal(1, 2, 0.5, 1, 1);
        LinearTaskTheory theory = LinearTaskTheory.of(s, sw).withNoise(0.5);
        double[][] a = theory.optimal(20);
        int tasks = 8000;
        TaskBatch batch = new TaskBatch(tasks, 12, 1, 5);
        RegressionTasks.of(Inputs.gaussian(s), Functions.linear(sw))
                .withNoise(Math.sqrt(0.5))
                .sample(batch, Randoms.of(1));
        double[] errors = new double[tasks];
        for (int b = 0; b < tasks; b++) {
            double answer = 0;
            for (int i = 0; i < 12; i++) {
                for (int j = 0; j < 5; j++) {
                    for (int k = 0; k < 5; k++) {
                        answer += batch.queryInputs()[b * 5 + j]
                                * a[j][k]
                                * batch.contextInputs()[(b * 12 + i) * 5 + k]
                                * batch.contextTargets()[b * 12 + i]
                                / 12;
                    }
                }
            }
            errors[b] = Math.pow(answer - batch.queryTargets()[b], 2);
        }
        Metrics.Summary measured = Metrics.summary(errors);
        assertThat(measured.mean()).isCloseTo(theory.risk(a, 12), within(5 * measured.standardError()));
    }

    @Test
    void whereWeightsUndoTheInputsTheOptimumIsAMultipleOfTheInverse() {
        double[] inverse = Arrays.stream(EIGENVALUES).map(l -> 1 / l).toArray();
        LinearTaskTheory theory = LinearTaskTheory.of(diagonal(EIGENVALUES), diagonal(inverse));
        for (int i = 0; i < 5; i++) {
            assertThat(theory.optimal(20)[i][i] * EIGENVALUES[i]).isCloseTo(20.0 / 26, within(1e-13));
        }
        // Many examples: A tends to the inverse covariance.
        LinearTaskTheory many = LinearTaskTheory.of(diagonal(EIGENVALUES), Matrices.identity(5));
        assertThat(many.optimal(100_000_000)[3][3]).isCloseTo(16, within(1e-5));
    }

    @Test
    void momentsOfWishartMatricesForOneColumnAreThoseOfChiSquared() {
        for (int n : new int[] {1, 2, 7}) {
            double product = 1;
            for (int p = 1; p <= 4; p++) {
                product *= (n + 2 * (p - 1.0)) / n;
                assertThat(DescentSpectra.wishartMoment(1, n, p)).isCloseTo(product, within(1e-13 * product));
            }
        }
    }

    @Test
    void bestStepsReachTheLeastRiskOfEachDepth() {
        DescentSpectra train = DescentSpectra.of(Inputs.gaussian(5), 1, 20, 4000, 1);
        DescentSpectra test = DescentSpectra.of(Inputs.gaussian(5), 1, 20, 4000, 2);
        // The least risks by exact moments. Steps fitted to other contexts lie above them by their spread, which 5
        // standard
        // errors of a test sample cover; below them only by the test sample's chance.
        double[] least = {30.0 / 26, 0.36124, 0.133608};
        for (int layers = 1; layers <= 3; layers++) {
            Metrics.Summary risk = test.gradientDescent(train.bestSteps(layers));
            assertThat(risk.mean()).isCloseTo(least[layers - 1], within(5 * risk.standardError()));
        }
        double[] two = train.bestPlusPlus(2);
        Metrics.Summary risk = test.plusPlus(DescentSpectra.every(two, 0), DescentSpectra.every(two, 1));
        assertThat(risk.mean()).isCloseTo(0.0575012, within(5 * risk.standardError()));
    }

    @Test
    void twoStepsAreAsExactAsMoments() {
        DescentSpectra spectra = DescentSpectra.of(Inputs.gaussian(5), 1, 20, 20_000, 3);
        double a = 1.252;
        double b = 0.507;
        double p = a + b;
        double q = a * b;
        double exact = 5
                - 2 * p * DescentSpectra.wishartMoment(5, 20, 1)
                + (p * p + 2 * q) * DescentSpectra.wishartMoment(5, 20, 2)
                - 2 * p * q * DescentSpectra.wishartMoment(5, 20, 3)
                + q * q * DescentSpectra.wishartMoment(5, 20, 4);
        Metrics.Summary sampled = spectra.gradientDescent(a, b);
        assertThat(sampled.mean()).isCloseTo(exact, within(5 * sampled.standardError()));
        assertThat(exact).isCloseTo(0.361, within(0.002));
    }

    @Test
    void sharedStepsOnUniformInputs() {
        DescentSpectra spectra = DescentSpectra.of(Inputs.uniform(10, -0.5, 0.5), 1.0 / 12, 10, 3000, 4);
        assertThat(spectra.bestSharedStep(1)).isCloseTo(6.06, within(0.12));
        assertThat(spectra.gradientDescent(6.06).mean() / 2).isCloseTo(0.2062, within(0.006));
    }

    @Test
    void functionalDescentIsItsRecursion() {
        Randoms r = Randoms.of(5);
        int n = 7;
        double[][] k = spd(n, r);
        double[] y = r.gaussians(n);
        FunctionalDescent closed = FunctionalDescent.of(k);
        double step = 0.9 * closed.greatestStep(0.3);
        double[] a = new double[n];
        for (int l = 1; l <= 30; l++) {
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                next[i] = a[i] + step * (y[i] - 0.3 * a[i] - PoolBayes.dot(k[i], a));
            }
            a = next;
            assertThat(closed.coefficients(y, step, 0.3, l)).containsExactly(a, within(1e-12));
        }
        double[] residual = closed.residuals(y, step, 9);
        double[] plain = closed.coefficients(y, step, 0, 9);
        for (int i = 0; i < n; i++) {
            assertThat(residual[i]).isCloseTo(y[i] - PoolBayes.dot(k[i], plain), within(1e-12));
        }
        assertThat(Math.abs(closed.coefficients(y, 1.1 * closed.greatestStep(0), 0, 2000)[0]))
                .isGreaterThan(1e6);
    }

    @Test
    void boundsAreOrderedAndFall() {
        assertThat(ConvergenceBounds.conjugateGradient(1, 1)).isZero();
        assertThat(ConvergenceBounds.conjugateGradient(100, 0)).isEqualTo(1);
        assertThat(ConvergenceBounds.conjugateGradient(100, 20))
                .isLessThan(ConvergenceBounds.gradientDescent(100, 20))
                .isEqualTo(ConvergenceBounds.chebyshev(100, 20));
        assertThat(ConvergenceBounds.heavyBall(100, 20)).isCloseTo(Math.pow(9.0 / 11, 20), within(1e-15));
        assertThat(BaselineCurves.averaging(20, 40)).isEqualTo(0.525);
        assertThat(BaselineCurves.leastSquares(20, 5)).isEqualTo(0.75);
        assertThat(BaselineCurves.leastSquares(20, 30)).isZero();
        assertThat(BaselineCurves.noisyLeastSquares(20, 31, 2)).isEqualTo(0.2);
        assertThatThrownBy(() -> BaselineCurves.noisyLeastSquares(20, 21, 2)).hasMessageContaining("examples");
        assertThatThrownBy(() -> ConvergenceBounds.gradientDescent(0.5, 1)).hasMessageContaining("condition");
    }
}
