package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Cosine;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.LaplacianL1;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.gp.GaussianProcessModel;
import org.icl4j.solvers.gp.Prediction;
import org.junit.jupiter.api.Test;

/**
 * Predictions of scikit-learn 1.2.1 on the points (sin i, cos 2i), i = 0 to 7, with targets sin(3 x_0) and x_0 x_1 + 0.5. They come from
 * {@code KernelRidge(alpha, kernel=..., gamma=..., ...).fit(X, Y, sample_weight).predict(Q)} and {@code
 * GaussianProcessRegressor(ConstantKernel(1.7) * Matern([0.8, 1.3], nu=2.5), alpha=0.05, optimizer=None)}, printed with repr.
 */
class ScikitLearnTest {

    private static final int N = 8;
    private static final double[][] X = new double[N][];
    private static final double[][] Y = new double[N][];
    private static final double[] WEIGHTS = new double[N];
    private static final double[][] QUERIES = {{0.1, 0.2}, {-0.5, 0.9}, {0.7, -0.3}};

    static {
        for (int i = 0; i < N; i++) {
            X[i] = new double[] {Math.sin(i), Math.cos(2 * i)};
            Y[i] = new double[] {Math.sin(3 * X[i][0]), X[i][0] * X[i][1] + 0.5};
            WEIGHTS[i] = 0.5 + i % 3;
        }
    }

    private static void agrees(KernelRidge learner, double... expected) {
        double[] answers =
                learner.fit(Context.of(X, Y)).predict(Points.of("q", QUERIES)).toRowMajor();
        assertThat(answers).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(answers[i]).isCloseTo(expected[i], within(1e-9));
        }
    }

    private static KernelRidge ridge(Kernel kernel) {
        return KernelRidge.of(kernel, 0.3);
    }

    @Test
    void weightsAndARidgeForEachTarget() {
        agrees(
                ridge(Gaussian.ofGamma(0.5)).withRidges(0.1, 0.5).withWeights(WEIGHTS),
                0.17667552278951032,
                0.5283807439829079,
                -0.6433340576905717,
                0.3248100824055675,
                0.6200156324753531,
                0.24032023427133126);
    }

    @Test
    void kernels() {
        agrees(
                ridge(new LaplacianL1(1 / 0.7)),
                0.22069430715637162,
                0.5136020220174647,
                -0.41846357516316507,
                0.364999368728324,
                0.5156331064777048,
                0.28152474838850206);
        agrees(
                ridge(new Polynomial(3, 0.5, 1)),
                0.11691520001768273,
                0.4071976221298754,
                -0.8864746059019372,
                0.2596477820133157,
                0.5431219688836885,
                0.23802283073645536);
        agrees(
                ridge(new Cosine()),
                0.2655148306466193,
                0.008200185967108248,
                -0.36990566751687065,
                0.20214821833666508,
                0.6443762644623251,
                -0.23843174677012857);
        agrees(
                ridge(new Linear()),
                0.054313659762810176,
                -0.022733778135618887,
                -0.38393437629424343,
                0.2098011681054245,
                0.4807336876640543,
                -0.24514953727904795);
    }

    @Test
    void gaussianProcess() {
        double[] y = new double[N];
        for (int i = 0; i < N; i++) {
            y[i] = Y[i][0];
        }
        GaussianProcessModel model = GaussianProcess.of(new AnisotropicMatern(2.5, 0.8, 1.3).scaled(1.7), 0.05)
                .withCentredTargets(false)
                .fit(X, y);
        Prediction posterior = model.posterior(QUERIES);
        close(posterior.mean(), 0.19746335131229564, -0.9559780730684921, 0.6645092883310539);
        close(posterior.standardDeviation(), 0.6397024508266835, 0.42696323067426006, 0.2676654871555825);
        close(
                model.covariance(Points.of("q", QUERIES)).toRowMajor(),
                0.40921922559366575,
                -0.07278765286820899,
                0.06028372659269854,
                -0.07278765286820899,
                0.18229760034780162,
                -0.0075284834450563,
                0.06028372659269854,
                -0.0075284834450563,
                0.07164481301423553);
        assertThat(model.logMarginalLikelihood()).isCloseTo(-6.153844935121868, within(1e-9));
    }

    private static void close(double[] actual, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-9));
        }
    }
}
