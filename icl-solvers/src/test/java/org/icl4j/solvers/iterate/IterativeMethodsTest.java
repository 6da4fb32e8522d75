package org.icl4j.solvers.iterate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.Examples;

/** What all methods keep to, and the identities of each. */
class IterativeMethodsTest {

    static final double KAPPA = 50;

    /** The methods for eigenvalues in [1, 50]. */
    private static List<IterativeMethod> methods() {
        return List.of(
                GradientDescent.of(2 / (1 + KAPPA)),
                HeavyBall.between(1, KAPPA),
                Chebyshev.between(1, KAPPA),
                ConjugateGradient.withDefaults(),
                ConjugateGradient.withDefaults().withFlexible(true),
                BlockConjugateGradient.withDefaults(),
                Minres.withDefaults(),
                NewtonSchulz.of(2 / (1 + KAPPA)),
                NewtonSchulz.ofSquare(1 / (KAPPA * KAPPA)));
    }

    /** Counts products: columns, and calls. */
    private static final class Counting implements LinearOperator {

        private final LinearOperator a;
        private int columns;
        private int calls;

        Counting(LinearOperator a) {
            this.a = a;
        }

        @Override
        public int size() {
            return a.size();
        }

        @Override
        public void apply(double[] x, double[] result) {
            calls++;
            columns++;
            a.apply(x, result);
        }

        @Override
        public void apply(double[] x, int t, double[] result) {
            calls++;
            columns += t;
            a.apply(x, t, result);
        }
    }

    static double[][] matrix(long seed, int n) {
        return Examples.symmetric(Randoms.of(seed), Examples.logarithmic(n, KAPPA));
    }

    static double[] column(double[] rowMajor, int t, int j) {
        double[] column = new double[rowMajor.length / t];
        Arrays.setAll(column, i -> rowMajor[i * t + j]);
        return column;
    }

    @Property(tries = 8)
    void everyMethodSolvesSeveralRightHandSides(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int t) {
        int n = 25;
        double[][] a = matrix(seed, n);
        double[] b = Randoms.of(seed).split("b").gaussians(n * t);
        double[] x0 = Randoms.of(seed).split("x0").gaussians(n * t);
        for (IterativeMethod method : methods()) {
            IterativeMethod.Solution solution = method.solve(MatrixOperator.of(a), t, b, x0, Progress.NONE);
            assertThat(solution.columns()).hasSize(t);
            assertThat(solution.report().converged()).as(method.description()).isTrue();
            for (int j = 0; j < t; j++) {
                assertThat(solution.columns().get(j).relativeResidual()).isLessThanOrEqualTo(1e-10 * (1 + 1e-9));
                // |x - x*| <= |r| / lmin, and |b| <= kappa lmin |x*|
                double[] expected = Examples.solve(a, column(b, t, j));
                assertThat(Examples.relativeError(column(solution.x(), t, j), expected))
                        .as(method.description())
                        .isLessThan(1.01 * KAPPA * 1e-10);
            }
        }
    }

