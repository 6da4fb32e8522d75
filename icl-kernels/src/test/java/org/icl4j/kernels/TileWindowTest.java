package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.Cayley;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.histogram.Hamming;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Periodic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One window, moved over blocks of all sizes and widths, against a tile of points made for each block: the same bits. */
class TileWindowTest {

    private static final int[][] BLOCKS = {
        {3, 5}, {128, 128}, {1, 1}, {128, 40}, {33, 128}, {7, 9}, {7, 9}, {7, 9}, {128, 128}
    };

    private static DifferentiableKernel kernel(String name) {
        return switch (name) {
            case "gaussian" -> new Gaussian(2);
            case "linear" -> new Linear();
            case "columns" -> new Gaussian(1).onColumns(1);
            case "nested" -> new Linear().onColumns(1).onColumns(1, 0).plus(new Periodic(2, 1));
            case "cayley" -> new Cayley(1);
            default -> new Hamming(1).times(new Gaussian(1).normalised());
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "linear", "columns", "nested", "cayley", "hamming"})
    void valuesAndGradientsAreThoseOfTiles(String name) {
        DifferentiableKernel kernel = kernel(name);
        TileWindow window = new TileWindow();
        int seed = 0;
        for (int width : new int[] {2, 40, 3, 2}) {
            for (int[] size : BLOCKS) {
                Randoms randoms = Randoms.of(seed++);
                int ldX = width + 3;
                int ldZ = width + 1;
                double[] x = randoms.gaussians(4 + size[0] * ldX);
                double[] z = randoms.gaussians(1 + size[1] * ldZ);
                Tile expected = Tile.of(
                        points(x, 4, ldX, size[0], width), 0, size[0], points(z, 1, ldZ, size[1], width), 0, size[1]);
                Tile tile = window.over(width, x, 4, ldX, size[0], z, 1, ldZ, size[1]);
                Arrays.fill(x, 0); // read at the call
                assertThat(tile.width()).isEqualTo(width);
                assertThat(values(kernel, tile)).isEqualTo(values(kernel, expected));
                double[] weights = randoms.gaussians(tile.length());
                double[] sums = new double[size[0] * width];
                double[] expectedSums = sums.clone();
                kernel.contractInputs(tile, weights, sums, 0);
                kernel.contractInputs(expected, weights, expectedSums, 0);
                assertThat(sums).isEqualTo(expectedSums);
                assertThat(tile.rowPoint(size[0] - 1)).isEqualTo(expected.rowPoint(size[0] - 1));
                assertThat(tile.columnPoint(size[1] - 1)).isEqualTo(expected.columnPoint(size[1] - 1));
            }
        }
    }

    private static Points points(double[] numbers, int offset, int ld, int count, int width) {
        double[] rows = new double[count * width];
        for (int i = 0; i < count; i++) {
            System.arraycopy(numbers, offset + i * ld, rows, i * width, width);
        }
        return Points.ofRows("points", count, width, rows);
    }

    private static double[] values(Kernel kernel, Tile tile) {
        double[] values = new double[tile.length()];
        kernel.block(tile, values);
        return values;
    }

    @Test
    void namesWhatIsWrong() {
        TileWindow window = new TileWindow();
        double[] x = new double[10];
        x[7] = Double.NaN;
        double[] z = new double[6];
        assertThatThrownBy(() -> window.over(2, x, 1, 3, 3, z, 0, 2, 3)).hasMessage("x: x[2][0] = NaN is not finite");
        assertThatThrownBy(() -> window.over(2, z, 0, 2, 3, x, 3, 2, 3)).hasMessage("z: z[2][0] = NaN is not finite");
        assertThatThrownBy(() -> window.over(2, z, 0, 2, 4, z, 0, 2, 3))
                .hasMessage("x: has length 6, 4 points of width 2 from 0 at every 2 numbers need 8");
        assertThatThrownBy(() -> window.over(2, z, 0, 1, 3, z, 0, 2, 3)).hasMessageContaining("ldX");
        assertThatThrownBy(() -> window.over(2, z, 0, 2, 3, z, -1, 2, 3)).hasMessageContaining("offsetZ");
        assertThatThrownBy(() -> window.over(1, z, 0, 1, 3, z, 0, 1, 129)).hasMessageContaining("columns");
    }
}
