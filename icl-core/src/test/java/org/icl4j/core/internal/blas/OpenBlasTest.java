package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.core.internal.blas.Matrices.EPS;
import static org.icl4j.core.internal.blas.Matrices.assertClose;
import static org.icl4j.core.internal.blas.Matrices.f;
import static org.icl4j.core.internal.blas.Matrices.heap;
import static org.icl4j.core.internal.blas.Matrices.norm;
import static org.icl4j.core.internal.blas.Matrices.op;
import static org.icl4j.core.internal.blas.Matrices.plus;
import static org.icl4j.core.internal.blas.Matrices.random;
import static org.icl4j.core.internal.blas.Matrices.times;
import static org.icl4j.core.internal.blas.Matrices.transposed;
import static org.icl4j.core.internal.blas.Matrices.triangle;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Randoms;
import org.icl4j.core.internal.blas.Matrices.Lie;
import org.icl4j.core.internal.blas.Operand.Layout;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
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

    /** Operands and results that begin in the middle of a matrix, in each layout. */
    @ParameterizedTest
    @EnumSource
    void severalTilesOfRowsAndColumns(Lie lie) {
        Randoms randoms = Randoms.of(6);
        int m = 530;
        int n = 1030;
        int k = 9;
        for (Blas.Transpose transposeA : Blas.Transpose.values()) {
            for (Blas.Transpose transposeB : Blas.Transpose.values()) {
                double[][] a = random(randoms, m, k);
                double[][] b = random(randoms, k, n);
                INDArray c = Lie.F_VIEW.array(new double[m][n]);
                blas().gemm(
                                transposeA,
                                transposeB,
                                1,
                                lie.array(op(transposeA, a)),
                                lie.array(op(transposeB, b)),
                                0,
                                c);
                assertClose(heap(c), times(1, a, b), k + 2, a, b);
            }
        }
        for (Blas.Transpose transpose : Blas.Transpose.values()) {
            double[][] a = random(randoms, 4100, 5);
            double[][] x = random(randoms, 5, 1);
            INDArray y = lie.array(new double[4100][1]);
            blas().gemv(transpose, 1, lie.array(op(transpose, a)), lie.array(x), 0, y);
            assertClose(heap(y), times(1, a, x), 7, a, x);
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalTilesOfRightHandSides(Lie lie) {
        Randoms randoms = Randoms.of(7);
        int n = 12;
        double[][] a = Matrices.definite(randoms, n);
        double[][] wide = random(randoms, n, 530);
        INDArray factor = f(a);
        blas().potrf(Blas.Triangle.LOWER, factor);
        double[][] l = triangle(Blas.Triangle.LOWER, heap(factor), 0);
        for (Blas.Triangle triangle : Blas.Triangle.values()) {
            double[][] root = triangle == Blas.Triangle.LOWER ? l : transposed(l);
            INDArray x = Lie.F_VIEW.array(wide);
            blas().potrs(triangle, lie.array(root), x);
            // Higham 2002, theorem 10.4, as in the contract.
            double[][] residual = transposed(plus(wide, -1, times(1, a, heap(x))));
            double[][] columns = transposed(heap(x));
            for (int j = 0; j < columns.length; j++) {
                double bound = (3 * n + 1) * EPS * norm(l) * norm(l) * norm(columns[j]);
                assertThat(norm(residual[j])).as("column %d", j).isLessThanOrEqualTo(bound);
            }

            INDArray left = Lie.F_VIEW.array(wide);
            blas().trsm(Blas.Side.LEFT, triangle, Blas.Transpose.NO, 1, lie.array(root), left);
            assertClose(times(1, root, heap(left)), wide, n + 2, root, heap(left));

            double[][] tall = transposed(wide);
            INDArray right = Lie.F_VIEW.array(tall);
            blas().trsm(Blas.Side.RIGHT, triangle, Blas.Transpose.NO, 1, lie.array(root), right);
            assertClose(times(1, heap(right), root), tall, n + 2, heap(right), root);
        }
    }

    /** A NaN spoils its row's pivot first, also in a later block of the factorisation. */
    @ParameterizedTest
    @EnumSource
    void notANumberIsFoundAtItsRowInAnyBlock(Blas.Triangle triangle) {
        int n = 400;
        for (int row : new int[] {1, 127, 128, 200, 399}) {
            double[][] a = Matrices.definite(Randoms.of(8), n);
            a[row][row / 2] = Double.NaN;
            a[row / 2][row] = Double.NaN;
            INDArray array = f(a);
            var error = catchThrowableOfType(NotPositiveDefiniteException.class, () -> blas().potrf(triangle, array));
            assertThat(error.pivot()).isEqualTo(row);
            assertThat(error.value()).isNaN();
        }
    }

    @Test
    void severalThreadsAtOnceGetTheSameBitsAndTheNumberOfThreadsIsPutBack() {
        double[][] a = Matrices.definite(Randoms.of(9), 600);
        double[] expected = factor(a);
        openblas.blas_set_num_threads(2);
        try {
            assertThat(IntStream.range(0, 24).parallel().allMatch(i -> Arrays.equals(factor(a), expected)))
                    .isTrue();
            assertThat(openblas.blas_get_num_threads()).isEqualTo(2);
        } finally {
            openblas.blas_set_num_threads(1);
        }
    }

    /** One process has one number of threads; what does not depend on it is that threads race for tiles. */
    @Test
    void float32GivesTheSameBitsHoweverTilesAreShared() {
        double[][] a = Matrices.definite(Randoms.of(10), 1300);
        double[] expected = solutionInFloat32(a);
        assertThat(IntStream.range(0, 8).parallel().allMatch(i -> Arrays.equals(solutionInFloat32(a), expected)))
                .isTrue();
    }

    private double[] solutionInFloat32(double[][] a) {
        int n = a.length;
        INDArray factor = f(a).castTo(DataType.FLOAT);
        blas().potrf(Blas.Triangle.LOWER, factor);
        INDArray b = NativeArrays.uninitialised(n, 1).assign(1).castTo(DataType.FLOAT);
        blas().potrs(Blas.Triangle.LOWER, factor, b);
        return NativeArrays.toRowMajor(b);
    }

    private double[] factor(double[][] a) {
        INDArray array = f(a);
        blas().potrf(Blas.Triangle.LOWER, array);
        return NativeArrays.toRowMajor(array);
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
