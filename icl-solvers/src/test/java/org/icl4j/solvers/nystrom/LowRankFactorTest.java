package org.icl4j.solvers.nystrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.tools.KernelSpectrum;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.Test;

class LowRankFactorTest {

    private static final Kernel KERNEL = new Gaussian(1.5);

    private static Points points(long seed, int n, int d) {
        return Points.of("x", Randoms.of(seed).gaussians(n, d));
    }

    private static double[][] product(LowRankFactor factor) {
        double[][] f = factor.toPoints().toRows();
        return Examples.times(f, Examples.transpose(f));
    }

    /** The invariants of the RPCholesky repository: trace, product, reconstruction. */
    @Test
    void theFactorIsTheNystromApproximationOfItsPivots() {
        Points x = points(1, 50, 2);
        double[][] k = Examples.gram(KERNEL, x.toRows(), x.toRows(), 0);
        try (LowRankFactor factor = LowRankFactor.randomlyPivoted(KERNEL, x, 10, 3);
                LowRankFactor greedy = LowRankFactor.pivoted(KERNEL, x, 10)) {
            for (LowRankFactor f : new LowRankFactor[] {factor, greedy}) {
                assertThat(f.rank()).isEqualTo(10);
                assertThat(f.pivots()).doesNotHaveDuplicates().hasSize(10);
                double[][] approximation = product(f);
                double residual = 0;
                for (int i = 0; i < 50; i++) {
                    residual += k[i][i] - approximation[i][i];
                    // Exact in the pivots' rows.
                    for (int p : f.pivots()) {
                        assertThat(approximation[p][i]).isCloseTo(k[p][i], within(1e-10));
                    }
                }
                assertThat(f.residualTrace()).isCloseTo(residual, within(1e-10));
                assertThat(f.trace()).isCloseTo(50, within(1e-12));
                // K - F F' is positive semidefinite.
                double[][] left = new double[50][50];
                for (int i = 0; i < 50; i++) {
                    for (int j = 0; j < 50; j++) {
                        left[i][j] = k[i][j] - approximation[i][j];
                    }
                }
                double[] spectrum = Examples.eigenvalues(left);
                assertThat(Arrays.stream(spectrum).min().orElseThrow()).isGreaterThan(-1e-12);
                double[] v = Randoms.of(4).gaussians(100);
                double[] result = new double[100];
                f.multiply(v, 2, result);
                double[][] columns = new double[50][2];
                for (int i = 0; i < 100; i++) {
                    columns[i / 2][i % 2] = v[i];
                }
                double[][] expected = Examples.times(approximation, columns);
                for (int i = 0; i < 100; i++) {
                    assertThat(result[i]).isCloseTo(expected[i / 2][i % 2], within(1e-10));
                }
                double sum = Arrays.stream(f.eigenvalues()).sum();
                assertThat(sum).isCloseTo(50 - residual, within(1e-10));
            }
        }
    }

    @Test
    void ofTheWholeRankItIsExactAndStopsThere() {
        Points x = points(2, 40, 3);
        try (LowRankFactor factor = LowRankFactor.randomlyPivoted(new Linear(), x, 40, 1)) {
            assertThat(factor.rank()).isEqualTo(3);
            assertThat(factor.residualTrace()).isLessThan(1e-11);
        }
        try (LowRankFactor greedy = LowRankFactor.pivoted(new Linear(), x, 40)) {
            assertThat(greedy.rank()).isEqualTo(3);
        }
        // Repeated rows count once.
        Points twice = x.select(0, 1, 2, 0, 1, 2);
        try (LowRankFactor factor = LowRankFactor.randomlyPivoted(KERNEL, twice, 6, 1);
                LowRankFactor given = LowRankFactor.ofCentres(KERNEL, twice, new int[] {0, 3, 1, 2})) {
            assertThat(factor.rank()).isEqualTo(3);
            assertThat(given.pivots()).containsExactly(0, 1, 2);
        }
    }

