package org.icl4j.solvers.nystrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.stream.MomentSums;
import org.icl4j.solvers.stream.RowSource;
import org.junit.jupiter.api.Test;

class NystromRidgeTest {

    private static final Kernel KERNEL = new Gaussian(1);
    /** Well-conditioned on 80 points, so that coordinates of the centres keep their digits. */
    private static final Kernel ROUGH = new Gaussian(0.15);

    private static final ConjugateGradient TIGHT =
            ConjugateGradient.withDefaults().withTolerance(1e-10);

    private static Context context(int n, int t) {
        double[][] x = Randoms.of(1).gaussians(n, 2);
        double[][] y = new double[n][t];
        Randoms noise = Randoms.of(2);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < t; j++) {
                y[i][j] = 3 + Math.sin(x[i][0] + j) + x[i][1] + 0.1 * noise.gaussian();
            }
        }
        return Context.of(x, y);
    }

    /** Ridges from where the plain matrix is solved at once, by way of where its rounding costs steps, to where whitened rows take over. */
    @Test
    void theDefaultConvergesInFewStepsWhateverRoundingDoesToTheNormalEquations() {
        int n = 2500;
        double[][] x = Randoms.of(1).gaussians(n, 3);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = 1 + Math.sin(x[i][0]) * x[i][1];
        }
        Context context = Context.of(x, y);
        for (double ridge : new double[] {10, 1e-1, 1e-2, 1e-3, 1e-4, 1e-6}) {
            for (boolean intercept : new boolean[] {false, true}) {
                SolveReport report = NystromRidge.of(new Gaussian(1.5), ridge, 150)
                        .withIntercept(intercept)
                        .fit(context)
                        .report();
                assertThat(report.status()).as("ridge %s", ridge).isEqualTo(Status.CONVERGED);
                assertThat(report.relativeResidual()).as("ridge %s", ridge).isLessThanOrEqualTo(1e-6);
                assertThat(report.iterations()).as("ridge %s", ridge).isLessThanOrEqualTo(3);
            }
        }
    }

    /** MLKernels.jl issue 24 shipped without it. */
    @Test
    void withAllPointsItIsKernelRidgeRegression() {
        Context context = context(80, 2);
        Points queries = Points.of("q", Randoms.of(3).gaussians(30, 2));
        for (boolean centred : new boolean[] {false, true}) {
            Points exact = KernelRidge.of(ROUGH, 0.1)
                    .withCentredTargets(centred)
                    .fit(context)
                    .predict(queries);
            for (CentrePreconditioner preconditioner : List.of(
                    CentrePreconditioner.none(),
                    CentrePreconditioner.falkon(),
                    CentrePreconditioner.krill(0),
                    CentrePreconditioner.normalEquations(),
                    CentrePreconditioner.auto())) {
                NystromRidgeModel model = NystromRidge.of(ROUGH, 0.1, 80)
                        .withMethod(TIGHT.withTolerance(1e-9).withMaxIterations(1000))
                        .withPreconditioner(preconditioner)
                        .withCentredTargets(centred)
                        .fit(context);
                assertThat(model.report().status()).isEqualTo(Status.CONVERGED);
                assertClose(model.predict(queries), exact, 1e-6);
            }
            NystromRidgeModel direct = NystromRidge.of(ROUGH, 0.1, 80)
                    .withVariance(true)
                    .withCentredTargets(centred)
                    .fit(context);
            assertClose(direct.predict(queries), exact, 1e-6);
            assertThat(direct.report().relativeResidual()).isPositive().isLessThan(1e-10);
        }
    }

    /** Ridge regression with an intercept on the Nystrom features, which is what scikit-learn's Ridge on Nystroem solves. */
    @Test
    void theInterceptIsThatOfLinearRidgeRegressionOnTheFeatures() {
        Context context = context(200, 2);
        Points queries = Points.of("q", Randoms.of(3).gaussians(30, 2));
        int[] centres = CentreSelection.uniform(0).choose(ROUGH, context.inputs(), 30);
        NystromFeatures map = NystromFeatures.of(ROUGH, context.inputs().select(centres));
        Points expected = RidgeRegression.of(0.1)
                .withIntercept(true)
                .fit(Context.of(map.transform(context.inputs()), context.targets()))
                .predict(map.transform(queries));
        for (CentrePreconditioner preconditioner :
                List.of(CentrePreconditioner.krill(0), CentrePreconditioner.auto())) {
            NystromRidge learner = NystromRidge.of(ROUGH, 0.1, 30)
                    .withIntercept(true)
                    .withMethod(TIGHT)
                    .withPreconditioner(preconditioner);
            assertClose(learner.fit(context).predict(queries), expected, 1e-7);
        }
    }

    private static void assertClose(Points actual, Points expected, double tolerance) {
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.width(); j++) {
                assertThat(actual.get(i, j)).isCloseTo(expected.get(i, j), within(tolerance));
            }
        }
    }

    /** FALKON's own test: against the normal equations, 1e-5. */
    @Test
    void itSolvesTheNormalEquationsHoweverTheRowsComeInBlocks() {
        Context context = context(3000, 1);
        int[] centres = CentreSelection.uniform(0).choose(KERNEL, context.inputs(), 40);
        double[][] x = context.inputs().toRows();
        double[][] c = context.inputs().select(centres).toRows();
        double[][] knc = Examples.gram(KERNEL, x, c, 0);
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < c.length; j++) {
                knc[i][j] = KERNEL.value(x[i], c[j]);
            }
        }
        double[][] kcc = new double[40][40];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                kcc[i][j] = KERNEL.value(c[i], c[j]);
            }
        }
        double[][] normal = Examples.times(Examples.transpose(knc), knc);
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                normal[i][j] += 0.5 * kcc[i][j];
            }
        }
        double[] a = Examples.solve(
                normal,
                Examples.times(Examples.transpose(knc), context.targets().column(0)));
        double[] fitted = Examples.times(knc, a);
        NystromRidge learner = NystromRidge.of(KERNEL, 0.5, 40).withMethod(TIGHT);
        Points answers = learner.fit(context).predict(context.inputs());
        for (CentrePreconditioner preconditioner :
                List.of(CentrePreconditioner.auto(), CentrePreconditioner.falkon(), CentrePreconditioner.krill(0))) {
            assertThat(Examples.relativeError(
                            learner.withPreconditioner(preconditioner)
                                    .fit(context)
                                    .predict(context.inputs())
                                    .column(0),
                            fitted))
                    .as(preconditioner.description())
                    .isLessThan(1e-5);
        }

        // Blocks of other sizes: a user's own source.
        RowSource own = new RowSource() {
            @Override
            public int inputWidth() {
                return 2;
            }

            @Override
            public int targetWidth() {
                return 1;
            }

            @Override
            public void read(int rows, java.util.function.Predicate<Context> consumer) {
                RowSource.of(context).read(Math.min(rows, 701), consumer);
            }
        };
        Points streamed =
                NystromSolve.fit(learner, own, context.inputs().select(centres)).predict(context.inputs());
        assertThat(Examples.relativeError(streamed.column(0), answers.column(0)))
                .isLessThan(1e-9);
        assertThat(learner.fit(own).report().converged()).isTrue();
    }

    private static SolveReport report(
            Kernel kernel, double ridge, int m, int most, CentrePreconditioner preconditioner) {
        return NystromRidge.of(kernel, ridge, m)
                .withMethod(ConjugateGradient.withDefaults().withTolerance(1e-7).withMaxIterations(most))
                .withPreconditioner(preconditioner)
                .fit(context(1500, 1))
                .report();
    }

    /** Diaz et al., section 3: FALKON's steps grow as the ridge falls, KRILL's do not. */
    @Test
    void krillIsFlatInTheRidge() {
        long least = Long.MAX_VALUE;
        long most = 0;
        Kernel kernel = new Gaussian(0.5);
        for (double ridge : new double[] {1e-4, 1e-8, 1e-12}) {
            SolveReport krill = report(kernel, ridge, 150, 400, CentrePreconditioner.krill(0));
            assertThat(krill.converged()).as("ridge %s", ridge).isTrue();
            least = Math.min(least, krill.iterations());
            most = Math.max(most, krill.iterations());
        }
        assertThat(most - least).isLessThanOrEqualTo(5);
        assertThat(report(kernel, 1e-4, 150, 4 * (int) most, CentrePreconditioner.falkon())
                        .converged())
                .isFalse();
    }

    /** Rudi et al., theorem 3: with centres well beyond the effective dimension log n steps do, where without there are more. */
    @Test
    void falkonTakesFewStepsWhereThereAreCentresEnough() {
        Kernel kernel = new Matern(1.5, 1);
        for (double ridge : new double[] {10, 30}) {
            SolveReport falkon = report(kernel, ridge, 300, 100, CentrePreconditioner.falkon());
            assertThat(falkon.converged()).isTrue();
            assertThat(falkon.iterations()).isLessThanOrEqualTo(12);
            assertThat(report(kernel, ridge, 300, 100, CentrePreconditioner.none())
                            .iterations())
                    .isGreaterThan(falkon.iterations() * 3 / 2);
        }
    }

    @Test
    void theVarianceIsThatOfTheGaussianProcessAndFallsWithCentres() {
        Context context = context(60, 1);
        double[][] x = context.inputs().toRows();
        Points queries = Points.of("q", new double[][] {{0, 0}, {1, -1}, {9, 9}});
        NystromRidgeModel model =
                NystromRidge.of(KERNEL, 0.1, 60).withVariance(true).fit(context);
        double[] variance = model.variance(queries);
        double[][] a = Examples.gram(KERNEL, x, x, 0.1);
        for (int q = 0; q < 3; q++) {
            double[] k = new double[60];
            for (int i = 0; i < 60; i++) {
                k[i] = KERNEL.value(queries.row(q), x[i]);
            }
            double expected = 1 - Examples.dot(k, Examples.solve(a, k));
            assertThat(variance[q]).isCloseTo(expected, within(1e-6));
        }
        assertThat(variance[2]).isCloseTo(1, within(1e-6));
        assertThatThrownBy(() -> NystromRidge.of(KERNEL, 0.1, 10).fit(context).variance(queries))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("withVariance");
    }

    @Test
    void randomFeaturesAreRidgeRegressionOnTheirTable() {
        Context context = context(900, 2);
        RandomFourierFeatures map = RandomFourierFeatures.of(KERNEL, 2, 50, 7);
        RandomFeatureModel model = RandomFeatureRidge.of(map, 0.3).fit(context);
        double[][] z = map.transform(context.inputs()).toRows();
        double[][] normal = Examples.times(Examples.transpose(z), z);
        for (int i = 0; i < normal.length; i++) {
            normal[i][i] += 0.3;
        }
        double[][] expected = Examples.solve(
                normal, Examples.times(Examples.transpose(z), context.targets().toRows()));
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < 2; j++) {
                assertThat(model.weights().get(i, j)).isCloseTo(expected[i][j], within(1e-8));
            }
        }
        assertThat(model.report().relativeResidual()).isLessThan(1e-12);
        Points centred = RandomFeatureRidge.of(map, 0.3)
                .withCentredTargets(true)
                .fit(context)
                .predict(context.inputs());
        double[][] shifted = context.targets().toRows();
        double mean = Arrays.stream(context.targets().column(0)).average().orElseThrow();
        for (double[] row : shifted) {
            row[0] -= mean;
        }
        Points byHand = RandomFeatureRidge.of(map, 0.3)
                .fit(Context.of(context.inputs(), Points.of("y", shifted)))
                .predict(context.inputs());
        assertThat(centred.get(5, 0)).isCloseTo(byHand.get(5, 0) + mean, within(1e-9));
    }

    /** Two machines sum their rows on the same centres: merged, they are the fit of all rows, which is that of the centres. */
    @Test
    void sumsOfNystromFeaturesMerge() {
        Context context = context(1000, 2);
        int[] centres = CentreSelection.uniform(0).choose(ROUGH, context.inputs(), 30);
        NystromFeatures map = NystromFeatures.of(ROUGH, context.inputs().select(centres));
        MomentSums sums = MomentSums.ofFeatures(map, 2);
        MomentSums other = sums.empty();
        sums.add(context, 0, 600, 0);
        other.add(context, 600, 400, 600);
        sums.merge(other);
        RandomFeatureRidge learner = RandomFeatureRidge.of(map, 0.5).withCentredTargets(true);
        RandomFeatureModel merged = learner.fit(sums);
        assertClose(merged.predict(context.inputs()), learner.fit(context).predict(context.inputs()), 1e-11);
        assertClose(
                merged.predict(context.inputs()),
                NystromRidge.of(ROUGH, 0.5, 30)
                        .withCentredTargets(true)
                        .withMethod(TIGHT)
                        .fit(context)
                        .predict(context.inputs()),
                1e-7);
        assertThatThrownBy(() -> learner.fit(MomentSums.ofInputs(3, 2)))
                .hasMessageContaining("sums: are of 3 features");
        assertThatThrownBy(() -> learner.fit(sums.empty())).hasMessageContaining("sums: are of no rows");
    }

    @Test
    void refusesBadInput() {
        assertThatThrownBy(() -> NystromRidge.of(KERNEL, 0, 10)).hasMessageContaining("ridge");
        assertThatThrownBy(() -> NystromRidge.of(KERNEL, 1, 0)).hasMessageContaining("centres");
        assertThat(NystromRidge.of(KERNEL, 1, 1000)
                        .fit(context(20, 1))
                        .centres()
                        .size())
                .isEqualTo(20);
        assertThatThrownBy(() -> RandomFeatureRidge.of(RandomFourierFeatures.of(KERNEL, 3, 6, 7), 1)
                        .fit(context(10, 1)))
                .hasMessageContaining("2 inputs");
    }
}
