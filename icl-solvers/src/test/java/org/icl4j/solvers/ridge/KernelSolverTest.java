package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.junit.jupiter.api.Test;

class KernelSolverTest {

    private static final Kernel KERNEL = new Gaussian(1);
    private static final Points QUERIES = Points.of("q", Randoms.of(9).gaussians(20, 2));

    private static Context context(int n, int t) {
        return Context.of(
                Points.of("x", Randoms.of(1).gaussians(n, 2)),
                Points.of("y", Randoms.of(2).gaussians(n, t)));
    }

    private static void assertClose(Points actual, Points expected, double tolerance) {
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.width(); j++) {
                assertThat(actual.get(i, j)).isCloseTo(expected.get(i, j), within(tolerance));
            }
        }
    }

    /** One problem, one answer: more targets than one, a ridge each, weights, noise. Condition numbers are below 1e4. */
    @Test
    void exactSolversAgree() {
        Context context = context(150, 3);
        double[] weights = Randoms.of(3).gaussians(150);
        double[] noise = new double[150];
        for (int i = 0; i < 150; i++) {
            weights[i] = 0.5 + Math.abs(weights[i]);
            noise[i] = i % 7 * 0.1;
        }
        for (KernelRidge learner : List.of(
                KernelRidge.of(KERNEL, 0.3),
                KernelRidge.of(KERNEL, 0.3)
                        .withCentredTargets(true)
                        .withWeights(weights)
                        .withNoise(noise),
                KernelRidge.of(KERNEL, 1).withRidges(0.3, 1, 0.3).standardised())) {
            Points expected = learner.fit(context).predict(QUERIES);
            for (KernelSolver solver : List.of(
                    KernelSolver.cholesky(), KernelSolver.auto(), KernelSolver.pcg(RandomlyPivotedCholesky.rank(30)))) {
                KernelRidgeModel model = learner.with(solver).fit(context);
                assertClose(model.predict(QUERIES), expected, 1e-6);
                assertThat(model.report().converged()).isTrue();
            }
        }
    }

    @Test
    void eachSolverSolvesWhatItIsGivenWithATrueResidual() {
        Context context = context(60, 2);
        double[] diagonal = new double[60];
        Arrays.fill(diagonal, 0.2);
        double[] y = context.targets().toRowMajor();
        for (KernelSolver solver : List.of(
                KernelSolver.cholesky(), KernelSolver.auto(), KernelSolver.pcg(RandomlyPivotedCholesky.rank(30)))) {
            KernelSolver.Solution solution = solver.solve(KERNEL, context.inputs(), diagonal, y, 2, Progress.NONE);
            assertThat(solution.report().relativeResidual()).isBetween(1e-18, 1e-6);
            double[] product = new double[120];
            Gram.operator(KERNEL, context.inputs(), 0.2).apply(solution.coefficients(), 2, product);
            for (int i = 0; i < 120; i++) {
                assertThat(product[i]).isCloseTo(y[i], within(1e-5));
            }
        }
    }

    @Test
    void centresAreThoseOfNystromRidgeAndTheModelHoldsNoOthers() {
        Context context = context(300, 2);
        KernelRidgeModel model =
                KernelRidge.of(KERNEL, 0.1).with(KernelSolver.falkon(25)).fit(context);
        Points expected = NystromRidge.of(KERNEL, 0.1, 25).fit(context).predict(QUERIES);
        assertClose(model.predict(QUERIES), expected, 1e-9);
        assertThat(model.inputs().size()).isEqualTo(25);
        assertThatThrownBy(() -> KernelRidge.of(KERNEL, 0.1)
                        .withNoise(IntStream.range(0, 300).mapToDouble(i -> i).toArray())
                        .with(KernelSolver.falkon(25))
                        .fit(context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights");
        assertThatThrownBy(() -> KernelRidge.of(KERNEL, 0.1)
                        .with(KernelSolver.falkon(25))
                        .keepingFactor()
                        .fit(context))
                .hasMessageContaining("solver");
    }

    @Test
    void featuresAreThoseOfRandomFeatureRidge() {
        Context context = context(200, 2);
        RandomFourierFeatures map = RandomFourierFeatures.of(KERNEL, 2, 40, 7);
        KernelRidgeModel model =
                KernelRidge.of(KERNEL, 0.1).with(KernelSolver.features(map)).fit(context);
        assertClose(
                model.predict(QUERIES),
                RandomFeatureRidge.of(map, 0.1).fit(context).predict(QUERIES),
                1e-9);
        assertThat(model.report().relativeResidual()).isBetween(0.0, 1e-12);
        // Weights scale the diagonal: twice the weight is the row twice.
        double[] weights = new double[200];
        Arrays.fill(weights, 2);
        assertClose(
                KernelRidge.of(KERNEL, 0.2)
                        .withWeights(weights)
                        .with(KernelSolver.features(map))
                        .fit(context)
                        .predict(QUERIES),
                model.predict(QUERIES),
                1e-9);
    }

    @Test
    void autoSaysWhatItChoseAndWhy() {
        SolveReport report = KernelRidge.of(KERNEL, 0.1)
                .with(KernelSolver.auto())
                .fit(context(50, 1))
                .report();
        assertThat(report.method())
                .contains("Cholesky")
                .contains("chosen by estimates")
                .contains("free");
        double gibibyte = 0x1p30;
        assertThat(AutoSolver.plan(KERNEL, 5000, 1, 4 * gibibyte).solver()).isInstanceOf(CholeskySolver.class);
        AutoSolver.Plan large = AutoSolver.plan(KERNEL, 100_000, 1, 8 * gibibyte);
        assertThat(large.solver()).isInstanceOf(PreconditionedSolver.class);
        assertThat(large.because()).contains("conjugate gradients of rank");
        // Too little memory for the matrix, and a kernel that has no factor.
        assertThat(AutoSolver.plan(KERNEL, 20_000, 1, gibibyte).solver()).isInstanceOf(PreconditionedSolver.class);
        assertThat(AutoSolver.plan(new Sigmoid(1, -1), 100_000, 1, gibibyte).solver())
                .isInstanceOf(CholeskySolver.class);
    }

    @Test
    void badInputIsNamed() {
        Points x = context(5, 1).inputs();
        for (KernelSolver solver : List.of(
                KernelSolver.cholesky(),
                KernelSolver.auto(),
                KernelSolver.falkon(3),
                KernelSolver.pcg(RandomlyPivotedCholesky.rank(2)),
                KernelSolver.features(RandomFourierFeatures.of(KERNEL, 2, 4, 1)))) {
            assertThatThrownBy(() ->
                            solver.solve(KERNEL, x, new double[] {1, 1, 1, 1, -1}, new double[5], 1, Progress.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("diagonal[4]");
            assertThatThrownBy(() ->
                            solver.solve(KERNEL, x, new double[] {1, 1, 1, 1, 1}, new double[4], 1, Progress.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("targets");
        }
        assertThatThrownBy(() -> KernelSolver.falkon(0)).hasMessageContaining("centres");
    }
}
