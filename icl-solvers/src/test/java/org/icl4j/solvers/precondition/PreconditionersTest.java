package org.icl4j.solvers.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.iterate.BlockConjugateGradient;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.ridge.PreconditionedSolver;
import org.junit.jupiter.api.Test;

class PreconditionersTest {

    private static final int N = 400;
    private static final Points X = Points.of("x", Randoms.of(1).gaussians(N, 2));
    private static final double[] Y = Randoms.of(2).gaussians(N);

    private static List<Preconditioner> all(int rank) {
        return List.of(
                new Jacobi(),
                PivotedCholesky.rank(rank),
                RandomlyPivotedCholesky.rank(rank),
                Nystrom.of(rank, CentreSelection.uniform(1)),
                Nystrom.of(rank, CentreSelection.leverage(0.1, 1)),
                Nystrom.sketched(rank, 1));
    }

    private static IterativeMethod.Solution solve(KernelProblem problem, Preconditioner preconditioner) {
        return solve(problem, preconditioner, ConjugateGradient.withDefaults());
    }

    private static IterativeMethod.Solution solve(
            KernelProblem problem, Preconditioner preconditioner, ConjugateGradient method) {
        try (PreparedPreconditioner m = preconditioner.prepare(problem)) {
            return method.withPreconditioner(m.operator()).solve(problem.operator(), Y);
        }
    }

    @Test
    void noneChangesTheSolution() {
        double[] weights = new double[N];
        Arrays.setAll(weights, i -> 1 + i % 3);
        for (KernelProblem problem : List.of(
                KernelProblem.of(new Gaussian(1), X, 0.1), KernelProblem.weighted(new Gaussian(1), X, 0.1, weights))) {
            double[][] a = Examples.gram(new Gaussian(1), X.toRows(), X.toRows(), 0);
            for (int i = 0; i < N; i++) {
                a[i][i] += problem.diagonal()[i];
            }
            double[] expected = Examples.solve(a, Y);
            for (Preconditioner preconditioner : all(30)) {
                IterativeMethod.Solution solution = solve(problem, preconditioner);
                assertThat(solution.report().converged())
                        .as(preconditioner.description())
                        .isTrue();
                assertThat(Examples.relativeError(solution.x(), expected))
                        .isLessThan(1.01e-10 * Examples.kappa(N, 1, 0.1 / 3));
            }
        }
    }

    /** Diaz et al., theorem 2.2: with rank beyond the effective dimension a few steps do, whatever the ridge. */
    @Test
    void stepsOfRandomlyPivotedCholeskyDoNotGrowAsTheRidgeFalls() {
        for (double ridge : new double[] {1, 1e-2, 1e-4, 1e-6}) {
            KernelProblem problem = KernelProblem.of(new Gaussian(1), X, ridge);
            // n eps kappa is 4e-8 at the least ridge.
            ConjugateGradient method = ConjugateGradient.withDefaults().withTolerance(1e-6);
            IterativeMethod.Solution plain = method.solve(problem.operator(), Y);
            IterativeMethod.Solution preconditioned = solve(problem, RandomlyPivotedCholesky.rank(150), method);
            assertThat(preconditioned.report().converged())
                    .as("ridge %s", ridge)
                    .isTrue();
            assertThat(preconditioned.report().iterations())
                    .as("ridge %s", ridge)
                    .isLessThanOrEqualTo(20);
            if (ridge < 0.1) {
                assertThat(plain.report().iterations())
                        .isGreaterThan(3 * preconditioned.report().iterations());
            }
        }
    }

    /** A preconditioner that does nothing would leave the solution as it is: each takes at most a third of the steps. */
    @Test
    void eachTakesAThirdOfTheStepsAtMost() {
        ConjugateGradient method = ConjugateGradient.withDefaults().withTolerance(1e-6);
        KernelProblem even = KernelProblem.of(new Gaussian(1), X, 1e-3);
        long plain = method.solve(even.operator(), Y).report().iterations();
        for (Preconditioner preconditioner : all(150).subList(1, 6)) {
            assertThat(3 * solve(even, preconditioner, method).report().iterations())
                    .as(preconditioner.description())
                    .isLessThanOrEqualTo(plain);
        }
        // Rows scaled from 1e3 to 1e7, far beyond the eigenvalues of K: the diagonal is nearly all there is.
        double[] weights = new double[N];
        Arrays.setAll(weights, i -> Math.pow(10, -4.0 * i / N));
        KernelProblem uneven = KernelProblem.weighted(new Gaussian(1), X, 1e3, weights);
        assertThat(3 * solve(uneven, new Jacobi(), method).report().iterations())
                .isLessThanOrEqualTo(method.solve(uneven.operator(), Y).report().iterations());
    }

    /** The diagonal makes the matrix's eigenvalues those that the two are told of, and the block method's steps fewer. */
    @Test
    void otherMethodsTakeAPreconditionerToo() {
        double[] weights = new double[N];
        Arrays.setAll(weights, i -> Math.pow(10, -4.0 * i / N));
        KernelProblem problem = KernelProblem.weighted(new Gaussian(1), X, 1e3, weights);
        double[][] a = Examples.gram(new Gaussian(1), X.toRows(), X.toRows(), 0);
        for (int i = 0; i < N; i++) {
            a[i][i] += problem.diagonal()[i];
        }
        double[] expected = Examples.solve(a, Y);
        long plain = BlockConjugateGradient.withDefaults()
                .solve(problem.operator(), Y)
                .report()
                .iterations();
        try (PreparedPreconditioner m = new Jacobi().prepare(problem)) {
            // D^-1/2 (K + D) D^-1/2 lies between 1 - 1e-3 and 1 + N / 1e3.
            for (IterativeMethod method : List.of(
                    HeavyBall.between(0.99, 1.4).withPreconditioner(m.operator()),
                    Chebyshev.between(0.99, 1.4).withPreconditioner(m.operator()),
                    BlockConjugateGradient.withDefaults().withPreconditioner(m.operator()))) {
                IterativeMethod.Solution solution = method.solve(problem.operator(), Y);
                assertThat(solution.report().converged())
                        .as(method.description())
                        .isTrue();
                assertThat(3 * solution.report().iterations())
                        .as(method.description())
                        .isLessThanOrEqualTo(plain);
                assertThat(Examples.relativeError(solution.x(), expected))
                        .as(method.description())
                        .isLessThan(1.01e-10 * (1e7 + N) / 1e3);
            }
        }
    }

