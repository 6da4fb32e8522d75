package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;

class NystromFeaturesTest {

    /** Rounding of n values of size 1 through an eigendecomposition whose least eigenvalue kept is n 2^-52. */
    private static double tolerance(int n) {
        return 64 * n * 0x1p-52;
    }

    private static double[][] difference(Kernel kernel, FeatureMap map, Points x) {
        Kernel induced = map.induced();
        double[][] rows = x.toRows();
        double[][] result = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                result[i][j] = kernel.value(rows[i], rows[j]) - induced.value(rows[i], rows[j]);
            }
        }
        return result;
    }

    @Property(tries = 20)
    void exactAtTheCentresAndWithAPositiveSemidefiniteErrorElsewhere(
            @ForAll @IntRange(min = 1, max = 12) int count, @ForAll @LongRange(min = 0, max = 1000) long seed) {
        Points x = Points.of("x", Randoms.of(seed).gaussians(20, 2));
        Kernel kernel = new Gaussian(1.5);
        NystromFeatures map = NystromFeatures.uniform(kernel, x, count, seed);
        for (double[] row : difference(kernel, map, map.centres())) {
            assertThat(Arrays.stream(row).map(Math::abs).max().orElseThrow()).isLessThan(tolerance(20));
        }
        double[] eigenvalues =
                new EigenDecomposition(new Array2DRowRealMatrix(difference(kernel, map, x))).getRealEigenvalues();
        assertThat(Arrays.stream(eigenvalues).min().orElseThrow()).isGreaterThan(-20 * tolerance(20));
    }

    @Property(tries = 10)
    void aKernelOfLowRankNeedsNoMoreFeaturesThanItsRank(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        Points x = Points.of("x", Randoms.of(seed).gaussians(20, 3));
        NystromFeatures map = NystromFeatures.of(new Linear(), x);
        assertThat(map.size()).isEqualTo(3);
        assertThat(map.eigenvalues()).isSorted().hasSize(3);
        double scale = map.eigenvalues()[2];
        for (double[] row : difference(new Linear(), map, x)) {
            assertThat(Arrays.stream(row).map(Math::abs).max().orElseThrow()).isLessThan(scale * tolerance(20));
        }
    }

    @Property(tries = 10)
    void whatIsStatedOfGivenCentresIsTheErrorItself(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        double[][] x = Randoms.of(seed).gaussians(6, 2);
        Kernel kernel = new Gaussian(1);
        NystromFeatures map = NystromFeatures.of(kernel, Points.of("centres", Arrays.copyOf(x, 4)));
        double error = map.induced().value(x[4], x[5]) - kernel.value(x[4], x[5]);
        assertThat(map.variance(x[4], x[5])).hasValue(0);
        assertThat(Math.abs(map.bias(x[4], x[5]).orElseThrow() - error)).isLessThan(tolerance(4));
        assertThat(Math.abs(map.expectedError(x[4], x[5]).orElseThrow() - Math.abs(error)))
                .isLessThan(tolerance(4));
        assertThat(NystromFeatures.uniform(kernel, Points.of("x", x), 3, seed).expectedError(x[0], x[1]))
                .isEmpty();
    }
}
