package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class PointsTest {

    private static final double[][] ROWS = {{1, 2, 3}, {4, 5, 6}};

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private static INDArray table(double[]... rows) {
        return Nd4j.createFromArray(rows);
    }

    /** Every way in which ND4J may hold the table [[1, 2, 3], [4, 5, 6]]. */
    static Stream<Map.Entry<String, Supplier<INDArray>>> layouts() {
        INDArray framed = table(
                new double[] {9, 9, 9, 9, 9, 9, 9},
                new double[] {9, 1, 9, 2, 9, 3, 9},
                new double[] {9, 9, 9, 9, 9, 9, 9},
                new double[] {9, 4, 9, 5, 9, 6, 9});
        INDArray rowsBetween = table(new double[] {9, 9, 9}, ROWS[0], ROWS[1], new double[] {9, 9, 9});
        return Stream.of(
                Map.entry("row-major", () -> table(ROWS)),
                Map.entry("column-major", () -> table(ROWS).dup('f')),
                Map.entry(
                        "transposed",
                        () -> table(new double[][] {{1, 4}, {2, 5}, {3, 6}}).transpose()),
                Map.entry(
                        "column-major transposed",
                        () -> table(new double[][] {{1, 4}, {2, 5}, {3, 6}})
                                .dup('f')
                                .transpose()),
                Map.entry(
                        "contiguous rows inside",
                        () -> rowsBetween.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all())),
                Map.entry(
                        "columns inside",
                        () -> table(new double[][] {{9, 1, 2, 3, 9}, {9, 4, 5, 6, 9}})
                                .get(NDArrayIndex.all(), NDArrayIndex.interval(1, 4))),
                Map.entry(
                        "columns inside, column-major",
                        () -> table(new double[][] {{9, 1, 2, 3, 9}, {9, 4, 5, 6, 9}})
                                .dup('f')
                                .get(NDArrayIndex.all(), NDArrayIndex.interval(1, 4))),
                Map.entry(
                        "every other row and column",
                        () -> framed.get(NDArrayIndex.interval(1, 2, 4), NDArrayIndex.interval(1, 2, 6))),
                Map.entry(
                        "slice of a cube",
                        () -> Nd4j.stack(0, table(new double[2][3]), table(ROWS))
                                .slice(1)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyLayoutOfAnArrayIsRead(Map.Entry<String, Supplier<INDArray>> layout) {
        INDArray array = layout.getValue().get();
        assertThat(Points.of("x", array).toRows()).isDeepEqualTo(ROWS);
        assertThat(Points.of("x", array.castTo(DataType.FLOAT)).toRows()).isDeepEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "FLOAT", "HALF", "BFLOAT16", "LONG", "INT", "SHORT", "BYTE", "UBYTE"})
    void everyNumericTypeIsRead(DataType type) {
        assertThat(Points.of("x", table(ROWS).castTo(type)).toRows()).isDeepEqualTo(ROWS);
    }

    @Test
    void aVectorBecomesAColumn() {
        assertThat(Points.of("y", Nd4j.createFromArray(1.0, 2.0)).toRows()).isDeepEqualTo(new double[][] {{1}, {2}});
    }

    @Test
    void rowsAndColumnsOfAnArrayAreReadAsVectors() {
        INDArray array = table(ROWS);
        assertThat(Points.of("y", array.getRow(1)).column(0)).containsExactly(4, 5, 6);
        assertThat(Points.of("y", array.getColumn(1)).column(0)).containsExactly(2, 5);
        assertThat(Points.of("y", array.getColumn(1, true)).column(0)).containsExactly(2, 5);
        assertThat(Points.of("y", array.getRow(1, true)).row(0)).containsExactly(4, 5, 6);
    }

    @Test
    void anArrayIsCopiedNotKept() {
        INDArray array = table(ROWS);
        Points points = Points.of("x", array);
        array.assign(9);
        assertThat(points.toRows()).isDeepEqualTo(ROWS);
    }

    @Test
    void rowsAreCopiedNotKept() {
        double[][] rows = {{1, 2}, {3, 4}};
        double[] column = {1, 2};
        Points points = Points.of("x", rows);
        Points targets = Points.ofColumn("y", column);
        rows[0][0] = 9;
        column[0] = 9;
        assertThat(points.get(0, 0)).isEqualTo(1);
        assertThat(targets.get(0, 0)).isEqualTo(1);
    }

    @Test
    void commonsMathIsRead() {
        assertThat(Points.of("x", new Array2DRowRealMatrix(ROWS)).toRows()).isDeepEqualTo(ROWS);
        assertThat(Points.ofColumn("y", new ArrayRealVector(new double[] {1, 2}))
                        .toRows())
                .isDeepEqualTo(new double[][] {{1}, {2}});
    }

    @Test
    void ofRowsTakesTheArrayOver() {
        double[] rows = {1, 2, 3, 4, 5, 6};
        Points points = Points.ofRows("x", 2, 3, rows);
        rows[4] = 50; // what no caller should do: it shows that nothing was copied
        assertThat(points.get(1, 1)).isEqualTo(50);
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void nullIsRefused() {
        refused(() -> Points.of("x", (INDArray) null), "x: is null");
        refused(() -> Points.of("x", (double[][]) null), "x: is null");
        refused(() -> Points.of("x", (RealMatrix) null), "x: is null");
        refused(() -> Points.of("x", new double[][] {{1}, null}), "x[1]: is null");
        refused(() -> Points.of("x", new double[][] {null}), "x[0]: is null");
        refused(() -> Points.ofColumn("y", (double[]) null), "y: is null");
        refused(() -> Points.ofRows("x", 1, 1, null), "x: is null");
    }

    @Test
    void emptyIsRefused() {
        refused(() -> Points.of("x", new double[0][]), "x: is empty");
        refused(() -> Points.of("x", new double[2][0]), "x: has rows of length 0");
        refused(() -> Points.ofColumn("y", new double[0]), "y: is empty");
        refused(() -> Points.ofColumn("y", new ArrayRealVector()), "y: is empty");
        refused(() -> Points.of("x", Nd4j.create(DataType.DOUBLE, 0, 3)), "x: is empty, shape [0, 3]");
    }

    @Test
    void closedArraysAndStringsAreRefusedByTheArgumentsName() {
        INDArray closed = Nd4j.createFromArray(new double[][] {{1, 2}});
        closed.close();
        refused(() -> Points.of("queries", closed), "queries: has been closed");
        refused(() -> Context.of(closed, Nd4j.createFromArray(1.0)), "inputs: has been closed");
        refused(() -> Require.shape("target", closed, 1, 2, "one point"), "target: has been closed");
        INDArray words = Nd4j.create("one", "two");
        refused(() -> Points.of("queries", words), "queries: must hold numbers, got strings (DataType.UTF8)");
    }

    @Test
    void otherRanksAreRefused() {
        refused(() -> Points.of("x", Nd4j.scalar(1.0)), "x: expected shape [n, d], got []");
        refused(() -> Points.of("x", Nd4j.zeros(DataType.DOUBLE, 2, 3, 4)), "x: expected shape [n, d], got [2, 3, 4]");
    }

    @Test
    void raggedRowsAreRefused() {
        refused(
                () -> Points.of("x", new double[][] {{1, 2}, {3}}),
                "x: is ragged: row 1 has length 1, row 0 has length 2");
    }

    @Test
    void whatIsNotFiniteIsNamedWithItsIndex() {
        double[][] bad = {{1, 2}, {3, Double.NaN}};
        String message = "x: x[1][1] = NaN is not finite";
        refused(() -> Points.of("x", bad), message);
        refused(() -> Points.of("x", table(bad).dup('f')), message);
        refused(() -> Points.of("x", new Array2DRowRealMatrix(bad)), message);
        refused(
                () -> Points.ofRows("x", 1, 2, new double[] {Double.NEGATIVE_INFINITY, 0}),
                "x: x[0][0] = -Infinity is not finite");
        refused(
                () -> Points.ofColumn("y", new double[] {0, Double.POSITIVE_INFINITY}),
                "y: y[1] = Infinity is not finite");
    }

    @Test
    void ofRowsRefusesAnotherLength() {
        refused(() -> Points.ofRows("x", 2, 3, new double[5]), "x: expected 2 x 3 numbers, got an array of length 5");
        refused(() -> Points.ofRows("x", 0, 3, new double[0]), "x.size: must be at least 1, got 0");
        refused(() -> Points.ofRows("x", 3, 0, new double[0]), "x.width: must be at least 1, got 0");
    }

    @Test
    void indicesOutsideAreRefused() {
        Points points = Points.of("x", ROWS);
        assertThatThrownBy(() -> points.row(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> points.row(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> points.get(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> points.get(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> points.get(1, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> points.column(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rowsAndColumnsAreCopies() {
        Points points = Points.of("x", ROWS);
        points.row(0)[0] = 9;
        points.column(0)[0] = 9;
        points.toRowMajor()[0] = 9;
        points.toRows()[0][0] = 9;
        points.toArray().assign(9);
        assertThat(points.toRows()).isDeepEqualTo(ROWS);
    }

    @Test
    void copyRowsAndCopyTransposedLayOutAsStated() {
        Points points = Points.of("x", new double[][] {{1, 2}, {3, 4}, {5, 6}});
        double[] rows = new double[6];
        points.copyRows(1, 2, rows, 1);
        assertThat(rows).containsExactly(0, 3, 4, 5, 6, 0);
        double[] transposed = new double[8];
        points.copyTransposed(1, 2, transposed, 1, 4);
        assertThat(transposed).containsExactly(0, 3, 5, 0, 0, 4, 6, 0);
    }

    @Test
    void selectPicksInOrderWithRepeats() {
        assertThat(Points.of("x", ROWS).select(1, 0, 1).column(0)).containsExactly(4, 1, 4);
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void selectRefusesIndicesOutside() {
        Points points = Points.of("x", ROWS);
        refused(() -> points.select(0, 2), "indices: indices[1] = 2 is not in [0, 2)");
        refused(() -> points.select(-1), "indices: indices[0] = -1 is not in [0, 2)");
        refused(points::select, "indices: is empty");
        refused(() -> points.select((int[]) null), "indices: is null");
    }

    @Test
    void toArrayGoesThereAndBack() {
        Points points = Points.of("x", ROWS);
        INDArray array = points.toArray();
        assertThat(array.dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(Points.of("x", array)).isEqualTo(points);
    }

    @Test
    void equalityIsOfShapeAndNumbers() {
        Points points = Points.of("x", ROWS);
        assertThat(points).isEqualTo(Points.of("other name", ROWS)).hasSameHashCodeAs(Points.of("x", ROWS));
        assertThat(points).isNotEqualTo(Points.ofRows("x", 3, 2, points.toRowMajor()));
        assertThat(points).isNotEqualTo(Points.of("x", new double[][] {{1, 2, 3}, {4, 5, 7}}));
        assertThat(points).hasToString("Points[2, 3]");
    }

    @Test
    void namesMayBeLeftOut() {
        double[][] rows = {{1, 2}, {3, 4}};
        Points points = Points.of("x", rows);
        assertThat(Points.of(rows)).isEqualTo(points);
        assertThat(Points.of(Nd4j.create(rows))).isEqualTo(points);
        assertThat(Points.of(points.toRealMatrix())).isEqualTo(points);
        assertThat(Points.ofColumn(1, 2)).isEqualTo(Points.ofColumn("x", new double[] {1, 2}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Points.of(new double[][] {{1}, {Double.NaN}}))
                .withMessageContaining("points: points[1] = NaN");
    }

    @Test
    void aCommonsMathMatrixIsACopy() {
        Points points = Points.of(new double[][] {{1, 2}});
        points.toRealMatrix().setEntry(0, 0, 5);
        assertThat(points.get(0, 0)).isEqualTo(1);
    }

    @Test
    void theShapeIsTheOneThatWasGiven() {
        assertThat(Points.of(Nd4j.create(new double[] {1, 2, 3}))).hasToString("Points[3]");
        assertThat(Points.of(Nd4j.create(new double[][] {{1, 2, 3}})).shape()).isEqualTo("[1, 3]");
        assertThat(Points.ofColumn(1, 2).shape()).isEqualTo("[2, 1]");
    }

    @Test
    void theFirstPointsShareTheNumbers() {
        Points all = Points.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
        Points two = all.first(2);
        assertThat(two).isEqualTo(Points.of(new double[][] {{1, 2}, {3, 4}}));
        assertThat(two.hashCode())
                .isEqualTo(Points.of(new double[][] {{1, 2}, {3, 4}}).hashCode());
        assertThat(two.toRowMajor()).containsExactly(1, 2, 3, 4);
        assertThat(two.toArray().toDoubleMatrix()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
        assertThat(two.column(1)).containsExactly(2, 4);
        assertThat(all.first(3)).isSameAs(all);
        // What lies behind the last point is not seen.
        assertThatThrownBy(() -> two.get(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> two.row(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> two.copyRows(1, 2, new double[4], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> two.copyTransposed(1, 2, new double[4], 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> all.first(4)).withMessageContaining("count");
    }
}
