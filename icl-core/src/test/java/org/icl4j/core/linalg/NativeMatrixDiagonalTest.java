package org.icl4j.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class NativeMatrixDiagonalTest {

    @Test
    void theDiagonalIsReadAndWrittenAndNothingElseIs() {
        int n = 7;
        double[] numbers = Randoms.of(1).gaussians(n * n);
        double[] diagonal = Randoms.of(2).gaussians(n);
        try (NativeMatrix matrix = NativeMatrix.reserve(DataType.DOUBLE, n, n)) {
            matrix.doubles(0, n * n).put(numbers);
            double[] expected = new double[n];
            for (int i = 0; i < n; i++) {
                expected[i] = numbers[i * (n + 1)];
                numbers[i * (n + 1)] = diagonal[i];
            }
            assertThat(matrix.diagonal()).containsExactly(expected);
            matrix.setDiagonal(diagonal);
            double[] after = new double[n * n];
            matrix.doubles(0, n * n).get(after);
            assertThat(after).containsExactly(numbers);
        }
    }

    @Test
    void otherShapesAndTypesAreRefused() {
        try (NativeMatrix tall = NativeMatrix.reserve(DataType.DOUBLE, 3, 2);
                NativeMatrix single = NativeMatrix.reserve(DataType.FLOAT, 2, 2);
                NativeMatrix square = NativeMatrix.reserve(DataType.DOUBLE, 2, 2)) {
            assertThatThrownBy(tall::diagonal)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("DOUBLE [3, 2]");
            assertThatThrownBy(single::diagonal)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FLOAT [2, 2]");
            assertThatThrownBy(() -> square.setDiagonal(new double[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected length 2, got 3");
            assertThatThrownBy(() -> square.setDiagonal(new double[] {1, Double.NaN}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("diagonal[1] = NaN");
        }
    }
}
