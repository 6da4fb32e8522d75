package org.icl4j.core.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Large matrices behave as ND4J's own, and give their memory back. */
class LargeArraysTest {

    private static final int ROWS = 4096;
    private static final int COLUMNS = 3000;
    private static final long KIB = 8L * ROWS * COLUMNS / 1024;

    @Test
    void isAnOrdinaryMatrix() {
        try (INDArray large = LargeArrays.uninitialised(ROWS, COLUMNS)) {
            large.assign(1);
            large.putScalar(5, 7, 3.5);
            assertThat(large.shape()).containsExactly(ROWS, COLUMNS);
            assertThat(large.ordering()).isEqualTo('f');
            assertThat(large.stride()).containsExactly(1, ROWS);
            assertThat(large.dataType()).isEqualTo(DataType.DOUBLE);
            assertThat(large.getDouble(5, 7)).isEqualTo(3.5);
            assertThat(large.sumNumber().doubleValue()).isCloseTo(1.0 * ROWS * COLUMNS + 2.5, within(1e-6));
            try (INDArray copy = large.dup('c')) {
                assertThat(copy.getDouble(5, 7)).isEqualTo(3.5);
            }
        }
    }

    @Test
    void isClosedOnce() {
        INDArray large = LargeArrays.uninitialised(ROWS, COLUMNS);
        large.close();
        assertThat(large.wasClosed()).isTrue();
        assertThatThrownBy(() -> large.getDouble(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingGivesTheMemoryBack() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs /proc");
        LargeArrays.uninitialised(ROWS, COLUMNS).close();
        long before = virtualKib();
        for (int i = 0; i < 20; i++) {
            LargeArrays.uninitialised(ROWS, COLUMNS).close();
        }
        assertThat(virtualKib() - before).isLessThan(10 * KIB);
    }

    @Test
    void soDoesTheGarbageCollector() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs /proc");
        long before = virtualKib();
        for (int i = 0; i < 20; i++) {
            assertThat(LargeArrays.uninitialised(ROWS, COLUMNS).rows()).isEqualTo(ROWS);
        }
        for (int wait = 0; wait < 100 && virtualKib() - before > 10 * KIB; wait++) {
            System.gc();
            Thread.sleep(100);
        }
        assertThat(virtualKib() - before).isLessThan(10 * KIB);
    }

    private static long virtualKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
