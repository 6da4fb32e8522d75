package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Kernel.Definiteness;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The families' formulas, on numbers worked out by hand. */
class FamiliesTest {

    private static final double[] X = {1, 2};
    private static final double[] Z = {3, -1};
    private static final double ROUNDING = 4 * Math.ulp(1.0);

    @Test
    void formulas() {
        // |x - z|^2 = 13, x'z = 1
        assertThat(new Gaussian(2).value(X, Z)).isCloseTo(Math.exp(-13 / 8.0), within(ROUNDING));
        assertThat(Gaussian.ofGamma(0.25).value(X, Z)).isCloseTo(Math.exp(-13 / 4.0), within(ROUNDING));
        assertThat(new Linear().value(X, Z)).isEqualTo(1);
        assertThat(new Polynomial(3, 2, 0.5).value(X, Z)).isEqualTo(2.5 * 2.5 * 2.5);
        assertThat(Polynomial.ofDegree(5).value(X, Z)).isEqualTo(32);
        assertThat(new ExponentialDotProduct(0.5).value(X, Z)).isCloseTo(Math.exp(0.5), within(ROUNDING));
        assertThat(ExponentialDotProduct.softmax(4)).isEqualTo(new ExponentialDotProduct(0.5));
        assertThat(Kernel.radial(r2 -> r2).value(X, Z)).isEqualTo(13);
        assertThat(Kernel.dotProduct(s -> 7 * s).value(X, Z)).isEqualTo(7);
        assertThat(new Linear().plus(new Linear()).times(new Linear()).scaled(4).value(X, Z))
                .isEqualTo(8);
    }

    @Test
    void duplicatesHaveExactlyTheDiagonalValue() {
        for (int d : new int[] {1, 3, 40, 200}) {
            double[][] rows = Oracle.gaussian(5, 140, d, 1e3).toRows();
            rows[139] = rows[0];
            Points x = Points.of("x", rows);
            double[] diagonal = new double[140];
            new Gaussian(0.7).diagonal(x, 0, 140, diagonal, 0);
            assertThat(diagonal).containsOnly(1);
            try (INDArray matrix = Gram.matrix(new Gaussian(0.7), x)) {
                for (int i = 0; i < 140; i++) {
                    assertThat(matrix.getDouble(i, i)).isEqualTo(1);
                }
                assertThat(matrix.getDouble(139, 0)).isEqualTo(1);
            }
            Kernel polynomial = new Polynomial(3, 0.1, 1);
            try (INDArray matrix = Gram.matrix(polynomial, x)) {
                assertThat(matrix.getDouble(139, 0))
                        .isEqualTo(matrix.getDouble(0, 0))
                        .isEqualTo(matrix.getDouble(139, 139));
            }
        }
    }

    @Test
    void scalingIsExactToTheLastBit() {
        Points x = Oracle.gaussian(1, 200, 5, 1);
        try (INDArray plain = Gram.matrix(new Gaussian(1), x);
                INDArray scaled = Gram.matrix(new Gaussian(1).scaled(3), x)) {
            double[] expected = NativeArrays.toRowMajor(plain);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= 3;
            }
            Oracle.assertSameBits(NativeArrays.toRowMajor(scaled), expected);
        }
    }

    @Test
    void traitsOfCombinations() {
        Kernel gaussian = new Gaussian(1);
        Kernel linear = new Linear();
        assertThat(gaussian.plus(linear).definiteness()).isEqualTo(Definiteness.POSITIVE_DEFINITE);
        assertThat(gaussian.times(linear).definiteness()).isEqualTo(Definiteness.POSITIVE_SEMIDEFINITE);
        assertThat(gaussian.times(gaussian).scaled(2).definiteness()).isEqualTo(Definiteness.POSITIVE_DEFINITE);
        assertThat(gaussian.plus((x, z) -> 1).definiteness()).isEqualTo(Definiteness.UNKNOWN);
        assertThat(gaussian.times(Kernel.radial(r2 -> r2)).isStationary()).isTrue();
        assertThat(gaussian.plus(linear).isStationary()).isFalse();
        assertThat(linear.plus(new ExponentialDotProduct(1)).isDotProduct()).isTrue();
        assertThat(linear.times(gaussian).isDotProduct()).isFalse();
    }

    @Test
    void logarithmsDoNotOverflow() {
        Points x = Points.ofColumn("x", new double[] {100, -50});
        Kernel log = new ExponentialDotProduct(1)
                .times(new Gaussian(0.1))
                .scaled(2)
                .logarithm()
                .orElseThrow();
        try (INDArray matrix = Gram.matrix(log, x)) {
            assertThat(matrix.getDouble(0, 0)).isEqualTo(10_000 + Math.log(2));
            // -5000 - 22500 / (2 * 0.01)
            assertThat(matrix.getDouble(1, 0)).isCloseTo(-5000 - 22500 / 0.02 + Math.log(2), within(1e-9));
        }
        assertThat(new Gaussian(1).plus(new Gaussian(2)).logarithm()).isEmpty();
        assertThat(new Gaussian(1).times(new Linear()).logarithm()).isEmpty();
    }
}
