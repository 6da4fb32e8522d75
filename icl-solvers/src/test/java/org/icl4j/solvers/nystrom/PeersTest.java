package org.icl4j.solvers.nystrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Context;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.junit.jupiter.api.Test;

/** What scikit-learn's Nystroem, FALKON's library and the repository of randomly pivoted Cholesky test of themselves. */
class PeersTest {

    private static double[][] gram(Kernel kernel, Points x) {
        return Examples.gram(kernel, x.toRows(), x.toRows(), 0);
    }

    private static void assertProduct(Points features, double[][] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                assertThat(Examples.dot(features.row(i), features.row(j))).isCloseTo(expected[i][j], within(tolerance));
            }
        }
    }

    /** scikit-learn, test_nystroem_approximation and test_nystroem_default_parameters: all points, 6 decimals. */
    @Test
    void nystromFeaturesOfAllPointsGiveTheKernel() {
        Points x = Points.of("x", uniform(10, 4));
        for (Kernel kernel : new Kernel[] {new Gaussian(Math.sqrt(2)), new Polynomial(3, 1, 0.1), new Gaussian(0.1)}) {
            assertProduct(NystromFeatures.of(kernel, x).transform(x), gram(kernel, x), 1e-6);
        }
    }

    private static double[][] uniform(int n, int d) {
        Randoms randoms = Randoms.of(0);
        double[][] x = new double[n][d];
        for (double[] row : x) {
            for (int k = 0; k < d; k++) {
                row[k] = randoms.uniform();
            }
        }
        return x;
    }

    /** scikit-learn, test_nystroem_singular_kernel: every row twice, gamma 100. */
    @Test
    void aSingularKernelStaysExactAndFinite() {
        double[][] half = uniform(10, 20);
        double[][] x = new double[20][];
        for (int i = 0; i < 20; i++) {
            x[i] = half[i % 10];
        }
        Points points = Points.of("x", x);
        Kernel kernel = new Gaussian(Math.sqrt(0.5 / 100));
        Points features = NystromFeatures.of(kernel, points).transform(points);
        for (double v : features.toRowMajor()) {
            assertThat(v).isFinite();
        }
        assertProduct(features, gram(kernel, points), 1e-6);
        try (LowRankFactor factor = LowRankFactor.ofCentres(kernel, points, range(20))) {
            assertThat(factor.rank()).isEqualTo(10);
            assertProduct(factor.toPoints(), gram(kernel, points), 1e-12);
        }
    }

    private static int[] range(int n) {
        return java.util.stream.IntStream.range(0, n).toArray();
    }

    /** randomly pivoted Cholesky's repository, N = 50, r = 10, lambda = 0.1: trace, product, reconstruction to 1e-10, ridge regression to 1e-5. */
    @Test
    void aRandomlyPivotedFactorKeepsTheRepositorysInvariants() {
        Points x = Points.of("x", Randoms.of(5).gaussians(50, 2));
        Kernel kernel = new Gaussian(1);
        try (LowRankFactor factor = LowRankFactor.randomlyPivoted(kernel, x, 10, 3)) {
            double[][] f = factor.toPoints().toRows();
            double[][] product = Examples.times(f, Examples.transpose(f));
            double trace = 0;
            for (int i = 0; i < 50; i++) {
                trace += product[i][i];
            }
            assertThat(factor.trace() - factor.residualTrace()).isCloseTo(trace, within(1e-10));
            double[] v = Randoms.of(6).gaussians(50);
            double[] result = new double[50];
            factor.multiply(v, 1, result);
            double[] expected = Examples.times(product, v);
            for (int i = 0; i < 50; i++) {
                assertThat(result[i]).isCloseTo(expected[i], within(1e-10));
            }
            double[][] k = gram(kernel, x);
            for (int pivot : factor.pivots()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(product[i][pivot]).isCloseTo(k[i][pivot], within(1e-10));
                }
            }
            double[] eigenvalues = factor.eigenvalues();
            double sum = 0;
            for (double s : eigenvalues) {
                sum += s;
            }
            assertThat(sum).isCloseTo(trace, within(1e-10));
            for (int i = 0; i < 50; i++) {
                product[i][i] += 0.1;
            }
            double[] dense = Examples.solve(product, v);
            double[] d = new double[50];
            java.util.Arrays.fill(d, 0.1);
            try (LowRankInverse inverse =
                    LowRankFactor.randomlyPivoted(kernel, x, 10, 3).toInverse(d)) {
                inverse.apply(v, result);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(result[i]).isCloseTo(dense[i], within(1e-5));
            }
        }
    }

    /** FALKON, test_falkon.py: two classes in 10 columns, below 5 %; regression on 100 training rows, train below test below 2.5. */
    @Test
    void falkonClassifiesAndRegresses() {
        int n = 1000;
        double[][] x = Randoms.of(7).gaussians(n, 10);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 2 == 0 ? 1 : -1;
            for (int k = 0; k < 10; k++) {
                x[i][k] += y[i] * 0.8;
            }
        }
        double[] signs = NystromRidge.of(new Gaussian(2), 1e-6 * n, 500)
                .withPreconditioner(CentrePreconditioner.falkon())
                .withMethod(ConjugateGradient.withDefaults().withTolerance(1e-7).withMaxIterations(10))
                .fit(Context.of(x, y))
                .predict(x);
        int wrong = 0;
        for (int i = 0; i < n; i++) {
            wrong += signs[i] * y[i] < 0 ? 1 : 0;
        }
        assertThat(wrong / (double) n).isLessThan(0.05);

        double[][] inputs = Randoms.of(8).gaussians(400, 10);
        double[] targets = new double[400];
        Randoms noise = Randoms.of(9);
        for (int i = 0; i < 400; i++) {
            targets[i] = inputs[i][0] + 2 * Math.sin(inputs[i][1]) + 0.5 * noise.gaussian();
        }
        Context all = Context.of(inputs, targets);
        Context train = all.select(range(300));
        int[] rest = java.util.stream.IntStream.range(300, 400).toArray();
        NystromRidgeModel model = NystromRidge.of(new Gaussian(5), 1e-3 * 300, 150)
                .withPreconditioner(CentrePreconditioner.falkon())
                .fit(train);
        double trained = error(model, train);
        double tested = error(model, all.select(rest));
        assertThat(trained).isLessThan(tested);
        assertThat(tested).isLessThan(2.5);
    }

    private static double error(NystromRidgeModel model, Context context) {
        return Metrics.rootMeanSquaredError(
                model.predict(context.inputs()).column(0), context.targets().column(0));
    }
}
