package org.icl4j.core.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileProductsTest {

    @BeforeAll
    static void load() {
        assertThat(Blas.get()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 50, 255, 256, 257, 784})
    void anElementHasTheSameBitsWhereverItStandsAndWhateverTheThread(int d) {
        int points = 200;
        int columns = 64;
        SplittableRandom random = new SplittableRandom(d);
        double[] x = random.doubles((long) points * d, -2, 2).toArray();
        double[] z = random.doubles((long) columns * d, -2, 2).toArray();
        double[] expected = new double[points * columns];
        VectorMath.get().gemm(false, true, points, columns, d, 1, x, 0, d, z, 0, d, 0, expected, 0, columns);
        assertThat(TileProducts.pay(128, columns, d)).isTrue();
        long xStamp = TileProducts.stamp();
        long zStamp = TileProducts.stamp();
        boolean[] same = new boolean[40];
        IntStream.range(0, same.length).parallel().forEach(i -> {
            int from = i * 4;
            int count = Math.min(1 + i * 3, Math.min(128, points - from));
            double[] result = new double[128 * columns];
            TileProducts.ofThread()
                    .rows(xStamp, points, d, x)
                    .columns(zStamp, columns, d, z)
                    .multiply(from, count, result);
            same[i] = Arrays.equals(result, 0, count * columns, expected, from * columns, (from + count) * columns);
        });
        assertThat(same).containsOnly(true);
    }

    /** Tiles of two tables, wherever they begin and end, in whatever order and on whatever thread they are asked for. */
    @ParameterizedTest
    @ValueSource(ints = {33, 256, 300})
    void tablesGiveTheSameBits(int d) {
        int rows = 300;
        int columns = 170;
        Points x = Points.of("x", Randoms.of(d).gaussians(rows, d));
        Points z = Points.of("z", Randoms.of(d + 1).gaussians(columns, d));
        double[] expected = new double[rows * columns];
        VectorMath math = VectorMath.get();
        math.gemm(
                false, true, rows, columns, d, 1, x.toRowMajor(), 0, d, z.toRowMajor(), 0, d, 0, expected, 0, columns);
        try (TileProducts.Table left = TileProducts.Table.of(x);
                TileProducts.Table right = TileProducts.Table.of(z)) {
            boolean[] same = new boolean[60];
            IntStream.range(0, same.length).parallel().forEach(task -> {
                int i = task * 97 % rows;
                int j = task * 61 % columns;
                int height = Math.min(1 + task * 3 % 128, rows - i);
                int width = Math.min(1 + task * 7 % 128, columns - j);
                double[] tile = new double[128 * 136];
                TileProducts.ofThread().multiply(left, i, height, right, j, width, width + 8, tile);
                boolean equal = true;
                double[] distances = new double[128 * 136];
                TileProducts.ofThread().distances(left, i, height, right, j, width, width + 8, distances);
                double[] squares = right.squares(j, width);
                for (int r = 0; r < height; r++) {
                    int at = (i + r) * columns + j;
                    int from = r * (width + 8);
                    double[] row = Arrays.copyOfRange(expected, at, at + width);
                    math.distancesFromProducts(left.squares(i, height)[i + r], squares, j, 0, row, 0, width);
                    equal &= Arrays.equals(distances, from, from + width, row, 0, width);
                    equal &= Arrays.equals(tile, from, from + width, expected, at, at + width);
                    equal &= left.squares(i, height)[i + r] == math.dot(x.row(i + r), 0, x.row(i + r), 0, d);
                }
                same[task] = equal;
            });
            assertThat(same).containsOnly(true);
        }
    }

    @Test
    void otherPointsAreGivenByAnotherStamp() {
        int d = 40;
        double[] ones = new double[40 * d];
        Arrays.fill(ones, 1);
        double[] result = new double[16 * 8];
        TileProducts products = TileProducts.ofThread();
        products.rows(TileProducts.stamp(), 16, d, ones)
                .columns(TileProducts.stamp(), 8, d, ones)
                .multiply(0, 16, result);
        assertThat(result).containsOnly(d);
        Arrays.fill(ones, 0, 8 * d, 2);
        products.columns(TileProducts.stamp(), 8, d, ones).multiply(8, 8, result);
        assertThat(Arrays.copyOf(result, 64)).containsOnly(2 * d);
    }

    @Test
    void smallTilesAreLeftToLoops() {
        assertThat(TileProducts.pay(1, 128, 100)).isFalse();
        assertThat(TileProducts.pay(8, 8, 8)).isFalse();
    }
}
