package org.icl4j.solvers.iterate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;

class ConjugateGradientProperties {

    private static final ConjugateGradient TO_THE_END =
            ConjugateGradient.withDefaults().withTolerance(0).withRecomputeEvery(Integer.MAX_VALUE);

    private static double energy(double[][] a, double[] e) {
        return Math.sqrt(Math.max(0, Examples.dot(e, Examples.times(a, e))));
    }

    @Property(tries = 30)
    void equalsCholeskyToKappaEps(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 150) int n,
            @ForAll @DoubleRange(min = 0.01, max = 1) double ridge) {
        Context context = Examples.context(seed, n, 3, 1);
        Gaussian kernel = new Gaussian(1);
        double[] expected =
                KernelRidge.of(kernel, ridge).fit(context).dualCoefficients().column(0);
        double[] y = context.targets().column(0);
        IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
                .withTolerance(1e-12)
                .solve(Gram.operator(kernel, context.inputs(), ridge), y);
        assertThat(solution.report().converged()).isTrue();
        assertThat(solution.report().relativeResidual()).isLessThanOrEqualTo(1e-12);
        // |x - x*| / |x*| <= kappa |r| / |b|, beside Cholesky's own error.
        double kappa = Examples.kappa(n, 1, ridge);
        assertThat(Examples.relativeError(solution.x(), expected))
                .isLessThan(kappa * 1e-12 + Examples.solveTolerance(n, kappa));
    }

    @Property(tries = 30)
    void theErrorFallsInTheANormWithinTheChebyshevBound(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 60) int n,
            @ForAll @DoubleRange(min = 1, max = 10_000) double kappa) {
        Randoms randoms = Randoms.of(seed);
        double[][] a = Examples.symmetric(randoms, Examples.logarithmic(n, kappa));
        double[] exact = randoms.gaussians(n);
        double[] b = Examples.times(a, exact);
        double[] solution = Examples.solve(a, b);
        IterativeMethod.Iterates iterates = TO_THE_END.start(MatrixOperator.of(a), b);
        double start = energy(a, solution);
        double rate = (Math.sqrt(kappa) - 1) / (Math.sqrt(kappa) + 1);
        // The recursive residual leaves the true one by n eps kappa; at that height the error is rounding.
        double floor = 100 * Examples.solveTolerance(n, kappa) * start;
        double last = start;
        for (int t = 1; t <= n && iterates.status() == Status.RUNNING; t++) {
            iterates.step();
            double error = energy(a, Examples.minus(iterates.solution(), solution));
            assertThat(error).as("step %d", t).isLessThanOrEqualTo(last + floor);
            assertThat(error).as("step %d", t).isLessThanOrEqualTo(2 * Math.pow(rate, t) * start + floor);
            last = error;
        }
    }

    @Property(tries = 30)
    void endsAfterAsManyStepsAsThereAreDistinctEigenvalues(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int distinct,
            @ForAll @IntRange(min = 1, max = 8) int each) {
        int n = distinct * each;
        double[] eigenvalues = new double[n];
        Arrays.setAll(eigenvalues, i -> 1 + i % distinct);
        Randoms randoms = Randoms.of(seed);
        double[][] a = Examples.symmetric(randoms, eigenvalues);
        double[] b = randoms.gaussians(n);
        IterativeMethod.Iterates iterates = TO_THE_END.start(MatrixOperator.of(a), b);
        for (int t = 0; t < distinct; t++) {
            iterates.step();
        }
        // Rounding of A's eigenvalues grows by at most the Chebyshev polynomials' derivative, below 2 t^2 kappa.
        double tolerance = Examples.solveTolerance(n, 2.0 * distinct * distinct * distinct * distinct);
        assertThat(Examples.norm(iterates.residual()) / Examples.norm(b)).isLessThan(tolerance);
    }

    @Property(tries = 30)
    void residualsAreOrthogonalAndDirectionsConjugate(@ForAll long seed, @ForAll @IntRange(min = 3, max = 40) int n) {
        Randoms randoms = Randoms.of(seed);
        double kappa = 20;
        double[][] a = Examples.symmetric(randoms, Examples.logarithmic(n, kappa));
        IterativeMethod.Iterates iterates = TO_THE_END.start(MatrixOperator.of(a), randoms.gaussians(n));
        List<double[]> residuals = new ArrayList<>();
        List<double[]> steps = new ArrayList<>();
        double[] x = iterates.solution();
        // Orthogonality decays as the residual does (Paige): a few steps stay near rounding.
        for (int t = 0; t < Math.min(n, 8); t++) {
            residuals.add(iterates.residual());
            iterates.step();
            double[] next = iterates.solution();
            steps.add(Examples.minus(next, x));
            x = next;
        }
        double tolerance = 100 * n * Examples.EPS * kappa * kappa;
        for (int i = 0; i < residuals.size(); i++) {
            for (int j = 0; j < i; j++) {
                double scale = Examples.norm(residuals.get(0)) * Examples.norm(residuals.get(j));
                assertThat(Math.abs(Examples.dot(residuals.get(i), residuals.get(j))))
                        .isLessThan(tolerance * scale);
                double energies = energy(a, steps.get(0)) * energy(a, steps.get(j));
                assertThat(Math.abs(Examples.dot(steps.get(i), Examples.times(a, steps.get(j)))))
                        .isLessThan(tolerance * energies);
            }
        }
    }

    @Property(tries = 20)
    void thePreconditionerChangesThePathNotTheGoal(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
        Randoms randoms = Randoms.of(seed);
        double[][] a = Examples.symmetric(randoms, Examples.logarithmic(n, 10));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                // Badly scaled rows and columns, which Jacobi undoes.
                a[i][j] *= Math.pow(10, 3.0 * (i + j) / n);
            }
        }
        double[][] jacobi = new double[n][n];
        for (int i = 0; i < n; i++) {
            jacobi[i][i] = 1 / a[i][i];
        }
        double[] b = Examples.times(a, randoms.gaussians(n));
        MatrixOperator operator = MatrixOperator.of(a);
        ConjugateGradient method = ConjugateGradient.withDefaults().withTolerance(1e-9);
        IterativeMethod.Solution plain = method.solve(operator, b);
        IterativeMethod.Solution preconditioned =
                method.withPreconditioner(MatrixOperator.of(jacobi)).solve(operator, b);
        assertThat(plain.report().converged()).isTrue();
        assertThat(preconditioned.report().converged()).isTrue();
        assertThat(preconditioned.report().method()).startsWith("preconditioned");
        double kappa = 10 * 1e6;
        assertThat(Examples.relativeError(preconditioned.x(), plain.x())).isLessThan(2 * kappa * 1e-9);
        if (n >= 15) {
            assertThat(preconditioned.report().iterations())
                    .isLessThan(plain.report().iterations());
        }
    }

    @Example
    void aPerfectPreconditionerNeedsOneStep() {
        double[][] a = {{4, 1}, {1, 3}};
        double[][] inverse = {{3 / 11.0, -1 / 11.0}, {-1 / 11.0, 4 / 11.0}};
        IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
                .withPreconditioner(MatrixOperator.of(inverse))
                .solve(MatrixOperator.of(a), new double[] {1, 2});
        assertThat(solution.report().iterations()).isEqualTo(1);
        assertThat(solution.x()[0]).isCloseTo(1 / 11.0, org.assertj.core.api.Assertions.within(4 * Examples.EPS));
    }

    @Example
    void zeroRightHandSide() {
        IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
                .solve(MatrixOperator.of(new double[][] {{2, 1}, {1, 2}}), new double[2]);
        assertThat(solution.x()).containsExactly(0, 0);
        assertThat(solution.report().status()).isEqualTo(Status.CONVERGED);
        assertThat(solution.report().relativeResidual()).isZero();
        assertThat(solution.report().iterations()).isZero();
    }

    @Example
    void anIndefiniteOperatorIsRefused() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{1, 0}, {0, -1}});
        for (double[] b : new double[][] {{1, 1}, {1, 2}, {0, 1}}) {
            NotPositiveDefiniteException error = catchThrowableOfType(
                    NotPositiveDefiniteException.class,
                    () -> ConjugateGradient.withDefaults().solve(a, b));
            assertThat(error).message().contains("p'A p", "after 0 steps");
        }
        MatrixOperator good = MatrixOperator.of(new double[][] {{1, 0}, {0, 2}});
        assertThatThrownBy(() ->
                        ConjugateGradient.withDefaults().withPreconditioner(a).solve(good, new double[] {0, 1}))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("preconditioner");
    }

    @Example
    void beyondWorkingPrecisionItStagnatesAndSaysSo() {
        double[][] a = Examples.symmetric(Randoms.of(1), Examples.logarithmic(30, 1e6));
        double[] b = Randoms.of(2).gaussians(30);
        IterativeMethod.Solution solution =
                ConjugateGradient.withDefaults().withTolerance(1e-30).solve(MatrixOperator.of(a), b);
        assertThat(solution.report().status()).isEqualTo(Status.STAGNATED);
        assertThat(solution.report().relativeResidual()).isGreaterThan(0).isLessThan(Examples.solveTolerance(30, 1e6));
    }

    /** A product with 34 bits instead of 53, relative to its greatest element. */
    private record Rounded(LinearOperator exact) implements LinearOperator {

        private static final double ERROR = 0x1p-34;

        @Override
        public int size() {
            return exact.size();
        }

        @Override
        public void apply(double[] x, double[] result) {
            exact.apply(x, result);
            double greatest = Arrays.stream(result).map(Math::abs).max().orElseThrow();
            double unit = Math.scalb(2 * ERROR, Math.getExponent(greatest));
            Arrays.setAll(result, i -> Math.rint(result[i] / unit) * unit);
        }
    }

    @Property(tries = 20)
    void whereTheProductsRoundingHidesTheToleranceItStaysThere(
            @ForAll long seed,
            @ForAll @IntRange(min = 10, max = 80) int n,
            @ForAll @IntRange(min = 1, max = 60) int recomputeEvery) {
        Randoms randoms = Randoms.of(seed);
        Rounded a = new Rounded(MatrixOperator.of(Examples.symmetric(randoms, Examples.logarithmic(n, 1e4))));
        SolveReport report = ConjugateGradient.withDefaults()
                .withTolerance(1e-14)
                .withRecomputeEvery(recomputeEvery)
                .solve(a, randoms.gaussians(n))
                .report();
        assertThat(report.status()).isEqualTo(Status.STAGNATED);
        // One product's rounding, in the norm; and a few times that for what the steps have added up.
        assertThat(report.relativeResidual()).isLessThan(4 * Math.sqrt(n) * Rounded.ERROR);
    }

    /** Far from the solution r is large, and what its updates lose then stays in it: only b - A x tells. */
    private static double[] farAway(int n) {
        return Arrays.stream(Randoms.of(3).gaussians(n)).map(v -> 1e10 * v).toArray();
    }

    @Example
    void aClaimOfConvergenceThatIsNotTrueStartsAgainFromTheTruth() {
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(Randoms.of(1), Examples.logarithmic(20, 100)));
        double[] b = Randoms.of(2).gaussians(20);
        ConjugateGradient method = TO_THE_END.withTolerance(1e-12);
        IterativeMethod.Iterates iterates = method.start(a, b, farAway(20));
        boolean claimedTooEarly = false;
        double carried = 1;
        while (iterates.status() == Status.RUNNING) {
            iterates.step();
            claimedTooEarly |= iterates.relativeResidual() > 1e3 * carried;
            carried = iterates.relativeResidual();
        }
        assertThat(claimedTooEarly).isTrue();
        assertThat(iterates.status()).isEqualTo(Status.CONVERGED);
        assertThat(Examples.norm(iterates.residual()) / Examples.norm(b)).isLessThanOrEqualTo(1e-12 * (1 + 1e-12));
    }

    @Example
    void scaleDoesNotMatter() {
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(Randoms.of(1), Examples.logarithmic(10, 100)));
        double[] b = Randoms.of(2).gaussians(10);
        double[] x = ConjugateGradient.withDefaults().solve(a, b).x();
        double[] x0 = Randoms.of(3).gaussians(10);
        IterativeMethod.Iterates iterates = TO_THE_END.start(a, b, x0);
        iterates.step();
        for (int exponent : new int[] {-900, 900}) {
            double factor = Math.scalb(1.0, exponent);
            double[] scaled = Arrays.stream(b).map(v -> factor * v).toArray();
            double[] scaledStart = Arrays.stream(x0).map(v -> factor * v).toArray();
            IterativeMethod.Iterates large = TO_THE_END.start(a, scaled, scaledStart);
            large.step();
            assertThat(Arrays.stream(large.solution()).map(v -> v / factor).toArray())
                    .isEqualTo(iterates.solution());
            assertThat(large.relativeResidual()).isEqualTo(iterates.relativeResidual());
            IterativeMethod.Solution solution = ConjugateGradient.withDefaults().solve(a, scaled);
            assertThat(solution.report().converged()).isTrue();
            assertThat(Arrays.stream(solution.x()).map(v -> v / factor).toArray())
                    .isEqualTo(x);
        }
    }

    @Example
    void progressCanStop() {
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(Randoms.of(1), Examples.logarithmic(30, 1e4)));
        IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
                .solve(a, Randoms.of(2).gaussians(30), (stage, done, total, value) -> done < 4);
        assertThat(solution.report().status()).isEqualTo(Status.STOPPED);
        assertThat(solution.report().iterations()).isEqualTo(4);
        IterativeMethod.Solution cut = ConjugateGradient.withDefaults()
                .withMaxIterations(4)
                .solve(a, Randoms.of(2).gaussians(30));
        assertThat(cut.report().status()).isEqualTo(Status.MAX_ITERATIONS);
        assertThat(cut.x()).isEqualTo(solution.x());
    }

    @Example
    @SuppressWarnings("NullAway")
    void refusesBadInput() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2}});
        ConjugateGradient method = ConjugateGradient.withDefaults();
        assertThatThrownBy(() -> method.solve(a, new double[2])).hasMessageContaining("expected length 1, got 2");
        assertThatThrownBy(() -> method.solve(a, new double[] {Double.NaN})).hasMessageContaining("b[0] = NaN");
        assertThatThrownBy(() -> method.start(null, new double[1])).hasMessageContaining("a: is null");
        assertThatThrownBy(() -> method.solve(a, null)).hasMessageContaining("b: is null");
        assertThatThrownBy(() -> method.withTolerance(-1)).hasMessageContaining("tolerance");
        assertThatThrownBy(() -> method.withMaxIterations(0)).hasMessageContaining("maxIterations");
        assertThatThrownBy(() -> method.withRecomputeEvery(0)).hasMessageContaining("recomputeEvery");
        assertThatThrownBy(() -> method.withPreconditioner(MatrixOperator.of(new double[][] {{1, 0}, {0, 1}}))
                        .solve(a, new double[1]))
                .hasMessageContaining("has size 2, the operator has size 1");
        assertThatThrownBy(() -> MatrixOperator.of(new double[][] {{1, 2}})).hasMessageContaining("square");
        assertThatThrownBy(() -> MatrixOperator.of(new double[0][])).isInstanceOf(IllegalArgumentException.class);
    }
}
