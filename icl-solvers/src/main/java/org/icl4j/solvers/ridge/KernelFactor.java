package org.icl4j.solvers.ridge;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.exact.KernelCholesky;
import org.icl4j.solvers.internal.exact.KernelSystem;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The Cholesky factor L of a kernel matrix with a diagonal added, kept for later use: L L' = C = K + D, K_ij = k(x_i, x_j). It solves
 * with C, has its determinant and the diagonal of its inverse, gives variances at queries, and makes the factor of one point more or
 * fewer in O(n^2).
 *
 * <pre>{@code
 * KernelFactor factor = KernelFactor.of(kernel, x, 0.1);
 * double[] alpha = factor.solve(y);
 * KernelFactor more = factor.append(new double[] {0.5, 2}, 0.1);
 * }</pre>
 *
 * <p>Memory: 8 n^2 bytes of native memory, given back when the object is no longer reachable. Immutable and thread-safe: {@link #append}
 * and {@link #drop} copy.
 *
 * <p>Source of the updates: Golub and Van Loan (2013), Matrix Computations, section 6.5.4; of the variance, Rasmussen and Williams
 * (2006), algorithm 2.1.
 */
public final class KernelFactor {

    private static final int QUERIES = 256;

    private final Kernel kernel;
    private final Points x;
    private final double[] diagonal;
    private final TriangularFactor factor;

    private KernelFactor(Kernel kernel, Points x, double[] diagonal, TriangularFactor factor) {
        this.kernel = kernel;
        this.x = x;
        this.diagonal = diagonal;
        this.factor = factor;
    }

    /**
     * Factors K + r I.
     *
     * @param kernel k
     * @param inputs x, shape [n, d]
     * @param ridge r, at least 0
     * @return the factor
     * @throws IllegalArgumentException if the matrix does not fit into memory
     * @throws NotPositiveDefiniteException if it is not positive definite at working precision
     */
    public static KernelFactor of(Kernel kernel, Points inputs, double ridge) {
        double[] diagonal = new double[Require.notNull("inputs", inputs).size()];
        Arrays.fill(diagonal, Require.nonNegative("ridge", ridge));
        return of(kernel, inputs, diagonal);
    }

    /**
     * Factors K + D.
     *
     * @param kernel k
     * @param inputs x, shape [n, d]
     * @param diagonal D, length n, at least 0
     * @return the factor
     * @throws IllegalArgumentException if the matrix does not fit into memory, or an element is negative or not finite
     * @throws NotPositiveDefiniteException if it is not positive definite at working precision
     */
    public static KernelFactor of(Kernel kernel, Points inputs, double[] diagonal) {
        Require.notNull("kernel", kernel);
        int n = Require.notNull("inputs", inputs).size();
        Require.length("diagonal", Require.notNull("diagonal", diagonal), n, "one per row of the inputs");
        for (int i = 0; i < n; i++) {
            Require.nonNegative("diagonal[" + i + "]", diagonal[i]);
        }
        double[] d = diagonal.clone();
        NativeMatrix k = TriangularFactor.reserve(n);
        try {
            Gram.lowerInto(kernel, inputs, 0, k);
            new KernelSystem(kernel, 0, inputs, d).addNoise(k);
            KernelCholesky.factorise(kernel, Arrays.stream(d).min().orElse(0), inputs, k);
        } catch (RuntimeException | Error e) {
            k.close();
            throw e;
        }
        return new KernelFactor(kernel, inputs, d, new TriangularFactor(k));
    }

    /**
     * The number of points.
     *
     * @return n
     */
    public int size() {
        return x.size();
    }

    /**
     * The points.
     *
     * @return x, shape [n, d]
     */
    public Points inputs() {
        return x;
    }

    /**
     * The diagonal that was added.
     *
     * @return a copy, length n
     */
    public double[] diagonal() {
        return diagonal.clone();
    }

    /**
     * Solves C a = b. Cost: 2 n^2.
     *
     * @param b length n, finite
     * @return a, length n
     */
    public double[] solve(double[] b) {
        Require.length("b", Require.finite("b", b), size(), "one per point");
        return factor.solve(b, 1);
    }

    /**
     * Solves C A = B. Cost: 2 n^2 t.
     *
     * @param b B, shape [n, t]
     * @return A, shape [n, t]
     * @throws IllegalArgumentException if the number of rows is not n, or a solution overflows
     */
    public Points solve(Points b) {
        if (Require.notNull("b", b).size() != size()) {
            throw Require.error("b", "expected " + size() + " rows, got " + b.size() + " (one per point)");
        }
        return Points.ofRows("solution", size(), b.width(), factor.solve(b.toRowMajor(), b.width()));
    }

    /**
     * C a for a vector, from the factor: L (L' a). Cost: 2 n^2.
     *
     * @param a length n, finite
     * @return C a, length n
     */
    public double[] times(double[] a) {
        Require.length("a", Require.finite("a", a), size(), "one per point");
        return factor.times(a);
    }

    /**
     * log |C| = 2 sum_i log L_ii.
     *
     * @return the logarithm of the determinant
     */
    public double logDeterminant() {
        return factor.logDeterminant();
    }

    /**
     * The diagonal of C^-1: (C^-1)_ii = sum_j (L^-1)_ji^2. Cost: n^3 flops, and 8 n^2 bytes for the time of the call.
     *
     * @return length n, positive
     */
    public double[] inverseDiagonal() {
        return factor.inverseDiagonal();
    }

    /**
     * The variance of a Gaussian process with covariance k and noise D at queries, without the noise of the queries themselves:
     * k(q, q) - k(q, X) C^-1 k(X, q). Rounding can make it negative by n eps k(q, q); it is then 0. Cost: n^2 a query.
     *
     * @param queries shape [m, d]
     * @return length m, at least 0
     * @throws IllegalArgumentException if the width is another
     */
    public double[] variances(Points queries) {
        Require.width("queries", queries, x.width(), "d must match the context's " + x.width());
        int m = queries.size();
        int n = size();
        double[] variances = new double[m];
        for (int from = 0; from < m; from += QUERIES) {
            int count = Math.min(QUERIES, m - from);
            Points some = queries.select(IntStream.range(from, from + count).toArray());
            kernelDiagonal(some, variances, from);
            try (NativeMatrix k = NativeMatrix.reserve(DataType.DOUBLE, n, count)) {
                Gram.into(kernel, x, some, k);
                factor.solveHalf(k); // L^-1 k(X, q)
                double[] column = new double[n];
                for (int j = 0; j < count; j++) {
                    TriangularFactor.copyOut(k, (long) j * n, column, 0, n);
                    variances[from + j] = Math.max(0, variances[from + j] - Vectors.dot(column, column));
                }
            }
        }
        return variances;
    }

    private void kernelDiagonal(Points queries, double[] result, int offset) {
        kernel.diagonal(queries, 0, queries.size(), result, offset);
    }

    /**
     * The covariance of a Gaussian process with covariance k and noise D between queries: k(Q, Q) - k(Q, X) C^-1 k(X, Q). Cost: n^2 m
     * + n m^2.
     *
     * @param queries shape [m, d]
     * @return shape [m, m], symmetric to the bit, its diagonal at least 0
     * @throws IllegalArgumentException if the width is another, or it does not fit into memory
     */
    public Points covariance(Points queries) {
        Require.width("queries", queries, x.width(), "d must match the context's " + x.width());
        int m = queries.size();
        Memory.require("the covariance of " + m + " queries", 24.0 * m * m + 8.0 * m * size(), "use fewer queries");
        try (NativeMatrix k = NativeMatrix.reserve(DataType.DOUBLE, size(), m);
                NativeMatrix c = NativeMatrix.reserve(DataType.DOUBLE, m, m)) {
            Gram.into(kernel, x, queries, k);
            factor.solveHalf(k);
            Gram.lowerInto(kernel, queries, 0, c);
            Blas.get().syrk(Blas.Triangle.LOWER, Blas.Transpose.YES, -1, k, 1, c); // C - (L^-1 k)'(L^-1 k)
            double[] rows = new double[Math.multiplyExact(m, m)];
            double[] column = new double[m];
            for (int j = 0; j < m; j++) {
                TriangularFactor.copyOut(c, (long) j * m + j, column, j, m - j);
                for (int i = j; i < m; i++) {
                    double value = i == j ? Math.max(0, column[i]) : column[i];
                    rows[i * m + j] = value;
                    rows[j * m + i] = value;
                }
            }
            return Points.ofRows("covariance", m, m, rows);
        }
    }

    /**
     * The factor with one point more, the last. The new row of L is l = L^-1 k(X, x), its pivot sqrt(k(x, x) + d - l'l). Cost: 2 n^2.
     *
     * @param point x, length d
     * @param added d, what is added to its diagonal element, at least 0
     * @return the factor of n + 1 points
     * @throws IllegalArgumentException if the width is another, or the number negative or not finite
     * @throws NotPositiveDefiniteException if the larger matrix is not positive definite at working precision
     */
    public KernelFactor append(double[] point, double added) {
        Require.nonNegative("added", added);
        Require.length("point", Require.finite("point", point), x.width(), "one number per column of the inputs");
        int n = size();
        Points one = Points.ofRows("point", 1, x.width(), point.clone());
        double[] own = new double[1];
        kernelDiagonal(one, own, 0);
        double[] row = new double[n];
        try (NativeMatrix k = NativeMatrix.reserve(DataType.DOUBLE, n, 1)) {
            Gram.into(kernel, x, one, k);
            factor.solveHalf(k);
            TriangularFactor.copyOut(k, 0, row, 0, n);
        }
        double pivot = own[0] + added - Vectors.dot(row, row);
        if (!(pivot > (n + 1) * Vectors.EPS * (own[0] + added))) {
            throw new NotPositiveDefiniteException(
                    n,
                    pivot,
                    "the matrix of " + kernel + " with the point " + Arrays.toString(point)
                            + " is not positive definite at working precision: pivot " + n + " is " + pivot
                            + "; it depends on the points before it: add more to its diagonal than " + added);
        }
        double[] rows = Arrays.copyOf(x.toRowMajor(), (n + 1) * x.width());
        System.arraycopy(point, 0, rows, n * x.width(), x.width());
        Points inputs = Points.ofRows("inputs", n + 1, x.width(), rows);
        double[] d = Arrays.copyOf(diagonal, n + 1);
        d[n] = added;
        return new KernelFactor(kernel, inputs, d, factor.append(row, Math.sqrt(pivot)));
    }

    /**
     * The factor without a point. What stands below and right of its row i is the factor of L_33 L_33' + l l', l the column that goes,
     * found by rotations. Cost: at most 3 n^2.
     *
     * @param index i, from 0 to n - 1
     * @return the factor of n - 1 points
     * @throws IllegalArgumentException if the index is out of range, or there is but one point
     */
    public KernelFactor drop(int index) {
        int n = size();
        Require.inRange("index", index, 0, n - 1);
        if (n == 1) {
            throw Require.error("index", "the only point cannot be dropped");
        }
        int[] left = IntStream.range(0, n).filter(i -> i != index).toArray();
        double[] d = Arrays.stream(left).mapToDouble(i -> diagonal[i]).toArray();
        return new KernelFactor(kernel, x.select(left), d, factor.drop(index));
    }

    @Override
    public String toString() {
        return "KernelFactor[" + kernel + ", n=" + size() + "]";
    }
}
