package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.kernels.stationary.RationalQuadratic;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every layer's backward pass against central differences, in its parameters and in its inputs. */
class LayerGradientTest {

    /** The step of {@link GradientCheck} leaves 4e-11 to 2e-8 of the function's size; gradients here are of that size. */
    private static final double RELATIVE = 1e-7;

    static final List<Sequences> SHAPES = List.of(
            new Sequences(1, 1, 1),
            new Sequences(1, 5, 5),
            new Sequences(3, 4, 2),
            new Sequences(2, 7, 6),
            new Sequences(2, 4, 0),
            Sequences.causal(2, 5),
            new Sequences(3, 4, Visibility.prefixes(4, 0, 2)),
            new Sequences(2, 4, Visibility.mask(new boolean[][] {
                {false, true, false, true},
                {false, false, false, false},
                {true, true, true, true},
                {true, false, false, false}
            })));

    record Case(String name, Function<ParameterLayout.Builder, Layer> layer) {}

    static final List<Case> CASES = List.of(
            new Case("dense", b -> Dense.add(b, "f", 3, 5)),
            new Case("dense without bias", b -> Dense.addWithoutBias(b, "f", 4, 2)),
            new Case("relu", b -> new ReLU(6)),
            new Case(
                    "two-layer network",
                    b -> Sequential.of(Dense.add(b, "in", 2, 7), new ReLU(7), Dense.add(b, "out", 7, 3))),
            new Case("linear attention", b -> LinearAttention.add(b, "a", 4, false)),
            new Case("linear attention, averaged", b -> LinearAttention.add(b, "a", 3, true)),
            new Case(
                    "softmax attention", b -> MultiHeadAttention.single(4, 3, 5).add(b, "a")),
            new Case("kernel smoother", b -> new SmootherReadOut(Dense.add(b, "f", 5, 4), Score.gaussian(1.3), 2, 2)),
            new Case(
                    "kernel smoother of products",
                    b -> new SmootherReadOut(Dense.add(b, "f", 5, 4), Score.dotProduct(0.6), 2, 2)),
            new Case("gelu", b -> new GELU(6)),
            new Case("exact gelu", b -> GELU.exact(6)),
            new Case("layer norm", b -> Normalisation.layer(b, "f", 6)),
            new Case("rms norm", b -> Normalisation.rms(b, "f", 6)),
            new Case("positions", b -> Positions.add(b, "f", 7, 3)),
            new Case("residual network", b -> new Residual(Mlp.gelu(b, "f", 4, 7))),
            new Case("tied maps", b -> {
                ParameterLayout.Slice weight = b.add("tied", 5, 3);
                return Sequential.of(new Dense(weight, null), new GELU(5), Dense.transposed(weight));
            }),
            new Case("two heads", b -> MultiHeadAttention.of(4, 2).add(b, "a")),
            new Case(
                    "gaussian score",
                    b -> MultiHeadAttention.of(4, 2).score(Score.gaussian(0.8)).add(b, "a")),
            new Case(
                    "cosine",
                    b -> MultiHeadAttention.of(6, 2).score(Score.cosine(0.7)).add(b, "a")),
            new Case(
                    "cayley",
                    b -> MultiHeadAttention.of(6, 2).score(Score.cayley(1.2)).add(b, "a")),
            new Case(
                    "geometric",
                    b -> MultiHeadAttention.of(6, 2)
                            .score(Score.geometric(4, 1, 2))
                            .add(b, "a")),
            new Case(
                    "kernel by row sums",
                    b -> MultiHeadAttention.of(4, 2)
                            .score(Score.kernel(new Gaussian(1.1)))
                            .normaliser(Normaliser.rowSums())
                            .add(b, "a")),
            new Case(
                    "kernel, no normaliser",
                    b -> MultiHeadAttention.of(4, 1)
                            .score(Score.kernel(new Gaussian(1.1).scaled(2)))
                            .normaliser(Normaliser.none())
                            .add(b, "a")),
            new Case(
                    "mean",
                    b -> MultiHeadAttention.of(4, 2)
                            .normaliser(Normaliser.mean())
                            .withoutBias()
                            .add(b, "a")),
            new Case(
                    "entmax",
                    b -> MultiHeadAttention.of(4, 2)
                            .normaliser(Normaliser.entmax(1.5))
                            .add(b, "a")),
            new Case(
                    "other widths",
                    b -> MultiHeadAttention.of(6, 2)
                            .headWidths(5, 2)
                            .projectedTo(3)
                            .add(b, "a")),
            new Case(
                    "a block of a transformer",
                    b -> Sequential.of(
                            Residual.of(
                                    Normalisation.layer(b, "one", 4),
                                    MultiHeadAttention.of(4, 2).add(b, "a")),
                            Residual.of(Normalisation.rms(b, "two", 4), Mlp.gelu(b, "mlp", 4, 6)))),
            new Case(
                    "a deep stack",
                    b -> Sequential.of(
                            LinearAttention.add(b, "one", 3, false),
                            Dense.add(b, "mix", 3, 4),
                            MultiHeadAttention.single(4, 2, 3).add(b, "two"),
                            LinearAttention.add(b, "three", 3, true))));