    @Example
    void iterateZeroIsTheStartAlsoWhereTheRightHandSideIsZero() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2, 1}, {1, 2}});
        double[] x0 = {3, 4};
        for (IterativeMethod method : List.of(
                GradientDescent.of(0.3),
                HeavyBall.between(1, 3),
                Chebyshev.between(1, 3),
                ConjugateGradient.withDefaults(),
                BlockConjugateGradient.withDefaults(),
                Minres.withDefaults(),
                NewtonSchulz.of(0.5))) {
            IterativeMethod.Iterates iterates = method.start(a, new double[2], x0);
            assertThat(iterates.status()).isEqualTo(Status.RUNNING);
            assertThat(iterates.solution()).as(method.description()).isEqualTo(x0);
            assertThat(iterates.relativeResidual()).isEqualTo(1);
            IterativeMethod.Solution solution = method.solve(a, 1, new double[2], x0, Progress.NONE);
            assertThat(solution.report().converged()).as(method.description()).isTrue();
            // lmin |x| <= |A x| <= 1e-10 |A x0|
            assertThat(Examples.norm(solution.x())).isLessThan(3 * 5 * 1e-10);
        }
    }

    @Example
    void noProductIsWasted() {
        int n = 40;
        // Twelve different eigenvalues: twelve steps.
        double[] eigenvalues = new double[n];
        Arrays.setAll(eigenvalues, i -> 1 + i % 12);
        double[][] a = Examples.symmetric(Randoms.of(1), eigenvalues);
        double[] b = Randoms.of(2).gaussians(n);
        for (IterativeMethod method : List.of(ConjugateGradient.withDefaults(), Minres.withDefaults())) {
            Counting operator = new Counting(MatrixOperator.of(a));
            IterativeMethod.Solution solution = method.solve(operator, b);
            assertThat(solution.report().iterations()).isEqualTo(12);
            // One a step, and one to see that it is true.
            assertThat(operator.columns).as(method.description()).isEqualTo(13);
        }
        Counting operator = new Counting(MatrixOperator.of(a));
        GradientDescent.of(0.1).withMaxIterations(7).solve(operator, b);
        assertThat(operator.columns).isEqualTo(7);
        // A warm start costs one more, and where it is the solution nothing else.
        double[] exact = Examples.solve(a, b);
        Counting warm = new Counting(MatrixOperator.of(a));
        IterativeMethod.Solution again = ConjugateGradient.withDefaults().solve(warm, 1, b, exact, Progress.NONE);
        assertThat(again.report().iterations()).isZero();
        assertThat(again.x()).isEqualTo(exact);
        assertThat(warm.columns).isEqualTo(1);
    }

    @Example
    void columnsShareTheProductsAndEndByThemselves() {
        int n = 30;
        double[][] a = matrix(5, n);
        Counting operator = new Counting(MatrixOperator.of(a));
        double[] b = new double[n * 3];
        double[] hard = Randoms.of(6).gaussians(n);
        double[] easy = Examples.times(a, hard);
        for (int i = 0; i < n; i++) {
            b[i * 3] = hard[i];
            // The second starts at its solution, the third is 0.
            b[i * 3 + 1] = easy[i];
        }
        double[] x0 = new double[n * 3];
        for (int i = 0; i < n; i++) {
            x0[i * 3 + 1] = hard[i];
        }
        IterativeMethod.Iterates iterates = ConjugateGradient.withDefaults().start(operator, 3, b, x0);
        assertThat(iterates.status(1)).isEqualTo(Status.CONVERGED);
        assertThat(iterates.status(2)).isEqualTo(Status.CONVERGED);
        assertThat(iterates.status()).isEqualTo(Status.RUNNING);
        while (iterates.status() == Status.RUNNING) {
            iterates.step();
        }
        assertThat(iterates.count(0)).isGreaterThan(5);
        assertThat(iterates.count(1)).isZero();
        assertThat(iterates.count()).isEqualTo(iterates.count(0));
        assertThat(operator.calls).isEqualTo(1 + iterates.count(0) + 1);
        assertThat(operator.columns).isEqualTo(operator.calls);

        // A stop leaves every column where it was, and says so.
        double[] two = new double[2 * n];
        double[] other = Randoms.of(8).gaussians(n);
        for (int i = 0; i < n; i++) {
            two[2 * i] = hard[i];
            two[2 * i + 1] = other[i];
        }
        IterativeMethod.Solution stopped = ConjugateGradient.withDefaults()
                .solve(operator, 2, two, new double[2 * n], (stage, done, total, value) -> done < 3);
        for (int j = 0; j < 2; j++) {
            assertThat(stopped.columns().get(j).status()).isEqualTo(Status.STOPPED);
            assertThat(stopped.columns().get(j).iterations()).isEqualTo(3);
            assertThat(stopped.columns().get(j).relativeResidual()).isLessThan(1);
        }
    }

    @Property(tries = 20)
    void chebyshevKeepsItsBoundAndItsPolynomial(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @DoubleRange(min = 1, max = 1000) double kappa) {
        double[][] a = Examples.symmetric(Randoms.of(seed), Examples.logarithmic(n, kappa));
        double[] b = Randoms.of(seed).split("b").gaussians(n);
        double[] exact = Examples.solve(a, b);
        IterativeMethod.Iterates iterates =
                Chebyshev.between(1, kappa).withTolerance(0).start(MatrixOperator.of(a), b);
        double rate = (Math.sqrt(kappa) - 1) / (Math.sqrt(kappa) + 1);
        double start = Examples.norm(exact);
        for (int t = 1; t <= 30 && iterates.status() == Status.RUNNING; t++) {
            iterates.step();
            double error = Examples.norm(Examples.minus(iterates.solution(), exact));
            double floor = 10 * Examples.solveTolerance(n, kappa) * start;
            assertThat(error).as("step %d", t).isLessThanOrEqualTo(2 * Math.pow(rate, t) * start + floor);
        }
    }

    @Example
    void heavyBallIsItsRecurrenceAndFallsAtItsRate() {
        double[][] a = matrix(3, 12);
        double[] b = Randoms.of(4).gaussians(12);
        HeavyBall method = HeavyBall.between(1, KAPPA).withTolerance(0);
        IterativeMethod.Iterates iterates = method.start(MatrixOperator.of(a), b);
        double[] last = new double[12];
        double[] x = new double[12];
        double[] exact = Examples.solve(a, b);
        for (int t = 0; t < 60; t++) {
            double[] r = Examples.minus(b, Examples.times(a, x));
            double[] next = new double[12];
            for (int i = 0; i < 12; i++) {
                next[i] = x[i] + method.step() * r[i] + (t == 0 ? 0 : method.momentum() * (x[i] - last[i]));
            }
            last = x;
            x = next;
            iterates.step();
            assertThat(Examples.norm(Examples.minus(iterates.solution(), x)))
                    .isLessThan(Examples.solveTolerance(12, KAPPA) * (t + 1) * Examples.norm(exact));
        }
        // e_t grows at most like (1 + 2 t) rate^t from two equal starts.
        double rate = Math.sqrt(method.momentum());
        assertThat(Examples.norm(Examples.minus(x, exact)))
                .isLessThan(2 * (1 + 2 * 60) * Math.pow(rate, 60) * Examples.norm(exact));
    }

    /** What is left after the first step falls by one part in 400, the next by two, and so on: that is no end. */
    @Example
    void newtonSchulzDoesNotTakeASlowStartForTheEnd() {
        double[][] a = {{1, 0}, {0, 1.0 / 400}};
        IterativeMethod.Solution solution =
                NewtonSchulz.of(1).withTolerance(1e-12).solve(MatrixOperator.of(a), new double[] {1, 0.05});
        assertThat(solution.report().status()).isEqualTo(Status.CONVERGED);
        // (1 - 1/400)^(2^t) is e^-28 at t = 14.
        assertThat(solution.report().iterations()).isBetween(12L, 16L);
        // Two steps at the bottom of rounding end it where it is asked for more than there is.
        double[] b = Randoms.of(1).gaussians(12);
        IterativeMethod.Solution bottom =
                NewtonSchulz.of(1 / KAPPA).withTolerance(0).solve(MatrixOperator.of(matrix(2, 12)), b);
        assertThat(bottom.report().status()).isEqualTo(Status.STAGNATED);
        assertThat(bottom.report().relativeResidual()).isLessThan(Examples.solveTolerance(12, KAPPA));
    }

    /** P21: I - A V_(t+1) = (I - A V_t)^2, so that iterate t is iterate 2^(t-1) of gradient descent. */
    @Property(tries = 10)
    void newtonSchulzSquaresTheErrorOfGradientDescent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
        double[][] a = matrix(seed, n);
        double[] b = Randoms.of(seed).split("b").gaussians(n);
        double step = 1.5 / KAPPA;
        IterativeMethod.Iterates newton = NewtonSchulz.of(step).withTolerance(0).start(MatrixOperator.of(a), b);
        IterativeMethod.Iterates descent =
                GradientDescent.of(step).withTolerance(0).start(MatrixOperator.of(a), b);
        double[][] squared = Examples.times(a, a);
        IterativeMethod.Iterates onSquare =
                NewtonSchulz.ofSquare(1 / (KAPPA * KAPPA)).withTolerance(0).start(MatrixOperator.of(a), b);
        IterativeMethod.Iterates normal = GradientDescent.of(1 / (KAPPA * KAPPA))
                .withTolerance(0)
                .start(MatrixOperator.of(squared), Examples.times(a, b));
        for (int t = 1; t <= 6; t++) {
            newton.step();
            onSquare.step();
            while (descent.count() < 1 << (t - 1)) {
                descent.step();
                normal.step();
            }
            assertThat(Examples.norm(Examples.minus(newton.solution(), descent.solution())))
                    .isLessThan(Examples.solveTolerance(n, KAPPA) * (1 << t) * Examples.norm(b));
            assertThat(Examples.norm(Examples.minus(onSquare.solution(), normal.solution())))
                    .isLessThan(Examples.solveTolerance(n, KAPPA * KAPPA) * (1 << t) * Examples.norm(b));
        }
        assertThat(NewtonSchulz.of(2.2)
                        .solve(MatrixOperator.of(new double[][] {{1}}), new double[] {1})
                        .report()
                        .status())
                .isEqualTo(Status.DIVERGED);
    }

    /** Eigenvalues up to 50 where both were told of 10: their factors there are above 1. */
    @Example
    void divergenceOutsideTheIntervalIsAStatus() {
        double[][] a = matrix(15, 20);
        double[] b = Randoms.of(16).gaussians(20);
        for (IterativeMethod method : List.of(HeavyBall.between(1, 10), Chebyshev.between(1, 10))) {
            SolveReport report = method.solve(MatrixOperator.of(a), b).report();
            assertThat(report.status()).as(method.description()).isEqualTo(Status.DIVERGED);
            assertThat(report.iterations()).as(method.description()).isLessThan(400);
        }
    }

    @Example
    void stagnationAtTheEndOfPrecisionIsAStatus() {
        double[][] a = matrix(13, 20);
        double[] b = Randoms.of(14).gaussians(20);
        for (IterativeMethod method : List.of(
                GradientDescent.of(2 / (1 + KAPPA)).withTolerance(1e-30),
                HeavyBall.between(1, KAPPA).withTolerance(1e-30),
                Chebyshev.between(1, KAPPA).withTolerance(1e-30),
                ConjugateGradient.withDefaults().withTolerance(1e-30),
                BlockConjugateGradient.withDefaults().withTolerance(1e-30),
                Minres.withDefaults().withTolerance(1e-30),
                NewtonSchulz.of(1 / KAPPA).withTolerance(1e-30))) {
            IterativeMethod.Solution solution = method.solve(MatrixOperator.of(a), b);
            assertThat(solution.report().status()).as(method.description()).isEqualTo(Status.STAGNATED);
            assertThat(solution.report().relativeResidual()).isLessThan(Examples.solveTolerance(20, KAPPA));
        }
    }
}
