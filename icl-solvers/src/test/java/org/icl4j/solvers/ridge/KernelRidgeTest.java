package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.internal.exact.KernelSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class KernelRidgeTest {

    @Test
    void onePoint() {
        KernelRidgeModel model = KernelRidge.of(new Linear(), 0.5).fit(new double[][] {{2}}, new double[] {3});
        // alpha = y / (k + r), to the rounding of a square root, two divisions and a product
        assertThat(model.dualCoefficients().get(0, 0)).isCloseTo(3 / 4.5, within(4 * Math.ulp(3 / 4.5)));
        assertThat(model.predict(new double[][] {{1}})[0]).isCloseTo(2 * 3 / 4.5, within(8 * Math.ulp(2 * 3 / 4.5)));
    }

    @Test
    void twoPoints() {
        double k = new Gaussian(1).value(new double[] {0}, new double[] {1});
        double r = 0.25;
        double[] y = {1, -2};
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), r).fit(new double[][] {{0}, {1}}, y);
        double determinant = (1 + r) * (1 + r) - k * k;
        double[] alpha = {((1 + r) * y[0] - k * y[1]) / determinant, ((1 + r) * y[1] - k * y[0]) / determinant};
        double kappa = (1 + r + k) / (1 + r - k);
        assertThat(Examples.relativeError(model.dualCoefficients().column(0), alpha))
                .isLessThan(Examples.solveTolerance(2, kappa));
    }

    @Test
    void withoutRidgeItInterpolates() {
        double[][] x = {{0}, {1}, {2}, {3}};
        double[] y = {1, -1, 2, 0};
        double[] answers = KernelRidge.of(new Gaussian(0.5), 0).fit(x, y).predict(x);
        // Rows of K off the diagonal sum to below 0.3, so that kappa < 2 by Gershgorin.
        assertThat(Examples.relativeError(answers, y)).isLessThan(Examples.solveTolerance(4, 2));
    }

    @Test
    void everyFormOfInputGivesTheSameBits() {
        double[][] x = Randoms.of(1).gaussians(30, 3);
        double[] y = Randoms.of(2).gaussians(30);
        double[][] q = Randoms.of(3).gaussians(9, 3);
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1);
        double[] expected = learner.fit(x, y).predict(q);

        INDArray xs = Points.of("x", x).toArray();
        INDArray ys = Points.ofColumn("y", y).toArray();
        INDArray qs = Points.of("q", q).toArray();
        assertThat(Points.of("answers", learner.fit(xs, ys).predict(qs)).column(0))
                .isEqualTo(expected);
        assertThat(Points.of("answers", learner.fit(xs.dup('f'), ys).predict(qs.dup('f')))
                        .column(0))
                .isEqualTo(expected);
        assertThat(learner.fit(new Array2DRowRealMatrix(x), new ArrayRealVector(y))
                        .predict(new Array2DRowRealMatrix(q))
                        .getColumn(0))
                .isEqualTo(expected);
    }

    @Test
    void inputsAreNotWritten() {
        double[][] x = Randoms.of(1).gaussians(20, 2);
        double[] y = Randoms.of(2).gaussians(20);
        double[][] xBefore = Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
        double[] yBefore = y.clone();
        INDArray xs = Points.of("x", x).toArray();
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1).withCentredTargets(true);
        learner.fit(x, y).predict(x);
        learner.fit(xs, Points.ofColumn("y", y).toArray()).predict(xs);
        assertThat(x).isDeepEqualTo(xBefore);
        assertThat(y).isEqualTo(yBefore);
        assertThat(Points.of("x", xs)).isEqualTo(Points.of("x", xBefore));
    }

    @Test
    void fittingTwiceGivesTheSameBits() {
        Context context = Examples.context(5, 700, 6, 2);
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 1e-3);
        assertThat(learner.fit(context).dualCoefficients())
                .isEqualTo(learner.fit(context).dualCoefficients());
    }

    @Test
    void predictsFromManyThreads() {
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), 0.1).fit(Examples.context(7, 200, 3, 2));
        Points queries = Points.of("queries", Randoms.of(8).gaussians(150, 3));
        Points expected = model.predict(queries);
        assertThat(IntStream.range(0, 32).parallel().mapToObj(i -> model.predict(queries)))
                .allMatch(expected::equals);
    }

    @Test
    void aSavedModelAnswersTheSameBits(@TempDir Path folder) {
        Kernel kernel = new Gaussian(0.7).scaled(2).plus(new Linear());
        KernelRidgeModel model =
                KernelRidge.of(kernel, 0.03).withCentredTargets(true).fit(Examples.context(9, 50, 3, 2));
        Path file = folder.resolve("model.icl");
        model.save(file);
        KernelRidgeModel loaded = KernelRidgeModel.load(file);
        Points queries = Points.of("queries", Randoms.of(10).gaussians(20, 3));
        assertThat(loaded.predict(queries)).isEqualTo(model.predict(queries));
        assertThat(loaded.dualCoefficients()).isEqualTo(model.dualCoefficients());
        assertThat(loaded.targetMeans()).isEqualTo(model.targetMeans());
        assertThat(loaded.report()).isEqualTo(model.report());
        assertThat(loaded.ridge()).isEqualTo(0.03);
        assertThat(loaded.kernel()).hasToString(kernel.toString());
    }

    @Test
    void theReportHoldsTheTrueResidual() {
        Context context = Examples.context(11, 60, 2, 1);
        Kernel kernel = new Gaussian(2);
        KernelRidgeModel model = KernelRidge.of(kernel, 1e-6).fit(context);
        double[][] x = context.inputs().toRows();
        double[] y = context.targets().column(0);
        double[] alpha = model.dualCoefficients().column(0);
        double[] residual = Examples.minus(y, Examples.times(Examples.gram(kernel, x, x, 1e-6), alpha));
        double expected = Examples.norm(residual) / Examples.norm(y);
        // Two ways to sum the same products: each is off by at most n eps |K| |alpha| / |y|.
        double rounding = 2 * 60 * Examples.EPS * 60 * Examples.norm(alpha) / Examples.norm(y);
        assertThat(model.report().relativeResidual()).isCloseTo(expected, within(rounding));
        assertThat(model.report().converged()).isTrue();
        assertThat(model.report().bytes()).isEqualTo(8 * 60 * 60 + 8 * 60);
        assertThat(model.report().summary()).startsWith("Cholesky: CONVERGED, relative residual ");
    }

    @Test
    void everyTargetHasItsResidual() {
        Context context = Examples.context(14, 50, 3, 3);
        double[][] x = context.inputs().toRows();
        double[][] v = Randoms.of(15).gaussians(50, 3);
        double[][] k = Examples.gram(new Gaussian(1), x, x, 0.3);
        KernelSystem system = new KernelSystem(new Gaussian(1), 0.3, context.inputs());
        double[] rowMajor = Points.of("v", v).toRowMajor();
        double[] residuals = system.residuals(rowMajor, context.targets().toRowMajor(), 3);
        for (int j = 0; j < 3; j++) {
            double[] y = context.targets().column(j);
            double[] column = Examples.column(v, j);
            double residual = Examples.norm(Examples.minus(y, Examples.times(k, column)));
            // Two sums of n products, |K| <= n.
            double rounding = 2 * 50 * Examples.EPS * 50 * Examples.norm(column);
            assertThat(residuals[j]).as("target %d", j).isCloseTo(residual, within(rounding));
        }
    }

    /** The greatest row sum of |K| is |K|_inf, at least the norm; of 32 rows, it is no more than that of all. */
    @Test
    void theEstimatedNormIsThatOfTheRowsLookedAt() {
        Kernel signed = (a, b) -> Math.cos(a[0] + b[0]); // values of both signs
        for (int n : new int[] {1, 20, 32, 100}) {
            Points x = Points.of("x", Randoms.of(n).gaussians(n, 1));
            double[][] k = Examples.gram(signed, x.toRows(), x.toRows(), 0);
            double all = 0;
            double chosen = 0;
            for (int i = 0; i < n; i++) {
                double sum =
                        java.util.stream.DoubleStream.of(k[i]).map(Math::abs).sum();
                all = Math.max(all, sum);
            }
            for (int i = 0; i < Math.min(n, 32); i++) {
                double sum = java.util.stream.DoubleStream.of(k[i * n / Math.min(n, 32)])
                        .map(Math::abs)
                        .sum();
                chosen = Math.max(chosen, sum);
            }
            double norm = new KernelSystem(signed, 0.5, x).norm();
            assertThat(norm).isCloseTo(chosen + 0.5, within(2 * n * Examples.EPS * (chosen + 0.5)));
            assertThat(norm).isLessThanOrEqualTo((all + 0.5) * (1 + 2 * n * Examples.EPS));
        }
        // The diagonal is looked at in every row: here the greatest entry is row 1's, which is not among the 32.
        Kernel spike = (a, b) -> a[0] == 1 && b[0] == 1 ? 1000 : 0;
        Points x = Points.ofRows(
                "x",
                64,
                1,
                java.util.stream.IntStream.range(0, 64).asDoubleStream().toArray());
        assertThat(new KernelSystem(spike, 0.5, x).norm()).isEqualTo(1000.5);
    }

    /** Large problems take other paths through the engine than small ones: some rows of the system, by the formula. */
    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"AUTO", "DOUBLE"})
    void solvesALargeSystem(Precision precision) {
        int n = 4500;
        Context context = Examples.context(13, n, 2, 1);
        Kernel kernel = new Gaussian(0.5);
        KernelRidgeModel model =
                KernelRidge.of(kernel, 1).withPrecision(precision).fit(context);
        assertThat(model.report().method())
                .isEqualTo(precision == Precision.DOUBLE ? "Cholesky" : "Cholesky in float32, refined to float64");
        double[][] x = context.inputs().toRows();
        double[] alpha = model.dualCoefficients().column(0);
        double tolerance = Examples.solveTolerance(n, Examples.kappa(n, 1, 1)) * Examples.norm(alpha);
        for (int i = 0; i < n; i += 97) {
            double[] k = Examples.gram(kernel, new double[][] {x[i]}, x, 0)[0];
            assertThat(Examples.dot(k, alpha) + alpha[i])
                    .isCloseTo(context.targets().get(i, 0), within(tolerance));
        }
        assertThat(model.report().relativeResidual()).isLessThan(1e-10);
    }

    @Test
    void zeroTargetsGiveZeros() {
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), 0.1).fit(new double[][] {{0}, {1}}, new double[2]);
        assertThat(model.dualCoefficients().column(0)).containsOnly(0);
        assertThat(model.report().relativeResidual()).isZero();
    }

    @Test
    void progressIsToldAndCanStop() {
        List<Long> seen = new ArrayList<>();
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1);
        Context context = Examples.context(12, 10, 2, 1);
        learner.withProgress((stage, done, total, value) -> seen.add(done)).fit(context);
        assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThatThrownBy(() -> learner.withProgress((stage, done, total, value) -> done < 2)
                        .fit(context))
                .isInstanceOf(CancellationException.class);
    }
}
