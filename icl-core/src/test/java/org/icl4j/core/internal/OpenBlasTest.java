package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Blas;
import org.icl4j.core.NativeArrays;
import org.icl4j.core.Randoms;
import org.icl4j.core.internal.Operand.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class OpenBlasTest extends BlasContract {

    @Override
    Blas blas() {
        return Blas.get();
    }

    @Test
    void sizesMayBeLargeAsLongAsEachFits32Bits() {
        assertThat(Layout.of("a", 200_000, 150_000, 1, 200_000)).isEqualTo(new Layout(200_000, false));
        assertThat(Layout.of("a", 200_000, 150_000, 150_000, 1)).isEqualTo(new Layout(150_000, true));
        assertThatThrownBy(() -> Layout.of("a", 3_000_000_000L, 2, 1, 3_000_000_000L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a: shape [3000000000, 2] with leading dimension 3000000000 is too large for BLAS, whose sizes"
                                + " are at most 2147483647");
        assertThatThrownBy(() -> Layout.of("a", 5, 2, 1, 3_000_000_000L)).hasMessageContaining("is too large for BLAS");
    }

    /** Sizes of several tiles, checked entry by entry at random places: an inner product of length k errs by k eps |a||b|. */
    @ParameterizedTest
    @EnumSource
    void severalTiles(Blas.Triangle triangle) {
        int n = 1100;
        boolean lower = triangle == Blas.Triangle.LOWER;
        Randoms randoms = Randoms.of(5);
        INDArray a = NativeArrays.uninitialised(n, n);
        NativeArrays.copyIn(randoms.gaussians(n * n), 0, a, 0, n * n);
        INDArray k = NativeArrays.uninitialised(n, n).assign(7);
        blas().syrk(triangle, lower ? Blas.Transpose.NO : Blas.Transpose.YES, 1, a, 0, k);
        double[] rows = NativeArrays.toRowMajor(lower ? a : a.transpose());
        double[] square = NativeArrays.toRowMajor(k);
        double bound = 10 * n * Math.ulp(1.0) * n;
        for (int i = 0; i < n; i += 7) {
            for (int j = 0; j < n; j += 11) {
                boolean stored = lower ? i >= j : i <= j;
                double expected = stored ? dot(rows, i, j, n) : 7;
                assertThat(square[i * n + j]).isCloseTo(expected, within(bound));
            }
        }
        for (int i = 0; i < n; i++) {
            k.putScalar(i, i, k.getDouble(i, i) + n);
        }
        double[] shifted = NativeArrays.toRowMajor(k);
        blas().potrf(triangle, k);
        double[] factor = NativeArrays.toRowMajor(lower ? k : k.transpose());
        for (int i = 0; i < n; i += 7) {
            for (int j = 0; j <= i; j += 11) {
                double product = 0;
                for (int p = 0; p <= j; p++) {
                    product += factor[i * n + p] * factor[j * n + p];
                }
                // Higham 2002, theorem 10.3: |A - L L'| <= gamma_(n+1) |L||L'| <= gamma_(n+1) max a_ii, about 4 n here.
                assertThat(product)
                        .isCloseTo(shifted[lower ? i * n + j : j * n + i], within(8 * n * Math.ulp(1.0) * n));
                assertThat(factor[j * n + i]).isEqualTo(i == j ? factor[i * n + i] : 7);
            }
        }
    }

    private static double dot(double[] rows, int i, int j, int n) {
        double sum = 0;
        for (int p = 0; p < n; p++) {
            sum += rows[i * n + p] * rows[j * n + p];
        }
        return sum;
    }

    @Test
    void oneRowOrColumnHasOnlyOneStrideThatCounts() {
        assertThat(Layout.of("a", 1, 4, 99, 5)).isEqualTo(new Layout(5, false));
        assertThat(Layout.of("a", 4, 1, 1, 99)).isEqualTo(new Layout(4, false));
        assertThat(Layout.of("a", 4, 1, 3, 99)).isEqualTo(new Layout(3, true));
        assertThat(Layout.of("a", 1, 1, 7, 7)).isEqualTo(new Layout(1, false));
        assertThat(Layout.of("a", 4, 3, 2, 8)).isNull();
        // A broadcast row: the same memory for every column.
        assertThat(Layout.of("a", 4, 3, 1, 0)).isNull();
    }
}
