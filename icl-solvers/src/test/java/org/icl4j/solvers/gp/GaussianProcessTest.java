package org.icl4j.solvers.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;

class GaussianProcessTest {

    @Property(tries = 20)
    void theMeanIsKernelRidgeRegression(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n) {
        Context context = Examples.context(seed, n, 2, 2);
        Points queries = Points.of("q", Randoms.of(seed).split("q").gaussians(4, 2));
        GaussianProcessModel model = GaussianProcess.of(new Gaussian(1), 0.2).fit(context);
        assertThat(model.predict(queries))
                .isEqualTo(KernelRidge.of(new Gaussian(1), 0.2)
                        .withCentredTargets(true)
                        .fit(context)
                        .predict(queries));
        assertThat(model.posterior(queries).means()).isEqualTo(model.predict(queries));
    }

    /** Each pair predicted by a process that never saw it. */
    @Property(tries = 20)
    void leaveOneOutIsLeavingOneOut(@ForAll long seed, @ForAll @IntRange(min = 2, max = 15) int n) {
        Context context = Examples.context(seed, n, 2, 1);
        GaussianProcess process = GaussianProcess.of(new Gaussian(1), 0.3).withCentredTargets(false);
        Prediction closed = process.fit(context).leaveOneOut();
        double tolerance = Examples.solveTolerance(n, (n + 1) / 0.3);
        double density = 0;
        for (int i = 0; i < n; i++) {
            int left = i;
            int[] others = IntStream.range(0, n).filter(j -> j != left).toArray();
            Prediction one = process.fit(context.select(others))
                    .predictive(context.inputs().select(i));
            assertThat(closed.means().get(i, 0)).isCloseTo(one.mean()[0], within(10 * tolerance));
            assertThat(closed.standardDeviations().get(i, 0))
                    .isCloseTo(one.standardDeviation()[0], within(10 * tolerance));
            double s = one.standardDeviation()[0];
            double z = (context.targets().get(i, 0) - one.mean()[0]) / s;
            density += (-0.5 * z * z - Math.log(s * Math.sqrt(2 * Math.PI))) / n;
        }
        // Deviations are at least the root of the noise, so that a share 10 tol / 0.3 of them moves z^2 by twice as
        // much of itself.
        assertThat(process.fit(context).leaveOneOutLogDensity())
                .isCloseTo(density, within(100 * tolerance * (1 + Math.abs(density))));
    }

    /** 20000 draws have moments within 5 / sqrt(20000) = 0.036 deviations of the posterior's. */
    @Example
    void samplesHaveThePosteriorsMoments() {
        Context context = Examples.context(3, 6, 1, 1);
        Points queries = Points.ofColumn("q", new double[] {-1, 0.2, 3});
        GaussianProcessModel model = GaussianProcess.of(new Gaussian(1), 0.1).fit(context);
        int count = 20_000;
        Points draws = model.samples(queries, count, 7);
        double[] mean = model.predict(queries).column(0);
        double[][] covariance = model.covariance(queries).toRows();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int c = 0; c < count; c++) {
                    sum += (draws.get(i, c) - mean[i]) * (draws.get(j, c) - mean[j]);
                }
                double size = Math.sqrt(covariance[i][i] * covariance[j][j]);
                assertThat(sum / count).isCloseTo(covariance[i][j], within(5 * 1.5 * size / Math.sqrt(count)));
            }
            double average = Arrays.stream(draws.row(i)).average().orElseThrow();
            assertThat(average).isCloseTo(mean[i], within(5 * Math.sqrt(covariance[i][i] / count)));
        }
        assertThat(model.samples(queries, 5, 7)).isEqualTo(model.samples(queries, 5, 7));
    }

    /** Data drawn from the model itself: the intervals hold what they say. */
    @Example
    void anOptimisedProcessIsCalibrated() {
        int n = 300;
        double[][] x = Randoms.of(5).gaussians(2 * n, 1);
        double[] noise = Randoms.of(6).gaussians(2 * n);
        double[] y = new double[2 * n];
        Arrays.setAll(y, i -> 10 + Math.sin(3 * x[i][0]) + 0.2 * noise[i]);
        GaussianProcessModel model =
                GaussianProcess.of(new Matern(2.5, 1), 0.1).optimised().fit(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
        assertThat(Math.sqrt(model.noise())).isCloseTo(0.2, within(0.03));
        Points rest = Points.of("x", Arrays.copyOfRange(x, n, 2 * n));
        Points truth = Points.ofColumn("y", Arrays.copyOfRange(y, n, 2 * n));
        Prediction predictive = model.predictive(rest);
        // 300 trials at 0.95: three standard errors are 0.038.
        assertThat(predictive.coverage(truth, 0.95)).isCloseTo(0.95, within(0.04));
        assertThat(predictive.logDensity(truth))
                .isGreaterThan(model.posterior(rest).logDensity(truth));
        assertThat(model.choice()).isPresent();
        assertThat(model.logMarginalLikelihood())
                .isCloseTo(model.choice().orElseThrow().value(), within(1e-6 * n));
    }

    @Example
    void intervalsAreThoseOfTheNormalDistribution() {
        Prediction standard =
                new Prediction(Points.ofColumn("m", new double[] {1}), Points.ofColumn("s", new double[] {2}));
        assertThat(standard.upper(0.95).get(0, 0)).isCloseTo(1 + 2 * 1.959963984540054, within(1e-9));
        assertThat(standard.lower(0.95).get(0, 0)).isCloseTo(1 - 2 * 1.959963984540054, within(1e-9));
        // N(2; 1, 2^2) = exp(-1/8) / (2 sqrt(2 pi))
        assertThat(standard.logDensity(Points.ofColumn("y", new double[] {2})))
                .isCloseTo(Math.log(Math.exp(-0.125) / (2 * Math.sqrt(2 * Math.PI))), within(1e-15));
        assertThatThrownBy(() -> standard.upper(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("probability");
    }
}
