package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.junit.jupiter.api.Test;

/** {@link Gram#addNormal} against the sums of pairs. */
class NormalProductsTest {

    /** K_b'(K_b V) from values of pairs: with values and entries of V about 1, n m eps bounds the difference of two orders. */
    @Test
    void theSumOfPairs() {
        for (Kernel kernel : List.of(new Gaussian(1), new Matern(1.5, 2), Kernel.radial(u -> 1 / (1 + u)))) {
            for (int d : new int[] {2, 40}) {
                for (int m : new int[] {1, 64, 150, 1100}) {
                    for (int t : new int[] {1, 3}) {
                        check(kernel, d, m, t);
                    }
                }
            }
        }
    }

    private static void check(Kernel kernel, int d, int m, int t) {
        int n = 90;
        int from = 7;
        int count = 75;
        Points x = Points.of("x", Randoms.of(1).gaussians(n, d));
        Points z = Points.of("z", Randoms.of(2).gaussians(m, d));
        double[] v = Randoms.of(3).gaussians(m * t);
        double[] sum = new double[m * t];
        Arrays.fill(sum, 0.5);
        Gram.addNormal(kernel, x, from, count, z, v, t, sum);
        double[][] k = new double[count][m];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < m; j++) {
                k[i][j] = kernel.value(x.row(from + i), z.row(j));
            }
        }
        // values by products of wide points have a relative error of 1e-12 beside the sums' rounding
        double tolerance = 10.0 * count * m * (Math.ulp(1.0) + 1e-15);
        for (int c = 0; c < t; c++) {
            double[] product = new double[count];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < m; j++) {
                    product[i] += k[i][j] * v[j * t + c];
                }
            }
            for (int j = 0; j < m; j++) {
                double expected = 0.5;
                for (int i = 0; i < count; i++) {
                    expected += k[i][j] * product[i];
                }
                assertThat(sum[j * t + c])
                        .as("%s d %d m %d t %d", kernel, d, m, t)
                        .isCloseTo(expected, within(tolerance));
            }
        }
    }

    @Test
    void mistakesAreNamed() {
        Points x = Points.of("x", Randoms.of(1).gaussians(9, 2));
        Kernel broken = (a, b) -> a[0] == x.row(5)[0] ? Double.NaN : 1;
        assertThatThrownBy(() -> Gram.addNormal(broken, x, 0, 9, x, new double[9], 1, new double[9]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x[5]");
        assertThatThrownBy(() -> Gram.addNormal(new Gaussian(1), x, 3, 7, x, new double[9], 1, new double[9]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("count");
        assertThatThrownBy(() -> Gram.addNormal(new Gaussian(1), x, 0, 9, x, new double[9], 1, new double[8]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum");
    }
}
