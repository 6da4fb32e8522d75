package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.core.internal.blas.Matrices.EPS;
import static org.icl4j.core.internal.blas.Matrices.assertClose;
import static org.icl4j.core.internal.blas.Matrices.assertNear;
import static org.icl4j.core.internal.blas.Matrices.f;
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
import org.icl4j.core.linalg.NotPositiveDefiniteException;
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
abstract class BlasContract {

    /** Above this size each operation takes one layout for each of its variants, in turn, rather than all. */
    private static final int EVERY_LAYOUT = 64;

    private static final List<Lie> WRITTEN = List.of(Lie.F, Lie.F_VIEW);

    abstract Blas blas();

    /** Whether it cuts its work into tiles, whose edges lie at larger sizes than one call's own. */
    boolean hasTiles() {
        return true;
    }

    private IntStream upTo(int... sizes) {
        return IntStream.of(sizes).filter(size -> hasTiles() || size <= 129);
    }

    IntStream sizes() {
        return upTo(1, 2, 7, 16, 64, 129, 513);
    }

    IntStream sizesOfSymm() {
        return upTo(1, 2, 7, 64, 257, 600, 1100);
    }

    IntStream sizesInFloat32() {
        return upTo(1, 2, 7, 16, 64, 129, 513, 1100);
    }

