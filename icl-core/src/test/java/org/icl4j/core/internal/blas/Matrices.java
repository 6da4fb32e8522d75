package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Heap matrices with triple-loop arithmetic, and native arrays of every layout that hold the same numbers. */
final class Matrices {

    /** Two roundoffs: LAPACK's eps. */
    static final double EPS = Math.ulp(1.0);

    /** Above this size each operation takes one layout for each of its variants, in turn, rather than all. */
    static final int EVERY_LAYOUT = 64;

    static final List<Lie> WRITTEN = List.of(Lie.F, Lie.F_VIEW);

    private Matrices() {}

    /** How an array lies in memory. Views have NaN around them, so that a read outside shows. */
    enum Lie {
        F,
        C,
        F_VIEW,
        C_VIEW,
        STRIDED;

        INDArray array(double[][] values) {
            int m = values.length;
            int n = values[0].length;
            INDArray array = switch (this) {
                case F -> nan('f', m, n);
                case C -> nan('c', m, n);
                case F_VIEW ->
                    nan('f', m + 3, n + 4).get(NDArrayIndex.interval(2, m + 2), NDArrayIndex.interval(1, n + 1));
                case C_VIEW ->
                    nan('c', m + 3, n + 4).get(NDArrayIndex.interval(2, m + 2), NDArrayIndex.interval(1, n + 1));
                case STRIDED ->
                    nan('f', 2L * m, 3L * n)
                            .get(NDArrayIndex.interval(0, 2, 2L * m), NDArrayIndex.interval(0, 3, 3L * n));
            };
            assertThat(array.shape()).containsExactly(m, n);
            array.assign(Nd4j.create(values).castTo(DataType.DOUBLE));
            return array;
        }
    }

    static INDArray nan(char order, long rows, long columns) {
        INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, order);
        return array.assign(Double.NaN);
    }

    static INDArray f(double[][] values) {
        return Lie.F.array(values);
    }

    static double[][] heap(INDArray array) {
        return array.dup('c').toDoubleMatrix();
    }

    static double[][] random(Randoms randoms, int rows, int columns) {
        return randoms.gaussians(rows, columns);
    }

    /** G G' / n + I: eigenvalues between 1 and about 5. Of large matrices G has fewer columns, for the triple loop. */
    static double[][] definite(Randoms randoms, int n) {
        double[][] g = random(randoms, n, n > 600 ? 100 : n);
        double[][] a = times(1.0 / n, g, transposed(g));
        for (int i = 0; i < n; i++) {
            a[i][i] += 1;
            for (int j = 0; j < i; j++) {
                a[j][i] = a[i][j];
            }
        }
        return a;
    }

    static double[][] op(Transpose transpose, double[][] a) {
        return transpose == Transpose.YES ? transposed(a) : a;
    }

    static double[][] transposed(double[][] a) {
        double[][] result = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                result[j][i] = a[i][j];
            }
        }
        return result;
    }

    static double[][] times(double alpha, double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                addScaled(alpha * a[i][k], b[k], product[i]);
            }
        }
        return product;
    }

    /** A loop over two rows, which the compiler turns into vectors: the oracle's sums are most of these tests' time. */
    private static void addScaled(double factor, double[] x, double[] y) {
        for (int j = 0; j < y.length; j++) {
            y[j] += factor * x[j];
        }
    }

    static double[][] plus(double[][] a, double beta, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                sum[i][j] = a[i][j] + beta * b[i][j];
            }
        }
        return sum;
    }

    static boolean stored(Triangle triangle, int i, int j) {
        return triangle == Triangle.LOWER ? j <= i : j >= i;
    }

    /** One triangle of a matrix and another number everywhere else. */
    static double[][] triangle(Triangle triangle, double[][] a, double elsewhere) {
        double[][] result = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                result[i][j] = stored(triangle, i, j) ? a[i][j] : elsewhere;
            }
        }
        return result;
    }

    /**
     * Whether computed is expected up to steps * eps * |row i of left| * |column j of right|, the bound of a product's
     * rounding errors (Higham 2002, section 3.5) with Cauchy's inequality.
     */
    static void assertClose(double[][] computed, double[][] expected, double steps, double[][] left, double[][] right) {
        double[] rows = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            rows[i] = norm(left[i]);
        }
        double[][] columns = transposed(right);
        for (int j = 0; j < columns.length; j++) {
            double column = norm(columns[j]);
            for (int i = 0; i < left.length; i++) {
                assertNear(computed[i][j], expected[i][j], steps * EPS * rows[i] * column, i, j);
            }
        }
    }

    static void assertNear(double computed, double expected, double bound, int i, int j) {
        // AssertJ's descriptions are slow: only when it matters.
        if (!(Math.abs(computed - expected) <= bound)) {
            assertThat(computed).as("element (%d, %d)", i, j).isCloseTo(expected, within(bound));
        }
    }

    static double norm(double[] vector) {
        double squares = 0;
        for (double element : vector) {
            squares += element * element;
        }
        return Math.sqrt(squares);
    }

    static double norm(double[][] matrix) {
        double squares = 0;
        for (double[] row : matrix) {
            double norm = norm(row);
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    static double[][] filled(int n, double value) {
        double[][] matrix = new double[n][n];
        for (double[] row : matrix) {
            Arrays.fill(row, value);
        }
        return matrix;
    }

    /** The layouts to try at a size; for the k-th of the larger sizes' cases, the k-th in turn. */
    static List<Lie> layouts(int size, int turn) {
        Lie[] all = Lie.values();
        return size <= EVERY_LAYOUT ? List.of(all) : List.of(all[turn % all.length]);
    }
}