    @TestFactory
    Stream<DynamicTest> gradientsAreCentralDifferences() {
        return CASES.stream()
                .flatMap(c -> SHAPES.stream()
                        .map(s -> DynamicTest.dynamicTest(c.name + " on " + s, () -> check(c, s, RELATIVE))));
    }

    /**
     * Every score under every normaliser; row sums, which need positive numbers, under kernels. Angles of short vectors bend ten times as
     * much as what is measured elsewhere.
     */
    @TestFactory
    Stream<DynamicTest> gradientsOfAllScoresUnderAllNormalisersAreCentralDifferences() {
        List<Score> scores = List.of(
                Score.dotProduct(0.5),
                Score.gaussian(1.2),
                Score.cosine(0.7),
                Score.cayley(1.2),
                Score.geometric(2, 1, 1),
                Score.kernel(new RationalQuadratic(1.5, 1.2)),
                Score.kernel(new Matern(2.5, 1.4)));
        List<Normaliser> normalisers = List.of(
                Normaliser.softmax(),
                Normaliser.sparsemax(),
                Normaliser.entmax(1.2),
                Normaliser.entmax(1.5),
                Normaliser.none(),
                Normaliser.mean(),
                Normaliser.rowSums());
        Sequences shape = new Sequences(2, 5, 4);
        return scores.stream()
                .flatMap(score -> normalisers.stream()
                        .filter(n -> !n.equals(Normaliser.rowSums())
                                || score.toString().startsWith("kernel"))
                        .map(n -> DynamicTest.dynamicTest(
                                score + " under " + n,
                                () -> check(
                                        new Case(
                                                score + " under " + n,
                                                b -> MultiHeadAttention.of(4, 2)
                                                        .score(score)
                                                        .normaliser(n)
                                                        .add(b, "a")),
                                        shape,
                                        1e-6))));
    }

