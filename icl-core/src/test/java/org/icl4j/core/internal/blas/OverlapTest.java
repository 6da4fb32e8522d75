package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

class OverlapTest {

    /** The oracle: elements are numbered, so that views share an element if they show one number. */
    @Property(tries = 400)
    void equalsTheComparisonOfAllElements(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int rows,
            @ForAll @IntRange(min = 1, max = 7) int columns,
            @ForAll boolean columnMajor) {
        INDArray parent = Nd4j.arange(rows * columns)
                .castTo(DataType.DOUBLE)
                .dup()
                .reshape(columnMajor ? 'f' : 'c', rows, columns);
        Random random = new Random(seed);
        INDArray a = view(parent, random);
        INDArray b = view(parent, random);
        Set<Double> shared = elements(a);
        shared.retainAll(elements(b));
        assertThat(Overlap.of(a, b)).isEqualTo(!shared.isEmpty());
        assertThat(Overlap.of(b, a)).isEqualTo(!shared.isEmpty());
    }

    private static Set<Double> elements(INDArray array) {
        Set<Double> elements = new HashSet<>();
        for (double value : NativeArrays.toRowMajor(array)) {
            elements.add(value);
        }
        return elements;
    }

    private static INDArray view(INDArray parent, Random random) {
        int rows = (int) parent.size(0);
        int columns = (int) parent.size(1);
        int i = random.nextInt(rows);
        int j = random.nextInt(columns);
        INDArray view = switch (random.nextInt(4)) {
            case 0 -> parent.getRow(i);
            case 1 -> parent.getColumn(j);
            case 2 -> parent.get(every(1 + random.nextInt(3), i, rows), every(1 + random.nextInt(3), j, columns));
            default ->
                parent.get(
                        NDArrayIndex.interval(i, i + 1 + random.nextInt(rows - i)),
                        NDArrayIndex.interval(j, j + 1 + random.nextInt(columns - j)));
        };
        return view.rank() == 2 && random.nextBoolean() ? view.transpose() : view;
    }

    /** Every step-th from one to the end, or one where there are no more: ND4J wants whole steps. */
    private static INDArrayIndex every(int step, int from, int end) {
        int whole = (end - from) / step * step;
        return whole == 0 ? NDArrayIndex.interval(from, from + 1) : NDArrayIndex.interval(from, step, from + whole);
    }

    @Property
    void progressionsMeetWhereTheirElementsDo(
            @ForAll @IntRange(min = -30, max = 30) int a,
            @ForAll @IntRange(min = 1, max = 12) int p,
            @ForAll @IntRange(min = 1, max = 9) int m,
            @ForAll @IntRange(min = -30, max = 30) int b,
            @ForAll @IntRange(min = 1, max = 12) int r,
            @ForAll @IntRange(min = 1, max = 9) int n) {
        boolean expected = false;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected |= a + i * p == b + j * r;
            }
        }
        assertThat(Overlap.common(a, m == 1 ? 0 : p, m, b, n == 1 ? 0 : r, n)).isEqualTo(expected);
    }

    @Example
    void otherBuffersAndBroadcastViews() {
        INDArray a = Nd4j.createFromArray(new double[] {1, 2, 3, 4});
        assertThat(Overlap.of(a, a.dup())).isFalse();
        assertThat(Overlap.of(a, a.reshape(2, 2))).isTrue();
        Overlap wide = new Overlap(0, 3, 1, 2, 100);
        assertThat(wide.meets(new Overlap(3, 97, 1, 1, 0))).isFalse();
        assertThat(wide.meets(new Overlap(3, 98, 1, 1, 0))).isTrue();
        // Rows of a matrix that is wider than its rows are far apart, against every third element.
        assertThat(wide.meets(new Overlap(4, 32, 3, 1, 0))).isFalse();
        assertThat(wide.meets(new Overlap(4, 33, 3, 1, 0))).isTrue();
    }
}