    /** Over many draws the first two pivots have the distribution that one-at-a-time sampling has: rejection is exact. */
    @Test
    void blocksHaveTheDistributionOfSinglePivots() {
        Points x = Points.of("x", new double[][] {{1, 0}, {1, 0.5}, {0, 2}});
        double[][] k = Examples.gram(new Linear(), x.toRows(), x.toRows(), 0);
        double trace = k[0][0] + k[1][1] + k[2][2];
        int draws = 1000;
        double[][] counts = new double[3][3];
        for (int s = 0; s < draws; s++) {
            try (LowRankFactor factor = LowRankFactor.randomlyPivoted(new Linear(), x, 2, s)) {
                counts[factor.pivots()[0]][factor.pivots()[1]]++;
            }
        }
        for (int i = 0; i < 3; i++) {
            double[] left = new double[3];
            double sum = 0;
            for (int j = 0; j < 3; j++) {
                left[j] = j == i ? 0 : k[j][j] - k[i][j] * k[i][j] / k[i][i];
                sum += left[j];
            }
            for (int j = 0; j < 3; j++) {
                double p = k[i][i] / trace * left[j] / sum;
                // Five standard errors.
                assertThat(counts[i][j] / draws).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / draws) + 1e-12));
            }
        }
    }

    @Test
    void theExpectedErrorIsNearTheBestOne() {
        Points x = points(5, 300, 2);
        KernelSpectrum spectrum = KernelSpectrum.of(new Gaussian(0.7), x);
        double sum = 0;
        for (int s = 0; s < 10; s++) {
            try (LowRankFactor factor = LowRankFactor.randomlyPivoted(new Gaussian(0.7), x, 60, s)) {
                sum += factor.residualTrace() / 10;
            }
        }
        // Chen et al., theorem 2.3: with k = 60 >= r / e + r log(tr K / (e tail)), here for r = 10 and e = 1 / 2.
        double tail = spectrum.tail(10);
        assertThat(10 / 0.5 + 10 * Math.log(Math.max(1, 300 / (0.5 * tail)))).isLessThan(60);
        assertThat(sum).isLessThan(1.5 * tail);
        try (LowRankFactor sketch = LowRankFactor.sketched(Gram.operator(new Gaussian(0.7), x, 0), 60, 1)) {
            double captured = Arrays.stream(sketch.eigenvalues()).sum();
            // Halko, Martinsson and Tropp: 1 + r / (k - r - 1) times the tail, in expectation; here for r = 30.
            assertThat(300 - captured).isLessThan(3 * spectrum.tail(30));
        }
    }

    @Test
    void theInverseIsTheInverse() {
        Points x = points(6, 50, 2);
        double[] d = new double[50];
        Arrays.setAll(d, i -> 0.1 + 0.01 * i);
        double[] y = Randoms.of(7).gaussians(50);
        LowRankFactor factor = LowRankFactor.randomlyPivoted(KERNEL, x, 10, 1);
        double[][] a = product(factor);
        for (int i = 0; i < 50; i++) {
            a[i][i] += d[i];
        }
        double[] expected = Examples.solve(a, y);
        try (LowRankInverse inverse = factor.toInverse(d)) {
            double[] result = new double[50];
            inverse.apply(y, result);
            assertThat(Examples.relativeError(result, expected)).isLessThan(Examples.solveTolerance(50, 50 / 0.1));
            double logDeterminant =
                    Arrays.stream(Examples.eigenvalues(a)).map(Math::log).sum();
            assertThat(inverse.logDeterminant()).isCloseTo(logDeterminant, within(1e-9));
            assertThatThrownBy(() -> factor.multiply(y, 1, new double[50])).isInstanceOf(IllegalStateException.class);
        }
        // With enough pivots it solves kernel ridge regression (the repository's test: 1e-5).
        double[] alpha = KernelRidge.of(KERNEL, 0.1)
                .fit(Context.of(x.toRows(), y))
                .dualCoefficients()
                .column(0);
        double[] even = new double[50];
        Arrays.fill(even, 0.1);
        try (LowRankInverse inverse =
                LowRankFactor.randomlyPivoted(KERNEL, x, 50, 1).toInverse(even)) {
            double[] result = new double[50];
            inverse.apply(y, result);
            assertThat(Examples.relativeError(result, alpha)).isLessThan(1e-5);
        }
    }

    @Test
    void leverageFindsTheSmallCluster() {
        double[][] rows = Randoms.of(8).gaussians(1000, 2);
        for (int i = 0; i < 5; i++) {
            rows[200 * i][0] += 30;
        }
        Points x = Points.of("x", rows);
        int uniform = 0;
        int leverage = 0;
        int pivoted = 0;
        for (int s = 0; s < 10; s++) {
            uniform += inCluster(x, CentreSelection.uniform(s));
            leverage += inCluster(x, CentreSelection.leverage(0.1, s));
            pivoted += inCluster(x, CentreSelection.randomlyPivoted(s));
        }
        // 30 of 1000 rows hold 0.15 of the 5 on average.
        assertThat(uniform).isLessThan(8);
        assertThat(leverage).isGreaterThan(3 * Math.max(uniform, 2));
        assertThat(pivoted).isGreaterThan(3 * Math.max(uniform, 2));
    }

    private static int inCluster(Points x, CentreSelection selection) {
        int[] chosen = selection.choose(new Gaussian(1), x, 30);
        assertThat(chosen).doesNotHaveDuplicates();
        return (int) Arrays.stream(chosen).filter(i -> i % 200 == 0).count();
    }

    @Test
    void refusesBadInput() {
        Points x = points(1, 5, 2);
        assertThatThrownBy(() -> LowRankFactor.randomlyPivoted(KERNEL, x, 6, 1)).hasMessageContaining("rank");
        assertThatThrownBy(() -> LowRankFactor.pivoted(KERNEL, x, 0)).hasMessageContaining("rank");
        assertThatThrownBy(() -> LowRankFactor.ofCentres(KERNEL, x, new int[] {5}))
                .hasMessageContaining("centres[0]");
        Kernel negative = (a, b) -> -1;
        assertThatThrownBy(() -> LowRankFactor.pivoted(negative, x, 2))
                .isInstanceOf(NotPositiveDefiniteException.class);
        LowRankFactor factor = LowRankFactor.pivoted(KERNEL, x, 2);
        assertThatThrownBy(() -> factor.toInverse(new double[] {1, 1, 0, 1, 1})).hasMessageContaining("diagonal[2]");
        factor.close();
        factor.close();
    }
}
