package org.icl4j.solvers.internal.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class FactorInversesTest {

    /** Against solving for the identity; sizes below, at and between blocks. The condition number is at most (n + 1) / 0.5. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 256, 257, 530})
    void areWhatSolvingForTheIdentityGives(int n) {
        Points x = Points.of("x", Randoms.of(1).gaussians(n, 3));
        double[] unit = new double[n * n];
        for (int i = 0; i < n; i++) {
            unit[i * n + i] = 1;
        }
        try (INDArray l = NativeArrays.uninitialised(n, n);
                INDArray expected = ColumnMajor.columnMajor(n, n, unit);
                INDArray inverse = NativeArrays.uninitialised(n, n);
                INDArray product = NativeArrays.uninitialised(n, n);
                INDArray full = NativeArrays.uninitialised(n, n)) {
            inverse.assign(Double.NaN);
            product.assign(Double.NaN);
            Gram.lowerInto(new Gaussian(1), x, 0.5, l);
            Blas.get().potrf(Triangle.LOWER, l);
            FactorInverses.lower(l, inverse);
            FactorInverses.product(2, inverse, product);
            Blas.get().trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, l, expected);
            Blas.get().gemm(Transpose.YES, Transpose.NO, 2, expected, expected, 0, full);
            double bound = 10 * n * Math.ulp(1.0) * 2 * (n + 1);
            for (int j = 0; j < n; j++) {
                for (int i = j; i < n; i++) {
                    assertThat(inverse.getDouble(i, j)).isCloseTo(expected.getDouble(i, j), within(bound));
                    assertThat(product.getDouble(i, j)).isCloseTo(full.getDouble(i, j), within(bound));
                }
            }
        }
    }
}
