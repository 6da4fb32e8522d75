package org.icl4j.kernels.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

class WorkspacesTest {

    private static Points points(int n, int d) {
        return Points.ofRows("points", n, d, Randoms.of(1).gaussians(n * d));
    }

    @Test
    void columnsAreTransposedOnceAndSharedByAllBands() {
        Points z = points(130, 3);
        try (Workspaces workspaces = new Workspaces(new Gaussian(1), z, z)) {
            double[] first = workspaces.transposed(0, 128, 128);
            assertThat(first).isNotNull().hasSize(3 * 128);
            assertThat(workspaces.transposed(0, 128, 128)).isSameAs(first);
            double[] last = workspaces.transposed(128, 2, 8);
            assertThat(last).isNotNull().hasSize(3 * 8);
            for (int k = 0; last != null && k < 3; k++) {
                assertThat(last[k * 8]).isEqualTo(z.get(128, k));
                for (int j = 1; j < 8; j++) {
                    assertThat(last[k * 8 + j]).isEqualTo(z.get(129, k));
                }
            }
        }
    }

    /** A window that begins or ends inside a tile is not one of them, nor are the columns of many points. */
    @Test
    void partsOfTilesAndManyPointsAreNotShared() {
        Points z = points(300, 3);
        Points wide = points(200, 3000);
        try (Workspaces workspaces = new Workspaces(new Gaussian(1), z, z);
                Workspaces large = new Workspaces(new Gaussian(1), wide, wide)) {
            assertThat(workspaces.transposed(0, 64, 64)).isNull();
            assertThat(workspaces.transposed(64, 128, 128)).isNull();
            assertThat(workspaces.transposed(256, 40, 40)).isNull();
            assertThat(large.transposed(0, 128, 128)).isNull();
        }
    }
}
