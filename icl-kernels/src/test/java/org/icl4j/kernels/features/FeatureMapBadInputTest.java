package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Points;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ArcCosine;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.AnisotropicGaussian;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class FeatureMapBadInputTest {

    private static final Kernel GAUSSIAN = new Gaussian(1);
    private static final RandomFourierFeatures MAP = RandomFourierFeatures.of(GAUSSIAN, 2, 4, 1);
    private static final ExponentialDotProduct SOFTMAX = new ExponentialDotProduct(1);

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .satisfies(e -> assertThat(e).hasMessageContainingAll(parts));
    }

    @Test
    void sizes() {
        refused(() -> RandomFourierFeatures.of(GAUSSIAN, 0, 4, 1), "width", "0");
        refused(() -> RandomFourierFeatures.of(GAUSSIAN, 2, 0, 1), "size", "0");
        refused(() -> RandomFourierFeatures.of(GAUSSIAN, 2, 5, 1), "size", "even", "5");
        refused(() -> RandomFourierFeatures.of(GAUSSIAN, 100_000, 100_000, 1), "size", "100000", "2^31");
        refused(() -> PositiveFeatures.hyperbolic(SOFTMAX, 2, 5, 1), "size", "even", "5");
        refused(() -> ArcCosineFeatures.of(new ArcCosine(2), 2, 5, 1), "order", "2");
        refused(() -> TensorSketch.of(new Polynomial(2, 1, 0), 2, 0, 1), "size", "0");
        refused(() -> AdditiveChiSquaredFeatures.of(3, 4), "steps", "4", "interval");
        refused(() -> new AdditiveChiSquaredFeatures(3, 2, Double.NaN), "interval", "NaN");
        refused(() -> SkewedChiSquaredFeatures.of(0, 3, 4, 1), "skewedness", "0");
        refused(() -> SpectralDistribution.cauchyProduct(-1), "lengthScale", "-1");
    }

    @Test
    void spectraAndSequences() {
        refused(() -> RandomFourierFeatures.of(new Linear(), 2, 4, 1), "kernel", "linear()", "SpectralDistribution");
        refused(
                () -> RandomFourierFeatures.of(new AnisotropicGaussian(1, 2, 3), 2, 4, 1),
                "width",
                "3",
                "got 2",
                "gaussian(1.0, 2.0, 3.0)");
        RandomFourierFeatures wide = RandomFourierFeatures.of(GAUSSIAN, 41, 4, 1);
        refused(() -> wide.withSampling(Sampling.HALTON), "sampling", "HALTON", "40", "41");
        assertThat(wide.withSampling(Sampling.SOBOL).size()).isEqualTo(4);
        RandomFourierFeatures wider = RandomFourierFeatures.of(GAUSSIAN, 1001, 4, 1);
        refused(() -> wider.withSampling(Sampling.SOBOL), "sampling", "SOBOL", "1000", "1001");
    }

    @Test
    void points() {
        refused(() -> MAP.transform(new double[] {1, 2, 3}), "x", "length 2", "got 3");
        refused(() -> MAP.transform(new double[] {1, Double.NaN}), "x[0][1] = NaN");
        refused(() -> MAP.transform(new double[][] {{1, 2, 3}}), "x", "[m, 2]", "[1, 3]");
        refused(() -> MAP.transform(Nd4j.ones(3, 3)), "x", "[m, 2]", "[3, 3]");
        refused(() -> MAP.variance(new double[2], new double[3]), "z", "length 2", "got 3");
        refused(() -> MAP.bias(new double[] {Double.POSITIVE_INFINITY, 0}, new double[2]), "x[0] = Infinity");
        Points one = Points.of("x", new double[][] {{1, 2}});
        refused(() -> MAP.rowsInto(one, 0, 2, new double[8], 0), "count", "2");
        refused(() -> MAP.rowsInto(one, 0, 1, new double[4], 1), "result", "1 x 4", "length 4");
    }

    @Test
    void histogramsOutsideTheirDomain() {
        refused(() -> AdditiveChiSquaredFeatures.of(2, 1).transform(new double[] {1, -0.5}), "x[0][1] = -0.5");
        SkewedChiSquaredFeatures skewed = SkewedChiSquaredFeatures.of(0.5, 2, 4, 1);
        refused(() -> skewed.transform(new double[][] {{1, 1}, {1, -0.5}}), "x[1][1] = -0.5", "-0.5");
        refused(() -> skewed.variance(new double[2], new double[] {-1, 0}), "z[0] = -1");
    }

    @Test
    void featuresThatOverflow() {
        PositiveFeatures map = PositiveFeatures.trigonometric(SOFTMAX, 2, 4, 1);
        refused(() -> map.transform(new double[][] {{1, 1}, {100, 0}}), "feature 0 of row 1 is", "PositiveFeatures");
        double[] far = {1e308, 1e308};
        RandomFourierFeatures fine = RandomFourierFeatures.of(new Gaussian(1e-3), 2, 4, 1);
        refused(() -> fine.transform(far), "feature 0 of row 0 is", "RandomFourierFeatures");
    }

    @Test
    void tablesThatDoNotFit() {
        FeatureMap large = new AdditiveChiSquaredFeatures(1, 500_000_000, 0.1);
        Points x = Points.of("x", new double[100_000][1]);
        refused(() -> large.transform(x), "100000 x 999999999 table of features", "needs", "rowsInto");
        refused(() -> large.transform(x.toArray()), "100000 x 999999999 table of features", "needs", "rowsInto");
    }

    @Test
    void practicalFeatures() {
        PositiveFeatures positive = PositiveFeatures.of(SOFTMAX, 2, 4, 1);
        refused(() -> PracticalPositiveFeatures.byRow(positive, -1), "epsilon", "-1");
        refused(() -> PracticalPositiveFeatures.by(positive, 0, Double.NaN), "stabiliser", "NaN");
        refused(
                () -> PracticalPositiveFeatures.byRow(PositiveFeatures.hyperbolic(SOFTMAX, 2, 4, 1), 0),
                "exact",
                "HYPERBOLIC");
        refused(
                () -> PracticalPositiveFeatures.byKeys(positive, 0, Points.of("keys", new double[1][3])),
                "keys",
                "[m, 2]");
    }

    @Test
    void nystrom() {
        Points x = Points.of("x", new double[][] {{0, 1}, {1, 0}, {2, 2}});
        refused(() -> NystromFeatures.uniform(GAUSSIAN, x, 4, 1), "count", "4");
        Kernel indefinite = (a, b) -> -Math.abs(a[0] - b[0]);
        refused(() -> NystromFeatures.of(indefinite, x), "kernel", "not positive semidefinite", "eigenvalue");
        refused(() -> NystromFeatures.of((a, b) -> 0, x), "kernel", "no feature");
    }
}
