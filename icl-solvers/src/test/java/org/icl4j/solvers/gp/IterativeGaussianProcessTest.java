package org.icl4j.solvers.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.junit.jupiter.api.Test;

class IterativeGaussianProcessTest {

    private static Context context(int n, int t) {
        return Context.of(
                Points.of("x", Randoms.of(1).gaussians(n, 2)),
                Points.of("y", Randoms.of(2).gaussians(n, t)));
    }

    /** Condition number below 2e3, tolerance 1e-10. */
    @Test
    void isTheExactProcessToItsTolerance() {
        Context context = context(150, 2);
        Points queries = Points.of("q", Randoms.of(3).gaussians(70, 2));
        GaussianProcessModel exact = GaussianProcess.of(new Matern(1.5, 1), 0.1)
                .withCentredTargets(false)
                .fit(context);
        IterativeGaussianProcessModel model = IterativeGaussianProcess.of(new Matern(1.5, 1), 0.1)
                .withRank(40)
                .withTolerance(1e-10)
                .fit(context);
        assertThat(model.mean().report().converged()).isTrue();
        for (boolean noisy : new boolean[] {false, true}) {
            Prediction expected = noisy ? exact.predictive(queries) : exact.posterior(queries);
            Prediction actual = noisy ? model.predictive(queries) : model.posterior(queries);
            for (int q = 0; q < 70; q++) {
                for (int j = 0; j < 2; j++) {
                    assertThat(actual.means().get(q, j))
                            .isCloseTo(expected.means().get(q, j), within(1e-6));
                    assertThat(actual.standardDeviations().get(q, j))
                            .isCloseTo(expected.standardDeviations().get(q, j), within(1e-6));
                }
            }
        }
        Estimate evidence = model.logMarginalLikelihood(20, 0.999, 5);
        assertThat(exact.logMarginalLikelihood()).isBetween(evidence.low(), evidence.high());
        assertThat(evidence.standardError()).isPositive().isLessThan(2);
    }

    /** Step h = 1e-5: h^2 f''' / 6 and eps |f| / h are both below 1e-6 of the values here. */
    @Test
    void theLikelihoodsGradientIsItsCentralDifference() {
        Context context = context(40, 3);
        for (DifferentiableKernel kernel : List.of(
                new AnisotropicMatern(2.5, 0.7, 2), new Gaussian(1).scaled(2).plus(new Matern(1.5, 0.5)))) {
            Hyperparameters space = Hyperparameters.of(kernel);
            MarginalLikelihood at = MarginalLikelihood.of(kernel, 0.3, context);
            assertThat(at.value())
                    .isCloseTo(
                            GaussianProcess.of(kernel, 0.3)
                                    .withCentredTargets(false)
                                    .fit(context)
                                    .logMarginalLikelihood(),
                            within(1e-9));
            double h = 1e-5;
            double[] theta = space.theta();
            for (int q = 0; q < theta.length; q++) {
                double[] up = theta.clone();
                double[] down = theta.clone();
                up[q] += h;
                down[q] -= h;
                double slope =
                        (MarginalLikelihood.of(space.at(up), 0.3, context).value()
                                        - MarginalLikelihood.of(space.at(down), 0.3, context)
                                                .value())
                                / (2 * h);
                assertThat(at.kernelGradient()[q]).isCloseTo(slope, within(1e-5 * (1 + Math.abs(slope))));
            }
            double slope =
                    (MarginalLikelihood.of(kernel, 0.3 * Math.exp(h), context).value()
                                    - MarginalLikelihood.of(kernel, 0.3 * Math.exp(-h), context)
                                            .value())
                            / (2 * h);
            assertThat(at.noiseGradient()).isCloseTo(slope, within(1e-5 * (1 + Math.abs(slope))));
        }
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> IterativeGaussianProcess.of(new Gaussian(1), 0))
                .hasMessageContaining("noise");
        assertThatThrownBy(() -> IterativeGaussianProcess.of(new Gaussian(1), 1).withRank(0))
                .hasMessageContaining("rank");
        assertThatThrownBy(() -> MarginalLikelihood.of(new Gaussian(1), -1, context(3, 1)))
                .hasMessageContaining("noise");
        assertThatThrownBy(() -> IterativeGaussianProcess.of(new Gaussian(1), 1)
                        .fit(context(5, 1))
                        .posterior(Points.of("q", new double[][] {{1}})))
                .hasMessageContaining("queries");
    }
}
