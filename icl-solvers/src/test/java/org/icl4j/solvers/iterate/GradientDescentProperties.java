package org.icl4j.solvers.iterate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Randoms;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.Examples;

class GradientDescentProperties {

    @Property(tries = 30)
    void iterateTHasItsClosedForm(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @IntRange(min = 0, max = 15) int steps,
            @ForAll @DoubleRange(min = 0.01, max = 0.3) double step) {
        Randoms randoms = Randoms.of(seed);
        double[][] a = Examples.symmetric(randoms, Examples.logarithmic(n, 10));
        double[] b = randoms.gaussians(n);
        IterativeMethod.Iterates iterates =
                GradientDescent.of(step).withTolerance(0).start(MatrixOperator.of(a), b);
        // x_t = (I - (I - step A)^t) x*
        double[] solution = Examples.solve(a, b);
        double[] e = solution;
        double growth = 1;
        for (int t = 0; t < steps; t++) {
            iterates.step();
            e = Examples.minus(e, times(step, Examples.times(a, e)));
            growth *= Math.max(1, Math.abs(1 - step * 10));
        }
        assertThat(iterates.count()).isEqualTo(steps);
        double tolerance = Examples.solveTolerance(n, 10) * (steps + 1) * growth * Examples.norm(solution);
        assertThat(Examples.norm(Examples.minus(iterates.solution(), Examples.minus(solution, e))))
                .isLessThanOrEqualTo(tolerance);
        double[] residual = Examples.minus(b, Examples.times(a, iterates.solution()));
        assertThat(Examples.norm(Examples.minus(iterates.residual(), residual))).isLessThanOrEqualTo(10 * tolerance);
        // Two norms of n terms and a quotient, on both sides.
        double carried = Examples.norm(iterates.residual()) / Examples.norm(b);
        assertThat(iterates.relativeResidual()).isCloseTo(carried, within((2 * n + 4) * Examples.EPS * carried));
    }

