package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.icl4j.core.internal.blas.HeapProducts;
import org.icl4j.core.internal.fused.FusedMath;
import org.icl4j.core.internal.vector.VectorApiMath;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain Java with fused multiply-adds: the contract, and the very bits of the loops on vectors and of OpenBLAS. */
class FusedMathTest extends VectorMathContract {

    private static final VectorMath VECTORS = new VectorApiMath();
    private static final VectorMath PLAIN = new FusedMath(VECTORS.lanes());

    @Override
    VectorMath math() {
        return PLAIN;
    }

    @Test
    void saysItsName() {
        assertThat(math().name()).isEqualTo("plain Java");
        assertThat(math().lanes()).isEqualTo(1);
    }

    private interface Operation {
        double on(VectorMath math, double[] a, double[] b);
    }

    private static void requireSameBits(String what, double[] a, double[] b, Operation operation) {
        double[] plainA = a.clone();
        double[] vectorsA = a.clone();
        double[] plainB = b.clone();
        double[] vectorsB = b.clone();
        double plain = operation.on(PLAIN, plainA, plainB);
        double vectors = operation.on(VECTORS, vectorsA, vectorsB);
        assertThat(Double.doubleToRawLongBits(plain)).as(what).isEqualTo(Double.doubleToRawLongBits(vectors));
        assertThat(Arrays.equals(plainA, vectorsA)).as(what).isTrue();
        assertThat(Arrays.equals(plainB, vectorsB)).as(what).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200, 300, 1024, 1025, 2100})
    void vectorsGiveTheSameBitsForEveryLength(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] a = random.doubles(n + 2, -3, 3).toArray();
        double[] b = random.doubles(n + 2, -3, 3).toArray();
        double[] positive = random.doubles(n + 2, 0, 40).toArray();
        requireSameBits("sum", a, b, (math, x, y) -> math.sum(x, 1, n));
        requireSameBits("max", a, b, (math, x, y) -> math.max(x, 1, n));
        requireSameBits("dot", a, b, (math, x, y) -> math.dot(x, 1, y, 2, n));
        double[] rows = random.doubles(3 * (n + 1) + 1, -3, 3).toArray();
        double[] sums = random.doubles(5, -3, 3).toArray();
        requireSameBits("dots", rows, sums, (math, x, y) -> done(() -> math.addDots(3, x, 1, n + 1, a, 2, n, y, 1)));
        requireSameBits("dotDifferences", a, b, (math, x, y) -> math.dotDifferences(0.3, x, 1, y, 2, n));
        requireSameBits("dotSquared", a, b, (math, x, y) -> math.dotSquaredDifferences(0.3, x, 1, y, 2, n));
        requireSameBits("axpy", a, b, (math, x, y) -> done(() -> math.axpy(0.7, x, 1, y, 2, n)));
        requireSameBits("exp", a, b, (math, x, y) -> done(() -> math.exp(-1.7, x, 1, n)));
        requireSameBits("softmax", a, b, (math, x, y) -> done(() -> math.softmax(x, 1, n)));
        requireSameBits("softmaxGradient", a, b, (math, x, y) -> done(() -> math.softmaxGradient(x, 1, y, 2, n)));
        requireSameBits("relu", a, b, (math, x, y) -> done(() -> math.relu(x, 1, n)));
        requireSameBits("gate", a, b, (math, x, y) -> done(() -> math.gate(x, 1, y, 2, n)));
        requireSameBits("roots", positive, b, (math, x, y) -> done(() -> math.expOfRoots(1.3, 1, 1.0 / 3, x, 1, n)));
        requireSameBits("log", positive, b, (math, x, y) -> done(() -> math.logOfOnePlus(1.3, x, 1, n)));
        requireSameBits(
                "combine", positive, b, (math, x, y) -> math.distancesFromProducts(9, x, 1, 1e-3, y, 2, n) ? 1 : 0);
    }

    private static double done(Runnable operation) {
        operation.run();
        return 0;
    }

    @Test
    void vectorsGiveTheSameBitsAtTheEndsOfTheRange() {
        double[] a = {
            0,
            -0.0,
            1e-320,
            -1e-320,
            1,
            -1,
            707.9,
            708.1,
            -707.9,
            -708.1,
            709.7,
            709.8,
            710.1,
            -745,
            -1e4,
            1e4,
            1e300,
            -1e300,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            Double.MIN_VALUE,
            3e5,
            5e5,
            5.1e5,
            6e5
        };
        double[] positive = Arrays.stream(a).map(Math::abs).toArray();
        requireSameBits("exp", a, a, (math, x, y) -> done(() -> math.exp(1, x, 0, x.length)));
        requireSameBits("exp, negative", a, a, (math, x, y) -> done(() -> math.exp(-0.5, x, 0, x.length)));
        requireSameBits("roots", positive, a, (math, x, y) -> done(() -> math.expOfRoots(1, 1, 0.3, x, 0, x.length)));
        requireSameBits("log", positive, a, (math, x, y) -> done(() -> math.logOfOnePlus(1, x, 0, x.length)));
    }

    @Test
    void tilesOfDistancesHaveTheSameBits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int d : new int[] {1, 2, 3, 4, 5, 10, 33, 256, 257, 300, 777}) {
            for (int columns : new int[] {3, 8, 20, 128, 150}) {
                int rows = 7;
                int width = columns;
                double[] x = random.doubles((long) rows * d, -2, 2).toArray();
                double[] z = random.doubles((long) width * d, -2, 2).toArray();
                double[] plain = new double[rows * width];
                double[] vectors = new double[rows * width];
                PLAIN.squaredDistances(rows, width, d, x, 0, z, 0, width, plain, 0, width);
                VECTORS.squaredDistances(rows, width, d, x, 0, z, 0, width, vectors, 0, width);
                assertThat(Arrays.equals(plain, vectors))
                        .as("d %d, columns %d", d, columns)
                        .isTrue();
                PLAIN.absoluteDistances(rows, width, d, x, 0, z, 0, width, plain, 0, width);
                VECTORS.absoluteDistances(rows, width, d, x, 0, z, 0, width, vectors, 0, width);
                assertThat(Arrays.equals(plain, vectors))
                        .as("d %d, columns %d", d, columns)
                        .isTrue();
            }
        }
    }

    /** What lets a product be computed by whichever is the fastest, an element at a time or padded tiles at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 31, 50, 64, 200, 255, 256, 257, 300, 512, 784})
    void openBlasAndVectorsGiveTheBitsOfTheChainsOfFusedMultiplyAdds(int k) {
        assertThat(HeapProducts.usable()).isTrue();
        SplittableRandom random = new SplittableRandom(k);
        int[][] shapes = {
            {1, 1},
            {8, 8},
            {5, 7},
            {1, 128},
            {128, 1},
            {128, 128},
            {130, 3},
            {40, 300},
            {129, 257},
            {67, 29},
            {100, 35},
            {24, 24},
            {16, 8},
            {8, 40},
            {9, 17},
            {48, 16}
        };
        for (int[] shape : shapes) {
            int m = shape[0];
            int n = shape[1];
            double[] a = random.doubles((long) m * k, -2, 2).toArray();
            double[] b = random.doubles((long) n * k, -2, 2).toArray();
            a[0] = -0.0;
            double[] c = random.doubles((long) m * n, -2, 2).toArray();
            double[][][] sums = new double[4][][];
            for (int form = 0; form < 12; form++) {
                boolean transposeA = form % 2 == 1;
                boolean transposeB = form / 2 % 2 == 1;
                double alpha = form < 8 ? 1 : -0.7;
                double beta = form < 4 ? 0 : form < 8 ? 1 : 0.3;
                int ldA = transposeA ? m : k;
                int ldB = transposeB ? k : n;
                double[] expected = c.clone();
                if (form < 4) {
                    sums[form] = chains(transposeA, transposeB, m, n, k, a, ldA, b, ldB);
                }
                combine(alpha, sums[form % 4], beta, expected);
                double[] blas = c.clone();
                HeapProducts.multiply(transposeA, transposeB, m, n, k, alpha, a, 0, ldA, b, 0, ldB, beta, blas, 0, n);
                double[] vectors = c.clone();
                VECTORS.gemm(transposeA, transposeB, m, n, k, alpha, a, 0, ldA, b, 0, ldB, beta, vectors, 0, n);
                double[] plain = c.clone();
                PLAIN.gemm(transposeA, transposeB, m, n, k, alpha, a, 0, ldA, b, 0, ldB, beta, plain, 0, n);
                String what = "form " + form + " of " + m + " x " + n + " x " + k;
                assertThat(Arrays.equals(blas, expected))
                        .as("OpenBLAS, " + what)
                        .isTrue();
                assertThat(Arrays.equals(vectors, expected))
                        .as("vectors, " + what)
                        .isTrue();
                assertThat(Arrays.equals(plain, expected)).as("plain, " + what).isTrue();
            }
        }
    }

    // The definition: fused multiply-adds in the order of the terms, 256 at a time; a row of the result for each 256.
    private static double[][] chains(
            boolean transposeA, boolean transposeB, int m, int n, int k, double[] a, int ldA, double[] b, int ldB) {
        double[][] sums = new double[(k - 1) / HeapProducts.TERMS + 1][m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int from = 0; from < k; from += HeapProducts.TERMS) {
                    double s = 0;
                    for (int p = from; p < Math.min(k, from + HeapProducts.TERMS); p++) {
                        s = Math.fma(
                                a[transposeA ? p * ldA + i : i * ldA + p],
                                b[transposeB ? j * ldB + p : p * ldB + j],
                                s);
                    }
                    sums[from / HeapProducts.TERMS][i * n + j] = s;
                }
            }
        }
        return sums;
    }

    private static void combine(double alpha, double[][] sums, double beta, double[] c) {
        for (int i = 0; i < c.length; i++) {
            for (int from = 0; from < sums.length; from++) {
                double s = sums[from][i];
                double factor = from == 0 ? beta : 1;
                c[i] = factor == 0 ? alpha * s : Math.fma(alpha, s, factor * c[i]);
            }
        }
    }

    @Test
    void loopsOnVectorsTakeOverAndNothingShows() throws InterruptedException {
        VectorMath warming = new WarmingMath(VECTORS, PLAIN);
        double[] expected = {0.3, -0.2, 5, 1.5, 2, 7, 9, 11, 0.001};
        PLAIN.exp(-0.5, expected, 0, expected.length);
        double[] many = new double[1 << 16];
        for (int i = 0; i < 3000; i++) {
            double[] a = {0.3, -0.2, 5, 1.5, 2, 7, 9, 11, 0.001};
            warming.exp(-0.5, a, 0, a.length);
            assertThat(a).containsExactly(expected);
            warming.exp(-0.5, many, 0, many.length);
        }
    }
}
