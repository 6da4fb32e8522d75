package org.icl4j.solvers.iterate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

/** What conjugate gradients, in blocks and flexible too, MINRES and their Lanczos coefficients promise beyond what every method does. */
class KrylovMethodsTest {

    /** Golub and Ye: whatever the preconditioner has become, p'A q = 0 with the direction q before, and p'r = 0 behind the step. */
    @Example
    void aFlexibleDirectionIsConjugateToTheOneBeforeAndTheStepOptimal() {
        int n = 12;
        double[][] a = IterativeMethodsTest.matrix(6, n);
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
            double rounding = 8 * n * Examples.EPS * IterativeMethodsTest.KAPPA * IterativeMethodsTest.KAPPA;
            assertThat(Examples.dot(step, before))
                    .isCloseTo(0, within(rounding * (Examples.norm(step) + Examples.norm(x)) * Examples.norm(before)));
            assertThat(Examples.dot(step, r))
                    .isCloseTo(0, within(rounding * (Examples.norm(step) + Examples.norm(x)) * (1 + Examples.norm(r))));
            before = Examples.times(a, step);
        }
    }

    @Property(tries = 20)
    void minresSolvesIndefiniteSystemsAndItsResidualNeverGrows(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int n) {
        double[] eigenvalues = Examples.logarithmic(n, IterativeMethodsTest.KAPPA);
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
                .isLessThan(1.01 * IterativeMethodsTest.KAPPA * 1e-10);
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
        double[] exact = Examples.solve(a, IterativeMethodsTest.column(equal, 3, 0));
        assertThat(Examples.relativeError(IterativeMethodsTest.column(dependent.x(), 3, 0), exact))
                .isLessThan(1e5 * 1e-10);
    }

    @Example
    void theLanczosCoefficientsKnowTheSpectrum() {
        int n = 12;
        double[] eigenvalues = Examples.logarithmic(n, IterativeMethodsTest.KAPPA);
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
        assertThat(t.conditionNumber())
                .isCloseTo(IterativeMethodsTest.KAPPA, within(1e-6 * IterativeMethodsTest.KAPPA));
        // b'A^-1 b and b'log(A) b
        double[] x = Examples.solve(a, b);
        assertThat(t.quadrature(s -> 1 / s)).isCloseTo(Examples.dot(b, x), within(1e-8 * Examples.dot(b, x)));
        assertThat(t.quadrature(s -> 1)).isCloseTo(Examples.dot(b, b), within(1e-10 * Examples.dot(b, b)));
        assertThat(t.quadrature(s -> s))
                .isCloseTo(
                        Examples.dot(b, Examples.times(a, b)),
                        within(1e-8 * IterativeMethodsTest.KAPPA * Examples.dot(b, b)));
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
                .isCloseTo(
                        Examples.dot(b, power),
                        within(1e-9 * Math.pow(IterativeMethodsTest.KAPPA, 5) * Examples.dot(b, b)));
        assertThat(few.lanczos(0).conditionNumber()).isBetween(1.0, IterativeMethodsTest.KAPPA);
    }

    @Example
    void commonsMathBothWays() {
        double[][] a = IterativeMethodsTest.matrix(11, 10);
        double[] b = Randoms.of(12).gaussians(10);
        double[] exact = Examples.solve(a, b);
        // Their operator, our method.
        LinearOperator theirs = CommonsMath.operator(new Array2DRowRealMatrix(a));
        double[] x = ConjugateGradient.withDefaults().solve(theirs, b).x();
        assertThat(Examples.relativeError(x, exact)).isLessThan(IterativeMethodsTest.KAPPA * 1e-10);
        // Our operator, their method.
        IterativeMethod.Solution solution = CommonsMath.solve(
                new org.apache.commons.math3.linear.ConjugateGradient(100, 1e-11, true), MatrixOperator.of(a), b);
        assertThat(solution.report().converged()).isTrue();
        assertThat(Examples.relativeError(solution.x(), exact)).isLessThan(IterativeMethodsTest.KAPPA * 1e-10);
        assertThat(CommonsMath.solve(
                                new org.apache.commons.math3.linear.ConjugateGradient(2, 1e-11, true),
                                MatrixOperator.of(a),
                                b)
                        .report()
                        .status())
                .isEqualTo(Status.MAX_ITERATIONS);
        // Our method as one of theirs.
        double[] y = CommonsMath.solver(Chebyshev.between(1, IterativeMethodsTest.KAPPA))
                .solve(CommonsMath.operator(MatrixOperator.of(a)), new ArrayRealVector(b))
                .toArray();
        assertThat(Examples.relativeError(y, exact)).isLessThan(IterativeMethodsTest.KAPPA * 1e-10);
        assertThatThrownBy(() -> CommonsMath.solver(GradientDescent.of(0.01).withMaxIterations(2))
                        .solve(CommonsMath.operator(MatrixOperator.of(a)), new ArrayRealVector(b)))
                .isInstanceOf(MaxCountExceededException.class);
        assertThatThrownBy(() -> CommonsMath.operator(new Array2DRowRealMatrix(2, 3)))
                .hasMessageContaining("square");
    }
}
