package org.icl4j.kernels.dotproduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Kernel.Definiteness;
import org.icl4j.kernels.Tile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What angle kernels are at the ends of their domain, and whether they are positive semidefinite. */
class AngleKernelsTest {

    private static final double ROUNDING = 8 * Math.ulp(1.0);

    static Stream<Kernel> ofDirections() {
        return Stream.of(
                new Cosine(),
                new ArcCosine(0),
                new ExponentialCosine(0.5),
                new Cayley(0.5),
                new GeometricAlgebra(4, 1, 1));
    }

    static Stream<Kernel> all() {
        return Stream.concat(
                ofDirections(), Stream.of(new ArcCosine(1), new ArcCosine(2), new ReluNtk(1), new ReluNtk(4)));
    }

    @Test
    void formulas() {
        double[] x = {3, 4};
        double[] z = {-4, 3};
        double[] w = {7, 1}; // 45 degrees from both, |w| = 5 sqrt(2)
        double root = Math.sqrt(0.5);
        assertThat(new Cosine().value(x, w)).isCloseTo(root, within(ROUNDING));
        assertThat(new ExponentialCosine(0.5).value(x, w)).isCloseTo(Math.exp(2 * root), within(4 * ROUNDING));
        assertThat(new Cayley(2).value(x, w)).isCloseTo(Math.exp(-Math.PI * Math.PI / 128), within(ROUNDING));
        assertThat(new GeometricAlgebra(4, 1, 2).value(x, w)).isCloseTo(Math.exp(1.5 * root), within(4 * ROUNDING));
        assertThat(new ArcCosine(0).value(x, w)).isCloseTo(0.75, within(ROUNDING));
        assertThat(new ArcCosine(1).value(x, z)).isCloseTo(25 / Math.PI, within(25 * ROUNDING));
        assertThat(new ArcCosine(2).value(x, z)).isCloseTo(625 * 0.5, within(625 * ROUNDING));
        // t_0 = 0, theta_0 = pi / 2: t_1 = 0 + 1 / pi
        assertThat(new ReluNtk(1).value(x, z)).isCloseTo(25 / Math.PI, within(25 * ROUNDING));
        // sqrt(1/2) 3/4 + (sqrt(1/2) + 3 pi / 4 sqrt(1/2)) / pi
        double expected = 25 / root * (root * 0.75 + root / Math.PI + 0.75 * root);
        assertThat(new ReluNtk(1).value(x, w)).isCloseTo(expected, within(50 * ROUNDING));
        assertThat(new Sigmoid(0.5, -0.25).value(new double[] {1, 2}, new double[] {2, 0}))
                .isEqualTo(Math.tanh(0.75));
    }

    @Test
    void diagonalsAreExact() {
        Points x = Points.of("x", Randoms.of(1).gaussians(20, 7));
        for (int i = 0; i < 20; i++) {
            double[] point = x.row(i);
            double norm = Direction.norm(point);
            assertThat(new Cosine().value(point, point)).isEqualTo(1);
            assertThat(new Cayley(1e-3).value(point, point)).isEqualTo(1);
            assertThat(new ArcCosine(0).value(point, point)).isEqualTo(1);
            assertThat(new ArcCosine(1).value(point, point)).isEqualTo(norm * norm);
            assertThat(new ArcCosine(2).value(point, point)).isEqualTo(3 * (norm * norm) * (norm * norm));
            assertThat(new ReluNtk(3).value(point, point)).isEqualTo(4 * (norm * norm));
        }
    }

    /** Blocks, where points meet and where they are opposite, have the diagonal's own bits. */
    @ParameterizedTest
    @MethodSource("all")
    void equalPointsHaveTheDiagonalValueToTheBit(Kernel kernel) {
        for (int d : new int[] {1, 3, 50}) {
            double[][] rows = Randoms.of(2).split(d).gaussians(12, d);
            rows[5] = rows[2];
            rows[7] = new double[d];
            rows[8] = new double[d];
            Points x = Points.of("x", rows);
            double[] diagonal = new double[12];
            kernel.diagonal(x, 0, 12, diagonal, 0);
            Tile tile = Tile.of(x, 0, 12, x, 0, 12);
            double[] block = new double[tile.length()];
            kernel.block(tile, block);
            for (int i = 0; i < 12; i++) {
                assertThat(block[i * tile.stride() + i]).isEqualTo(diagonal[i]);
            }
            assertThat(block[2 * tile.stride() + 5]).isEqualTo(diagonal[2]);
            assertThat(block[7 * tile.stride() + 8]).isEqualTo(diagonal[7]);
        }
    }

