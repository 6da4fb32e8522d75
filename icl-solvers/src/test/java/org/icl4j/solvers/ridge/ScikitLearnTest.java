package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /**
     * {@code KernelRidge(alpha=[0.1, 0.5], kernel="precomputed").fit(k(X, X), Y, sample_weight=w)} on the same points moved by 1.5 in both
     * coordinates (chi-squared takes no negative ones), k the function of {@code metrics.pairwise} or of {@code gaussian_process.kernels}.
     */
    static Stream<Arguments> everySharedKernel() {
        return Stream.of(
                Arguments.of(
                        "gaussian(0.8)",
                        0.1872628807434386,
                        0.5106652202868788,
                        -0.6625184926327805,
                        0.2611602283509827,
                        0.6441123722535317,
                        0.230473994041072),
                Arguments.of(
                        "gaussian(0.8, 1.3)",
                        0.1837070967994008,
                        0.5176595591848006,
                        -0.7432831267999381,
                        0.35048279426697393,
                        0.6407140489065872,
                        0.23006106080525238),
                Arguments.of(
                        "laplacianL1(1.25)",
                        0.27285117593450425,
                        0.4687685883475455,
                        -0.4835544334594442,
                        0.351351896924335,
                        0.5959737035396161,
                        0.2631277579787248),
                Arguments.of(
                        "laplacianL2(0.9)",
                        0.1538692741963722,
                        0.42884090642429273,
                        -0.46529788493926394,
                        0.3036027985778117,
                        0.5700467142111676,
                        0.2376312192549674),
                Arguments.of(
                        "matern(1.5, 0.9)",
                        0.18725724792168563,
                        0.49249709105911177,
                        -0.6198626551399576,
                        0.3054211489984611,
                        0.6351261315512213,
                        0.24283009138652897),
                Arguments.of(
                        "matern(2.5, 0.9)",
                        0.1905831406971942,
                        0.5073045828958942,
                        -0.6402372438986526,
                        0.30285485771539444,
                        0.6389574621957256,
                        0.23996884710018784),
                Arguments.of(
                        "matern(2.5, 0.8, 1.3)",
                        0.19252018926189432,
                        0.5015531071486148,
                        -0.7160686891450401,
                        0.33536439110305327,
                        0.6570468019613679,
                        0.24016879966289),
                Arguments.of(
                        "matern(0.7, 0.9)",
                        0.16777471356744544,
                        0.4526547237446047,
                        -0.5284105466712259,
                        0.3056731434377291,
                        0.6016242690403014,
                        0.2419435602026897),
                Arguments.of(
                        "rationalQuadratic(1.2, 0.9)",
                        0.1904706623123991,
                        0.5150653296846422,
                        -0.5970576303814952,
                        0.3743779292608126,
                        0.6259722310074305,
                        0.2423314881718827),
                Arguments.of(
                        "periodic(2, 0.9)[0]",
                        0.2388641572048995,
                        0.43063897536911183,
                        -0.7902589730454982,
                        0.3561391498679083,
                        0.8638789323177681,
                        0.24879222767545192),
                Arguments.of(
                        "linear",
                        0.0537491211792575,
                        0.5649024634934133,
                        -0.4128320426946865,
                        0.9657110541776822,
                        0.4535751084652863,
                        0.2557046413316539),
                Arguments.of(
                        "polynomial(3, 0.5, 1)",
                        0.0780213599662238,
                        0.8516570401300803,
                        -1.1804490178052653,
                        0.2142857154787515,
                        0.5663256044932427,
                        0.4043869879759224),
                Arguments.of(
                        "cosine",
                        -0.011329271520927586,
                        0.6032312906342466,
                        -0.48549434004189373,
                        0.8152284766061962,
                        0.4082642431664344,
                        0.3520588681691446),
                Arguments.of(
                        "chiSquared(0.7)",
                        0.19317723757340322,
                        0.4626437051122275,
                        -0.5630668957337964,
                        0.48966734606940115,
                        0.5760219248696575,
                        0.23651091616205722),
                Arguments.of(
                        "constant(0.5) + linear",
                        0.09791307696939232,
                        0.5214931468348457,
                        -0.29651876171934816,
                        0.8431248364986847,
                        0.4753091924140394,
                        0.2325590152501825),
                Arguments.of(
                        "1.7 * gaussian(0.8) + matern(1.5, 0.9)",
                        0.1727986832960436,
                        0.5450361500178298,
                        -0.831232668702389,
                        0.24793130820904233,
                        0.6456287316094979,
                        0.2596419604599501),
                Arguments.of(
                        "gaussian(0.8) * linear",
                        0.036313103495742044,
                        0.5274205791019967,
                        -0.9889410561409481,
                        0.12614011569846906,
                        0.606218780962691,
                        0.2810030944812801),
                Arguments.of(
                        "linear ^ 2",
                        0.4550004954826707,
                        0.5502465985156597,
                        -1.0510988069395613,
                        0.43928864706575765,
                        0.72077827309445,
                        0.278474998960109));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everySharedKernel")
    void everySharedKernelWithWeightsAndRidges(
            String text, double a, double b, double c, double d, double e, double f) {
        double[][] x = moved(X);
        double[] answers = KernelRidge.of(Kernel.parse(text), 1)
                .withRidges(0.1, 0.5)
                .withWeights(WEIGHTS)
                .fit(Context.of(x, Y))
                .predict(Points.of("q", moved(QUERIES)))
                .toRowMajor();
        close(answers, a, b, c, d, e, f);
    }

    /** As above, with ridges that make the matrices positive definite: their least eigenvalues, with the weights, are -0.27 and -7.5. */
    static Stream<Arguments> indefiniteOnes() {
        return Stream.of(
                Arguments.of("sigmoid(0.3, 0.2)", new double[] {1.5, 2.5}, new double[] {
                    0.10947962436466352,
                    0.40197170066428745,
                    0.03226501860290971,
                    0.45130514530911214,
                    0.15375567286586345,
                    0.3846383698624722
                }),
                Arguments.of("negativeChiSquared()", new double[] {10, 12}, new double[] {
                    -0.13414923600396436,
                    -0.6859051121087899,
                    -0.3978018397676325,
                    -1.0921938801626487,
                    -0.056735872273990975,
                    -0.8082652971294877
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("indefiniteOnes")
    void theIndefiniteOnesWithARidgeThatSuffices(String text, double[] ridges, double[] expected) {
        double[] answers = KernelRidge.of(Kernel.parse(text), 1)
                .withRidges(ridges)
                .withWeights(WEIGHTS)
                .fit(Context.of(moved(X), Y))
                .predict(Points.of("q", moved(QUERIES)))
                .toRowMajor();
        close(answers, expected);
    }

    private static double[][] moved(double[][] points) {
        return Arrays.stream(points)
                .map(point -> new double[] {point[0] + 1.5, point[1] + 1.5})
                .toArray(double[][]::new);
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
