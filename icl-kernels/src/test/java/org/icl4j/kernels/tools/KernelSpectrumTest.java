package org.icl4j.kernels.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class KernelSpectrumTest {

    @Test
    void findsTheEigenvaluesOfAMatrixMadeFromThem() {
        double[] eigenvalues = {5, 2, 1, 0.25, 1e-3};
        INDArray gram = Tables.array(Tables.withEigenvalues(1, eigenvalues));
        double[] before = NativeArrays.toRowMajor(gram);
        KernelSpectrum spectrum = KernelSpectrum.of(gram);
        assertThat(NativeArrays.toRowMajor(gram)).isEqualTo(before);
        double bound =
                50 * 5 * Tables.EPS * 5; // Three reflections and the decomposition, n eps s_1 each with a constant.
        for (int j = 0; j < 5; j++) {
            assertThat(spectrum.eigenvalues()[j]).isCloseTo(eigenvalues[j], within(bound));
        }
        assertThat(spectrum.size()).isEqualTo(5);
        assertThat(spectrum.rank()).isEqualTo(5);
        assertThat(spectrum.rank(0.01)).isEqualTo(4);
        assertThat(spectrum.conditionNumber(0)).isCloseTo(5000, within(5000 * bound / 1e-3));
        assertThat(spectrum.conditionNumber(1)).isCloseTo(6 / 1.001, within(10 * bound));
        assertThat(spectrum.tail(2)).isCloseTo(1.251, within(3 * bound));
        assertThat(spectrum.tail(5)).isZero();
        assertThat(spectrum.stableRank()).isCloseTo(8.251 / 5, within(5 * bound));
        double[] v = spectrum.eigenvector(0);
        double[][] k = Tables.rows(gram);
        for (int i = 0; i < 5; i++) {
            double sum = 0;
            for (int j = 0; j < 5; j++) {
                sum += k[i][j] * v[j];
            }
            assertThat(sum).isCloseTo(5 * v[i], within(bound));
        }
    }

    // d_eff = n - r tr (K + r I)^-1, and l_i = 1 - r ((K + r I)^-1)_ii.
    @Property(tries = 20)
    void effectiveDimensionAndLeverageAgreeWithTheInverse(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 40) int n,
            @ForAll @DoubleRange(min = 1e-3, max = 10) @Scale(3) double ridge) {
        Points x = Tables.points(seed, n, 2);
        KernelSpectrum spectrum = KernelSpectrum.of(new Gaussian(1), x);
        RealMatrix system = new Array2DRowRealMatrix(Tables.gram(new Gaussian(1), x));
        for (int i = 0; i < n; i++) {
            system.addToEntry(i, i, ridge);
        }
        RealMatrix inverse = new LUDecomposition(system).getSolver().getInverse();
        // r |inverse| is at most 1, with a relative error of n eps kappa; eigenvalues are off by n eps s_1, weights by
        // that over r.
        double bound = 20 * n * n * Tables.EPS * (n + ridge) / ridge;
        double[] scores = spectrum.leverageScores(ridge);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            assertThat(scores[i])
                    .isCloseTo(1 - ridge * inverse.getEntry(i, i), within(bound))
                    .isBetween(0.0, 1.0);
            sum += scores[i];
        }
        double dimension = spectrum.effectiveDimension(ridge);
        assertThat(dimension).isCloseTo(n - ridge * inverse.getTrace(), within(bound));
        assertThat(dimension).isCloseTo(sum, within(bound));
    }

    @Property(tries = 20)
    void effectiveDimensionFallsFromTheRankTowardsZero(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int n) {
        Points x = Tables.points(seed, n, 3);
        KernelSpectrum spectrum = KernelSpectrum.of(new Gaussian(0.8), x);
        double last = spectrum.rank();
        assertThat(spectrum.effectiveDimension(0)).isCloseTo(last, within(n * Tables.EPS * n));
        for (double ridge = 1e-12; ridge < 1e9; ridge *= 7) {
            double dimension = spectrum.effectiveDimension(ridge);
            assertThat(dimension).isLessThan(last).isPositive();
            last = dimension;
        }
        assertThat(last).isLessThan(1e-6);
    }

    // Fewer features than points: the linear kernel in d dimensions has rank d, whatever n.
    @Test
    void rankOfTheLinearKernelIsTheWidth() {
        Points x = Tables.points(2, 120, 7);
        KernelSpectrum spectrum = KernelSpectrum.of(new Linear(), x);
        assertThat(spectrum.rank()).isEqualTo(7);
        assertThat(spectrum.effectiveDimension(0)).isCloseTo(7, within(120 * Tables.EPS));
        assertThat(spectrum.effectiveDimension(1e-9)).isCloseTo(7, within(1e-9));
        assertThat(spectrum.conditionNumber(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(spectrum.effectiveRank()).isBetween(1.0, 7.0);
        assertThat(spectrum.tail(7)).isZero();
    }

    @Test
    void effectiveRanksOfKnownMatrices() {
        double[][] identity = new double[30][30];
        double[][] ones = new double[30][30];
        for (int i = 0; i < 30; i++) {
            identity[i][i] = 3;
            Arrays.fill(ones[i], 2);
        }
        KernelSpectrum full = KernelSpectrum.of(Tables.array(identity));
        KernelSpectrum one = KernelSpectrum.of(Tables.array(ones));
        double bound = 30 * 30 * Tables.EPS;
        assertThat(full.effectiveRank()).isCloseTo(30, within(30 * bound));
        assertThat(full.stableRank()).isCloseTo(30, within(bound));
        assertThat(full.conditionNumber(0)).isEqualTo(1);
        assertThat(one.effectiveRank()).isCloseTo(1, within(bound));
        assertThat(one.stableRank()).isCloseTo(1, within(bound));
        assertThat(one.rank()).isEqualTo(1);
        assertThat(one.leverageScores(60)[4]).isCloseTo(0.5 / 30, within(bound));
    }

    @Test
    void decayExponentOfAPower() {
        double[] eigenvalues = new double[40];
        for (int j = 0; j < 40; j++) {
            eigenvalues[j] = 3 * Math.pow(j + 1, -2.5);
        }
        KernelSpectrum spectrum = KernelSpectrum.of(Tables.array(Tables.withEigenvalues(3, eigenvalues)));
        // The least eigenvalue, 3e-4, is known to 40 eps relative to the greatest: 1e-10 in its logarithm at most.
        assertThat(spectrum.decayExponent()).isCloseTo(2.5, within(1e-9));
    }

    @Test
    void indefiniteAndEmptySpectraAreRefusedWhereTheyHaveNoMeaning() {
        KernelSpectrum indefinite = KernelSpectrum.of(Tables.array(new double[][] {{0, 1}, {1, 0}}));
        assertThat(indefinite.eigenvalues()[1]).isCloseTo(-1, within(4 * Tables.EPS));
        assertThatThrownBy(() -> indefinite.effectiveDimension(0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not positive semidefinite: its least eigenvalue is -1");
        KernelSpectrum zero = KernelSpectrum.of(Tables.array(new double[3][3]));
        assertThat(zero.effectiveDimension(0)).isZero();
        assertThat(zero.rank()).isZero();
        assertThatThrownBy(zero::effectiveRank).hasMessageContaining("is 0");
        assertThatThrownBy(zero::decayExponent).hasMessageContaining("rank 0");
        assertThatThrownBy(() -> zero.effectiveDimension(-1)).hasMessageContaining("ridge: must be at least 0");
        assertThatThrownBy(() -> zero.eigenvector(3)).hasMessageContaining("index");
        assertThatThrownBy(() -> KernelSpectrum.of(NativeArrays.fromRowMajor(2, 3, new double[6])))
                .hasMessageContaining("gram: expected shape [n, n], got [2, 3]");
        assertThatThrownBy(() -> KernelSpectrum.of(Tables.array(new double[][] {{1, 2}, {3, 4}})))
                .hasMessageContaining("gram: is not symmetric");
    }

    @Test
    void pointsAndTheirMatrixHaveOneSpectrum() {
        Points x = Tables.points(5, 90, 2);
        KernelSpectrum ofPoints = KernelSpectrum.of(new Gaussian(1), x);
        assertThat(KernelSpectrum.of(Gram.matrix(new Gaussian(1), x)).eigenvalues())
                .isEqualTo(ofPoints.eigenvalues());
        assertThat(KernelSpectrum.of(Gram.matrix(new Gaussian(1), x).dup('c')).eigenvalues())
                .isEqualTo(ofPoints.eigenvalues());
    }
}