    @Test
    void theZeroVectorIsAtARightAngleToAll() {
        double[] zero = new double[2];
        double[] x = {3, 4};
        for (double[] other : new double[][] {zero, x}) {
            assertThat(new Cosine().value(zero, other)).isEqualTo(0);
            assertThat(new ExponentialCosine(0.5).value(zero, other)).isEqualTo(1);
            assertThat(new ArcCosine(0).value(zero, other)).isCloseTo(0.5, within(ROUNDING));
            assertThat(new ArcCosine(1).value(zero, other)).isEqualTo(0);
            assertThat(new ArcCosine(2).value(zero, other)).isEqualTo(0);
            assertThat(new ReluNtk(3).value(zero, other)).isEqualTo(0);
            assertThat(new Cayley(1).value(zero, other)).isCloseTo(Math.exp(-Math.PI * Math.PI / 8), within(ROUNDING));
            assertThat(new GeometricAlgebra(4, 1, 1).value(zero, other)).isCloseTo(Math.exp(-1), within(ROUNDING));
        }
    }

    /** Of kernels of directions, lengths far beyond where squares overflow or vanish make no difference. */
    @ParameterizedTest
    @MethodSource("ofDirections")
    void lengthsDoNotMatter(Kernel kernel) {
        double[] x = {0.3, -1.2, 0.7};
        double[] z = {1, 0.4, -0.2};
        double expected = kernel.value(x, z);
        for (double scale : new double[] {1e-310, 1e-200, 1e-20, 3, 1e20, 1e200, 1e307}) {
            double[] scaled = Arrays.stream(z).map(v -> scale * v).toArray();
            // 1e-310 is denormal: 14 bits less.
            double tolerance = scale < 1e-300 ? 1e-10 : 10 * ROUNDING;
            assertThat(kernel.value(x, scaled)).isCloseTo(expected, within(tolerance * Math.max(1, expected)));
        }
    }

    /** theta within rounding where the arc cosine of the cosine, 1 - theta^2 / 2, sees nothing of it. */
    @Test
    void anglesAreAccurateAtBothEnds() {
        for (double tangent : new double[] {1e-3, 1e-8, 1e-12, 1e-15}) {
            double[] x = {1, 0};
            double theta = Math.atan(tangent);
            Kernel step = new ArcCosine(0);
            assertThat(1 - step.value(x, new double[] {1, tangent})).isCloseTo(theta / Math.PI, within(ROUNDING));
            assertThat(step.value(x, new double[] {-1, tangent})).isCloseTo(theta / Math.PI, within(ROUNDING));
            // -theta^2 / (2 T^2) at T = theta
            double score = new Cayley(theta).logarithm().orElseThrow().value(x, new double[] {1, tangent});
            assertThat(score).isCloseTo(-0.5, within(10 * ROUNDING));
        }
    }

    /** At angles of k pi / 1000 against the arc sine of the JDK. */
    @Test
    void arcSineIsWithinTwoUlpOfPi() {
        AngleRow row = new AngleRow(1001);
        for (int k = 0; k <= 1000; k++) {
            row.h[k] = Math.pow(Math.sin(k * Math.PI / 2000), 2);
            row.g[k] = Math.pow(Math.cos(k * Math.PI / 2000), 2);
        }
        row.h[1000] = 1;
        row.g[1000] = 0;
        double[] h = row.h.clone();
        double[] g = row.g.clone();
        row.angles();
        for (int k = 0; k <= 1000; k++) {
            double expected = h[k] < 0.5 ? 2 * Math.asin(Math.sqrt(h[k])) : Math.PI - 2 * Math.asin(Math.sqrt(g[k]));
            assertThat(row.theta[k]).isCloseTo(expected, within(2 * Math.ulp(Math.PI)));
            if (h[k] < 0.5) {
                assertThat(row.theta[k]).isCloseTo(expected, within(6 * Math.ulp(expected)));
            }
        }
        assertThat(row.theta[0]).isEqualTo(0);
        assertThat(row.theta[1000]).isEqualTo(Math.PI);
    }

