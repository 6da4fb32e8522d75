package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.icl4j.core.Blas;
import org.icl4j.core.internal.Operand.Layout;
import org.junit.jupiter.api.Test;

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
