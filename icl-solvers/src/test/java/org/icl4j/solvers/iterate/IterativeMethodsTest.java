package org.icl4j.solvers.iterate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.Examples;

/** What all methods keep to, and the identities of each. */
class IterativeMethodsTest {

    private static final double KAPPA = 50;

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

    private static double[][] matrix(long seed, int n) {
        return Examples.symmetric(Randoms.of(seed), Examples.logarithmic(n, KAPPA));
    }

    private static double[] column(double[] rowMajor, int t, int j) {
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

    /** Golub and Ye: whatever the preconditioner has become, p'A q = 0 with the direction q before, and p'r = 0 behind the step. */
    @Example
    void aFlexibleDirectionIsConjugateToTheOneBeforeAndTheStepOptimal() {
        int n = 12;
        double[][] a = matrix(6, n);
        Randoms randoms = Randoms.of(7);
        LinearOperator moody = new LinearOperator() {
            @Override
            public int size() {
                return n;
            }

            @Override
            public void apply(double[] x, double[] result) {
                for (int i = 0; i < n; i++) {
                    result[i] = (0.5 + randoms.uniform()) * x[i];
                }
            }
        };
        IterativeMethod.Iterates iterates = ConjugateGradient.withDefaults()
                .withFlexible(true)
                .withPreconditioner(moody)
                .start(MatrixOperator.of(a), randoms.gaussians(n));
        double[] x = iterates.solution();
        double[] before = new double[n];
        for (int t = 0; t < 6; t++) {
            iterates.step();
            double[] step = Examples.minus(iterates.solution(), x);
            x = iterates.solution();
            double[] r = iterates.residual();
            // Sums of n products; x holds the step to eps |x|.
            double rounding = 8 * n * Examples.EPS * KAPPA * KAPPA;
            assertThat(Examples.dot(step, before))
                    .isCloseTo(0, within(rounding * (Examples.norm(step) + Examples.norm(x)) * Examples.norm(before)));
            assertThat(Examples.dot(step, r))
                    .isCloseTo(0, within(rounding * (Examples.norm(step) + Examples.norm(x)) * (1 + Examples.norm(r))));
            before = Examples.times(a, step);
        }
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

    @Property(tries = 20)
    void minresSolvesIndefiniteSystemsAndItsResidualNeverGrows(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int n) {
        double[] eigenvalues = Examples.logarithmic(n, KAPPA);
        for (int i = 0; i < n; i += 2) {
            eigenvalues[i] *= -1;
        }
        double[][] a = Examples.symmetric(Randoms.of(seed), eigenvalues);
        double[] b = Randoms.of(seed).split("b").gaussians(n);
        IterativeMethod.Iterates iterates = Minres.withDefaults().start(MatrixOperator.of(a), b);
        double last = iterates.relativeResidual();
        while (iterates.status() == Status.RUNNING && iterates.count() < 10 * n) {
            iterates.step();
            assertThat(iterates.relativeResidual()).isLessThanOrEqualTo(last * (1 + 1e-6));
            last = iterates.relativeResidual();
        }
        assertThat(iterates.status()).isEqualTo(Status.CONVERGED);
        assertThat(Examples.relativeError(iterates.solution(), Examples.solve(a, b)))
                .isLessThan(1.01 * KAPPA * 1e-10);
    }

    @Example
    void conjugateGradientsNameTheMethodForIndefiniteSystems() {
        assertThatThrownBy(() -> ConjugateGradient.withDefaults()
                        .solve(MatrixOperator.of(new double[][] {{-1, 0}, {0, 1}}), new double[] {2, 1}))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("Minres");
    }

    @Example
    void minresSaysThatASingularSystemHasNoSolution() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{1, 0}, {0, 0}});
        IterativeMethod.Solution solution = Minres.withDefaults().solve(a, new double[] {1, 1});
        assertThat(solution.report().status()).isEqualTo(Status.STAGNATED);
        assertThat(solution.report().relativeResidual()).isCloseTo(Math.sqrt(0.5), within(1e-12));
    }

    @Example
    void aBlockNeedsFewerStepsAndDependentColumnsDoNoHarm() {
        int n = 60;
        // Four small eigenvalues, which a block of five gets out of the way together.
        double[] eigenvalues = new double[n];
        Arrays.setAll(eigenvalues, i -> i < 4 ? 1e-4 * (i + 1) : 1 + i / 20.0);
        double[][] a = Examples.symmetric(Randoms.of(7), eigenvalues);
        int t = 5;
        double[] b = Randoms.of(8).gaussians(n * t);
        IterativeMethod.Solution one =
                ConjugateGradient.withDefaults().solve(MatrixOperator.of(a), t, b, new double[n * t], Progress.NONE);
        IterativeMethod.Solution block = BlockConjugateGradient.withDefaults()
                .solve(MatrixOperator.of(a), t, b, new double[n * t], Progress.NONE);
        assertThat(block.report().converged()).isTrue();
        assertThat(block.report().iterations()).isLessThan(one.report().iterations() / 2 + 4);

        double[] equal = new double[n * 3];
        for (int i = 0; i < n; i++) {
            equal[3 * i] = b[i];
            equal[3 * i + 1] = b[i];
            equal[3 * i + 2] = -2 * b[i];
        }
        IterativeMethod.Solution dependent = BlockConjugateGradient.withDefaults()
                .solve(MatrixOperator.of(a), 3, equal, new double[n * 3], Progress.NONE);
        assertThat(dependent.report().converged()).isTrue();
        double[] exact = Examples.solve(a, column(equal, 3, 0));
        assertThat(Examples.relativeError(column(dependent.x(), 3, 0), exact)).isLessThan(1e5 * 1e-10);
    }

    @Example
    void theLanczosCoefficientsKnowTheSpectrum() {
        int n = 12;
        double[] eigenvalues = Examples.logarithmic(n, KAPPA);
        double[][] a = Examples.symmetric(Randoms.of(9), eigenvalues);
        double[] b = Randoms.of(10).gaussians(n);
        LanczosIterates iterates =
                ConjugateGradient.withDefaults().withTolerance(0).start(MatrixOperator.of(a), b);
        assertThat(iterates.lanczos(0).size()).isZero();
        for (int i = 0; i < n; i++) {
            iterates.step();
        }
        LanczosCoefficients t = iterates.lanczos(0);
        assertThat(t.size()).isEqualTo(n);
        assertThat(t.conditionNumber()).isCloseTo(KAPPA, within(1e-6 * KAPPA));
        // b'A^-1 b and b'log(A) b
        double[] x = Examples.solve(a, b);
        assertThat(t.quadrature(s -> 1 / s)).isCloseTo(Examples.dot(b, x), within(1e-8 * Examples.dot(b, x)));
        assertThat(t.quadrature(s -> 1)).isCloseTo(Examples.dot(b, b), within(1e-10 * Examples.dot(b, b)));
        assertThat(t.quadrature(s -> s))
                .isCloseTo(Examples.dot(b, Examples.times(a, b)), within(1e-8 * KAPPA * Examples.dot(b, b)));
        // Three steps are exact for polynomials up to degree 5.
        LanczosIterates few = ConjugateGradient.withDefaults().start(MatrixOperator.of(a), b);
        for (int i = 0; i < 3; i++) {
            few.step();
        }
        double[] power = b;
        for (int i = 0; i < 5; i++) {
            power = Examples.times(a, power);
        }
        assertThat(few.lanczos(0).quadrature(s -> Math.pow(s, 5)))
                .isCloseTo(Examples.dot(b, power), within(1e-9 * Math.pow(KAPPA, 5) * Examples.dot(b, b)));
        assertThat(few.lanczos(0).conditionNumber()).isBetween(1.0, KAPPA);
    }

    @Example
    void commonsMathBothWays() {
        double[][] a = matrix(11, 10);
        double[] b = Randoms.of(12).gaussians(10);
        double[] exact = Examples.solve(a, b);
        // Their operator, our method.
        LinearOperator theirs = CommonsMath.operator(new Array2DRowRealMatrix(a));
        double[] x = ConjugateGradient.withDefaults().solve(theirs, b).x();
        assertThat(Examples.relativeError(x, exact)).isLessThan(KAPPA * 1e-10);
        // Our operator, their method.
        IterativeMethod.Solution solution = CommonsMath.solve(
                new org.apache.commons.math3.linear.ConjugateGradient(100, 1e-11, true), MatrixOperator.of(a), b);
        assertThat(solution.report().converged()).isTrue();
        assertThat(Examples.relativeError(solution.x(), exact)).isLessThan(KAPPA * 1e-10);
        assertThat(CommonsMath.solve(
                                new org.apache.commons.math3.linear.ConjugateGradient(2, 1e-11, true),
                                MatrixOperator.of(a),
                                b)
                        .report()
                        .status())
                .isEqualTo(Status.MAX_ITERATIONS);
        // Our method as one of theirs.
        double[] y = CommonsMath.solver(Chebyshev.between(1, KAPPA))
                .solve(CommonsMath.operator(MatrixOperator.of(a)), new ArrayRealVector(b))
                .toArray();
        assertThat(Examples.relativeError(y, exact)).isLessThan(KAPPA * 1e-10);
        assertThatThrownBy(() -> CommonsMath.solver(GradientDescent.of(0.01).withMaxIterations(2))
                        .solve(CommonsMath.operator(MatrixOperator.of(a)), new ArrayRealVector(b)))
                .isInstanceOf(MaxCountExceededException.class);
        assertThatThrownBy(() -> CommonsMath.operator(new Array2DRowRealMatrix(2, 3)))
                .hasMessageContaining("square");
    }

    @Example
    void stagnationAtTheEndOfPrecisionIsAStatus() {
        double[][] a = matrix(13, 20);
        double[] b = Randoms.of(14).gaussians(20);
        for (IterativeMethod method : List.of(
                GradientDescent.of(2 / (1 + KAPPA)).withTolerance(1e-30),
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