    @Example
    void anExactStartTakesNoStep() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2, 0}, {0, 4}});
        double[] b = {2, 2};
        double[] exact = {1, 0.5};
        for (IterativeMethod method : new IterativeMethod[] {
            GradientDescent.of(0.1).withTolerance(0),
            ConjugateGradient.withDefaults().withTolerance(0)
        }) {
            IterativeMethod.Iterates iterates = method.start(a, b, exact);
            assertThat(iterates.status()).isEqualTo(Status.CONVERGED);
            assertThat(iterates.relativeResidual()).isZero();
            iterates.step();
            assertThat(iterates.count()).isZero();
            assertThat(iterates.solution()).isEqualTo(exact);
        }
    }

    @Property(tries = 20)
    void convergesBelowTwoOverTheGreatestEigenvalueAndDivergesBeyond(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int n) {
        Randoms randoms = Randoms.of(seed);
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(randoms, Examples.logarithmic(n, 10)));
        double[] b = randoms.gaussians(n);
        IterativeMethod.Solution below = GradientDescent.of(1.9 / 10).solve(a, b);
        assertThat(below.report().status()).isEqualTo(Status.CONVERGED);
        assertThat(below.report().relativeResidual()).isLessThanOrEqualTo(1e-10);

        IterativeMethod.Solution beyond = GradientDescent.of(2.2 / 10).solve(a, b);
        assertThat(beyond.report().status()).isEqualTo(Status.DIVERGED);
        assertThat(beyond.report().relativeResidual()).isBetween(1e95, 1e100);
        assertThat(beyond.x()).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Property(tries = 30)
    void aNonSymmetricPreconditionerIsTheExplicitLoop(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @IntRange(min = 0, max = 8) int steps) {
        Randoms randoms = Randoms.of(seed);
        double[][] a = Examples.symmetric(randoms, Examples.logarithmic(n, 10));
        double[][] p = randoms.gaussians(n, n);
        double[] b = randoms.gaussians(n);
        double[] x0 = randoms.gaussians(n);
        IterativeMethod.Iterates iterates = PreconditionedGradientDescent.of(MatrixOperator.of(p))
                .withTolerance(0)
                .start(MatrixOperator.of(a), b, x0);
        double[] x = x0.clone();
        double size = Examples.norm(x0);
        for (int t = 0; t < steps; t++) {
            iterates.step();
            double[] residual = Examples.minus(b, Examples.times(a, x));
            x = Examples.minus(x, times(-1, Examples.times(p, residual)));
            size = Math.max(size, Examples.norm(x));
        }
        // Each step multiplies what is off by at most |I - P A| <= 1 + 10 |P|_F and adds n eps of what it handles.
        double norm = 1
                + 10
                        * Examples.norm(java.util.Arrays.stream(p)
                                .mapToDouble(Examples::norm)
                                .toArray());
        double tolerance = 10 * n * Examples.EPS * (size + Examples.norm(b)) * norm * Math.pow(norm, steps);
        assertThat(Examples.norm(Examples.minus(iterates.solution(), x))).isLessThanOrEqualTo(tolerance);
    }

    @Property(tries = 20)
    void aMultipleOfTheIdentityIsGradientDescent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int n) {
        Randoms randoms = Randoms.of(seed);
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(randoms, Examples.logarithmic(n, 10)));
        double[] b = randoms.gaussians(n);
        double[][] p = new double[n][n];
        for (int i = 0; i < n; i++) {
            p[i][i] = 0.1;
        }
        IterativeMethod.Iterates plain = GradientDescent.of(0.1).start(a, b);
        IterativeMethod.Iterates preconditioned =
                PreconditionedGradientDescent.of(MatrixOperator.of(p)).start(a, b);
        for (int t = 0; t < 5; t++) {
            plain.step();
            preconditioned.step();
            assertThat(preconditioned.solution()).isEqualTo(plain.solution());
            assertThat(preconditioned.relativeResidual()).isEqualTo(plain.relativeResidual());
        }
    }

    @Example
    void theReportSaysWhatItTook() {
        int n = 10;
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(Randoms.of(1), Examples.logarithmic(n, 10)));
        long start = System.nanoTime();
        SolveReport report =
                GradientDescent.of(0.1).solve(a, Randoms.of(2).gaussians(n)).report();
        assertThat(report.seconds()).isBetween(0.0, 1e-9 * (System.nanoTime() - start));
        // b, the iterate, its residual, the next of both, and the direction.
        assertThat(report.bytes()).isEqualTo(6L * 8 * n);
        assertThat(report.method()).isEqualTo("gradient descent (step 0.1)");
    }

    @Example
    void anExactInverseTakesOneStep() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2, 0}, {0, 4}});
        MatrixOperator inverse = MatrixOperator.of(new double[][] {{0.5, 0}, {0, 0.25}});
        IterativeMethod.Solution solution =
                PreconditionedGradientDescent.of(inverse).solve(a, new double[] {2, 2});
        assertThat(solution.x()).containsExactly(1, 0.5);
        assertThat(solution.report().iterations()).isEqualTo(1);
        assertThat(solution.report().method()).isEqualTo("preconditioned gradient descent");
    }

    @Example
    void whatIsCutShortHasNotConverged() {
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(Randoms.of(1), Examples.logarithmic(10, 10)));
        double[] b = Randoms.of(2).gaussians(10);
        for (IterativeMethod method : new IterativeMethod[] {
            GradientDescent.of(0.1).withMaxIterations(3),
            PreconditionedGradientDescent.of(a).withMaxIterations(3)
        }) {
            SolveReport report = method.solve(a, b).report();
            assertThat(report.status()).isEqualTo(Status.MAX_ITERATIONS);
            assertThat(report.converged()).isFalse();
            assertThat(report.iterations()).isEqualTo(3);
        }
    }

    @Example
    void scaleDoesNotMatter() {
        MatrixOperator a = MatrixOperator.of(Examples.symmetric(Randoms.of(1), Examples.logarithmic(10, 10)));
        double[] b = Randoms.of(2).gaussians(10);
        for (double step : new double[] {0.15, 0.3}) {
            IterativeMethod.Solution expected = GradientDescent.of(step).solve(a, b);
            for (int exponent : new int[] {-600, 600}) {
                double factor = Math.scalb(1.0, exponent);
                IterativeMethod.Solution solution = GradientDescent.of(step).solve(a, times(factor, b));
                assertThat(times(1 / factor, solution.x())).isEqualTo(expected.x());
                assertThat(solution.report().status())
                        .isEqualTo(expected.report().status());
                assertThat(solution.report().relativeResidual())
                        .isEqualTo(expected.report().relativeResidual());
            }
        }
    }

    @Example
    void zeroRightHandSide() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2}});
        IterativeMethod.Solution solution = GradientDescent.of(0.1).solve(a, new double[1]);
        assertThat(solution.x()).containsExactly(0);
        assertThat(solution.report().status()).isEqualTo(Status.CONVERGED);
    }

    @Example
    @SuppressWarnings("NullAway")
    void refusesBadInput() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2}});
        assertThatThrownBy(() -> GradientDescent.of(0)).hasMessageContaining("step");
        assertThatThrownBy(() -> GradientDescent.of(Double.NaN)).hasMessageContaining("step");
        assertThatThrownBy(() -> GradientDescent.of(1).withTolerance(Double.NaN))
                .hasMessageContaining("tolerance");
        assertThatThrownBy(() -> GradientDescent.of(1).withMaxIterations(0)).hasMessageContaining("maxIterations");
        assertThatThrownBy(() -> GradientDescent.of(1).solve(a, new double[2])).hasMessageContaining("b");
        assertThatThrownBy(() -> PreconditionedGradientDescent.of(null)).hasMessageContaining("preconditioner");
        assertThatThrownBy(() -> PreconditionedGradientDescent.of(a).solve(a, new double[] {Double.NaN}))
                .hasMessageContaining("b[0] = NaN");
        assertThatThrownBy(() -> PreconditionedGradientDescent.of(MatrixOperator.of(new double[][] {{1, 0}, {0, 1}}))
                        .solve(a, new double[1]))
                .hasMessageContaining("has size 2, the operator has size 1");
    }

    private static double[] times(double factor, double[] v) {
        return java.util.Arrays.stream(v).map(e -> factor * e).toArray();
    }
}
