package org.icl4j.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Blocks laid down in matrices, held against a loop, with what lies around them. */
class NativeTileTest {

    private static final int ROWS = 40;
    private static final int COLUMNS = 33;
    private static final double UNTOUCHED = 77;

    @BeforeAll
    static void load() {
        Blas.get();
        assertThat(NativeTile.isAtHand()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"DOUBLE", "FLOAT"})
    void rectanglesLandWhereTheyShould(DataType type) {
        int lines = 7;
        int count = 13;
        int stride = 16;
        double[] numbers = Randoms.of(1).gaussians(lines * stride);
        double[] expected = untouched();
        for (int c = 0; c < lines; c++) {
            for (int i = 0; i < count; i++) {
                expected[(20 + c) * ROWS + 5 + i] = rounded(type, numbers[c * stride + i]);
            }
        }
        try (NativeMatrix target = filled(type)) {
            NativeTile tile = NativeTile.ofThread();
            assertThat(tile.load(numbers, numbers.length)).isTrue();
            tile.put(lines, count, stride, target, 5, 20);
            assertThat(contents(target)).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"DOUBLE", "FLOAT"})
    void ofSquaresOnTheDiagonalNothingAboveIsWritten(DataType type) {
        int size = 9;
        int stride = 16;
        double[] numbers = Randoms.of(2).gaussians(size * stride);
        double[] expected = untouched();
        for (int c = 0; c < size; c++) {
            for (int i = c; i < size; i++) {
                expected[(11 + c) * ROWS + 11 + i] = rounded(type, numbers[c * stride + i]);
            }
        }
        try (NativeMatrix target = filled(type)) {
            NativeTile tile = NativeTile.ofThread();
            tile.load(numbers, numbers.length);
            tile.putLower(size, stride, target, 11);
            assertThat(contents(target)).containsExactly(expected);
        }
    }

    @Test
    void whatFloat32CannotHoldBecomesInfinite() {
        double[] numbers = {1, 1e300, -1e300, 1e-300, 2, 3, 4, 5};
        try (NativeMatrix target = NativeMatrix.reserve(DataType.FLOAT, 4, 2)) {
            NativeTile tile = NativeTile.ofThread();
            tile.load(numbers, 8);
            tile.put(2, 4, 4, target, 0, 0);
            assertThat(contents(target))
                    .containsExactly(1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 2, 3, 4, 5);
        }
    }

    @Test
    void ofTrianglesToo() {
        double[] numbers = {1, 1e300, 7, -1e300};
        try (NativeMatrix target = NativeMatrix.reserve(DataType.FLOAT, 2, 2)) {
            target.floats(0, 4).put(new float[] {8, 8, 8, 8});
            NativeTile tile = NativeTile.ofThread();
            tile.load(numbers, 4);
            tile.putLower(2, 2, target, 0);
            assertThat(contents(target)).containsExactly(1, Double.POSITIVE_INFINITY, 8, Double.NEGATIVE_INFINITY);
        }
    }

    @Test
    void aNumberThatIsNotFiniteIsTold() {
        double[] numbers = Randoms.of(3).gaussians(1000);
        NativeTile tile = NativeTile.ofThread();
        assertThat(tile.load(numbers, 1000)).isTrue();
        numbers[999] = Double.NaN;
        assertThat(tile.load(numbers, 999)).isTrue();
        assertThat(tile.load(numbers, 1000)).isFalse();
        numbers[999] = Double.NEGATIVE_INFINITY;
        assertThat(tile.load(numbers, 1000)).isFalse();
    }

    @Test
    void nothingIsWrittenOutsideOfTheMatrix() {
        try (NativeMatrix target = filled(DataType.DOUBLE)) {
            NativeTile tile = NativeTile.ofThread();
            refused("row", () -> tile.put(2, 8, 8, target, ROWS - 7, 0));
            refused("column", () -> tile.put(2, 8, 8, target, 0, COLUMNS - 1));
            refused("count", () -> tile.put(2, 9, 8, target, 0, 0));
            refused("stride", () -> tile.put(33, 8, 500, target, 0, 0));
            refused("lines", () -> tile.put(34, 8, 8, target, 0, 0));
            refused("row", () -> tile.putLower(8, 8, target, 33));
            assertThat(contents(target)).containsExactly(untouched());
        }
    }

    private static void refused(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name);
    }

    private static double rounded(DataType type, double value) {
        return type == DataType.FLOAT ? (float) value : value;
    }

    private static double[] untouched() {
        double[] numbers = new double[ROWS * COLUMNS];
        Arrays.fill(numbers, UNTOUCHED);
        return numbers;
    }

    private static NativeMatrix filled(DataType type) {
        NativeMatrix matrix = NativeMatrix.reserve(type, ROWS, COLUMNS);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            if (type == DataType.FLOAT) {
                matrix.floats(i, 1).put((float) UNTOUCHED);
            } else {
                matrix.doubles(i, 1).put(UNTOUCHED);
            }
        }
        return matrix;
    }

    private static double[] contents(NativeMatrix matrix) {
        double[] numbers = new double[matrix.rows() * matrix.columns()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = matrix.type() == DataType.FLOAT
                    ? matrix.floats(i, 1).get()
                    : matrix.doubles(i, 1).get();
        }
        return numbers;
    }
}
