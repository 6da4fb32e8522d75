package org.icl4j.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.Pointer;
import org.icl4j.core.Memory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NativeArraysTest {

    private static final double[] ROWS = {1, 2, 3, 4, 5, 6};

    @Test
    void rowMajorThereAndBack() {
        INDArray array = NativeArrays.fromRowMajor(2, 3, ROWS);
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.getDouble(1, 0)).isEqualTo(4);
        assertThat(NativeArrays.toRowMajor(array)).containsExactly(ROWS);
        assertThat(NativeArrays.toRowMajor(array.dup('f'))).containsExactly(ROWS);
        assertThat(NativeArrays.toRowMajor(array.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(NativeArrays.toRowMajor(array.castTo(DataType.FLOAT))).containsExactly(ROWS);
    }

    @Test
    void viewsAreReadWhereTheyLie() {
        INDArray array = NativeArrays.fromRowMajor(2, 3, ROWS).dup('f');
        assertThat(NativeArrays.toRowMajor(array.getRow(1))).containsExactly(4, 5, 6);
        assertThat(NativeArrays.toRowMajor(array.getRow(1, true))).containsExactly(4, 5, 6);
        assertThat(NativeArrays.toRowMajor(array.getColumn(2, true))).containsExactly(3, 6);
        INDArray corner = array.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
        assertThat(NativeArrays.toRowMajor(corner)).containsExactly(2, 3, 5, 6);
        double[] memory = new double[5];
        NativeArrays.copyOut(corner, 1, memory, 2, 3);
        assertThat(memory).containsExactly(0, 0, 5, 3, 6);
        NativeArrays.copyIn(new double[] {0, 7, 8}, 1, corner, 2, 2);
        assertThat(NativeArrays.toRowMajor(array)).containsExactly(1, 2, 7, 4, 5, 8);
    }

    @Test
    void aBufferSeesTheMemory() {
        INDArray array = NativeArrays.fromRowMajor(2, 3, ROWS);
        var buffer = NativeArrays.buffer(array, 2, 3);
        assertThat(buffer.remaining()).isEqualTo(3);
        assertThat(buffer.get()).isEqualTo(3);
        buffer.put(9);
        assertThat(array.getDouble(1, 0)).isEqualTo(9);
    }

    @Test
    void uninitialisedIsColumnMajorFloat64() {
        INDArray array = NativeArrays.uninitialised(5, 3);
        assertThat(array.dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(array.stride()).containsExactly(1, 5);
    }

    @Test
    void reservedMatricesAreColumnMajorAndGivenBack() {
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            NativeMatrix matrix = NativeMatrix.reserve(type, 5, 3);
            INDArray array = matrix.array();
            assertThat(array.dataType()).isEqualTo(type);
            assertThat(array.shape()).containsExactly(5, 3);
            assertThat(array.stride()).containsExactly(1, 5);
            array.assign(2.5);
            assertThat(NativeArrays.toRowMajor(array)).hasSize(15).containsOnly(2.5);
            matrix.close();
            matrix.close();
            assertThatThrownBy(() -> NativeArrays.toRowMajor(array)).hasMessage("array: has been closed");
        }
        assertThatThrownBy(() -> NativeMatrix.reserve(DataType.INT32, 2, 2))
                .hasMessage("type: must be DOUBLE or FLOAT, got INT");
        assertThatThrownBy(() -> NativeMatrix.reserve(DataType.FLOAT, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows")
                .hasMessageContaining("0");
    }

    /** 3.2 GB are reserved, and of them only the column that is written is taken: the process grows by far less. */
    @Test
    void whatIsNotWrittenIsNotTaken() {
        long before = Pointer.physicalBytes();
        try (NativeMatrix matrix = NativeMatrix.reserve(DataType.DOUBLE, 20_000, 20_000)) {
            NativeArrays.copyIn(new double[20_000], 0, matrix.array(), 20_000L * 777, 20_000);
            assertThat(Pointer.physicalBytes() - before).isLessThan(1L << 30);
        }
    }

    @Test
    void aFloatBufferSeesTheMemory() {
        INDArray array = NativeArrays.fromRowMajor(2, 3, ROWS).castTo(DataType.FLOAT);
        assertThat(NativeArrays.floatBuffer(array, 2, 3).get()).isEqualTo(3);
        assertThatThrownBy(() -> NativeArrays.floatBuffer(array, 4, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.floatBuffer(NativeArrays.uninitialised(2, 2), 0, 1))
                .hasMessage("array: must be float32 (DataType.FLOAT), got DOUBLE");
    }

    @Test
    void nothingOutsideAnArrayIsTouched() {
        INDArray array = NativeArrays.fromRowMajor(2, 3, ROWS);
        double[] heap = new double[4];
        assertThatThrownBy(() -> NativeArrays.copyOut(array, 3, heap, 0, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.copyOut(array, -1, heap, 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.copyOut(array, 0, heap, 3, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.copyIn(heap, 0, array, 4, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.copyIn(heap, 2, array, 0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.buffer(array, 4, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NativeArrays.fromRowMajor(2, 4, ROWS))
                .hasMessage("values: expected length 8, got 6 (2 rows of 4)");
    }

    @Test
    void closedArraysAndOtherTypesAreRefused() {
        INDArray closed = NativeArrays.uninitialised(2, 2);
        closed.close();
        assertThatThrownBy(() -> NativeArrays.toRowMajor(closed)).hasMessage("array: has been closed");
        assertThatThrownBy(() -> NativeArrays.copyIn(ROWS, 0, closed, 0, 4)).hasMessage("target: has been closed");
        INDArray single = Nd4j.createUninitialized(DataType.FLOAT, 2, 2);
        assertThatThrownBy(() -> NativeArrays.copyIn(ROWS, 0, single, 0, 4))
                .hasMessage("target: must be float64 (DataType.DOUBLE), got FLOAT");
    }

    /** A matrix of 2.3 GB: JavaCPP counts a buffer in 32-bit bytes. */
    @Test
    void reachesBeyondTwoGigabytes() {
        long side = 17_000;
        Assumptions.assumeTrue(Memory.available() > 10L << 30, "needs 10 GiB of free memory");
        try (INDArray large = NativeArrays.uninitialised(side, side)) {
            for (long offset : new long[] {(1L << 28) - 5, 1L << 28, 280_000_000, side * side - 9}) {
                DoubleBuffer buffer = NativeArrays.buffer(large, offset, 9);
                assertThat(buffer.capacity()).isEqualTo(9);
                buffer.put(4, (double) offset);
                double[] read = new double[1];
                NativeArrays.copyOut(large, offset + 4, read, 0, 1);
                assertThat(read[0]).isEqualTo((double) offset);
                NativeArrays.copyIn(new double[] {-1}, 0, large, offset + 4, 1);
                assertThat(NativeArrays.buffer(large, offset, 9).get(4)).isEqualTo(-1);
            }
        }
    }
}
