package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.icl4j.core.internal.blas.Matrices.assertClose;
import static org.icl4j.core.internal.blas.Matrices.f;
import static org.icl4j.core.internal.blas.Matrices.filled;
import static org.icl4j.core.internal.blas.Matrices.heap;
import static org.icl4j.core.internal.blas.Matrices.nan;
import static org.icl4j.core.internal.blas.Matrices.random;
import static org.icl4j.core.internal.blas.Matrices.times;
import static org.icl4j.core.internal.blas.Matrices.transposed;

import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What every {@link Blas} takes and what it refuses, by name. */
abstract class BlasArgumentsContract {

    abstract Blas blas();

    @Test
    void float32IsNotMixedWithOtherTypes() {
        INDArray single = f(new double[][] {{4}}).castTo(DataType.FLOAT);
        NotPositiveDefiniteException error = catchThrowableOfType(
                NotPositiveDefiniteException.class,
                () -> blas().potrf(
                                Triangle.LOWER,
                                f(new double[][] {{1, 2}, {2, 1}}).castTo(DataType.FLOAT)));
        assertThat(error.pivot()).isEqualTo(1);
        assertThatThrownBy(() -> blas().potrf(Triangle.LOWER, single.castTo(DataType.FLOAT16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float64");
        INDArray transposed =
                f(new double[][] {{4, 1}, {1, 4}}).castTo(DataType.FLOAT).dup('c');
        assertThatThrownBy(() -> blas().potrf(Triangle.LOWER, transposed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be column-major");
    }

    @Test
    void aSingularMatrixAndNotANumberAreNotPositiveDefinite() {
        INDArray ones = f(filled(3, 1));
        var singular =
                catchThrowableOfType(NotPositiveDefiniteException.class, () -> blas().potrf(Triangle.LOWER, ones));
        assertThat(singular.pivot()).isEqualTo(1);
        assertThat(singular.value()).isZero();
        for (double hostile : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            for (int row : new int[] {0, 5, 99}) {
                double[][] a = Matrices.definite(Randoms.of(3), 100);
                a[row][Math.max(0, row - 1)] = hostile;
                INDArray array = f(a);
                assertThatThrownBy(() -> blas().potrf(Triangle.LOWER, array))
                        .isInstanceOf(NotPositiveDefiniteException.class);
                INDArray other = f(a);
                assertThatThrownBy(() -> blas().syev(Triangle.LOWER, other))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("a: holds NaN or infinity");
            }
        }
    }

    @Test
    void operandsThatAreOnlyReadMayBeOfAnotherType() {
        double[][] a = {{1, 2}, {3, 4}};
        INDArray c = nan('f', 2, 2);
        blas().gemm(Transpose.NO, Transpose.YES, 1, f(a).castTo(DataType.FLOAT), f(a).castTo(DataType.INT32), 0, c);
        assertThat(heap(c)).isDeepEqualTo(new double[][] {{5, 11}, {11, 25}});
        INDArray column = f(new double[][] {{1}, {2}});
        INDArray broadcast = column.broadcast(2, 3);
        INDArray product = nan('f', 2, 1);
        blas().gemm(Transpose.NO, Transpose.NO, 1, broadcast, f(new double[][] {{1}, {1}, {1}}), 0, product);
        assertThat(heap(product)).isDeepEqualTo(new double[][] {{3}, {6}});
    }

    @Test
    void misuseIsRefusedByName() {
        INDArray a = f(random(Randoms.of(1), 7, 5));
        INDArray square = f(random(Randoms.of(2), 5, 5));
        INDArray c = nan('f', 7, 4);
        refused(() -> gemm(a, f(new double[4][4]), c), "b: shape [4, 4] does not fit a of shape [7, 5] in op(A) op(B)");
        refused(() -> gemm(a, f(new double[5][3]), c), "c: shape [7, 4] does not fit b of shape [5, 3]");
        refused(
                () -> gemm(f(new double[6][5]), f(new double[5][4]), c),
                "c: shape [7, 4] does not fit a of shape [6, 5]");
        refused(
                () -> blas().gemm(Transpose.YES, Transpose.YES, 1, a, square, 0, c),
                "b: shape [5, 5] does not fit a of shape [7, 5] in op(A) op(B) with op(A) = A', op(B) = B'");
        refused(() -> gemm(square, square, square), "c: is written and must not be the same array as a");
        refused(() -> gemm(a, f(new double[5][4]), nan('c', 7, 4)), "c: is written and must be column-major");
        refused(
                () -> gemm(a, f(new double[5][4]), Nd4j.createUninitialized(DataType.FLOAT, new long[] {7, 4}, 'f')),
                "c: is written and must be float64 (DataType.DOUBLE), got FLOAT");
        refused(() -> gemm(a, Nd4j.create(DataType.DOUBLE, 5), c), "b: must be a matrix, got shape [5]");
        refused(() -> gemm(Nd4j.create(DataType.DOUBLE, 0, 3), a, c), "a: is empty, shape [0, 3]");
        refused(() -> blas().syrk(Triangle.LOWER, Transpose.NO, 1, a, 0, a), "c: must be square, got shape [7, 5]");
        refused(
                () -> blas().syrk(Triangle.LOWER, Transpose.NO, 1, a, 0, square),
                "c: shape [5, 5] does not fit a of shape [7, 5] in C = op(A) op(A)'");
        refused(
                () -> blas().gemv(Transpose.NO, 1, a, f(new double[7][1]), 0, f(new double[7][1])),
                "x: shape [7, 1] does not fit a of shape [7, 5] in y = op(A) x");
        refused(
                () -> blas().gemv(Transpose.YES, 1, a, f(new double[7][1]), 0, f(new double[7][1])),
                "y: shape [7, 1] does not fit a of shape [7, 5] in y = op(A) x with op(A) = A'");
        refused(
                () -> blas().gemv(Transpose.NO, 1, a, f(new double[1][5]), 0, f(new double[7][1])),
                "x: must have shape [n] or [n, 1], got [1, 5]");
        refused(() -> blas().potrf(Triangle.LOWER, a), "a: must be square, got shape [7, 5]");
        refused(() -> blas().potrs(Triangle.LOWER, square, a), "b: shape [7, 5] does not fit factor of shape [5, 5]");
        refused(() -> trsm(Side.LEFT, square, a), "b: shape [7, 5] does not fit a of shape [5, 5] in op(A) X = B");
        refused(
                () -> trsm(Side.RIGHT, square, f(new double[5][4])),
                "b: shape [5, 4] does not fit a of shape [5, 5] in X op(A) = B");
        refused(() -> blas().syev(Triangle.LOWER, a), "a: must be square, got shape [7, 5]");
        INDArray closed = nan('f', 5, 5);
        INDArray view = closed.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 3));
        closed.close();
        refused(() -> blas().potrf(Triangle.LOWER, closed), "a: has been closed");
        refused(() -> blas().potrf(Triangle.LOWER, view), "a: has been closed");
    }

    @Test
    void viewsThatShareWhatIsWrittenAreRefusedAndPartsOfOneMatrixAreNot() {
        INDArray whole = f(random(Randoms.of(3), 8, 8));
        INDArray left = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3));
        INDArray right = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 6));
        INDArray crossing = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5));
        INDArray small = f(random(Randoms.of(4), 3, 3));
        refused(() -> gemm(left, small, crossing), "c: is written and must not overlap a: they are views of the same");
        refused(() -> gemm(left, small, whole.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3))), "not overlap a");
        refused(
                () -> blas().gemv(
                                Transpose.NO,
                                1,
                                small,
                                whole.getColumn(2).get(NDArrayIndex.interval(0, 3)),
                                0,
                                whole.getColumn(2).get(NDArrayIndex.interval(2, 5))),
                "y: is written and must not overlap x");
        double[][] expected = times(1, heap(left), heap(small));
        gemm(left, small, right);
        assertClose(heap(right), expected, 4, heap(left), heap(small));

        // Rows above and below: their memory is interleaved, their elements are not shared.
        INDArray above = whole.get(NDArrayIndex.interval(0, 4), NDArrayIndex.all());
        INDArray below = whole.get(NDArrayIndex.interval(4, 8), NDArrayIndex.all());
        INDArray eight = f(random(Randoms.of(5), 8, 8));
        expected = times(1, heap(above), heap(eight));
        gemm(above, eight, below);
        assertClose(heap(below), expected, 9, heap(above), heap(eight));
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private void gemm(INDArray a, INDArray b, INDArray c) {
        blas().gemm(Transpose.NO, Transpose.NO, 1, a, b, 0, c);
    }

    private void trsm(Side side, INDArray a, INDArray b) {
        blas().trsm(side, Triangle.LOWER, Transpose.NO, 1, a, b);
    }
}
