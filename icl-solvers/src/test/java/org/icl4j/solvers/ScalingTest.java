package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class ScalingTest {

    @Test
    void standardisesEveryColumn() {
        double[][] rows = Randoms.of(1).gaussians(50, 3);
        for (double[] row : rows) {
            row[1] = 1e6 + 1e3 * row[1];
            row[2] = 0.1;
        }
        Points table = Points.of("table", rows);

        Points mapped = Scaling.standardising(table).apply(table);

        for (int j = 0; j < 2; j++) {
            double[] column = mapped.column(j);
            // 1e6 +- 1e3 keeps 13 of its 16 digits.
            assertThat(Arrays.stream(column).average().orElseThrow()).isCloseTo(0, within(1e-11));
            assertThat(Arrays.stream(column).map(x -> x * x).average().orElseThrow())
                    .isCloseTo(1, within(1e-11));
        }
        double largest = Arrays.stream(mapped.column(2)).map(Math::abs).max().orElseThrow();
        assertThat(largest).isLessThan(1e-15);
    }

    @Test
    void identityChangesNothing() {
        Points table = Points.of("table", new double[][] {{1, 2}, {3, 4}});

        assertThat(Scaling.identity(2).apply(table)).isEqualTo(table);
    }

    @Test
    void refusesAnotherWidth() {
        assertThatThrownBy(() -> Scaling.identity(2).apply(Points.ofColumn("x", new double[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected shape [m, 2], got [1, 1]");
    }
}
