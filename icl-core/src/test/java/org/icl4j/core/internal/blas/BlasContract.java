package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.core.internal.blas.Matrices.EPS;
import static org.icl4j.core.internal.blas.Matrices.assertClose;
import static org.icl4j.core.internal.blas.Matrices.assertNear;
import static org.icl4j.core.internal.blas.Matrices.f;
import static org.icl4j.core.internal.blas.Matrices.filled;
import static org.icl4j.core.internal.blas.Matrices.heap;
import static org.icl4j.core.internal.blas.Matrices.nan;
import static org.icl4j.core.internal.blas.Matrices.norm;
import static org.icl4j.core.internal.blas.Matrices.op;
import static org.icl4j.core.internal.blas.Matrices.plus;
import static org.icl4j.core.internal.blas.Matrices.random;
import static org.icl4j.core.internal.blas.Matrices.stored;
import static org.icl4j.core.internal.blas.Matrices.times;
import static org.icl4j.core.internal.blas.Matrices.transposed;
import static org.icl4j.core.internal.blas.Matrices.triangle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.icl4j.core.Randoms;
import org.icl4j.core.internal.blas.Matrices.Lie;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What every {@link Blas} owes its callers, against triple loops on the heap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BlasContract extends BlasFactorContract {

    IntStream sizesOfSymm() {
        return upTo(1, 2, 7, 64, 257, 600, 1100);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gemm(int size) {
        Randoms randoms = Randoms.of(size);
        int m = size;
        int n = size / 2 + 1;
        int k = size + 1;
        int turn = 0;
        for (Transpose transposeA : Transpose.values()) {
            for (Transpose transposeB : Transpose.values()) {
                double[][] a = op(transposeA, random(randoms, m, k));
                double[][] b = op(transposeB, random(randoms, k, n));
                double[][] c = random(randoms, m, n);
                double[][] opA = op(transposeA, a);
                double[][] opB = op(transposeB, b);
                double[][] product = times(1.5, opA, opB);
                for (Lie lieA : Matrices.layouts(size, turn)) {
                    for (Lie lieB : Matrices.layouts(size, turn + 1)) {
                        Lie lieC = Matrices.WRITTEN.get(turn % 2);
                        INDArray result = lieC.array(c);
                        blas().gemm(transposeA, transposeB, 1.5, lieA.array(a), lieB.array(b), -0.5, result);
                        // k + 2 roundings of numbers up to |alpha| |a_i| |b_j|, and |beta c| with its own.
                        assertSum(heap(result), product, -0.5, c, 1.5 * (k + 2), opA, opB);
                        turn++;
                    }
                }
            }
        }
    }

    private static void assertSum(
            double[][] computed,
            double[][] product,
            double beta,
            double[][] c,
            double steps,
            double[][] left,
            double[][] right) {
        double[][] expected = plus(product, beta, c);
        double[][] columns = transposed(right);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[0].length; j++) {
                double bound = EPS * (steps * norm(left[i]) * norm(columns[j]) + 2 * Math.abs(beta * c[i][j]));
                assertNear(computed[i][j], expected[i][j], bound, i, j);
            }
        }
    }

    @Test
    void gemmDoesNotReadCWithBeta0AndDoesNotWriteAroundAView() {
        double[][] a = random(Randoms.of(1), 20, 30);
        double[][] b = random(Randoms.of(2), 30, 10);
        INDArray whole = nan('f', 25, 14);
        INDArray view = whole.get(NDArrayIndex.interval(3, 23), NDArrayIndex.interval(2, 12));
        blas().gemm(Transpose.NO, Transpose.NO, 1, f(a), f(b), 0, view);
        assertClose(heap(view), times(1, a, b), 32, a, b);
        double[][] all = heap(whole);
        int numbers = 0;
        for (double[] row : all) {
            numbers += (int) Arrays.stream(row).filter(v -> !Double.isNaN(v)).count();
        }
        assertThat(numbers).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void syrk(int n) {
        Randoms randoms = Randoms.of(n);
        int k = n / 2 + 1;
        int turn = 0;
        for (Triangle triangle : Triangle.values()) {
            for (Transpose transpose : Transpose.values()) {
                double[][] a = op(transpose, random(randoms, n, k));
                double[][] opA = op(transpose, a);
                double[][] square = times(2, opA, transposed(opA));
                for (Lie lie : Matrices.layouts(n, turn)) {
                    for (double beta : new double[] {0, 0.25}) {
                        double[][] c = triangle(triangle, random(randoms, n, n), Double.NaN);
                        double[][] given = beta == 0 ? filled(n, Double.NaN) : c;
                        INDArray result = Matrices.WRITTEN.get(turn % 2).array(given);
                        blas().syrk(triangle, transpose, 2, lie.array(a), beta, result);
                        double[][] computed = heap(result);
                        for (int i = 0; i < n; i++) {
                            for (int j = 0; j < n; j++) {
                                if (stored(triangle, i, j)) {
                                    double before = beta == 0 ? 0 : beta * c[i][j];
                                    double bound =
                                            EPS * (2 * (k + 2) * norm(opA[i]) * norm(opA[j]) + 2 * Math.abs(before));
                                    assertNear(computed[i][j], square[i][j] + before, bound, i, j);
                                } else {
                                    assertUntouched(computed[i][j], i, j);
                                }
                            }
                        }
                        turn++;
                    }
                }
            }
        }
    }

    private static void assertUntouched(double value, int i, int j) {
        if (!Double.isNaN(value)) {
            assertThat(value).as("element (%d, %d)", i, j).isNaN();
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gemv(int size) {
        Randoms randoms = Randoms.of(size);
        int m = size;
        int n = size + 2;
        for (Transpose transpose : Transpose.values()) {
            double[][] a = op(transpose, random(randoms, m, n));
            double[][] opA = op(transpose, a);
            double[][] x = random(randoms, n, 1);
            double[][] y = random(randoms, m, 1);
            double[][] product = times(-2, opA, x);
            for (Lie lie : Matrices.layouts(size, transpose == Transpose.NO ? 2 : 3)) {
                for (Lie lieX : Lie.values()) {
                    INDArray matrix = lie.array(a);
                    INDArray result = lieX.array(y);
                    blas().gemv(transpose, -2, matrix, lieX.array(x), 0.5, result);
                    assertSum(heap(result), product, 0.5, y, 2 * (n + 2), opA, x);

                    INDArray fresh =
                            Nd4j.createUninitialized(DataType.DOUBLE, m).assign(Double.NaN);
                    blas().gemv(transpose, -2, matrix, lieX.array(x).reshape(n), 0, fresh);
                    assertClose(heap(fresh.reshape('f', new long[] {m, 1})), product, 2 * (n + 2), opA, x);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizesOfSymm")
    void symm(int n) {
        Randoms randoms = Randoms.of(n);
        double[][] square = random(randoms, n, n);
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = square[Math.max(i, j)][Math.min(i, j)];
            }
        }
        for (Triangle triangle : Triangle.values()) {
            for (Lie lie : Matrices.layouts(n, 2)) {
                INDArray matrix = lie.array(triangle(triangle, a, Double.NaN));
                for (int t : new int[] {1, 3, 6}) {
                    double[][] b = random(randoms, n, t);
                    double[][] c = random(randoms, n, t);
                    double[][] product = times(-2, a, b);
                    INDArray result = f(c);
                    blas().symm(triangle, -2, matrix, lie.array(b), 0.5, result);
                    assertSum(heap(result), product, 0.5, c, 2 * (n + 2), a, b);
                    if (t <= n) {
                        INDArray fresh = Matrices.nan('f', n, t);
                        blas().symm(triangle, -2, matrix, lie.array(b), 0, fresh);
                        assertClose(heap(fresh), product, 2 * (n + 2), a, b);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void trsm(int n) {
        Randoms randoms = Randoms.of(n);
        int turn = 0;
        for (Side side : Side.values()) {
            for (Triangle triangle : Triangle.values()) {
                for (Transpose transpose : Transpose.values()) {
                    double[][] a = random(randoms, n, n);
                    for (int i = 0; i < n; i++) {
                        // Dominant diagonal: a random triangular matrix has condition numbers like 2^n.
                        a[i] = Arrays.stream(a[i]).map(v -> v / n).toArray();
                        a[i][i] += 2;
                    }
                    int t = n / 3 + 1;
                    double[][] b = side == Side.LEFT ? random(randoms, n, t) : random(randoms, t, n);
                    double[][] opA = op(transpose, triangle(triangle, a, 0));
                    for (Lie lie : Matrices.layouts(n, turn)) {
                        INDArray unknown = Matrices.WRITTEN.get(turn % 2).array(b);
                        blas().trsm(
                                        side,
                                        triangle,
                                        transpose,
                                        3,
                                        lie.array(triangle(triangle, a, Double.NaN)),
                                        unknown);
                        double[][] x = heap(unknown);
                        double[][] left = side == Side.LEFT ? opA : x;
                        double[][] right = side == Side.LEFT ? x : opA;
                        double[][] expected = plus(b, 2, b);
                        // Substitution leaves n u |A| |x| (Higham 2002, theorem 8.5); two more for alpha and 1 / a_ii.
                        assertClose(times(1, left, right), expected, n + 2, left, right);
                        turn++;
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void syev(int n) {
        Randoms randoms = Randoms.of(n);
        double[][] g = random(randoms, n, n);
        double[][] a = plus(g, 1, transposed(g));
        double[] expected = eigenvalues(a);
        // The criterion of LAPACK's own test programs: residual / (n eps |A|) below 30.
        double bound = 30 * n * EPS * norm(a);
        for (Triangle triangle : Triangle.values()) {
            Lie single = triangle == Triangle.LOWER ? Lie.F : Lie.F_VIEW;
            for (Lie lie : n > Matrices.EVERY_LAYOUT ? List.of(single) : Matrices.WRITTEN) {
                INDArray array = lie.array(triangle(triangle, a, Double.NaN));
                double[] w = blas().syev(triangle, array);
                double[][] v = heap(array);
                assertThat(w).isSorted();
                double[][] scaled = new double[n][n];
                for (int i = 0; i < n; i++) {
                    assertThat(w[i]).isCloseTo(expected[i], within(2 * bound));
                    for (int j = 0; j < n; j++) {
                        scaled[i][j] = v[i][j] * w[j];
                    }
                }
                assertThat(norm(plus(times(1, a, v), -1, scaled))).isLessThanOrEqualTo(bound);
                double[][] gram = times(1, transposed(v), v);
                for (int i = 0; i < n; i++) {
                    gram[i][i] -= 1;
                }
                assertThat(norm(gram)).isLessThanOrEqualTo(30 * n * EPS * Math.sqrt(n));
            }
        }
    }

    private static double[] eigenvalues(double[][] a) {
        var eigen = DecompositionFactory_DDRM.eig(a.length, false, true);
        assertThat(eigen.decompose(new DMatrixRMaj(a))).isTrue();
        double[] values = new double[a.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = eigen.getEigenvalue(i).getReal();
        }
        Arrays.sort(values);
        return values;
    }

    @Test
    void severalThreadsMayUseIt() throws InterruptedException {
        double[][] a = Matrices.definite(Randoms.of(9), 150);
        INDArray expected = f(a);
        blas().potrf(Triangle.LOWER, expected);
        List<INDArray> results = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            INDArray own = f(a);
            results.add(own);
            threads.add(new Thread(() -> blas().potrf(Triangle.LOWER, own)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double[][] l = triangle(Triangle.LOWER, heap(expected), 0);
        for (INDArray result : results) {
            double[][] other = triangle(Triangle.LOWER, heap(result), 0);
            assertClose(times(1, other, transposed(other)), a, 151, l, transposed(l));
        }
    }

    @Test
    void itSaysWhatAnswers() {
        assertThat(blas()).hasToString(blas().description());
        assertThat(blas().description()).matches("(OpenBLAS 0\\.[0-9.]+-.*, [0-9]+ threads|ND4J .*Backend)");
    }
}