    @Test
    void moreRankTakesFewerSteps() {
        KernelProblem problem = KernelProblem.of(new Matern(1.5, 1), X, 1e-3);
        long last = Long.MAX_VALUE;
        for (int rank : new int[] {10, 50, 200, 400}) {
            long steps =
                    solve(problem, RandomlyPivotedCholesky.rank(rank)).report().iterations();
            assertThat(steps).isLessThanOrEqualTo(last);
            last = steps;
        }
        // All of the matrix is its inverse.
        assertThat(last).isLessThanOrEqualTo(2);
    }

    @Test
    void theLogDeterminantIsThatOfTheWholeMatrixAtFullRank() {
        KernelProblem problem = KernelProblem.of(new Gaussian(0.5), X, 0.1);
        double[][] a = Examples.gram(new Gaussian(0.5), X.toRows(), X.toRows(), 0.1);
        double expected = Arrays.stream(Examples.eigenvalues(a)).map(Math::log).sum();
        try (PreparedPreconditioner m = RandomlyPivotedCholesky.rank(N).prepare(problem)) {
            assertThat(m.logDeterminant().orElseThrow()).isCloseTo(expected, within(1e-8 * N));
        }
        try (PreparedPreconditioner m = new Jacobi().prepare(problem)) {
            assertThat(m.logDeterminant().orElseThrow()).isCloseTo(N * Math.log(1.1), within(1e-10 * N));
        }
    }

    @Test
    void kernelRidgeRegressionWithoutTheMatrix() {
        double[][] y = new double[N][2];
        double[] weights = new double[N];
        for (int i = 0; i < N; i++) {
            y[i][0] = Y[i];
            y[i][1] = i % 7;
            weights[i] = 1 + i % 3;
        }
        Context context = Context.of(X, Points.of("y", y));
        KernelRidge learner =
                KernelRidge.of(new Gaussian(1), 0.1).withWeights(weights).withCentredTargets(true);
        KernelRidgeModel exact = learner.fit(context);
        KernelRidgeModel model = learner.with(
                        KernelSolver.pcg(RandomlyPivotedCholesky.rank(60)).withMethod(ConjugateGradient.withDefaults()))
                .fit(context);
        assertThat(model.report().converged()).isTrue();
        assertThat(model.report().method()).contains("rank 60");
        for (int j = 0; j < 2; j++) {
            assertThat(Examples.relativeError(
                            model.dualCoefficients().column(j),
                            exact.dualCoefficients().column(j)))
                    .isLessThan(1.01e-10 * Examples.kappa(N, 1, 0.1 / 3));
        }
    }

    /** The coefficients of a ridge that differs by one per cent are nearer than 0 by two digits, and those of the same one are the solution. */
    @Test
    void aWarmStartTakesFewerSteps() {
        Context context = Context.of(X, Points.ofColumn("y", Y));
        PreconditionedSolver solver = KernelSolver.pcg(RandomlyPivotedCholesky.rank(20));
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1).with(solver);
        KernelRidgeModel cold = learner.fit(context);
        Points near = KernelRidge.of(new Gaussian(1), 0.101).fit(context).dualCoefficients();
        KernelRidgeModel warm = learner.with(solver.startingAt(near)).fit(context);
        assertThat(warm.report().converged()).isTrue();
        assertThat(warm.report().iterations())
                .isPositive()
                .isLessThan(cold.report().iterations());
        assertThat(Examples.relativeError(
                        warm.dualCoefficients().column(0),
                        cold.dualCoefficients().column(0)))
                .isLessThan(2.1e-8 * Examples.kappa(N, 1, 0.1));
        assertThat(learner.with(solver.startingAt(warm.dualCoefficients()))
                        .fit(context)
                        .report()
                        .iterations())
                .isZero();
        assertThatThrownBy(() -> learner.with(solver.startingAt(near)).fit(context.select(0, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("coefficients", "[400, 1]", "[3, 1]");
    }

    @Test
    void refusesBadInput() {
        assertThatThrownBy(() -> KernelProblem.of(new Gaussian(1), X, 0)).hasMessageContaining("ridge");
        assertThatThrownBy(() -> KernelProblem.weighted(new Gaussian(1), X, 1, new double[N]))
                .hasMessageContaining("weights[0]");
        assertThatThrownBy(() -> KernelProblem.weighted(new Gaussian(1), X, 1, new double[2]))
                .hasMessageContaining("weights");
        assertThatThrownBy(() -> RandomlyPivotedCholesky.rank(0)).hasMessageContaining("rank");
        assertThatThrownBy(() -> RandomlyPivotedCholesky.rank(3).prepare(KernelProblem.of(new Sigmoid(1, 0), X, 1)))
                .hasMessageContaining("Minres");
        PreparedPreconditioner closed =
                RandomlyPivotedCholesky.rank(3).prepare(KernelProblem.of(new Gaussian(1), X, 1));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.operator().apply(Y, new double[N])).isInstanceOf(IllegalStateException.class);
    }
}