    /** The layouts to try at a size; for the k-th of the larger sizes' cases, the k-th in turn. */
    private static List<Lie> layouts(int size, int turn) {
        Lie[] all = Lie.values();
        return size <= EVERY_LAYOUT ? List.of(all) : List.of(all[turn % all.length]);
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
                for (Lie lieA : layouts(size, turn)) {
                    for (Lie lieB : layouts(size, turn + 1)) {
                        Lie lieC = WRITTEN.get(turn % 2);
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
                for (Lie lie : layouts(n, turn)) {
                    for (double beta : new double[] {0, 0.25}) {
                        double[][] c = triangle(triangle, random(randoms, n, n), Double.NaN);
                        double[][] given = beta == 0 ? filled(n, Double.NaN) : c;
                        INDArray result = WRITTEN.get(turn % 2).array(given);
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

    private static double[][] filled(int n, double value) {
        double[][] matrix = new double[n][n];
        for (double[] row : matrix) {
            Arrays.fill(row, value);
        }
        return matrix;
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
            for (Lie lie : layouts(size, transpose == Transpose.NO ? 2 : 3)) {
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
        for (int t : new int[] {1, 3, 6}) {
            double[][] b = random(randoms, n, t);
            double[][] c = random(randoms, n, t);
            double[][] product = times(-2, a, b);
            for (Triangle triangle : Triangle.values()) {
                for (Lie lie : layouts(n, 2)) {
                    INDArray matrix = lie.array(triangle(triangle, a, Double.NaN));
                    INDArray result = f(c);
                    blas().symm(triangle, -2, matrix, lie.array(b), 0.5, result);
                    assertSum(heap(result), product, 0.5, c, 2 * (n + 2), a, b);
                    INDArray fresh =
                            f(filled(n, Double.NaN)).get(NDArrayIndex.all(), NDArrayIndex.interval(0, Math.min(t, n)));
                    if (t <= n) {
                        blas().symm(triangle, -2, matrix, lie.array(b), 0, fresh);
                        assertClose(heap(fresh), product, 2 * (n + 2), a, b);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void potrfAndPotrs(int n) {
        Randoms randoms = Randoms.of(n);
        double[][] a = Matrices.definite(randoms, n);
        double[][] b = random(randoms, n, 3);
        for (Triangle triangle : Triangle.values()) {
            for (Lie lie : WRITTEN) {
                INDArray factor = lie.array(triangle(triangle, a, Double.NaN));
                blas().potrf(triangle, factor);
                double[][] u = triangle(triangle, heap(factor), 0);
                // Arrays.deepEquals holds NaN equal to NaN: the other triangle is as it was.
                assertThat(Arrays.deepEquals(heap(factor), triangle(triangle, u, Double.NaN)))
                        .isTrue();
                double[][] l = triangle == Triangle.LOWER ? u : transposed(u);
                // Higham 2002, theorems 10.3 and 10.4: (n + 1) u |L| |L'| and (3 n + 1) u |L| |L'| |x|, with eps = 2 u
                // for
                // the rounding of this check itself.
                assertClose(times(1, l, transposed(l)), a, n + 1, l, transposed(l));
                for (Lie lieFactor : layouts(n, n)) {
                    INDArray unknown = lie.array(b);
                    blas().potrs(triangle, lieFactor.array(triangle(triangle, u, Double.NaN)), unknown);
                    double[][] x = heap(unknown);
                    double scale = norm(l) * norm(l) * norm(x);
                    double[][] residual = plus(b, -1, times(1, a, x));
                    assertThat(norm(residual)).isLessThanOrEqualTo((3 * n + 1) * EPS * scale);
                }
            }
        }
    }

    /** The same in float32: the bounds are those of float64 with its eps, and one more for rounding A. */
    @ParameterizedTest
    @MethodSource("sizesInFloat32")
    void potrfAndPotrsInFloat32(int n) {
        Randoms randoms = Randoms.of(n);
        double[][] a = Matrices.definite(randoms, n);
        double eps = Math.ulp(1.0F);
        for (Triangle triangle : n > 600 ? List.of(Triangle.LOWER) : List.of(Triangle.values())) {
            INDArray factor = f(triangle(triangle, a, Double.NaN)).castTo(DataType.FLOAT);
            blas().potrf(triangle, factor);
            double[][] computed = heap(factor.castTo(DataType.DOUBLE));
            double[][] u = triangle(triangle, computed, 0);
            assertThat(Arrays.deepEquals(computed, triangle(triangle, u, Double.NaN)))
                    .isTrue();
            double[][] l = triangle == Triangle.LOWER ? u : transposed(u);
            double error = norm(plus(times(1, l, transposed(l)), -1, a));
            assertThat(error).isLessThanOrEqualTo((n + 2) * eps * norm(l) * norm(l));

            for (int t : new int[] {1, 3}) {
                double[][] b = random(randoms, n, t);
                INDArray unknown = f(b).castTo(DataType.FLOAT);
                blas().potrs(triangle, factor, unknown);
                double[][] x = heap(unknown.castTo(DataType.DOUBLE));
                double residual = norm(plus(b, -1, times(1, a, x)));
                assertThat(residual).isLessThanOrEqualTo((3 * n + 3) * eps * norm(l) * norm(l) * norm(x));
            }
        }
    }

    @Test
    void float32IsNotMixedWithOtherTypes() {
        INDArray single = f(new double[][] {{4}}).castTo(DataType.FLOAT);
        NotPositiveDefiniteException error = catchThrowableOfType(
                NotPositiveDefiniteException.class,
                () -> blas().potrf(
                                Triangle.LOWER,
                                f(new double[][] {{1, 2}, {2, 1}}).castTo(DataType.FLOAT)));
        assertThat(error.pivot()).isEqualTo(1);
        assertThatThrownBy(() -> blas().potrf(Triangle.LOWER, single.castTo(DataType.FLOAT16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float64");
        INDArray transposed =
                f(new double[][] {{4, 1}, {1, 4}}).castTo(DataType.FLOAT).dup('c');
        assertThatThrownBy(() -> blas().potrf(Triangle.LOWER, transposed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be column-major");
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
                    for (Lie lie : layouts(n, turn)) {
                        INDArray unknown = WRITTEN.get(turn % 2).array(b);
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
            for (Lie lie : n > EVERY_LAYOUT ? List.of(single) : WRITTEN) {
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

    @ParameterizedTest
    @MethodSource("sizes")
    void theFirstBadPivotIsNamedWithItsValue(int n) {
        for (int bad : new int[] {0, n / 2, n - 1}) {
            // A = L D L' with a unit triangular L: the pivots are D.
            double[][] l = random(Randoms.of(bad), n, n);
            double[][] d = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    l[i][j] = i == j ? 1 : j < i ? l[i][j] / n : 0;
                }
                d[i][i] = i == bad ? -0.25 : 1;
            }
            double[][] a = times(1, times(1, l, d), transposed(l));
            for (Triangle triangle : Triangle.values()) {
                INDArray array = f(triangle(triangle, a, Double.NaN));
                var error =
                        catchThrowableOfType(NotPositiveDefiniteException.class, () -> blas().potrf(triangle, array));
                assertThat(error.pivot()).isEqualTo(bad);
                // The pivot is a_ii less a sum of squares: |l_i|^2 <= 2 here, in n + 1 steps.
                assertThat(error.value()).isCloseTo(-0.25, within(2 * (n + 1) * EPS));
                assertThat(error)
                        .hasMessageContaining("pivot " + bad + " is -0.2")
                        .hasMessageContaining("add a ridge to the diagonal, or remove duplicate rows");
            }
        }
    }

    @Test
    void aSingularMatrixAndNotANumberAreNotPositiveDefinite() {
        INDArray ones = f(filled(3, 1));
        var singular =
                catchThrowableOfType(NotPositiveDefiniteException.class, () -> blas().potrf(Triangle.LOWER, ones));
        assertThat(singular.pivot()).isEqualTo(1);
        assertThat(singular.value()).isZero();
        for (double hostile : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            for (int row : new int[] {0, 5, 99}) {
                double[][] a = Matrices.definite(Randoms.of(3), 100);
                a[row][Math.max(0, row - 1)] = hostile;
                INDArray array = f(a);
                assertThatThrownBy(() -> blas().potrf(Triangle.LOWER, array))
                        .isInstanceOf(NotPositiveDefiniteException.class);
                INDArray other = f(a);
                assertThatThrownBy(() -> blas().syev(Triangle.LOWER, other))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("a: holds NaN or infinity");
            }
        }
    }

    @Test
    void operandsThatAreOnlyReadMayBeOfAnotherType() {
        double[][] a = {{1, 2}, {3, 4}};
        INDArray c = nan('f', 2, 2);
        blas().gemm(Transpose.NO, Transpose.YES, 1, f(a).castTo(DataType.FLOAT), f(a).castTo(DataType.INT32), 0, c);
        assertThat(heap(c)).isDeepEqualTo(new double[][] {{5, 11}, {11, 25}});
        INDArray column = f(new double[][] {{1}, {2}});
        INDArray broadcast = column.broadcast(2, 3);
        INDArray product = nan('f', 2, 1);
        blas().gemm(Transpose.NO, Transpose.NO, 1, broadcast, f(new double[][] {{1}, {1}, {1}}), 0, product);
        assertThat(heap(product)).isDeepEqualTo(new double[][] {{3}, {6}});
    }

    @Test
    void misuseIsRefusedByName() {
        INDArray a = f(random(Randoms.of(1), 7, 5));
        INDArray square = f(random(Randoms.of(2), 5, 5));
        INDArray c = nan('f', 7, 4);
        refused(() -> gemm(a, f(new double[4][4]), c), "b: shape [4, 4] does not fit a of shape [7, 5] in op(A) op(B)");
        refused(() -> gemm(a, f(new double[5][3]), c), "c: shape [7, 4] does not fit b of shape [5, 3]");
        refused(
                () -> gemm(f(new double[6][5]), f(new double[5][4]), c),
                "c: shape [7, 4] does not fit a of shape [6, 5]");
        refused(
                () -> blas().gemm(Transpose.YES, Transpose.YES, 1, a, square, 0, c),
                "b: shape [5, 5] does not fit a of shape [7, 5] in op(A) op(B) with op(A) = A', op(B) = B'");
        refused(() -> gemm(square, square, square), "c: is written and must not be the same array as a");
        refused(() -> gemm(a, f(new double[5][4]), nan('c', 7, 4)), "c: is written and must be column-major");
        refused(
                () -> gemm(a, f(new double[5][4]), Nd4j.createUninitialized(DataType.FLOAT, new long[] {7, 4}, 'f')),
                "c: is written and must be float64 (DataType.DOUBLE), got FLOAT");
        refused(() -> gemm(a, Nd4j.create(DataType.DOUBLE, 5), c), "b: must be a matrix, got shape [5]");
        refused(() -> gemm(Nd4j.create(DataType.DOUBLE, 0, 3), a, c), "a: is empty, shape [0, 3]");
        refused(() -> blas().syrk(Triangle.LOWER, Transpose.NO, 1, a, 0, a), "c: must be square, got shape [7, 5]");
        refused(
                () -> blas().syrk(Triangle.LOWER, Transpose.NO, 1, a, 0, square),
                "c: shape [5, 5] does not fit a of shape [7, 5] in C = op(A) op(A)'");
        refused(
                () -> blas().gemv(Transpose.NO, 1, a, f(new double[7][1]), 0, f(new double[7][1])),
                "x: shape [7, 1] does not fit a of shape [7, 5] in y = op(A) x");
        refused(
                () -> blas().gemv(Transpose.YES, 1, a, f(new double[7][1]), 0, f(new double[7][1])),
                "y: shape [7, 1] does not fit a of shape [7, 5] in y = op(A) x with op(A) = A'");
        refused(
                () -> blas().gemv(Transpose.NO, 1, a, f(new double[1][5]), 0, f(new double[7][1])),
                "x: must have shape [n] or [n, 1], got [1, 5]");
        refused(() -> blas().potrf(Triangle.LOWER, a), "a: must be square, got shape [7, 5]");
        refused(() -> blas().potrs(Triangle.LOWER, square, a), "b: shape [7, 5] does not fit factor of shape [5, 5]");
        refused(() -> trsm(Side.LEFT, square, a), "b: shape [7, 5] does not fit a of shape [5, 5] in op(A) X = B");
        refused(
                () -> trsm(Side.RIGHT, square, f(new double[5][4])),
                "b: shape [5, 4] does not fit a of shape [5, 5] in X op(A) = B");
        refused(() -> blas().syev(Triangle.LOWER, a), "a: must be square, got shape [7, 5]");
        INDArray closed = nan('f', 5, 5);
        INDArray view = closed.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 3));
        closed.close();
        refused(() -> blas().potrf(Triangle.LOWER, closed), "a: has been closed");
        refused(() -> blas().potrf(Triangle.LOWER, view), "a: has been closed");
    }

    @Test
    void viewsThatShareWhatIsWrittenAreRefusedAndPartsOfOneMatrixAreNot() {
        INDArray whole = f(random(Randoms.of(3), 8, 8));
        INDArray left = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3));
        INDArray right = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 6));
        INDArray crossing = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5));
        INDArray small = f(random(Randoms.of(4), 3, 3));
        refused(() -> gemm(left, small, crossing), "c: is written and must not overlap a: they are views of the same");
        refused(() -> gemm(left, small, whole.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3))), "not overlap a");
        refused(
                () -> blas().gemv(
                                Transpose.NO,
                                1,
                                small,
                                whole.getColumn(2).get(NDArrayIndex.interval(0, 3)),
                                0,
                                whole.getColumn(2).get(NDArrayIndex.interval(2, 5))),
                "y: is written and must not overlap x");
        double[][] expected = times(1, heap(left), heap(small));
        gemm(left, small, right);
        assertClose(heap(right), expected, 4, heap(left), heap(small));

        // Rows above and below: their memory is interleaved, their elements are not shared.
        INDArray above = whole.get(NDArrayIndex.interval(0, 4), NDArrayIndex.all());
        INDArray below = whole.get(NDArrayIndex.interval(4, 8), NDArrayIndex.all());
        INDArray eight = f(random(Randoms.of(5), 8, 8));
        expected = times(1, heap(above), heap(eight));
        gemm(above, eight, below);
        assertClose(heap(below), expected, 9, heap(above), heap(eight));
    }

    private void gemm(INDArray a, INDArray b, INDArray c) {
        blas().gemm(Transpose.NO, Transpose.NO, 1, a, b, 0, c);
    }

    private void trsm(Side side, INDArray a, INDArray b) {
        blas().trsm(side, Triangle.LOWER, Transpose.NO, 1, a, b);
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
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
