package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** The products and distances of {@link VectorMath} against double loops. */
abstract class VectorMathTileContract {

    /** The unit roundoff, 2^-53. */
    static final double EPS = 0x1p-53;

    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 65};
    private static final int[] TERMS = {0, 1, 2, 3, 10, 64, 255, 256, 257, 520};

    abstract VectorMath math();

    /** Operands of one product, with offsets and leading dimensions of their own. */
    private static final class Product {
        final boolean transposeA;
        final boolean transposeB;
        final int m;
        final int n;
        final int k;
        final double alpha;
        final double beta;
        final int ldA;
        final int ldB;
        final int ldC;
        final double[] a;
        final double[] b;
        final double[] c;

        Product(Random random, int k) {
            transposeA = random.nextBoolean();
            transposeB = random.nextBoolean();
            m = SIZES[random.nextInt(SIZES.length)];
            n = random.nextInt(10) == 0 ? 300 : SIZES[random.nextInt(SIZES.length)];
            this.k = k;
            alpha = random.nextInt(3) == 0 ? 1 : random.nextGaussian();
            beta = new double[] {0, 1, -0.7}[random.nextInt(3)];
            ldA = (transposeA ? m : k) + random.nextInt(3) + 1;
            ldB = (transposeB ? k : n) + random.nextInt(3) + 1;
            ldC = n + random.nextInt(3);
            a = random.doubles(2 + (transposeA ? k : m) * ldA, -1, 1).toArray();
            b = random.doubles(3 + (transposeB ? n : k) * ldB, -1, 1).toArray();
            c = random.doubles(1 + m * ldC, -1, 1).toArray();
        }

        double[] block(VectorMath math, int i, int j, int rows, int columns) {
            double[] result = c.clone();
            int fromA = 2 + (transposeA ? i : i * ldA);
            int fromB = 3 + (transposeB ? j * ldB : j);
            int fromC = 1 + i * ldC + j;
            math.gemm(
                    transposeA,
                    transposeB,
                    rows,
                    columns,
                    k,
                    alpha,
                    a,
                    fromA,
                    ldA,
                    b,
                    fromB,
                    ldB,
                    beta,
                    result,
                    fromC,
                    ldC);
            return result;
        }

        double a(int i, int p) {
            return a[2 + (transposeA ? p * ldA + i : i * ldA + p)];
        }

        double b(int p, int j) {
            return b[3 + (transposeB ? j * ldB + p : p * ldB + j)];
        }
    }

    @Test
    void productsAgreeWithTheDoubleLoop() {
        Random random = new Random(11);
        for (int trial = 0; trial < 400; trial++) {
            Product product = new Product(random, TERMS[trial % TERMS.length]);
            double[] result = product.block(math(), 0, 0, product.m, product.n);
            assertThat(result[0]).isEqualTo(product.c[0]);
            for (int i = 0; i < product.m; i++) {
                for (int j = 0; j < product.ldC; j++) {
                    int at = 1 + i * product.ldC + j;
                    if (j < product.n) {
                        checkElement(product, i, j, product.c[at], result[at]);
                    } else {
                        assertThat(result[at]).isEqualTo(product.c[at]);
                    }
                }
            }
        }
    }

    private static void checkElement(Product product, int i, int j, double before, double after) {
        double sum = 0;
        double size = 0;
        for (int p = 0; p < product.k; p++) {
            double term = product.a(i, p) * product.b(p, j);
            sum += term;
            size += Math.abs(term);
        }
        double expected = product.alpha * sum + product.beta * before;
        // Each side: k products and sums, the two scalings and the last sum.
        double scale = Math.abs(product.alpha) * size + Math.abs(product.beta * before);
        double bound = 2 * (product.k + 4) * EPS * scale;
        // Plain comparison first: an assertion for each of a million elements would take longer than all the rest.
        if (!(Math.abs(after - expected) <= bound)) {
            assertThat(after)
                    .as("element (%d, %d) of %d x %d, k = %d", i, j, product.m, product.n, product.k)
                    .isCloseTo(expected, within(bound));
        }
    }

    @Test
    void anElementOfAProductDoesNotDependOnItsTile() {
        Random random = new Random(12);
        for (int trial = 0; trial < 400; trial++) {
            Product product = new Product(random, TERMS[trial % TERMS.length]);
            double[] whole = product.block(math(), 0, 0, product.m, product.n);
            int i = random.nextInt(product.m);
            int j = random.nextInt(product.n);
            int rows = 1 + random.nextInt(product.m - i);
            int columns = 1 + random.nextInt(product.n - j);
            double[] part = product.block(math(), i, j, rows, columns);
            double[] expected = product.c.clone();
            for (int r = i; r < i + rows; r++) {
                int at = 1 + r * product.ldC + j;
                System.arraycopy(whole, at, expected, at, columns);
            }
            assertThat(Arrays.mismatch(part, expected)).isEqualTo(-1);
        }
    }

    @Test
    void aProductBelowTheRangeOfNumbersHasTheSameSignInEveryTile() {
        int m = 5;
        int n = 70;
        double[] a = new double[m];
        double[] b = new double[n];
        Arrays.fill(a, -1e-200);
        Arrays.fill(b, 1e-200);
        double[] whole = new double[m * n];
        math().gemm(false, false, m, n, 1, 1, a, 0, 1, b, 0, n, 0, whole, 0, n);
        for (int columns = 1; columns <= n; columns++) {
            double[] part = new double[m * n];
            math().gemm(false, false, m, columns, 1, 1, a, 0, 1, b, 0, n, 0, part, 0, n);
            for (int at = 0; at < m * n; at += n) {
                assertThat(Arrays.mismatch(part, at, at + columns, whole, at, at + columns))
                        .as("%d columns", columns)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void transposingIsALayoutAndChangesNoBits() {
        int m = 13;
        int n = 21;
        int k = 300;
        double[] a = new Random(13).doubles(m * (long) k, -1, 1).toArray();
        double[] b = new Random(14).doubles(k * (long) n, -1, 1).toArray();
        double[] c = new double[m * n];
        math().gemm(false, false, m, n, k, 1.1, a, 0, k, b, 0, n, 0, c, 0, n);
        double[] other = new double[m * n];
        math().gemm(true, true, m, n, k, 1.1, transpose(a, m, k), 0, m, transpose(b, k, n), 0, k, 0, other, 0, n);
        assertThat(other).containsExactly(c);
    }

    private static double[] transpose(double[] a, int rows, int columns) {
        double[] result = new double[a.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = a[i * columns + j];
            }
        }
        return result;
    }

    @Test
    void withBetaZeroTheResultIsNotRead() {
        for (int k : new int[] {0, 1, 300}) {
            for (int n : new int[] {1, 8, 13, 40}) {
                double[] a = new double[5 * k];
                double[] b = new double[k * n];
                Arrays.fill(a, 1);
                Arrays.fill(b, 2);
                for (double alpha : new double[] {1, 0.5}) {
                    double[] c = new double[5 * n];
                    Arrays.fill(c, Double.NaN);
                    math().gemm(false, false, 5, n, k, alpha, a, 0, k, b, 0, n, 0, c, 0, n);
                    assertThat(c).containsOnly(2 * k * alpha);
                }
            }
        }
    }

    @Test
    void noRowsOrColumnsIsNothingToDo() {
        double[] c = {3, 4};
        math().gemm(false, false, 0, 2, 1, 1, new double[1], 0, 1, new double[2], 0, 2, 0, c, 0, 2);
        math().gemm(false, true, 2, 0, 1, 1, new double[2], 0, 1, new double[0], 0, 1, 0, c, 0, 1);
        math().squaredDistances(0, 2, 1, new double[0], 0, new double[2], 0, 2, c, 0, 2);
        math().squaredDistances(2, 0, 1, new double[2], 0, new double[0], 0, 0, c, 0, 1);
        math().absoluteDistances(0, 2, 1, new double[0], 0, new double[2], 0, 2, c, 0, 2);
        math().absoluteDistances(2, 0, 1, new double[2], 0, new double[0], 0, 0, c, 0, 1);
        assertThat(c).containsExactly(3, 4);
    }

    @Test
    void distancesAgreeWithTheDoubleLoopWhateverTheTile() {
        Random random = new Random(15);
        for (int trial = 0; trial < 300; trial++) {
            int rows = SIZES[random.nextInt(SIZES.length)];
            int columns = trial % 10 == 0 ? 300 : SIZES[random.nextInt(SIZES.length)];
            int d = trial % 20 == 0 ? 130 + trial : random.nextInt(12);
            int ldZ = columns + random.nextInt(3);
            int ld = columns + random.nextInt(3);
            double[] x = random.doubles(2 + rows * d, -1, 1).toArray();
            double[] z = random.doubles(3 + d * ldZ, -1, 1).toArray();
            double[] before = random.doubles(1 + rows * ld, -1, 1).toArray();
            double[] result = before.clone();
            math().squaredDistances(rows, columns, d, x, 2, z, 3, ldZ, result, 1, ld);

            double[] expected = before.clone();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    for (int k = 0; k < d; k++) {
                        double difference = x[2 + i * d + k] - z[3 + k * ldZ + j];
                        sum += difference * difference;
                    }
                    int at = 1 + i * ld + j;
                    // Two errors in each square (the difference's counts twice), and d sums, on either side.
                    assertThat(Math.abs(result[at] - sum) <= 2 * (d + 4) * EPS * sum)
                            .isTrue();
                    expected[at] = result[at];
                }
            }
            assertThat(Arrays.mismatch(result, expected)).isEqualTo(-1);

            int i = random.nextInt(rows);
            int j = random.nextInt(columns);
            int height = 1 + random.nextInt(rows - i);
            int width = 1 + random.nextInt(columns - j);
            double[] part = before.clone();
            math().squaredDistances(height, width, d, x, 2 + i * d, z, 3 + j, ldZ, part, 1 + i * ld + j, ld);
            for (int r = i; r < i + height; r++) {
                int at = 1 + r * ld + j;
                System.arraycopy(result, at, before, at, width);
            }
            assertThat(Arrays.mismatch(part, before)).isEqualTo(-1);
        }
    }

    /** The sums are taken in the order of the coordinates by every provider, so that even the double loop's bits agree. */
    @Test
    void absoluteDistancesAreTheDoubleLoopsWhateverTheTile() {
        Random random = new Random(16);
        for (int trial = 0; trial < 300; trial++) {
            int rows = SIZES[random.nextInt(SIZES.length)];
            int columns = trial % 10 == 0 ? 300 : SIZES[random.nextInt(SIZES.length)];
            int d = trial % 20 == 0 ? 130 + trial : random.nextInt(12);
            int ldZ = columns + random.nextInt(3);
            int ld = columns + random.nextInt(3);
            double[] x = random.doubles(2 + rows * d, -1, 1).toArray();
            double[] z = random.doubles(3 + d * ldZ, -1, 1).toArray();
            double[] expected = random.doubles(1 + rows * ld, -1, 1).toArray();
            double[] result = expected.clone();
            math().absoluteDistances(rows, columns, d, x, 2, z, 3, ldZ, result, 1, ld);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    for (int k = 0; k < d; k++) {
                        sum += Math.abs(x[2 + i * d + k] - z[3 + k * ldZ + j]);
                    }
                    expected[1 + i * ld + j] = sum;
                }
            }
            assertThat(Arrays.mismatch(result, expected)).isEqualTo(-1);
        }
    }

    @Test
    void distancesOfClosePointsDoNotCancel() {
        int n = 19;
        double[] x = new double[2 * n];
        double[] z = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = z[i] = 1e8 / (i + 1);
            x[2 * i + 1] = z[n + i] = -0.1 * i;
        }
        double[] result = new double[n * n];
        math().squaredDistances(n, n, 2, x, 0, z, 0, n, result, 0, n);
        for (int i = 0; i < n; i++) {
            assertThat(result[i * n + i]).isEqualTo(0);
        }
        double[] one = new double[1];
        math().squaredDistances(1, 1, 1, new double[] {10000}, 0, new double[] {10001}, 0, 1, one, 0, 1);
        assertThat(one).containsExactly(1);
        double near = 1 + 1e-8;
        math().squaredDistances(1, 1, 1, new double[] {1}, 0, new double[] {near}, 0, 1, one, 0, 1);
        assertThat(one).containsExactly((near - 1) * (near - 1));
    }
}
