package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.internal.engine.GramProducts;
import org.icl4j.kernels.internal.engine.Workspaces;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Many points are taken several tiles at a time: every tile of a band must be of its own points. */
class BandsTest {

    private static final int MANY = 8 * 1024 + 300;
    private static final int FEW = 37;

    /** By differences, by product, by product where everything is repaired, inner products, pairs. */
    static Stream<Kernel> kernels() {
        return Stream.of(
                new Gaussian(4),
                new Polynomial(2, 0.1, 1),
                Kernel.radial(r2 -> 1 / (1 + r2)),
                (x, z) -> 1 / (1 + Math.abs(x[0] - z[0])));
    }

    private static Points points(int seed, int n, int d, double centre) {
        double[] rows = Oracle.gaussian(seed, n, d, 1).toRowMajor();
        return Points.ofRows("x", n, d, Arrays.stream(rows).map(v -> v + centre).toArray());
    }

    private static double[] alone(Kernel kernel, Points x, int i, Points z) {
        double[] row = new double[z.size()];
        Gram.rowsInto(kernel, x.select(i), 0, 1, z, row, 0);
        return row;
    }

    private static int[] someOf(int n) {
        return new int[] {0, 1, 127, 128, 255, 256, 511, 512, 640, 4095, 4096 % n, n - 301, n - 129, n - 1};
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rowsAndColumnsAreThoseOfTheirOwnPoints(Kernel kernel) {
        for (int d : new int[] {3, 40}) {
            for (double centre : new double[] {0, 1e3}) {
                Points many = points(1, MANY, d, centre);
                Points few = points(2, FEW, d, centre);
                assertThat(Workspaces.band(many)).isEqualTo(4 * Tile.SIZE);
                double[] rows = new double[MANY * FEW];
                Gram.rowsInto(kernel, many, 0, MANY, few, rows, 0);
                double[] v = Randoms.of(3).gaussians(FEW * 3);
                double[] product = new double[MANY * 3];
                Gram.multiply(kernel, many, few, v, 3, product);
                try (INDArray wide = Gram.matrix(kernel, few, many);
                        INDArray tall = Gram.matrix(kernel, many, few)) {
                    for (int i : someOf(MANY)) {
                        double[] expected = alone(kernel, many, i, few);
                        Oracle.assertSameBits(Arrays.copyOfRange(rows, i * FEW, (i + 1) * FEW), expected);
                        for (int j = 0; j < FEW; j++) {
                            assertThat(tall.getDouble(i, j)).isEqualTo(expected[j]);
                            assertThat(wide.getDouble(j, i)).isEqualTo(expected[j]);
                        }
                        double[] answer = new double[3];
                        Gram.multiply(kernel, many.select(i), few, v, 3, answer);
                        Oracle.assertSameBits(Arrays.copyOfRange(product, i * 3, (i + 1) * 3), answer);
                    }
                }
            }
        }
    }

    static Stream<Kernel> fast() {
        return kernels().limit(2);
    }

    @ParameterizedTest
    @MethodSource("fast")
    void symmetricMatrixAndOperator(Kernel kernel) {
        int n = 4096 + 77;
        for (int d : new int[] {3, 40}) {
            Points x = points(1, n, d, 0);
            assertThat(Workspaces.band(x)).isEqualTo(2 * Tile.SIZE);
            double[] v = Randoms.of(3).gaussians(n);
            double[] applied = new double[n];
            Gram.operator(kernel, x, 0.5).apply(v, applied);
            try (INDArray matrix = Gram.matrix(kernel, x);
                    INDArray lower = NativeArrays.uninitialised(n, n)) {
                Gram.lowerInto(kernel, x, 0, lower);
                for (int i : someOf(n)) {
                    double[] expected = alone(kernel, x, i, x);
                    double[] column = new double[n];
                    NativeArrays.copyOut(matrix, (long) i * n, column, 0, n);
                    Oracle.assertSameBits(column, expected);
                    double[] below = new double[n - i];
                    NativeArrays.copyOut(lower, (long) i * n + i, below, 0, n - i);
                    Oracle.assertSameBits(below, Arrays.copyOfRange(expected, i, n));
                    double sum = 0.5 * v[i];
                    double absolute = Math.abs(sum);
                    for (int j = 0; j < n; j++) {
                        sum += expected[j] * v[j];
                        absolute += Math.abs(expected[j] * v[j]);
                    }
                    assertThat(applied[i]).isCloseTo(sum, within(2 * (n + 2) * Oracle.EPSILON * absolute));
                }
            }
        }
    }

    /** Wide points by OpenBLAS, several columns' tiles at once: of one batch, of parts of it, alone, by any number of threads. */
    @ParameterizedTest
    @MethodSource("wide")
    void wideAnswersDoNotDependOnTheirBatch(Kernel kernel) {
        assertThat(Blas.get()).isNotNull(); // Loads OpenBLAS.
        int m = 700;
        int d = 300;
        for (int n : new int[] {100, 1029}) {
            Points queries = points(1, m, d, 0);
            Points z = points(2, n, d, 0);
            double[] v = Randoms.of(3).gaussians(n);
            double[] all = new double[m];
            GramProducts.multiply(1, kernel, queries, z, v, 1, all);
            for (int threads = 2; threads < 4; threads++) {
                double[] again = new double[m];
                GramProducts.multiply(threads, kernel, queries, z, v, 1, again);
                Oracle.assertSameBits(again, all);
            }
            for (int from : new int[] {0, 1, 300, 600, 699}) {
                int count = Math.min(m - from, 37 + from);
                double[] part = new double[count];
                Points some = queries.select(IntStream.range(from, from + count).toArray());
                Gram.multiply(kernel, some, z, v, 1, part);
                Oracle.assertSameBits(part, Arrays.copyOfRange(all, from, from + count));
            }
            double[] rows = new double[m * n];
            Gram.rowsInto(kernel, queries, 0, m, z, rows, 0);
            for (int i : new int[] {0, 127, 128, 511, 512, m - 1}) {
                Oracle.assertSameBits(Arrays.copyOfRange(rows, i * n, (i + 1) * n), alone(kernel, queries, i, z));
            }
        }
    }

    /** Of points so wide that a band would take more memory than a thread may keep. */
    @ParameterizedTest
    @MethodSource("fast")
    void pointsTooWideForABand(Kernel kernel) {
        assertThat(Blas.get()).isNotNull(); // Loads OpenBLAS.
        int n = 140;
        int d = 8300;
        Points x = points(1, n, d, 0);
        double[] rows = new double[n * n];
        Gram.rowsInto(kernel, x, 0, n, x, rows, 0);
        for (int i : new int[] {0, 127, 128, n - 1}) {
            double[] row = Arrays.copyOfRange(rows, i * n, (i + 1) * n);
            Oracle.assertSameBits(row, alone(kernel, x, i, x));
            for (int j : new int[] {0, 128, n - 1}) {
                assertThat(row[j]).isCloseTo(kernel.value(x.row(i), x.row(j)), withinPercentage(1e-8));
            }
        }
    }

    /** Distances, products, both of the same tile, and distances of the points beside those of their images. */
    static Stream<Kernel> wide() {
        Kernel gaussian = new Gaussian(20);
        Kernel polynomial = new Polynomial(2, 0.01, 1);
        return Stream.of(
                gaussian,
                polynomial,
                gaussian.plus(polynomial),
                gaussian.plus(gaussian.onColumns(IntStream.range(0, 100).toArray())));
    }
}
