package org.icl4j.core.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        double[] transposed = new double[d * columns];
        for (int j = 0; j < columns; j++) {
            for (int k = 0; k < d; k++) {
                transposed[k * columns + j] = z[j * d + k];
            }
        }
        double[] result = new double[(points - 3) * columns];
        TileProducts.multiplyWide(points - 3, columns, d, x, 3 * d, transposed, result);
        assertThat(result).isEqualTo(Arrays.copyOfRange(expected, 3 * columns, points * columns));
    }

    /**
     * Tiles of bands and a table, wherever they begin and end, in whatever order and on whatever thread they are asked for: so whatever
     * else is computed with them. Bands of 1 to 512 rows are multiplied with 512 to 128 columns at once.
     */
    @ParameterizedTest
    @CsvSource({"33, 300, 700", "256, 512, 170", "300, 260, 530", "784, 130, 1030"})
    void bandsAndTablesGiveTheSameBits(int d, int rows, int columns) {
        Points x = Points.of("x", Randoms.of(d).gaussians(rows, d));
        Points z = Points.of("z", Randoms.of(d + 1).gaussians(columns, d));
        double[] expected = new double[rows * columns];
        VectorMath math = VectorMath.get();
        math.gemm(
                false, true, rows, columns, d, 1, x.toRowMajor(), 0, d, z.toRowMajor(), 0, d, 0, expected, 0, columns);
        try (TileProducts.Table table = TileProducts.Table.of(z)) {
            boolean[] same = new boolean[60];
            IntStream.range(0, same.length).parallel().forEach(task -> {
                int from = task * 97 % rows;
                int count = Math.min(1 + task * 41 % 512, rows - from);
                TileProducts products = TileProducts.ofThread().band(TileProducts.stamp(), x, from, count);
                boolean equal = true;
                for (int tile = 0; tile < 6; tile++) {
                    int row = tile * 53 % count;
                    int height = Math.min(1 + (task + tile) * 37 % 128, count - row);
                    int j = (task * 61 + tile * 128) % columns;
                    int width = Math.min(1 + (task + tile) * 7 % 128, columns - j);
                    int end = Math.min(columns, j + width + task * 11 % 600);
                    int stride = width + tile % 2 * 8;
                    double[] tileOf = new double[128 * 136];
                    products.multiply(row, height, table, j, width, end, stride, tileOf);
                    double[] distances = new double[128 * 136];
                    products.distances(row, height, table, j, width, end, stride, distances);
                    double[] squares = table.squares(j, width);
                    for (int r = 0; r < height; r++) {
                        int point = from + row + r;
                        int at = point * columns + j;
                        int in = r * stride;
                        double[] line = Arrays.copyOfRange(expected, at, at + width);
                        math.distancesFromProducts(products.bandSquares()[row + r], squares, j, 0, line, 0, width);
                        equal &= Arrays.equals(distances, in, in + width, line, 0, width);
                        equal &= Arrays.equals(tileOf, in, in + width, expected, at, at + width);
                        equal &= products.bandSquares()[row + r] == math.dot(x.row(point), 0, x.row(point), 0, d);
                    }
                }
                same[task] = equal;
            });
            assertThat(same).containsOnly(true);
        }
    }

    /** A block that is kept is that of its band and its table alone. */
    @Test
    void anotherBandAndAnotherTableAreMultipliedAnew() {
        int d = 40;
        double[] result = new double[128 * 128];
        Points ones = constant(1, 256, d);
        Points twos = constant(2, 256, d);
        TileProducts products = TileProducts.ofThread();
        try (TileProducts.Table a = TileProducts.Table.of(ones);
                TileProducts.Table b = TileProducts.Table.of(twos)) {
            products.band(TileProducts.stamp(), ones, 0, 128).multiply(0, 128, a, 0, 128, 256, 128, result);
            assertThat(result).containsOnly(d);
            products.multiply(0, 128, b, 0, 128, 256, 128, result);
            assertThat(result).containsOnly(2 * d);
            products.band(TileProducts.stamp(), twos, 128, 128).multiply(0, 128, b, 0, 128, 256, 128, result);
            assertThat(result).containsOnly(4 * d);
            products.distances(0, 128, a, 128, 128, 256, 128, result);
            assertThat(result).containsOnly(d);
        }
    }

    /** A tile within a block whose rows are as long as the tile's. */
    @Test
    void theLastColumnsOfABlockAreNotItsFirst() {
        int d = 40;
        double[] numbers = new double[136 * d];
        for (int j = 0; j < 136; j++) {
            Arrays.fill(numbers, j * d, (j + 1) * d, j);
        }
        double[] result = new double[32 * 136];
        try (TileProducts.Table table = TileProducts.Table.of(Points.ofRows("z", 136, d, numbers))) {
            TileProducts products = TileProducts.ofThread().band(TileProducts.stamp(), constant(1, 32, d), 0, 32);
            products.multiply(0, 32, table, 0, 8, 136, 8, result);
            products.multiply(0, 32, table, 8, 128, 136, 136, result);
            assertThat(result[0]).isEqualTo(8 * d);
            assertThat(result[31 * 136 + 127]).isEqualTo(135 * d);
        }
    }

    private static Points constant(double value, int n, int d) {
        double[] numbers = new double[n * d];
        Arrays.fill(numbers, value);
        return Points.ofRows("points", n, d, numbers);
    }

    /** Beyond the limits the native call would read and write what lies there. */
    @Test
    void whatLiesBeyondTheLimitsIsRefused() {
        int d = 40;
        Points x = constant(1, 600, d);
        double[] result = new double[128 * 128];
        TileProducts products = TileProducts.ofThread();
        try (TileProducts.Table table = TileProducts.Table.of(constant(1, 200, d));
                TileProducts.Table wider = TileProducts.Table.of(constant(1, 200, d + 1))) {
            refused("count", () -> products.band(TileProducts.stamp(), x, 0, 513));
            refused("count", () -> products.band(TileProducts.stamp(), x, 0, 0));
            refused("from", () -> products.band(TileProducts.stamp(), x, 89, 512));
            refused("from", () -> products.band(TileProducts.stamp(), x, -1, 512));
            products.band(TileProducts.stamp(), x, 88, 512);
            refused("rows", () -> products.multiply(0, 129, table, 0, 128, 200, 128, result));
            refused("row", () -> products.multiply(385, 128, table, 0, 128, 200, 128, result));
            refused("row", () -> products.distances(-1, 128, table, 0, 128, 200, 128, result));
            refused("columns", () -> products.distances(0, 1, table, 0, 129, 200, 129, result));
            refused("zFrom", () -> products.distances(0, 1, table, 73, 128, 200, 128, result));
            refused("zEnd", () -> products.multiply(0, 1, table, 0, 128, 201, 128, result));
            refused("zEnd", () -> products.multiply(0, 1, table, 0, 128, 127, 128, result));
            refused("stride", () -> products.multiply(0, 1, table, 0, 128, 200, 127, result));
            refused("width", () -> products.multiply(0, 1, wider, 0, 128, 200, 128, result));
            products.multiply(384, 128, table, 72, 128, 200, 128, result);
            assertThat(result).containsOnly(d);
        }
        double[] numbers = x.toRowMajor();
        refused("count", () -> products.columns(TileProducts.stamp(), 129, d, numbers));
        products.rows(TileProducts.stamp(), 150, d, numbers).columns(TileProducts.stamp(), 128, d, numbers);
        refused("count", () -> products.multiply(0, 129, result));
        refused("from", () -> products.multiply(23, 128, result));
        refused("from", () -> products.distances(23, 128, numbers, numbers, result));
        products.columns(TileProducts.stamp(), 128, d + 1, numbers);
        refused("width", () -> products.multiply(0, 128, result));
    }

    private static void refused(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name);
    }

    /** What each thread keeps counts against the JVM's limit for such memory: 2^21 numbers, with 127 rows that are read beyond. */
    @Test
    void pointsTooWideForWhatAThreadKeepsAreRefused() {
        assertThat(TileProducts.fits(128, 8224)).isTrue();
        assertThat(TileProducts.fits(128, 8225)).isFalse();
        assertThat(TileProducts.fits(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
        double[] numbers = new double[128 * 8225];
        Points x = Points.ofRows("x", 128, 8225, numbers);
        TileProducts products = TileProducts.ofThread();
        refused("d", () -> products.band(TileProducts.stamp(), x, 0, 128));
        refused("d", () -> products.rows(TileProducts.stamp(), 128, 8225, numbers));
        refused("d", () -> products.columns(TileProducts.stamp(), 1, 8225, numbers));
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
