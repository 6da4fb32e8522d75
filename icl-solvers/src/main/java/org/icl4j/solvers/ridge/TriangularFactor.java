package org.icl4j.solvers.ridge;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.icl4j.core.Memory;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.VectorMath;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A Cholesky factor L, shape [n, n], in native memory, and what it takes of C = L L' alone: solutions, determinant, inverse, and the
 * factors with a row more or fewer. Immutable. The memory is given back when the object is no longer reachable: methods that use it end with a
 * fence.
 */
final class TriangularFactor {

    private static final Cleaner CLEANER = Cleaner.create();

    /** Only the lower triangle is set. */
    private final NativeMatrix factor;

    /** Takes over a matrix, which nobody else may close. */
    TriangularFactor(NativeMatrix factor) {
        this.factor = factor;
        CLEANER.register(this, factor::close);
    }

    /** Room for a factor, if there is so much memory. */
    static NativeMatrix reserve(int n) {
        Memory.require("the " + n + " x " + n + " Cholesky factor", 8.0 * n * n, "keep the factor of fewer rows");
        return NativeMatrix.reserve(DataType.DOUBLE, n, n);
    }

    int size() {
        return factor.rows();
    }

    /** Solves C A = B for B [n, t], row-major. */
    double[] solve(double[] b, int t) {
        try (NativeMatrix columns = ColumnMajor.matrix(size(), t, b)) {
            Blas.get().potrs(Blas.Triangle.LOWER, factor, columns);
            return ColumnMajor.toRowMajor(columns);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** B becomes L^-1 B. */
    void solveHalf(NativeMatrix b) {
        try {
            Blas.get().trsm(Blas.Side.LEFT, Blas.Triangle.LOWER, Blas.Transpose.NO, 1, factor, b);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** C a = L (L' a). */
    double[] times(double[] a) {
        int n = size();
        double[] column = new double[n];
        double[] product = new double[n];
        for (int j = 0; j < n; j++) {
            copyColumn(j, column);
            double inner = VectorMath.get().dot(column, j, a, j, n - j); // (L'a)_j
            VectorMath.get().axpy(inner, column, j, product, j, n - j);
        }
        return product;
    }

    /** log |C| = 2 sum_i log L_ii. */
    double logDeterminant() {
        try {
            return 2 * Arrays.stream(factor.diagonal()).map(Math::log).sum();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** (C^-1)_ii = sum_j (L^-1)_ji^2. */
    double[] inverseDiagonal() {
        int n = size();
        try (NativeMatrix inverse = reserve(n)) {
            identity(inverse);
            solveHalf(inverse);
            double[] column = new double[n];
            double[] result = new double[n];
            for (int i = 0; i < n; i++) {
                copyOut(inverse, (long) i * n + i, column, i, n - i);
                result[i] = VectorMath.get().dot(column, i, column, i, n - i);
            }
            return result;
        }
    }

    /** The matrix is cleared, too. */
    private static void identity(NativeMatrix matrix) {
        int n = matrix.rows();
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            column[j] = 1;
            copyIn(column, 0, matrix, (long) j * n, n);
            column[j] = 0;
        }
    }

    /** The factor with a last row (l', pivot). */
    TriangularFactor append(double[] l, double pivot) {
        int n = size();
        double[] column = new double[n + 1];
        NativeMatrix larger = reserve(n + 1); // last: nobody owns it before the factor does
        for (int j = 0; j < n; j++) {
            copyColumn(j, column);
            column[n] = l[j];
            copyIn(column, j, larger, (long) j * (n + 1) + j, n + 1 - j);
        }
        column[n] = pivot;
        copyIn(column, n, larger, (long) n * (n + 1) + n, 1);
        return new TriangularFactor(larger);
    }

    /** The factor without row and column i of C, of two rows or more: see {@link KernelFactor#drop}. */
    TriangularFactor drop(int index) {
        int n = size();
        int m = n - 1;
        double[] gone = new double[n];
        copyColumn(index, gone);
        double[] column = new double[n];
        NativeMatrix smaller = reserve(m);
        for (int j = 0; j < n; j++) {
            if (j == index) {
                continue;
            }
            copyColumn(j, column);
            int at = j < index ? j : j - 1;
            if (j < index) {
                // Row i goes; the rest of the column is as it was.
                System.arraycopy(column, index + 1, column, index, n - index - 1);
            } else {
                rotate(column, gone, j);
                System.arraycopy(column, j, column, at, n - j);
            }
            copyIn(column, at, smaller, (long) at * m + at, m - at);
        }
        return new TriangularFactor(smaller);
    }

    /** Column j of the factor of L L' + l l', and what is left of l for the columns after it. */
    private static void rotate(double[] column, double[] l, int j) {
        double r = Math.hypot(column[j], l[j]);
        double c = r / column[j];
        double s = l[j] / column[j];
        column[j] = r;
        for (int i = j + 1; i < column.length; i++) {
            column[i] = (column[i] + s * l[i]) / c;
            l[i] = c * l[i] - s * column[i];
        }
    }

    /** Column j of L from its diagonal on, at the same place. */
    private void copyColumn(int j, double[] column) {
        int n = size();
        try {
            copyOut(factor, (long) j * n + j, column, j, n - j);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    static void copyOut(NativeMatrix matrix, long from, double[] target, int at, int count) {
        matrix.doubles(from, count).get(target, at, count);
    }

    private static void copyIn(double[] source, int at, NativeMatrix matrix, long to, int count) {
        matrix.doubles(to, count).put(source, at, count);
    }
}
