package org.icl4j.solvers.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.iterate.BlockConjugateGradient;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.Minres;
import org.icl4j.solvers.iterate.NewtonSchulz;
import org.icl4j.solvers.ridge.IterativeKernelRidge;
import org.junit.jupiter.api.Test;

class IterativeRidgeTest {

    private static final Context CONTEXT = Context.of(
            Points.of("x", Randoms.of(1).gaussians(60, 4)),
            Points.of("y", Randoms.of(2).gaussians(60, 2)));
    private static final Points QUERIES = Points.of("q", Randoms.of(3).gaussians(10, 4));

    private static void assertClose(Points actual, Points expected, double tolerance) {
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.width(); j++) {
                assertThat(actual.get(i, j)).isCloseTo(expected.get(i, j), within(tolerance));
            }
        }
    }

    /** Conjugate gradients end in d steps. */
    @Test
    void endsAtRidgeRegression() {
        for (boolean intercept : new boolean[] {false, true}) {
            assertClose(
                    IterativeRidge.of(0.5, ConjugateGradient.withDefaults(), 10)
                            .withIntercept(intercept)
                            .fit(CONTEXT)
                            .predict(QUERIES),
                    RidgeRegression.of(0.5)
                            .withIntercept(intercept)
                            .fit(CONTEXT)
                            .predict(QUERIES),
                    1e-9);
        }
    }

    /** W_t = X'A_t for gradient descent with the same step: after every number of steps. */
    @Test
    void gradientDescentIsThatOfTheLinearKernel() {
        for (int steps : new int[] {1, 2, 5}) {
            assertClose(
                    IterativeRidge.of(0.5, GradientDescent.of(0.005), steps)
                            .fit(CONTEXT)
                            .predict(QUERIES),
                    IterativeKernelRidge.of(new Linear(), 0.5, GradientDescent.of(0.005), steps)
                            .fit(CONTEXT)
                            .predict(QUERIES),
                    1e-12);
        }
    }

    /** In the primal too: iterate t of the method on (X'X + r I) W = X'Y. */
    @Test
    void tStepsAreTheMethodsTthIterate() {
        double[][] x = CONTEXT.inputs().toRows();
        double[][] a = Examples.times(Examples.transpose(x), x);
        for (int i = 0; i < 4; i++) {
            a[i][i] += 0.5;
        }
        double[][] right =
                Examples.times(Examples.transpose(x), CONTEXT.targets().toRows());
        double[] b = Points.of("b", right).toRowMajor();
        for (IterativeMethod method : List.of(
                GradientDescent.of(0.005),
                HeavyBall.between(20, 150),
                Chebyshev.between(20, 150),
                ConjugateGradient.withDefaults(),
                BlockConjugateGradient.withDefaults(),
                Minres.withDefaults(),
                NewtonSchulz.of(0.005))) {
            IterativeMethod.Iterates iterates = method.start(MatrixOperator.of(a), 2, b, new double[8]);
            iterates.step();
            iterates.step();
            Points reached = IterativeRidge.of(0.5, method, 2).fit(CONTEXT).weights();
            for (int i = 0; i < 8; i++) {
                // Products of condition number below 10 in two orders of summation.
                assertThat(reached.toRowMajor()[i])
                        .as(method.description())
                        .isCloseTo(iterates.solution()[i], within(1e-12));
            }
        }
    }

    @Test
    void aListenerStopsItAndBadInputIsNamed() {
        Points one = IterativeRidge.of(0.5, GradientDescent.of(0.005), 1)
                .fit(CONTEXT)
                .predict(QUERIES);
        assertClose(
                IterativeRidge.of(0.5, GradientDescent.of(0.005), 9)
                        .withProgress((stage, done, total, value) -> false)
                        .fit(CONTEXT)
                        .predict(QUERIES),
                one,
                0);
        assertThatThrownBy(() -> IterativeRidge.of(-1, GradientDescent.of(1), 1))
                .hasMessageContaining("ridge");
        assertThatThrownBy(() -> IterativeRidge.of(1, GradientDescent.of(1), 0)).hasMessageContaining("steps");
    }
}
