package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.core.internal.blas.Matrices.EPS;
import static org.icl4j.core.internal.blas.Matrices.assertClose;
import static org.icl4j.core.internal.blas.Matrices.f;
import static org.icl4j.core.internal.blas.Matrices.heap;
import static org.icl4j.core.internal.blas.Matrices.norm;
import static org.icl4j.core.internal.blas.Matrices.plus;
import static org.icl4j.core.internal.blas.Matrices.random;
import static org.icl4j.core.internal.blas.Matrices.times;
import static org.icl4j.core.internal.blas.Matrices.transposed;
import static org.icl4j.core.internal.blas.Matrices.triangle;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icl4j.core.Randoms;
import org.icl4j.core.internal.blas.Matrices.Lie;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Factorisations of {@link Blas} against triple loops on the heap, and the pivots at which they stop. */
abstract class BlasFactorContract extends BlasArgumentsContract {

    /** Whether it cuts its work into tiles, whose edges lie at larger sizes than one call's own. */
    boolean hasTiles() {
        return true;
    }

    IntStream upTo(int... sizes) {
        return IntStream.of(sizes).filter(size -> hasTiles() || size <= 129);
    }

    IntStream sizes() {
        return upTo(1, 2, 7, 16, 64, 129, 513);
    }

    IntStream sizesInFloat32() {
        return upTo(1, 2, 7, 16, 64, 129, 513, 1100);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void potrfAndPotrs(int n) {
        Randoms randoms = Randoms.of(n);
        double[][] a = Matrices.definite(randoms, n);
        double[][] b = random(randoms, n, 3);
        for (Triangle triangle : Triangle.values()) {
            for (Lie lie : Matrices.WRITTEN) {
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
                for (Lie lieFactor : Matrices.layouts(n, n)) {
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
}
