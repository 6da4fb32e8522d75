package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.KernelContract;
import org.icl4j.kernels.dotproduct.ArcCosine;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What every map keeps: bits, seeds, shapes, numbers that are numbers, and an induced kernel that is one. */
class FeatureMapContractTest {

    private static final int D = 4;

    record Case(String name, LongFunction<? extends FeatureMap> maps) {
        @Override
        public String toString() {
            return name;
        }
    }

    // More points than a block of rows, none below 0 for the histograms' maps.
    private static Points points() {
        Randoms randoms = Randoms.of(5);
        double[][] rows = new double[700][D];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> randoms.uniform());
        }
        return Points.of("points", rows);
    }

    private static final Points POINTS = points();

    static List<Case> cases() {
        ExponentialDotProduct softmax = ExponentialDotProduct.softmax(D);
        return List.of(
                new Case("Fourier", s -> RandomFourierFeatures.of(new Gaussian(0.5), D, 600, s)),
                new Case("Fourier, shifted", s -> RandomFourierFeatures.shifted(new Gaussian(0.5), D, 33, s)),
                new Case(
                        "Fourier, orthogonal",
                        s -> RandomFourierFeatures.of(new Gaussian(0.5), D, 66, s)
                                .withSampling(Sampling.ORTHOGONAL)),
                new Case(
                        "Fourier, Sobol",
                        s -> RandomFourierFeatures.of(new Gaussian(0.5), D, 66, s)
                                .withSampling(Sampling.SOBOL)),
                new Case(
                        "Fourier, Halton",
                        s -> RandomFourierFeatures.of(new Gaussian(0.5), D, 66, s)
                                .withSampling(Sampling.HALTON)),
                new Case(
                        "Fourier, Cauchy product",
                        s -> RandomFourierFeatures.of(SpectralDistribution.cauchyProduct(0.5), D, 66, s)),
                new Case("positive", s -> PositiveFeatures.of(softmax, D, 33, s)),
                new Case("hyperbolic", s -> PositiveFeatures.hyperbolic(softmax, D, 34, s)),
                new Case("trigonometric", s -> PositiveFeatures.trigonometric(softmax, D, 34, s)),
                new Case(
                        "practical by row",
                        s -> PracticalPositiveFeatures.byRow(PositiveFeatures.of(softmax, D, 33, s), 1e-4)),
                new Case(
                        "practical by keys",
                        s -> PracticalPositiveFeatures.byKeys(PositiveFeatures.of(softmax, D, 33, s), 1e-4, POINTS)),
                new Case("arc-cosine 0", s -> ArcCosineFeatures.of(new ArcCosine(0), D, 33, s)),
                new Case("arc-cosine 1", s -> ArcCosineFeatures.of(new ArcCosine(1), D, 33, s)),
                new Case("TensorSketch", s -> TensorSketch.of(new Polynomial(3, 1, 0.5), D, 33, s)),
                new Case("additive chi-squared", s -> AdditiveChiSquaredFeatures.of(D, 3)),
                new Case("skewed chi-squared", s -> SkewedChiSquaredFeatures.of(0.1, D, 34, s)),
                new Case("Nystrom", s -> NystromFeatures.uniform(new Gaussian(0.5), POINTS, 40, s)),
                new Case("Nystrom, given", s -> NystromFeatures.of(new Gaussian(0.5), POINTS.select(1, 5, 7))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBitsOfAPointsFeaturesDependOnThePointAlone(Case c) {
        FeatureMap map = c.maps().apply(3);
        Points one = Transforms.points(1, map, POINTS);
        assertThat(Transforms.points(2, map, POINTS)).isEqualTo(one);
        assertThat(Transforms.points(7, map, POINTS)).isEqualTo(one);
        INDArray array = Transforms.array(3, map, POINTS);
        assertThat(array.shape()).containsExactly(POINTS.size(), map.size());
        assertThat(Points.of("array", array)).isEqualTo(one);
        for (int i : new int[] {0, 13, POINTS.size() - 1}) {
            assertThat(map.transform(POINTS.row(i))).isEqualTo(one.row(i));
            assertThat(map.transform(POINTS.select(i, 0, 3, i)).row(3)).isEqualTo(one.row(i));
        }
        double[] some = new double[5 + 300 * map.size() + 2];
        map.rowsInto(POINTS, 11, 300, some, 5);
        assertThat(Arrays.copyOfRange(some, 5, some.length - 2))
                .isEqualTo(Arrays.copyOfRange(one.toRowMajor(), 11 * map.size(), 311 * map.size()));
        assertThat(Stream.of(0, 4, some.length - 2, some.length - 1).map(i -> some[i]))
                .allMatch(v -> v == 0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSeedMakesTheMap(Case c) {
        FeatureMap map = c.maps().apply(3);
        FeatureMap again = c.maps().apply(3);
        assertThat(again).isEqualTo(map).hasSameHashCodeAs(map).hasToString(map.toString());
        assertThat(again.transform(POINTS)).isEqualTo(map.transform(POINTS));
        if (map.seed().isPresent()) {
            assertThat(map.seed()).hasValue(3);
            FeatureMap other = c.maps().apply(4);
            assertThat(other).isNotEqualTo(map);
            assertThat(other.transform(POINTS)).isNotEqualTo(map.transform(POINTS));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsStatedOfErrorsIsANumberOrNothing(Case c) {
        FeatureMap map = c.maps().apply(3);
        double[][] rows = {{0, 0, 0, 0}, {1e-9, 0, 0, 0}, {1, 2, 3, 4}, {30, 0, 40, 1}, {2000, 3000, 1, 1}};
        for (double[] x : rows) {
            for (double[] z : rows) {
                if (transforms(map, x) && transforms(map, z)) {
                    sane(map.variance(x, z), 0);
                    sane(map.bias(x, z), Double.NEGATIVE_INFINITY);
                    sane(map.expectedError(x, z), 0);
                }
            }
        }
    }

    // Points whose features overflow are refused by name.
    private static boolean transforms(FeatureMap map, double[] x) {
        try {
            map.transform(x);
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("x: feature ").hasMessageContaining("of row 0 is ");
            return false;
        }
    }

    private static void sane(OptionalDouble value, double least) {
        value.ifPresent(v -> assertThat(v).isNotNaN().isGreaterThanOrEqualTo(least));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theInducedKernelIsAKernelOfTheFeatures(Case c) {
        FeatureMap map = c.maps().apply(3);
        Points few = POINTS.select(java.util.stream.IntStream.range(0, 30).toArray());
        KernelContract.check(map.induced(), few);
        INDArray byFeatures = Gram.matrix(new Linear(), map.transform(few));
        INDArray induced = Gram.matrix(map.induced(), few);
        assertThat(induced).isEqualTo(byFeatures);
    }
}
