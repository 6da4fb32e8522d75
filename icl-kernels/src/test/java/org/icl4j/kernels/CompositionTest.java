package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.kernels.Kernel.Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.INDEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.POSITIVE_DEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.POSITIVE_SEMIDEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.UNKNOWN;

import java.util.List;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Constant;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What combinations are: their numbers, what they know of themselves, and what they refuse. */
class CompositionTest {

    private static final Points X = Oracle.gaussian(1, 150, 3, 1);
    private static final Points Z = Oracle.gaussian(2, 70, 3, 1);

    private static double[] matrix(Kernel kernel) {
        try (INDArray matrix = Gram.matrix(kernel, X, Z)) {
            return NativeArrays.toRowMajor(matrix);
        }
    }

    private static double greatest(double[] values) {
        double greatest = 0;
        for (double value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static void assertSame(Kernel a, Kernel b) {
        Oracle.assertSameBits(matrix(a), matrix(b));
    }

    // count: roundings on either side.
    private static void assertClose(Kernel a, Kernel b, int count) {
        double[] found = matrix(a);
        double[] expected = matrix(b);
        double bound = count * Oracle.EPSILON * greatest(expected);
        for (int i = 0; i < found.length; i++) {
            Oracle.assertClose(found[i], expected[i], bound, a + " and " + b, i / Z.size(), i % Z.size());
        }
    }

    @Test
    void simplificationsAreExact() {
        DifferentiableKernel k = new Gaussian(0.8);
        Kernel plain = (x, z) -> 1 / (1 + PointPair.squaredDistance(x, z));
        assertThat(plain.scaled(1)).isSameAs(plain);
        assertThat(plain.power(1)).isSameAs(plain);
        assertThat(k.power(1)).isSameAs(k);
        assertSame(k.scaled(1), k);
        assertSame(Kernel.parse("1 * gaussian(0.8)"), k);
        assertSame(k.scaled(3), Kernel.parse("3 * gaussian(0.8)"));
        assertThat(k.scaled(3))
                .isEqualTo(Kernel.parse("3 * gaussian(0.8)"))
                .isEqualTo(Kernel.parse("gaussian(0.8) * 3"));
        Kernel three = new Constant(3);
        assertSame(k.scaled(3), three.times(k));
        assertSame(k.scaled(3), k.times(three));
        assertSame(k.power(2), k.times(k));
        assertSame(k.power(3), k.times(k.times(k)));
        assertSame(k.onColumns(0, 1, 2), k);
        assertSame(k.warped((UnaryOperator<double[]>) x -> x), k);
        assertSame(k.checked(), k);
        assertSame(k.normalised(), k);
        assertSame(k.normalised(), k.scaled(4).normalised());
    }

    @Test
    void sumsAndProductsCommuteAssociateAndDistribute() {
        Kernel a = new Gaussian(0.8);
        Kernel b = new Polynomial(2, 0.3, 1);
        Kernel c = new ExponentialDotProduct(0.2);
        assertSame(a.plus(b), b.plus(a));
        assertSame(a.times(b), b.times(a));
        assertClose(a.plus(b).plus(c), a.plus(b.plus(c)), 2);
        assertClose(a.times(b).times(c), a.times(b.times(c)), 2);
        assertClose(a.plus(b).times(c), a.times(c).plus(b.times(c)), 3);
        assertClose(a.plus(b).power(2), a.power(2).plus(a.times(b).scaled(2)).plus(b.power(2)), 6);
        assertThat(a.plus(b)).isNotEqualTo(b.plus(a)).isEqualTo(new Gaussian(0.8).plus(b));
        assertThat(a.plus(b)).isNotEqualTo(a.times(b));
    }

    @Test
    void columnsAndMapsAreEvaluatedOnImages() {
        Kernel k = new Gaussian(0.8).plus(new Linear());
        Points x = Points.of("x", X.toRows());
        double[][] rows = X.toRows();
        double[][] some = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            some[i] = new double[] {rows[i][2], rows[i][0]};
        }
        try (INDArray found = Gram.matrix(k.onColumns(2, 0), x);
                INDArray expected = Gram.matrix(k, Points.of("some", some))) {
            Oracle.assertSameBits(NativeArrays.toRowMajor(found), NativeArrays.toRowMajor(expected));
        }
        assertSame(k.onColumns(2, 0).onColumns(1, 2, 0), k.onColumns(0, 1));
        assertThat(k.onColumns(2, 0)).isEqualTo(k.onColumns(2, 0)).isNotEqualTo(k.onColumns(0, 2));
        assertThat(k.onColumns(2, 0)).hasToString("(gaussian(0.8) + linear())[2, 0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(k.onColumns(0, 3), x))
                .withMessage("columns: there is no column 3 in points with 3 coordinates (the first is 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> k.onColumns(0, -1))
                .withMessage("columns: columns[1] = -1 must be at least 0");
        assertThatIllegalArgumentException().isThrownBy(k::onColumns).withMessage("columns: is empty");
    }

    @Test
    void normalisedIsTheCosineInFeatureSpace() {
        Kernel cosine = new Linear().normalised();
        assertThat(cosine.value(new double[] {1, 0}, new double[] {1, 1}))
                .isEqualTo(1 / Math.sqrt(2), within(2 * Oracle.EPSILON));
        // exp(s x'z) normalised is a Gaussian of length scale 1 / sqrt(s).
        assertClose(new ExponentialDotProduct(0.25).normalised(), new Gaussian(2), 200);
        double[] diagonal = new double[150];
        cosine.diagonal(X, 0, 150, diagonal, 0);
        assertThat(diagonal).containsOnly(1);
        try (INDArray matrix = Gram.matrix(cosine, X)) {
            for (int i = 0; i < 150; i++) {
                assertThat(matrix.getDouble(i, i)).isEqualTo(1);
            }
        }
        Points withZero = Points.of("x", new double[][] {{1, 2}, {0, 0}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(cosine, withZero))
                .withMessage("kernel: cannot be normalised where k(x, x) is not positive, got k(x, x) = 0.0 at x = "
                        + "[0.0, 0.0]");
    }

    @Test
    void centredSumsToNothing() {
        Kernel k = new Gaussian(0.8).plus(new Linear());
        Kernel centred = k.centred(X);
        int n = X.size();
        try (INDArray matrix = Gram.matrix(centred, X);
                INDArray plain = Gram.matrix(k, X)) {
            double[] values = NativeArrays.toRowMajor(matrix);
            double bound = 8 * n * Oracle.EPSILON * greatest(NativeArrays.toRowMajor(plain));
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += values[i * n + j];
                }
                Oracle.assertClose(sum / n, 0, bound, "row mean", i, 0);
            }
        }
        // Reference points are recognised by their coordinates: a copy has the same bits.
        double[] diagonal = new double[1];
        centred.diagonal(X.select(7), 0, 1, diagonal, 0);
        assertThat(diagonal[0]).isEqualTo(centred.value(X.row(7), X.row(7)));
        assertThat(centred).isEqualTo(k.centred(Points.of("copy", X.toRows()))).isNotEqualTo(k.centred(Z));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(centred, Points.ofColumn("x", new double[] {1})))
                .withMessageContaining("d must match the reference points");
    }

    private static Kernel declared(Kernel.Definiteness definiteness) {
        return new Kernel() {
            @Override
            public double value(double[] x, double[] z) {
                return 0;
            }

            @Override
            public Definiteness definiteness() {
                return definiteness;
            }
        };
    }

    @Test
    void definitenessOfCombinations() {
        Kernel pd = declared(POSITIVE_DEFINITE);
        Kernel psd = declared(POSITIVE_SEMIDEFINITE);
        Kernel cpd = declared(CONDITIONALLY_POSITIVE_DEFINITE);
        Kernel indefinite = declared(INDEFINITE);
        Kernel unknown = declared(UNKNOWN);

        assertThat(pd.plus(psd).definiteness()).isEqualTo(POSITIVE_DEFINITE);
        assertThat(psd.plus(psd).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(cpd.plus(pd).definiteness()).isEqualTo(CONDITIONALLY_POSITIVE_DEFINITE);
        assertThat(psd.plus(cpd).definiteness()).isEqualTo(CONDITIONALLY_POSITIVE_DEFINITE);
        assertThat(cpd.plus(cpd).definiteness()).isEqualTo(CONDITIONALLY_POSITIVE_DEFINITE);
        assertThat(pd.plus(unknown).definiteness()).isEqualTo(UNKNOWN);
        assertThat(pd.plus(indefinite).definiteness()).isEqualTo(UNKNOWN);
        assertThat(pd.times(pd).definiteness()).isEqualTo(POSITIVE_DEFINITE);
        assertThat(pd.times(psd).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(pd.times(cpd).definiteness()).isEqualTo(UNKNOWN);
        assertThat(indefinite.times(indefinite).definiteness()).isEqualTo(UNKNOWN);
        for (Kernel.Definiteness any : Kernel.Definiteness.values()) {
            assertThat(declared(any).scaled(2).definiteness()).isEqualTo(any);
            assertThat(declared(any).checked().definiteness()).isEqualTo(any);
        }
        assertThat(pd.power(3).definiteness()).isEqualTo(POSITIVE_DEFINITE);
        assertThat(psd.power(2).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(cpd.power(2).definiteness()).isEqualTo(UNKNOWN);
        assertThat(pd.onColumns(0).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(cpd.onColumns(0).definiteness()).isEqualTo(CONDITIONALLY_POSITIVE_DEFINITE);
        assertThat(pd.normalised().definiteness()).isEqualTo(POSITIVE_DEFINITE);
        assertThat(psd.normalised().definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(cpd.normalised().definiteness()).isEqualTo(UNKNOWN);
        assertThat(cpd.centred(X).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(pd.centred(X).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(unknown.centred(X).definiteness()).isEqualTo(UNKNOWN);
    }

    @Test
    void invarianceOfCombinations() {
        Kernel stationary = new Gaussian(1);
        Kernel dot = new Polynomial(2, 1, 1);
        assertThat(stationary
                        .power(2)
                        .times(stationary)
                        .scaled(2)
                        .checked()
                        .normalised()
                        .isStationary())
                .isTrue();
        assertThat(stationary.onColumns(1).isStationary()).isTrue();
        assertThat(stationary.warped((UnaryOperator<double[]>) x -> x).isStationary())
                .isFalse();
        assertThat(stationary.centred(X).isStationary()).isFalse();
        assertThat(stationary.times(dot).isStationary()).isFalse();
        assertThat(dot.power(2).times(dot).scaled(2).plus(dot).checked().isDotProduct())
                .isTrue();
        assertThat(dot.normalised().isDotProduct()).isFalse();
        assertThat(dot.onColumns(1).isDotProduct()).isFalse();
    }

    @Test
    void logarithmsOfCombinations() {
        Kernel softmax = new ExponentialDotProduct(3);
        double[] x = {30, 10, -5};
        double[] z = {20, 9, 1};
        assertThat(softmax.value(x, z)).isInfinite();
        double log = 3 * PointPair.innerProduct(x, z);
        assertThat(softmax.power(2).logarithm().orElseThrow().value(x, z)).isEqualTo(2 * log);
        assertThat(softmax.onColumns(1).logarithm().orElseThrow().value(x, z)).isEqualTo(270);
        assertThat(softmax.normalised().logarithm().orElseThrow().value(x, z))
                .isEqualTo(-1.5 * PointPair.squaredDistance(x, z));
        assertThat(new Linear().power(2).logarithm()).isEmpty();
    }

    @Test
    void normalisedIsOneBetweenPointsThatDifferInTheSignOfZero() {
        Kernel normalised = new Polynomial(3, 0.3, 0.7).normalised();
        for (int i = 0; i < X.size(); i++) {
            Points plus = Points.of("plus", new double[][] {{0.0, X.row(i)[0]}});
            Points minus = Points.of("minus", new double[][] {{-0.0, X.row(i)[0]}});
            assertThat(normalised.value(plus.row(0), minus.row(0))).isEqualTo(1);
            try (INDArray matrix = Gram.matrix(normalised, plus, minus)) {
                assertThat(matrix.getDouble(0, 0)).isEqualTo(1);
            }
        }
    }

    @Test
    void thePartWithoutDerivativesIsNamed() {
        Kernel lambda = new Kernel() {
            @Override
            public double value(double[] x, double[] z) {
                return 1;
            }

            @Override
            public String toString() {
                return "mine";
            }
        };
        Kernel whole =
                new Gaussian(1).plus(new Gaussian(2).times(lambda.power(2)).scaled(3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DifferentiableKernel.of(whole))
                .withMessage("kernel: mine, a part of gaussian(1.0) + 3.0 * (gaussian(2.0) * mine ^ 2), has no "
                        + "derivatives: implement DifferentiableKernel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DifferentiableKernel.of(new Gaussian(1).warped((UnaryOperator<double[]>) x -> x)))
                .withMessageContaining("its map is no DifferentiableMap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DifferentiableKernel.of(Kernel.radial(r2 -> r2)))
                .withMessageContaining("the profile's derivative");
        Kernel smooth = new Gaussian(1);
        assertThat(DifferentiableKernel.of(smooth.plus(smooth)
                        .times(smooth.power(2))
                        .scaled(2)
                        .onColumns(0)
                        .normalised()
                        .checked()))
                .isNotNull();
    }

    @Test
    void hyperparametersOfCombinations() {
        DifferentiableKernel a = new Gaussian(1);
        assertThat(names(a.plus(a).plus(a))).containsExactly("1.lengthScale", "2.lengthScale", "3.lengthScale");
        assertThat(names(a.plus(a.plus(a)))).containsExactly("1.lengthScale", "2.1.lengthScale", "2.2.lengthScale");
        assertThat(names(a.times(a).plus(a))).containsExactly("1.1.lengthScale", "1.2.lengthScale", "2.lengthScale");
        assertThat(names(a.scaled(2))).containsExactly("factor", "lengthScale");
        assertThat(names(a.scaled(1))).containsExactly("factor", "lengthScale");
        assertThat(names(a.scaled(2).scaled(3))).containsExactly("factor", "1.factor", "1.lengthScale");
        assertThat(names(a.scaled(2).plus(a).scaled(3)))
                .containsExactly("factor", "1.factor", "1.lengthScale", "2.lengthScale");
        assertThat(names(
                        a.scaled(2).power(3).onColumns(0).normalised().checked().centred(X)))
                .containsExactly("factor", "lengthScale");
        DifferentiableKernel sum = a.scaled(2).plus(a.power(2)).times(a);
        assertThat(sum.withHyperparameters(7, 0.1, 0.2, 0.3))
                .isEqualTo(new Gaussian(0.1)
                        .scaled(7)
                        .plus(new Gaussian(0.2).power(2))
                        .times(new Gaussian(0.3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sum.withHyperparameters(1, 2, 3))
                .withMessage("values: expected length 4, got 3 (the number of hyperparameters)");
    }

    private static List<String> names(DifferentiableKernel kernel) {
        return kernel.hyperparameters().stream().map(Hyperparameter::name).toList();
    }

    @Test
    void mapsToNothingAreRefused() {
        Kernel kernel = new Gaussian(1).warped(x -> new double[0]);
        Points x = Points.of("x", new double[][] {{0, 1}, {2, 3}});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(kernel, x))
                .withMessage("map: must give points of at least one coordinate, got an empty array");
    }

    /** Cauchy and Schwarz, to the bit: rounding gave 1 + 2.2e-16 for parallel points. */
    @Test
    void normalisedIsNeverBeyondOne() {
        Kernel kernel = new Linear().normalised();
        double[][] rows = new double[400][];
        for (int i = 0; i < rows.length; i++) {
            double t = 0.1 + 0.37 * i;
            rows[i] = new double[] {
                (i % 2 == 0 ? 1 : -1) * 0.3 * t, (i % 2 == 0 ? 1 : -1) * 0.7 * t, (i % 2 == 0 ? 1 : -1) * 0.1 * t
            };
        }
        Points x = Points.of(rows);
        for (double value : Gram.matrix(kernel, x).data().asDouble()) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(1);
        }
        for (int i = 1; i < rows.length; i++) {
            assertThat(Math.abs(kernel.value(rows[0], rows[i]))).isLessThanOrEqualTo(1);
        }
    }
}
