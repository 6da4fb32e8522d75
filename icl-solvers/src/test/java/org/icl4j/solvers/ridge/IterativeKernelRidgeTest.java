package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.BlockConjugateGradient;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.Minres;
import org.icl4j.solvers.iterate.NewtonSchulz;
import org.junit.jupiter.api.Test;

class IterativeKernelRidgeTest {

    private static final Context CONTEXT = Examples.context(1, 80, 2, 3);

    @Test
    void enoughStepsGiveTheExactModel() {
        Gaussian kernel = new Gaussian(1);
        KernelRidgeModel exact = KernelRidge.of(kernel, 0.1).fit(CONTEXT);
        KernelRidgeModel model = IterativeKernelRidge.of(
                        kernel, 0.1, ConjugateGradient.withDefaults().withTolerance(1e-12), 500)
                .fit(CONTEXT);
        assertThat(model.report().status()).isEqualTo(Status.CONVERGED);
        assertThat(model.report().relativeResidual()).isLessThanOrEqualTo(2e-12);
        double kappa = Examples.kappa(80, 1, 0.1);
        for (int j = 0; j < 3; j++) {
            assertThat(Examples.relativeError(
                            model.dualCoefficients().column(j),
                            exact.dualCoefficients().column(j)))
                    .isLessThan(kappa * 2e-12);
        }
    }

    @Test
    void tStepsAreTheMethodsTthIterate() {
        double[][] x = CONTEXT.inputs().toRows();
        MatrixOperator a = MatrixOperator.of(Examples.gram(new Gaussian(1), x, x, 0.1));
        for (IterativeMethod method : new IterativeMethod[] {
            GradientDescent.of(0.01).withTolerance(0),
            HeavyBall.between(0.1, 80.1).withTolerance(0),
            Chebyshev.between(0.1, 80.1).withTolerance(0),
            ConjugateGradient.withDefaults().withTolerance(0),
            Minres.withDefaults().withTolerance(0),
            NewtonSchulz.of(0.02).withTolerance(0),
            BlockConjugateGradient.withDefaults().withTolerance(0)
        }) {
            KernelRidgeModel model =
                    IterativeKernelRidge.of(new Gaussian(1), 0.1, method, 4).fit(CONTEXT);
            assertThat(model.report().iterations()).isEqualTo(4);
            assertThat(model.report().status()).isEqualTo(Status.MAX_ITERATIONS);
            IterativeMethod.Iterates iterates =
                    method.start(a, 3, CONTEXT.targets().toRowMajor(), new double[3 * 80]);
            for (int t = 0; t < 4; t++) {
                iterates.step();
            }
            // Two orders of summation in each product; conjugate gradients magnify them by up to kappa.
            assertThat(Examples.relativeError(model.dualCoefficients().toRowMajor(), iterates.solution()))
                    .as(method.description())
                    .isLessThan(4 * Examples.solveTolerance(80, Examples.kappa(80, 1, 0.1)));
        }
    }

    /** The mean that is added back is the one that was subtracted: the same as with targets that the caller has centred. */
    @Test
    void centresTargets() {
        IterativeKernelRidge learner =
                IterativeKernelRidge.of(new Gaussian(1), 0.1, ConjugateGradient.withDefaults(), 5);
        KernelRidgeModel model = learner.withCentredTargets(true).fit(CONTEXT);
        KernelRidgeModel exact =
                KernelRidge.of(new Gaussian(1), 0.1).withCentredTargets(true).fit(CONTEXT);
        assertThat(model.targetMeans()).isEqualTo(exact.targetMeans());
        double[][] centred = CONTEXT.targets().toRows();
        for (double[] row : centred) {
            for (int j = 0; j < 3; j++) {
                row[j] -= model.targetMeans()[j];
            }
        }
        KernelRidgeModel byHand = learner.fit(CONTEXT.inputs(), Points.of("targets", centred));
        assertThat(model.dualCoefficients()).isEqualTo(byHand.dualCoefficients());
        assertThat(model.report().relativeResidual()).isEqualTo(byHand.report().relativeResidual());
        Points answers = model.predict(CONTEXT.inputs());
        Points plain = byHand.predict(CONTEXT.inputs());
        for (int j = 0; j < 3; j++) {
            assertThat(answers.get(7, j)).isEqualTo(plain.get(7, j) + model.targetMeans()[j]);
        }
        assertThat(learner.centredTargets()).isFalse();
        assertThat(learner.withCentredTargets(true).withProgress(Progress.NONE).centredTargets())
                .isTrue();
    }

