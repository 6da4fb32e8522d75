package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

class ScalarMathTest extends VectorMathContract {

    @Override
    VectorMath math() {
        return VectorMath.scalar();
    }

    @Test
    void saysItsName() {
        assertThat(math().name()).isEqualTo("scalar");
        assertThat(math().lanes()).isEqualTo(1);
    }
}
