package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.core.internal.blas.Matrices.EPS;

import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Cholesky of more points than triple loops answer for: L L' v against A v for a random v. */
class LargeFactorTest {

    /** Tiles of 384, and of 1024 in blocks of 512. */
    @ParameterizedTest
    @CsvSource({"LOWER, 1700", "UPPER, 1700", "LOWER, 4200"})
    void potrf(Triangle triangle, int n) {
        // exp(-|i - j| / n) is positive definite, and so with 1 more on the diagonal; the other triangle is not read.
        double[] a = new double[n];
        Arrays.setAll(a, k -> Math.exp(-k / (double) n));
        a[0] = 2;
        boolean lower = triangle == Triangle.LOWER;
        double[] v = Randoms.of(n).gaussians(n);
        double[] expected = new double[n];
        double[] column = new double[n];
        double[] product = new double[n];
        double square = 0;
        try (INDArray factor = NativeArrays.uninitialised(n, n)) {
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    double value = a[Math.abs(i - j)];
                    expected[i] += value * v[j];
                    column[i] = lower == i >= j || i == j ? value : Double.NaN;
                }
                NativeArrays.copyIn(column, 0, factor, (long) j * n, n);
            }
            Blas.get().potrf(triangle, factor);
            // B: the columns of the triangle. Lower: B (B'v); upper: B'(B v).
            double[] inner = new double[n];
            for (int round = 0; round < 2; round++) {
                boolean transposed = lower == (round == 0);
                double[] from = round == 0 ? v : inner;
                double[] to = round == 0 ? inner : product;
                square = 0;
                for (int j = 0; j < n; j++) {
                    NativeArrays.copyOut(factor, (long) j * n, column, 0, n);
                    for (int i = lower ? j : 0; i < (lower ? n : j + 1); i++) {
                        to[transposed ? j : i] += column[i] * from[transposed ? i : j];
                        square += column[i] * column[i];
                    }
                }
            }
        }
        // Higham 2002, theorem 10.3: |A - L L'| <= (n + 1) u |L| |L'|, with eps = 2 u for this check's own rounding.
        double error = 0;
        double length = 0;
        for (int i = 0; i < n; i++) {
            error = Math.hypot(error, product[i] - expected[i]);
            length = Math.hypot(length, v[i]);
        }
        assertThat(error).isLessThanOrEqualTo((n + 1) * EPS * square * length);
    }
}