    @Test
    void aStepTooLargeIsAStatus() {
        KernelRidgeModel model = IterativeKernelRidge.of(new Gaussian(1), 0.1, GradientDescent.of(1), 5000)
                .fit(CONTEXT);
        assertThat(model.report().status()).isEqualTo(Status.DIVERGED);

        // Also where the iterates leave the range of numbers before they are 1e100 times the targets.
        Context large = Context.of(new double[][] {{0}, {1}, {2}}, new double[] {1e307, -1e307, 0.5e307});
        KernelRidgeModel last = IterativeKernelRidge.of(new Gaussian(1), 0.1, GradientDescent.of(50), 5000)
                .fit(large);
        assertThat(last.report().status()).isEqualTo(Status.DIVERGED);
    }

    @Test
    void progressCanStop() {
        IterativeKernelRidge learner = IterativeKernelRidge.of(
                new Gaussian(1), 0.1, GradientDescent.of(0.01).withTolerance(0), 20);
        KernelRidgeModel model =
                learner.withProgress((stage, done, total, value) -> done < 5).fit(CONTEXT);
        assertThat(model.report().status()).isEqualTo(Status.STOPPED);
        assertThat(model.report().iterations()).isEqualTo(5);
    }

    @Test
    void progressCountsTheSteps() {
        List<Long> seen = new ArrayList<>();
        IterativeKernelRidge.of(new Gaussian(1), 0.1, GradientDescent.of(0.01).withTolerance(0), 2)
                .withProgress((stage, done, total, value) -> {
                    assertThat(total).isEqualTo(2);
                    return seen.add(done);
                })
                .fit(CONTEXT);
        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void takesMemoryLinearInTheRows() {
        int n = 2000;
        long start = System.nanoTime();
        Points x = Points.of("x", Randoms.of(3).gaussians(n, 1));
        Points y = Points.of("y", Randoms.of(4).gaussians(n, 1));
        KernelRidgeModel model = IterativeKernelRidge.of(new Gaussian(0.5), 1, ConjugateGradient.withDefaults(), 3)
                .fit(Context.of(x, y));
        // Seven vectors, and the coefficients.
        assertThat(model.report().bytes()).isEqualTo(8L * 8 * n);
        assertThat(model.report().seconds()).isBetween(0.0, 1e-9 * (System.nanoTime() - start));
        assertThat(model.predict(x.select(0, 1)).size()).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("NullAway")
    void refusesBadInput() {
        ConjugateGradient method = ConjugateGradient.withDefaults();
        assertThatThrownBy(() -> IterativeKernelRidge.of(null, 1, method, 1)).hasMessageContaining("kernel");
        assertThatThrownBy(() -> IterativeKernelRidge.of(new Gaussian(1), -1, method, 1))
                .hasMessageContaining("ridge");
        assertThatThrownBy(() -> IterativeKernelRidge.of(new Gaussian(1), 1, null, 1))
                .hasMessageContaining("method");
        assertThatThrownBy(() -> IterativeKernelRidge.of(new Gaussian(1), 1, method, 0))
                .hasMessageContaining("steps");
        assertThatThrownBy(() ->
                        IterativeKernelRidge.of(new Gaussian(1), 1, method, 1).fit((Context) null))
                .hasMessageContaining("context");
    }

    /** A Pythagorean triple, at sizes whose squares leave the range of numbers. */
    @Test
    void normsOfVeryLargeAndVerySmallVectors() {
        for (double scale : new double[] {0x1p-1000, 0x1p-400, 1, 0x1p400, 0x1p1000}) {
            // A square root, a quotient and a product, if it scales.
            assertThat(Vectors.norm(new double[] {3 * scale, -4 * scale}))
                    .isCloseTo(5 * scale, within(4 * Math.ulp(5 * scale)));
        }
    }

    @Test
    void aRightHandSideWhoseNormOverflowsIsRefused() {
        MatrixOperator a = MatrixOperator.of(new double[][] {{2, 1}, {1, 2}});
        double[] b = {1.5e308, 1.5e308};
        assertThatThrownBy(() -> ConjugateGradient.withDefaults().solve(a, b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b: its norm is beyond the range of numbers");
        assertThatThrownBy(() -> GradientDescent.of(0.3).solve(a, b)).isInstanceOf(IllegalArgumentException.class);
    }
}
