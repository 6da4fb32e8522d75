package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.icl4j.core.Points;
import org.junit.jupiter.api.Test;

class NativeTableTest {

    private static Points points(int n, int d) {
        return Points.ofRows("points", n, d, new double[n * d]);
    }

    /** Memory that is kept for the next table of its size must be kept once. */
    @Test
    void twoTablesAfterOneThatWasClosedTwiceDoNotShareMemory() {
        Points points = points(1013, 41); // More than 128 KiB, of a size that nothing else has.
        NativeTable first = new NativeTable(points);
        first.close();
        first.close();
        try (NativeTable second = new NativeTable(points);
                NativeTable third = new NativeTable(points)) {
            assertThat(second.at(0, 1).address()).isNotEqualTo(third.at(0, 1).address());
            assertThat(second.stamp()).isNotEqualTo(third.stamp());
        }
    }

    /** 32 d numbers with what is read beyond the last point: 2^23 of them are 64 MiB. */
    @Test
    void pointsThatTakeMoreThanItHoldsAreRefused() {
        Points most = points(1, 1 << 18);
        assertThat(NativeTable.holds(most)).isTrue();
        new NativeTable(most).close();
        Points more = points(1, (1 << 18) + 1);
        assertThat(NativeTable.holds(more)).isFalse();
        assertThatThrownBy(() -> new NativeTable(more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points")
                .hasMessageContaining("1 of width 262145 take 67109120 bytes");
    }
}
