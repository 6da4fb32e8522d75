package org.icl4j.core.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RectifierTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 31, 64})
    void reluAndGateAreTheirDefinitionsOnEveryProvider(int length) {
        int offset = 3;
        double[] a = Randoms.of(length).gaussians(length + 5);
        double[] g = Randoms.of(length + 1).gaussians(length + 5);
        if (length > 0) {
            a[offset] = -0.0;
            g[offset] = 0;
        }
        for (VectorMath math : new VectorMath[] {VectorMath.scalar(), VectorMath.get()}) {
            double[] relu = a.clone();
            math.relu(relu, offset, length);
            double[] gated = a.clone();
            math.gate(g, offset, gated, offset, length);
            double[] expectedRelu = a.clone();
            double[] expectedGated = a.clone();
            for (int i = offset; i < offset + length; i++) {
                expectedRelu[i] = a[i] > 0 ? a[i] : 0;
                expectedGated[i] = g[i] > 0 ? a[i] : 0;
            }
            assertThat(Arrays.toString(relu)).isEqualTo(Arrays.toString(expectedRelu));
            assertThat(Arrays.toString(gated)).isEqualTo(Arrays.toString(expectedGated));
        }
    }
}