    private static void check(Case testCase, Sequences shape, double tolerance) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = testCase.layer.apply(builder);
        int size = builder.build().size();
        Randoms randoms = Randoms.of(7).split(testCase.name);
        double[] parameters = randoms.gaussians(size);
        for (int i = 0; i < size; i++) {
            parameters[i] *= 0.5;
        }
        double[] input = awayFromZero(randoms, shape.rows() * layer.inputWidth());
        GradientCheck.LayerReport report = GradientCheck.standard().compare(layer, parameters, input, shape);
        assertThat(report.parameters().error())
                .as("parameters of %s: %s", testCase.name, report)
                .isLessThan(tolerance);
        assertThat(report.input().error())
                .as("input of %s: %s", testCase.name, report)
                .isLessThan(tolerance);
        assertThat(report.parameters().index() < 0).isEqualTo(size == 0);
        assertThat(report.error())
                .isEqualTo(Math.max(report.parameters().error(), report.input().error()));
    }

    /** Y = a X with one weight a, and its backward pass with one fault. */
    private record Scaled(ParameterLayout.Slice a, double inputFactor, double weightFactor, boolean overwrites)
            implements Layer {

        @Override
        public int inputWidth() {
            return 2;
        }

        @Override
        public int outputWidth() {
            return 2;
        }

        @Override
        public Pass pass() {
            return new Pass() {
                private double[] x = {};

                @Override
                public double[] forward(double[] parameters, double[] input, Sequences shape) {
                    x = Arrays.copyOf(input, shape.rows() * 2);
                    return Arrays.stream(x).map(v -> parameters[a.offset()] * v).toArray();
                }

                @Override
                public double[] backward(double[] parameters, double[] d, double[] gradient) {
                    double sum = weightFactor * VectorMath.scalar().dot(x, 0, d, 0, x.length);
                    gradient[a.offset()] = overwrites ? sum : gradient[a.offset()] + sum;
                    return Arrays.stream(d)
                            .map(v -> inputFactor * parameters[a.offset()] * v)
                            .toArray();
                }
            };
        }
    }

    @Test
    void faultsOfALayerAreFoundWhereTheyAre() {
        ParameterLayout.Slice a = new ParameterLayout.Slice("a", 0, 1, 1);
        double[] parameters = {0.7};
        Sequences shape = Sequences.tokens(3);
        double[] input = Randoms.of(3).gaussians(6);
        GradientCheck check = GradientCheck.standard();
        assertThat(check.compare(new Scaled(a, 1, 1, false), parameters, input, shape)
                        .error())
                .isLessThan(RELATIVE);
        GradientCheck.LayerReport wrongInput =
                check.compare(new Scaled(a, 1 + 1e-5, 1, false), parameters, input, shape);
        assertThat(wrongInput.input().error()).isCloseTo(1e-5, withinPercentage(1));
        assertThat(wrongInput.parameters().error()).isLessThan(RELATIVE);
        GradientCheck.LayerReport wrongWeight =
                check.compare(new Scaled(a, 1, 1 + 1e-5, false), parameters, input, shape);
        assertThat(wrongWeight.parameters().error()).isCloseTo(1e-5, withinPercentage(1));
        assertThat(wrongWeight.input().error()).isLessThan(RELATIVE);
        GradientCheck.LayerReport overwritten = check.compare(new Scaled(a, 1, 1, true), parameters, input, shape);
        assertThat(overwritten.parameters().gradient()).isZero();
        assertThat(overwritten.parameters().error()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> check.compare(new ReLU(4), new double[0], input, shape))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input: expected length 12, got 6 (3 rows of the layer's input width 4)");
    }

    /** Normal numbers pushed out of (-0.1, 0.1), where a rectifier's kink would be crossed. */
    static double[] awayFromZero(Randoms randoms, int length) {
        double[] numbers = randoms.gaussians(length);
        for (int i = 0; i < length; i++) {
            numbers[i] += Math.copySign(0.1, numbers[i]);
        }
        return numbers;
    }

    @Test
    void aWrongGradientIsFound() {
        double[] point = {0.3, -0.7};
        double[] right = {Math.cos(0.3), Math.exp(-0.7)};
        double[] wrong = {Math.cos(0.3) * (1 + 1e-5), Math.exp(-0.7)};
        GradientCheck check = GradientCheck.standard();
        assertThat(check.compare(p -> Math.sin(p[0]) + Math.exp(p[1]), point, right)
                        .error())
                .isLessThan(RELATIVE);
        GradientCheck.Report report = check.compare(p -> Math.sin(p[0]) + Math.exp(p[1]), point, wrong);
        assertThat(report.error()).isGreaterThan(RELATIVE);
        assertThat(report.index()).isZero();
        // Errors are in units of the coordinate's gradient or of the root mean square of all four, here (1 / 4)^1/2.
        GradientCheck.Report small = check.compare(p -> p[0], new double[4], new double[] {1, 0, 1e-9, 0});
        assertThat(small.index()).isEqualTo(2);
        assertThat(small.error()).isCloseTo(2e-9, within(1e-15));
        for (double noise : new double[] {0, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GradientCheck(1, noise))
                    .withMessage("noise: must be in (0, 1), got " + noise);
        }
    }

    @Test
    void softmaxGradientsHoldAtLogitsOfTenThousand() {
        // Keys share a large part, so that logits are near 1e4 and yet the weights are spread.
        int n = 6;
        int m = 3;
        int k = 4;
        int v = 2;
        Randoms randoms = Randoms.of(11);
        double[] keys = randoms.gaussians(n * k);
        double[] queries = randoms.gaussians(m * k);
        for (int j = 0; j < n; j++) {
            keys[j * k] = 100;
        }
        for (int i = 0; i < m; i++) {
            queries[i * k] = 100;
        }
        double[] values = randoms.gaussians(n * v);
        double[] u = randoms.gaussians(m * v);
        CrossAttention.Pass pass = new CrossAttention(k, v, 1).pass();
        double[] output = pass.forward(queries, keys, values, 1, m, n);
        assertThat(Arrays.stream(output)).allMatch(Double::isFinite);
        pass.backward(u);
        double[] queryGradient = Arrays.copyOf(pass.queryGradient(), m * k);
        double[] keyGradient = Arrays.copyOf(pass.keyGradient(), n * k);
        double[] valueGradient = Arrays.copyOf(pass.valueGradient(), n * v);

        // A logit carries 1e4 roundings' worth of noise. A key's large coordinate moves its logit by 100 as it moves by
        // 1; what
        // a query's moves is common to all logits and drops out.
        double noise = 1e4 * Math.ulp(1.0);
        GradientCheck check = new GradientCheck(1, noise);
        GradientCheck fine = new GradientCheck(1e-2, noise);
        CrossAttention.Pass other = new CrossAttention(k, v, 1).pass();
        VectorMath math = VectorMath.scalar();
        assertThat(check.compare(
                                x -> math.dot(other.forward(x, keys, values, 1, m, n), 0, u, 0, u.length),
                                queries,
                                queryGradient)
                        .error())
                .isLessThan(RELATIVE);
        assertThat(fine.compare(
                                x -> math.dot(other.forward(queries, x, values, 1, m, n), 0, u, 0, u.length),
                                keys,
                                keyGradient)
                        .error())
                .isLessThan(RELATIVE);
        assertThat(check.compare(
                                x -> math.dot(other.forward(queries, keys, x, 1, m, n), 0, u, 0, u.length),
                                values,
                                valueGradient)
                        .error())
                .isLessThan(RELATIVE);
    }
}