    /** The counterexample of Cayley's page, and one for each of several temperatures from directions on a circle. */
    @Test
    void theGaussianOfTheAngleIsIndefinite() {
        double a = Math.exp(-Math.PI * Math.PI / 32);
        double least = leastEigenvalue(new Cayley(2), circle(4));
        assertThat(least).isCloseTo(1 - 2 * a + Math.pow(a, 4), within(100 * ROUNDING));
        assertThat(least).isLessThan(-0.17);
        for (double temperature : new double[] {0.6, 1, 5}) {
            // The negative part is about exp(-pi^2 / (2 T^2)): 1e-6 at T = 0.6, where rounding is 1e-14.
            double bound = -1e-2 * Math.exp(-Math.PI * Math.PI / (2 * temperature * temperature)) / temperature;
            assertThat(leastEigenvalue(new Cayley(temperature), circle(40))).isLessThan(bound);
            assertThat(new Cayley(temperature).definiteness()).isEqualTo(Definiteness.INDEFINITE);
        }
        // At T = 0.3 nothing is left of it but rounding.
        assertThat(leastEigenvalue(new Cayley(0.3), circle(40))).isGreaterThan(-64 * 40 * ROUNDING);
    }

    /** sin theta is |u u' - v v'| / sqrt(2): what the proof of definiteness stands on; and its consequence with a zero vector. */
    @Test
    void geometricAlgebraIsSemidefiniteWhereBothWeightsArePositive() {
        Randoms randoms = Randoms.of(3);
        for (int d = 1; d <= 4; d++) {
            double[][] rows = randoms.gaussians(40, d);
            rows[3] = new double[d];
            for (double[] b : new double[][] {{4, 1}, {0, 1}, {0, 20}, {1, 0}, {0.1, 5}}) {
                GeometricAlgebra kernel = new GeometricAlgebra(b[0], b[1], 0.7);
                assertThat(kernel.definiteness()).isEqualTo(Definiteness.POSITIVE_SEMIDEFINITE);
                double most = 40 * Math.exp((b[0] + b[1]) / 0.7);
                assertThat(leastEigenvalue(kernel, rows)).isGreaterThan(-64 * ROUNDING * most);
            }
            double[] u = Direction.OF.apply(rows[0]);
            double[] v = Direction.OF.apply(rows[1]);
            double sum = 0;
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    sum += Math.pow(u[i] * u[j] - v[i] * v[j], 2);
                }
            }
            double sine = -Math.log(new GeometricAlgebra(0, 1, 1).value(u, v));
            assertThat(sine).isCloseTo(Math.sqrt(sum / 2), within(d * ROUNDING));
        }
    }

    @Test
    void geometricAlgebraIsIndefiniteWhereAWeightIsNegative() {
        double[][] opposite = {{1, 2}, {-1, -2}};
        double[][] near = {{1, 0}, {1, 0.1}};
        for (double[] b : new double[][] {{-1, 0}, {-1, 3}, {-1, -3}, {2, -1}, {0, -1}}) {
            GeometricAlgebra kernel = new GeometricAlgebra(b[0], b[1], 2);
            assertThat(kernel.definiteness()).isEqualTo(Definiteness.INDEFINITE);
            assertThat(leastEigenvalue(kernel, b[0] < 0 ? opposite : near)).isLessThan(-1e-3);
        }
    }

    /** The counterexamples of the sigmoid's page. */
    @Test
    void theSigmoidIsIndefinite() {
        for (double offset : new double[] {0, 1, -1}) {
            Kernel kernel = new Sigmoid(1, offset);
            assertThat(kernel.definiteness()).isEqualTo(Definiteness.INDEFINITE);
            double[][] points = offset < 0 ? new double[][] {{0}, {1}} : new double[][] {{0.5}, {4}};
            assertThat(leastEigenvalue(kernel, points)).isLessThan(-0.01);
        }
        double determinant = Math.tanh(0.25) * Math.tanh(16) - Math.pow(Math.tanh(2), 2);
        assertThat(determinant).isCloseTo(0.2449 - 0.9293, within(1e-4));
    }

    private static double[][] circle(int n) {
        double[][] rows = new double[n][];
        Arrays.setAll(rows, i ->
                new double[] {Math.cos(2 * Math.PI * i / n + 0.1), Math.sin(2 * Math.PI * i / n + 0.1)});
        return rows;
    }

    private static double leastEigenvalue(Kernel kernel, double[][] points) {
        double[][] matrix = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points.length; j++) {
                matrix[i][j] = kernel.value(points[i], points[j]);
            }
        }
        double[] eigenvalues = new EigenDecomposition(new Array2DRowRealMatrix(matrix, false)).getRealEigenvalues();
        return Arrays.stream(eigenvalues).min().orElseThrow();
    }

    @Test
    void scoresOfAttentionDoNotOverflow() {
        double[] x = {1, 0};
        assertThat(new ExponentialCosine(1e-4).logarithm().orElseThrow().value(x, x))
                .isEqualTo(1e4);
        assertThat(new GeometricAlgebra(4, 1, 1e-3).logarithm().orElseThrow().value(x, x))
                .isEqualTo(4000);
        assertThat(new Cayley(1e-3).logarithm().orElseThrow().value(x, new double[] {-1, 0}))
                .isCloseTo(-Math.PI * Math.PI / 2e-6, within(1e-8));
    }

    @Test
    void parametersOutsideTheirDomainAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ArcCosine(3)).withMessageContaining("order");
        assertThatIllegalArgumentException().isThrownBy(() -> new ReluNtk(0)).withMessageContaining("layers");
        assertThatIllegalArgumentException().isThrownBy(() -> new Cayley(1e200)).withMessageContaining("temperature");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExponentialCosine(-1))
                .withMessageContaining("temperature");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GeometricAlgebra(Double.NaN, 1, 1))
                .withMessageContaining("cosineWeight");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GeometricAlgebra(1, 1, 0))
                .withMessageContaining("temperature");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sigmoid(1, Double.POSITIVE_INFINITY))
                .withMessageContaining("offset");
        assertThatIllegalArgumentException().isThrownBy(() -> Kernel.parse("arcCosine(1.5)"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cosine().value(new double[2], new double[3]))
                .withMessageContaining("expected length 2, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReluNtk(1).value(new double[2], new double[3]))
                .withMessageContaining("expected length 2, got 3");
    }

    /** A parameter that is 0, or negative where that is allowed, is none. */
    @Test
    void hyperparametersAreThePositiveOnes() {
        assertThat(names(new GeometricAlgebra(4, 1, 2))).containsExactly("cosineWeight", "sineWeight", "temperature");
        assertThat(names(new GeometricAlgebra(-4, 1, 2))).containsExactly("sineWeight", "temperature");
        assertThat(names(new GeometricAlgebra(4, 0, 2))).containsExactly("cosineWeight", "temperature");
        assertThat(new GeometricAlgebra(4, 0, 2).withHyperparameters(5, 6)).isEqualTo(new GeometricAlgebra(5, 0, 6));
        assertThat(new GeometricAlgebra(-4, 1, 2).withHyperparameters(5, 6)).isEqualTo(new GeometricAlgebra(-4, 5, 6));
        assertThat(names(new Sigmoid(1, 0))).containsExactly("scale");
        assertThat(names(new Sigmoid(1, -2))).containsExactly("scale");
        assertThat(new Sigmoid(1, -2).withHyperparameters(3)).isEqualTo(new Sigmoid(3, -2));
        assertThat(names(new Polynomial(2, 1, 0))).containsExactly("scale");
        assertThat(new Polynomial(2, 1, 0.5).withHyperparameters(3, 4)).isEqualTo(new Polynomial(2, 3, 4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Polynomial(2, 1, 0).withHyperparameters(1, 2))
                .withMessageContaining("an offset of 0 is not a hyperparameter");
    }

    private static Stream<String> names(DifferentiableKernel kernel) {
        return kernel.hyperparameters().stream().map(Hyperparameter::name);
    }
}
