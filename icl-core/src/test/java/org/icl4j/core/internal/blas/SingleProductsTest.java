package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Products in float32 beside sums in float64 of the same rounded numbers. */
class SingleProductsTest {

    /** Of a sum of k products of numbers below 4 in size: k 16 (k + 2) 2^-24, rounded up, for k up to 40. */
    private static final double TOLERANCE = 40 * 16 * 42 * 0x1p-24;

    private final Randoms randoms = Randoms.of(3);

    private static List<Blas> providers() {
        return List.of(Blas.get(), new Nd4jBlas());
    }

    private NativeMatrix random(int rows, int columns) {
        NativeMatrix matrix = NativeMatrix.reserve(DataType.FLOAT, rows, columns);
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.max(-4, Math.min(4, randoms.gaussian()));
        }
        matrix.floats(0, numbers.length).put(numbers);
        return matrix;
    }

    private static double get(NativeMatrix matrix, int row, int column) {
        return matrix.floats(row + (long) column * matrix.rows(), 1).get(0);
    }

    private static double get(NativeMatrix matrix, Transpose op, int row, int column) {
        return op == Transpose.NO ? get(matrix, row, column) : get(matrix, column, row);
    }

    private static float[] numbers(NativeMatrix matrix) {
        float[] numbers = new float[matrix.rows() * matrix.columns()];
        matrix.floats(0, numbers.length).get(numbers);
        return numbers;
    }

    /** Several tiles of rows and of columns, and one column, which has a routine of its own. */
    @Test
    void productsAreSums() {
        int k = 40;
        for (Blas blas : providers()) {
            for (int n : new int[] {1, 3, 520}) {
                for (Transpose opA : Transpose.values()) {
                    for (Transpose opB : Transpose.values()) {
                        int m = 530;
                        try (NativeMatrix a = opA == Transpose.NO ? random(m, k) : random(k, m);
                                NativeMatrix b = opB == Transpose.NO ? random(k, n) : random(n, k);
                                NativeMatrix c = random(m, n)) {
                            float[] before = numbers(c);
                            blas.gemm(opA, opB, -0.5, a, b, 2, c);
                            for (int i = 0; i < m; i += 48) {
                                for (int j = 0; j < n; j += 37) {
                                    double sum = 2 * before[i + j * m];
                                    for (int l = 0; l < k; l++) {
                                        sum -= 0.5 * get(a, opA, i, l) * get(b, opB, l, j);
                                    }
                                    assertThat(get(c, i, j))
                                            .as("%s %s %s at %d, %d", blas, opA, opB, i, j)
                                            .isCloseTo(sum, within(TOLERANCE));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void squaresAreProductsInOneTriangle() {
        int n = 530;
        int k = 40;
        for (Blas blas : providers()) {
            for (Transpose op : Transpose.values()) {
                for (Triangle triangle : Triangle.values()) {
                    try (NativeMatrix a = op == Transpose.NO ? random(n, k) : random(k, n);
                            NativeMatrix c = random(n, n)) {
                        float[] before = numbers(c);
                        blas.syrk(triangle, op, 1, a, 0, c);
                        for (int i = 0; i < n; i += 48) {
                            for (int j = 0; j < n; j += 37) {
                                double expected = before[i + j * n];
                                if (triangle == Triangle.LOWER ? i >= j : i <= j) {
                                    expected = 0;
                                    for (int l = 0; l < k; l++) {
                                        expected += get(a, op, i, l) * get(a, op, j, l);
                                    }
                                }
                                assertThat(get(c, i, j))
                                        .as("%s %s %s at %d, %d", blas, op, triangle, i, j)
                                        .isCloseTo(expected, within(TOLERANCE));
                            }
                        }
                    }
                }
            }
        }
    }

    /** With beta = 0 what C holds is not read. */
    @Test
    void undefinedContentsStayOut() {
        for (Blas blas : providers()) {
            for (int n : new int[] {1, 3, 520}) {
                for (Transpose opA : Transpose.values()) {
                    try (NativeMatrix a = opA == Transpose.NO ? random(530, 4) : random(4, 530);
                            NativeMatrix b = random(4, n);
                            NativeMatrix c = undefined(530, n);
                            NativeMatrix square = undefined(530, 530)) {
                        blas.gemm(opA, Transpose.NO, 1, a, b, 0, c);
                        blas.syrk(Triangle.LOWER, opA, 1, a, 0, square);
                        for (float number : numbers(c)) {
                            assertThat(number).isFinite();
                        }
                        for (int j = 0; j < 530; j++) {
                            assertThat(get(square, 529, j)).isFinite();
                        }
                    }
                }
            }
        }
    }

    private static NativeMatrix undefined(int rows, int columns) {
        NativeMatrix matrix = NativeMatrix.reserve(DataType.FLOAT, rows, columns);
        float[] numbers = new float[rows * columns];
        Arrays.fill(numbers, Float.NaN);
        matrix.floats(0, numbers.length).put(numbers);
        return matrix;
    }

    @Test
    void someColumnsAreAViewOfTheMatrix() {
        try (NativeMatrix whole = random(5, 6);
                NativeMatrix product = NativeMatrix.reserve(DataType.FLOAT, 5, 2)) {
            NativeMatrix part = whole.columns(3, 2);
            assertThat(part.rows()).isEqualTo(5);
            assertThat(part.columns()).isEqualTo(2);
            assertThat(get(part, 4, 1)).isEqualTo(get(whole, 4, 4));
            part.floats(0, 1).put(0, 7);
            assertThat(get(whole, 0, 3)).isEqualTo(7);
            part.close();
            assertThat(get(whole, 0, 3)).isEqualTo(7);
            assertThat(part.overlaps(whole.columns(4, 1))).isTrue();
            assertThat(part.overlaps(whole.columns(0, 3))).isFalse();
            assertThat(part.overlaps(product)).isFalse();
            assertThatThrownBy(() -> whole.columns(6, 1)).hasMessageContaining("from");
            assertThatThrownBy(() -> whole.columns(5, 2)).hasMessageContaining("count");
        }
    }

    @Test
    void aViewOfAClosedMatrixIsRefused() {
        NativeMatrix whole = random(5, 6);
        NativeMatrix part = whole.columns(1, 3);
        NativeMatrix partOfPart = part.columns(1, 1);
        whole.close();
        assertThatThrownBy(() -> part.floats(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> partOfPart.floats(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void resultsMustNotShareMemoryWithFactorsNorMixTypes() {
        try (NativeMatrix whole = random(4, 8);
                NativeMatrix wide = NativeMatrix.reserve(DataType.DOUBLE, 4, 4)) {
            NativeMatrix a = whole.columns(0, 4);
            NativeMatrix meets = whole.columns(3, 4);
            NativeMatrix apart = whole.columns(4, 4);
            for (Blas blas : providers()) {
                assertThatThrownBy(() -> blas.gemm(Transpose.NO, Transpose.NO, 1, a, a, 0, meets))
                        .hasMessageContaining("must not share memory with a");
                assertThatThrownBy(() -> blas.syrk(Triangle.LOWER, Transpose.NO, 1, a, 0, meets))
                        .hasMessageContaining("must not share memory with a");
                assertThatThrownBy(() -> blas.gemm(Transpose.NO, Transpose.NO, 1, a, wide, 0, apart))
                        .hasMessageContaining("b: must be float32");
                blas.gemm(Transpose.NO, Transpose.NO, 1, a, a, 0, apart);
            }
        }
    }
}
