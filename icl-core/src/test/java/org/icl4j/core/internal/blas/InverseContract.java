package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Products and inverses on memory that needs no ND4J. */
abstract class InverseContract {

    abstract Blas blas();

    private static NativeMatrix matrix(int rows, int columns, double[] values) {
        NativeMatrix matrix = NativeMatrix.reserve(DataType.DOUBLE, rows, columns);
        matrix.doubles(0, rows * columns).put(values);
        return matrix;
    }

    private static double[] numbers(NativeMatrix matrix) {
        double[] values = new double[matrix.rows() * matrix.columns()];
        matrix.doubles(0, values.length).get(values);
        return values;
    }

    /**
     * A A^-1 = I for A = B B' + n I with B of n columns: condition number at most (2 sqrt n + 1)^2 + 1 or so, below 10. Sizes below, at and
     * between tiles; what stands above the diagonal is neither read nor written.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 128, 129, 300})
    void anInverseTimesItsMatrixIsTheIdentity(int n) {
        double[] b = Randoms.of(1).gaussians(n * n);
        double[] shift = new double[n * n];
        for (int i = 0; i < n; i++) {
            shift[i * n + i] = n;
            for (int j = i + 1; j < n; j++) {
                shift[j * n + i] = Double.NaN;
            }
        }
        try (NativeMatrix root = matrix(n, n, b);
                NativeMatrix a = matrix(n, n, shift);
                NativeMatrix scratch = matrix(n, n, shift)) {
            blas().syrk(Triangle.LOWER, Transpose.NO, 1, root, 1, a);
            double[] whole = numbers(a);
            blas().potrf(Triangle.LOWER, a);
            blas().potri(a, scratch);
            double[] inverse = numbers(a);
            for (int i = 0; i < n; i += Math.max(1, n / 7)) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += whole[Math.max(i, k) + n * Math.min(i, k)]
                                * inverse[Math.max(k, j) + n * Math.min(k, j)];
                    }
                    assertThat(sum).isCloseTo(i == j ? 1 : 0, within(100 * n * Math.ulp(1.0)));
                }
                for (int j = i + 1; j < n; j++) {
                    assertThat(inverse[i + j * n]).isNaN();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void aProductWithItsTransposeIsThat(int k) {
        int n = 5;
        double[] a = Randoms.of(2).gaussians(n * k);
        for (Transpose transpose : Transpose.values()) {
            boolean plain = transpose == Transpose.NO;
            try (NativeMatrix factor = plain ? matrix(n, k, a) : matrix(k, n, a);
                    NativeMatrix c = matrix(n, n, new double[n * n])) {
                blas().syrk(Triangle.LOWER, transpose, 2, factor, 0, c);
                double[] found = numbers(c);
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j <= i; j++) {
                        double sum = 0;
                        for (int s = 0; s < k; s++) {
                            sum += plain ? a[i + s * n] * a[j + s * n] : a[s + i * k] * a[s + j * k];
                        }
                        assertThat(found[i + j * n]).isCloseTo(2 * sum, within(1e-13));
                    }
                }
            }
        }
    }

    /** Against the same call on arrays, whose contract is tested by itself. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 600})
    void productsAndTriangularSolvesAreThoseOfArrays(int k) {
        int n = 5;
        double[] values = Randoms.of(3).gaussians(n * k);
        for (Transpose ta : Transpose.values()) {
            for (Transpose tb : Transpose.values()) {
                try (NativeMatrix a = ta == Transpose.NO ? matrix(n, k, values) : matrix(k, n, values);
                        NativeMatrix b = tb == Transpose.NO ? matrix(k, n, values) : matrix(n, k, values);
                        NativeMatrix c = matrix(n, n, Randoms.of(4).gaussians(n * n));
                        NativeMatrix expected = matrix(n, n, numbers(c))) {
                    blas().gemm(ta, tb, 2, a, b, 3, c);
                    blas().gemm(ta, tb, 2, a.array(), b.array(), 3, expected.array());
                    assertThat(numbers(c)).isEqualTo(numbers(expected));
                }
            }
        }
        double[] triangle = Randoms.of(5).gaussians(n * n);
        for (int i = 0; i < n; i++) {
            triangle[i * (n + 1)] = 3;
        }
        for (Blas.Side side : Blas.Side.values()) {
            for (Triangle half : Triangle.values()) {
                for (Transpose transpose : Transpose.values()) {
                    boolean left = side == Blas.Side.LEFT;
                    try (NativeMatrix a = matrix(n, n, triangle);
                            NativeMatrix b = left ? matrix(n, k, values) : matrix(k, n, values);
                            NativeMatrix expected = left ? matrix(n, k, values) : matrix(k, n, values)) {
                        blas().trsm(side, half, transpose, 2, a, b);
                        blas().trsm(side, half, transpose, 2, a.array(), expected.array());
                        assertThat(numbers(b)).isEqualTo(numbers(expected));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3})
    void otherShapesAreRefused(int n) {
        try (NativeMatrix square = matrix(n, n, new double[n * n]);
                NativeMatrix other = matrix(n, n + 1, new double[n * (n + 1)]);
                NativeMatrix larger = matrix(n + 1, n + 1, new double[(n + 1) * (n + 1)])) {
            assertThatThrownBy(() -> blas().potri(other, square)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().potri(square, larger)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().potri(square, square)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().syrk(Triangle.LOWER, Transpose.NO, 1, other, 0, larger))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().syrk(Triangle.LOWER, Transpose.NO, 1, square, 0, square))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().gemm(Transpose.NO, Transpose.NO, 1, square, larger, 0, square))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().gemm(Transpose.NO, Transpose.NO, 1, square, other, 0, larger))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().gemm(Transpose.NO, Transpose.NO, 1, square, other, 0, other))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().trsm(Blas.Side.RIGHT, Triangle.LOWER, Transpose.NO, 1, square, other))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blas().trsm(Blas.Side.LEFT, Triangle.LOWER, Transpose.NO, 1, square, square))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
