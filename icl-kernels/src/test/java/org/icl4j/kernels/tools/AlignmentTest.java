package org.icl4j.kernels.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class AlignmentTest {

    // Three sums of n^2 products, of positive terms in the norms: n^2 eps each, which bounds the inner product's error
    // too, for
    // |A| |B| is at least the sum of |a_ij b_ij|.
    private static double bound(int n) {
        return 8.0 * n * n * Tables.EPS;
    }

    private static double alignment(double[][] a, double[][] b) {
        return Tables.inner(a, b) / Math.sqrt(Tables.inner(a, a) * Tables.inner(b, b));
    }

    @Property(tries = 20)
    void agreesWithTheDefinitions(@ForAll long seed, @ForAll @IntRange(min = 2, max = 100) int n) {
        Points x = Tables.points(seed, n, 3);
        Kernel a = new Gaussian(1);
        Kernel b = new Linear();
        double[][] ka = Tables.gram(a, x);
        double[][] kb = Tables.gram(b, x);
        double plain = alignment(ka, kb);
        assertThat(Alignment.of(a, b, x)).isCloseTo(plain, within(bound(n)));
        assertThat(Alignment.of(Gram.matrix(a, x), Tables.array(kb))).isCloseTo(plain, within(bound(n)));
        assertThat(Alignment.of(b, a, x)).isEqualTo(Alignment.of(a, b, x));
        double[][] ca = Tables.centred(ka);
        double[][] cb = Tables.centred(kb);
        // Centring loses digits where the means are large: the norm before over the norm after.
        double loss = Math.sqrt(Tables.inner(ka, ka) / Tables.inner(ca, ca))
                + Math.sqrt(Tables.inner(kb, kb) / Tables.inner(cb, cb));
        double centred = alignment(ca, cb);
        assertThat(Alignment.centred(a, b, x)).isCloseTo(centred, within(bound(n) * loss));
        assertThat(Alignment.centred(Gram.matrix(a, x), Gram.matrix(b, x))).isCloseTo(centred, within(bound(n) * loss));
    }

    @Property(tries = 20)
    void proportionalMatricesAreAligned(
            @ForAll long seed, @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(3) double scale) {
        Points x = Tables.points(seed, 40, 2);
        Kernel kernel = new Gaussian(0.7);
        assertThat(Alignment.of(kernel, kernel.scaled(scale), x)).isCloseTo(1, within(bound(40)));
        assertThat(Alignment.centred(kernel, kernel.scaled(scale), x)).isCloseTo(1, within(bound(40)));
        OperatorNormAlignment norm = Alignment.operatorNorm(kernel.scaled(scale), kernel, x);
        assertThat(norm.relative()).isLessThan(1e-11);
        assertThat(norm.scale()).isCloseTo(scale, within(1e-11 * scale));
    }

    // Centring also makes alignment blind to a constant added to a kernel.
    @Test
    void centringTakesConstantsOut() {
        Points x = Tables.points(3, 50, 2);
        Kernel kernel = new Gaussian(0.5);
        Kernel lifted = kernel.plus((a, b) -> 10);
        assertThat(Alignment.centred(kernel, lifted, x)).isCloseTo(1, within(bound(50) * 100));
        assertThat(Alignment.of(kernel, lifted, x)).isLessThan(0.9);
        assertThatThrownBy(() -> Alignment.centred(kernel, (a, b) -> 10, x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("b: is constant on the points: centred, it is 0 and has no alignment");
    }

    // Cristianini et al.: y'Ky / (n |K|) for y of 1 and -1.
    @Test
    void targetAlignmentIsTheQuadraticForm() {
        int n = 60;
        Points x = Tables.points(4, n, 2);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = x.get(i, 0) > 0 ? 1 : -1;
        }
        Points targets = Points.ofColumn("y", y);
        double[][] k = Tables.gram(new Gaussian(1), x);
        double form = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                form += y[i] * k[i][j] * y[j];
            }
        }
        double expected = form / (n * Math.sqrt(Tables.inner(k, k)));
        assertThat(Alignment.target(new Gaussian(1), x, targets, false)).isCloseTo(expected, within(bound(n)));
        assertThat(Alignment.target(Tables.array(k), targets, false)).isCloseTo(expected, within(bound(n)));
        // The kernel of the labels themselves is perfect, and noise is not.
        assertThat(Alignment.target(new Linear(), targets, targets, true)).isCloseTo(1, within(bound(n)));
        Points noise = Points.of("noise", Randoms.of(9).gaussians(n, 1));
        assertThat(Alignment.target(new Gaussian(1), x, noise, true)).isLessThan(0.3);
        assertThatThrownBy(() -> Alignment.target(new Gaussian(1), x, Tables.points(1, 5, 2), true))
                .hasMessage("targets: expected shape [60, t], got [5, 2] (one row per row of x of shape [60, 2])");
    }

    // The distance by its definition, on a grid of scales: no grid point may be below the result, and the result is
    // reached.
    @Property(tries = 10)
    void operatorNormIsTheLeastOverScales(@ForAll long seed) {
        int n = 12;
        Points x = Tables.points(seed, n, 2);
        INDArray a = Gram.matrix(new Gaussian(1), x);
        INDArray b = Gram.matrix(new ExponentialDotProduct(0.5), x);
        OperatorNormAlignment found = Alignment.operatorNorm(a, b);
        double normA = spectralNorm(Tables.rows(a));
        assertThat(found.relative())
                .isCloseTo(found.distance() / normA, within(1e-12))
                .isBetween(0.0, 1.0);
        assertThat(found.distance() - found.lowerBound()).isBetween(0.0, 2e-12 * normA);
        assertThat(distance(a, b, found.scale())).isCloseTo(found.distance(), within(1e-12 * normA));
        for (int g = -10; g <= 60; g++) {
            double c = g / 20.0;
            assertThat(distance(a, b, c)).isGreaterThanOrEqualTo(found.lowerBound() - 1e-12 * normA);
        }
    }

    private static double distance(INDArray a, INDArray b, double c) {
        return spectralNorm(Tables.rows(a.sub(b.mul(c))));
    }

    private static double spectralNorm(double[][] matrix) {
        return new SingularValueDecomposition(new Array2DRowRealMatrix(matrix)).getNorm();
    }

    // diag(1, 2) and diag(3, 1): |1 - 3c| = |2 - c| at c = 3/4, where both are 5/4.
    @Test
    void operatorNormByHand() {
        OperatorNormAlignment found = Alignment.operatorNorm(
                Tables.array(new double[][] {{1, 0}, {0, 2}}), Tables.array(new double[][] {{3, 0}, {0, 1}}));
        assertThat(found.scale()).isCloseTo(0.75, within(1e-12));
        assertThat(found.distance()).isCloseTo(1.25, within(1e-12));
        assertThat(found.relative()).isCloseTo(0.625, within(1e-12));
        // With a negative scale, and where no multiple helps.
        OperatorNormAlignment opposite = Alignment.operatorNorm(
                Tables.array(new double[][] {{1, 0}, {0, 2}}), Tables.array(new double[][] {{-2, 0}, {0, -4}}));
        assertThat(opposite.scale()).isCloseTo(-0.5, within(1e-12));
        OperatorNormAlignment apart = Alignment.operatorNorm(
                Tables.array(new double[][] {{1, 0}, {0, 0}}), Tables.array(new double[][] {{0, 0}, {0, 1}}));
        assertThat(apart.relative()).isCloseTo(1, within(1e-12));
    }

    /**
     * exp(x'z) = exp(1) exp(-|x - z|^2 / 2) between unit vectors, and not elsewhere: a comparison of two kernels that holds on one
     * distribution of points and fails on another. Rebuilding one kernel from its own softmax and row sums holds on both, which is
     * why it is no evidence.
     */
    @Test
    void alignmentTellsDistributionsApart() {
        Points unit = unit(Tables.points(7, 80, 3));
        Points free = Tables.points(7, 80, 3);
        Kernel softmax = new ExponentialDotProduct(1);
        OperatorNormAlignment inside = Alignment.operatorNorm(softmax, new Gaussian(1), unit);
        assertThat(inside.scale()).isCloseTo(Math.E, within(1e-11));
        assertThat(inside.relative()).isLessThan(1e-11);
        OperatorNormAlignment outside = Alignment.operatorNorm(softmax, new Gaussian(1), free);
        assertThat(outside.relative()).isGreaterThan(0.5);
        assertThat(Alignment.of(softmax, new Gaussian(1), free)).isLessThan(0.5);
        for (Points x : new Points[] {unit, free}) {
            double[][] k = Tables.gram(softmax, x);
            for (double[] row : k) {
                double sum = 0;
                for (double v : row) {
                    sum += v;
                }
                for (double v : row) {
                    assertThat(v / sum * sum).isCloseTo(v, within(2 * Tables.EPS * v));
                }
            }
        }
    }

    private static Points unit(Points x) {
        double[][] rows = x.toRows();
        for (double[] row : rows) {
            double norm = Math.sqrt(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
            for (int k = 0; k < 3; k++) {
                row[k] /= norm;
            }
        }
        return Points.of("x", rows);
    }

    @Test
    void badInputIsNamed() {
        INDArray two = Tables.array(new double[][] {{1, 0}, {0, 2}});
        INDArray three = Tables.array(new double[3][3]);
        assertThatThrownBy(() -> Alignment.of(two, three))
                .hasMessage("b: expected shape [2, 2], got [3, 3] (a and b are kernel matrices of the same points)");
        assertThatThrownBy(() -> Alignment.of(three, three)).hasMessageContaining("a: has the norm 0");
        assertThatThrownBy(() -> Alignment.operatorNorm(two, Tables.array(new double[2][2])))
                .hasMessage("b: is 0, so it has no scale");
        assertThatThrownBy(() -> Alignment.of(two, Tables.array(new double[][] {{1, 3}, {0, 2}})))
                .hasMessageContaining("b: is not symmetric: b[0][1] = 3.0, but b[1][0] = 0.0");
    }
}
