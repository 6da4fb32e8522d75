package org.icl4j.kernels;

import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.internal.engine.GramOperator;
import org.icl4j.kernels.internal.engine.GramProducts;
import org.icl4j.kernels.internal.engine.GramTasks;
import org.icl4j.kernels.internal.engine.NormalProducts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel matrices K_ij = k(x_i, z_j), and products with them that never form K.
 *
 * <p>Work is cut into {@link Tile tiles} that stay in the cache and are spread over {@link Parallel#threads()} threads.
 * Working memory beyond the result is a few tiles per thread, (8 d + 32) {@link Tile#SIZE} numbers and what a combined
 * kernel borrows, whatever n and m. The bits of an element depend on its two points alone: not on the tile, not on the
 * other points, not on the number of threads. Symmetric matrices are symmetric to the bit. Sums over columns are taken in
 * a fixed order, so products are the same bits for any number of threads.
 *
 * <p>Points of another width, a matrix that does not fit in memory and a kernel value that is NaN or infinite are refused
 * with an {@link IllegalArgumentException} that names them.
 */
public final class Gram {

    private Gram() {}

    /**
     * The matrix K_ij = k(x_i, z_j). Cost: n m kernel values; 8 n m bytes of native memory.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @return a new array of shape [n, m], order 'f'
     * @throws IllegalArgumentException if the widths differ, the matrix does not fit, or a value is not finite
     */
    public static INDArray matrix(Kernel kernel, Points x, Points z) {
        checkWidths(kernel, x, z);
        INDArray target = allocate(x.size(), z.size());
        GramTasks.matrixInto(Parallel.threads(), kernel, x, z, target);
        return target;
    }

    /**
     * The matrix K_ij = k(x_i, z_j) for ND4J arrays.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @return a new array of shape [n, m], order 'f'
     * @throws IllegalArgumentException as {@link #matrix(Kernel, Points, Points)}, or if an array is null, empty or not finite
     */
    public static INDArray matrix(Kernel kernel, INDArray x, INDArray z) {
        return matrix(kernel, Points.of("x", x), Points.of("z", z));
    }

    /**
     * The symmetric matrix K_ij = k(x_i, x_j), each pair evaluated once, those within a tile of the diagonal in both orders, symmetric
     * to the bit. Cost: n (n + 1) / 2 kernel values and at most 64 more a row; 8 n^2 bytes of native memory.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @return a new array of shape [n, n], order 'f'
     * @throws IllegalArgumentException if the matrix does not fit or a value is not finite
     */
    public static INDArray matrix(Kernel kernel, Points x) {
        checkWidths(kernel, x, x);
        INDArray target = allocate(x.size(), x.size());
        GramTasks.symmetricInto(Parallel.threads(), kernel, x, 0, true, target);
        return target;
    }

    /**
     * The symmetric matrix K_ij = k(x_i, x_j) for an ND4J array.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @return a new array of shape [n, n], order 'f'
     * @throws IllegalArgumentException as {@link #matrix(Kernel, Points)}, or if the array is null, empty or not finite
     */
    public static INDArray matrix(Kernel kernel, INDArray x) {
        return matrix(kernel, Points.of("x", x));
    }

    /**
     * Writes K_ij = k(x_i, z_j) into an existing array.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param target shape [n, m], float64 (or float32, rounded), columns contiguous (order 'f' or a view of one with unit row
     *     stride); overwritten
     */
    public static void into(Kernel kernel, Points x, Points z, INDArray target) {
        checkWidths(kernel, x, z);
        checkTarget(target, x.size(), z.size());
        GramTasks.matrixInto(Parallel.threads(), kernel, x, z, target);
    }

    /**
     * Writes K_ij = k(x_i, z_j) into memory that needs no ND4J: see {@link #into(Kernel, Points, Points, INDArray)}.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param target shape [n, m], float64 or float32; overwritten
     * @throws IllegalArgumentException if the shapes do not fit or a value is not finite
     */
    public static void into(Kernel kernel, Points x, Points z, NativeMatrix target) {
        checkWidths(kernel, x, z);
        Require.notNull("target", target);
        if (target.rows() != x.size() || target.columns() != z.size()) {
            throw Require.error("target", "expected shape [" + x.size() + ", " + z.size() + "], got " + target);
        }
        GramTasks.matrixInto(Parallel.threads(), kernel, x, z, target);
    }

    /**
     * Writes the lower triangle of K + ridge I into an existing array: what a Cholesky factorisation in place reads. The
     * strict upper triangle is not touched. Cost: n (n + 1) / 2 kernel values, no memory beyond the tiles. A float32 target
     * receives each number rounded once, infinity where it is too large for float32.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @param target shape [n, n], float64 or float32, columns contiguous (order 'f'); its lower triangle is overwritten
     * @throws IllegalArgumentException if the shapes do not fit or a value is not finite
     */
    public static void lowerInto(Kernel kernel, Points x, double ridge, INDArray target) {
        checkWidths(kernel, x, x);
        Require.nonNegative("ridge", ridge);
        checkTarget(target, x.size(), x.size());
        GramTasks.symmetricInto(Parallel.threads(), kernel, x, ridge, false, target);
    }

    /**
     * Writes the lower triangle of K + ridge I into memory that needs no ND4J: see {@link #lowerInto(Kernel, Points, double,
     * INDArray)}.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @param target shape [n, n], float64 or float32; its lower triangle is overwritten
     * @throws IllegalArgumentException if the shapes do not fit or a value is not finite
     */
    public static void lowerInto(Kernel kernel, Points x, double ridge, NativeMatrix target) {
        checkWidths(kernel, x, x);
        Require.nonNegative("ridge", ridge);
        checkTarget("target", target, x.size());
        GramTasks.lowerInto(Parallel.threads(), kernel, x, ridge, target, null);
    }

    /**
     * Writes K + ridge I into an existing array, both triangles, each pair evaluated once: a Cholesky factorisation of one triangle
     * leaves K in the other. Cost: n (n + 1) / 2 kernel values, no memory beyond the tiles.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @param target shape [n, n], float64 or float32, columns contiguous (order 'f'); overwritten
     * @throws IllegalArgumentException if the shapes do not fit or a value is not finite
     */
    public static void symmetricInto(Kernel kernel, Points x, double ridge, INDArray target) {
        checkWidths(kernel, x, x);
        Require.nonNegative("ridge", ridge);
        checkTarget(target, x.size(), x.size());
        GramTasks.symmetricInto(Parallel.threads(), kernel, x, ridge, true, target);
    }

    /**
     * Writes the lower triangle of K + ridge I into two matrices, each pair evaluated once: a Cholesky factorisation in place takes one
     * of them, and the other keeps K. Of both only what is written takes memory.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @param target shape [n, n], float64 or float32; its lower triangle is overwritten
     * @param copy another such, which receives the same
     * @throws IllegalArgumentException if the shapes do not fit or a value is not finite
     */
    public static void lowerInto(Kernel kernel, Points x, double ridge, NativeMatrix target, NativeMatrix copy) {
        checkWidths(kernel, x, x);
        Require.nonNegative("ridge", ridge);
        checkTarget("target", target, x.size());
        checkTarget("copy", copy, x.size());
        GramTasks.lowerInto(Parallel.threads(), kernel, x, ridge, target, copy);
    }

    /**
     * The rows [from, from + count) of K on the calling thread, for loops that consume them at once and for small problems.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param from the first row
     * @param count number of rows
     * @param z shape [m, d]
     * @param result receives count rows of m numbers, row-major
     * @param offset where in {@code result} to begin
     */
    public static void rowsInto(Kernel kernel, Points x, int from, int count, Points z, double[] result, int offset) {
        checkWidths(kernel, x, z);
        Require.inRange("from", from, 0, x.size() - 1);
        Require.inRange("count", count, 1, x.size() - from);
        Require.notNull("result", result);
        Require.inRange("offset", offset, 0, result.length);
        if ((long) count * z.size() > result.length - offset) {
            throw Require.error(
                    "result",
                    "expected room for " + count + " x " + z.size() + " numbers from " + offset
                            + " on, got an array of length " + result.length);
        }
        GramTasks.rowsInto(kernel, x, from, count, z, result, offset);
    }

    /**
     * The product K V, tile by tile. Cost: n m kernel values and 2 n m t flops.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param z shape [m, d]
     * @param v shape [m, t], row-major
     * @param t number of columns of V
     * @param result receives K V, shape [n, t], row-major
     * @throws IllegalArgumentException if the sizes do not fit or a kernel value is not finite
     */
    public static void multiply(Kernel kernel, Points x, Points z, double[] v, int t, double[] result) {
        checkWidths(kernel, x, z);
        Require.positive("t", t);
        checkLength("v", v, z.size(), t);
        checkLength("result", result, x.size(), t);
        GramProducts.multiply(Parallel.threads(), kernel, x, z, v, t, result);
    }

    /**
     * Adds K_b'(K_b V) to a sum, K_b the rows [from, from + count) of K, on the calling thread: what one step of an iteration on the
     * normal equations K'K takes of these rows. Each value is made once. Cost: count m kernel values and 4 count m t flops; memory: the
     * values of up to 64 rows.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param from the first row
     * @param count number of rows; some hundreds at a time, since the points z are packed once a call
     * @param z shape [m, d]
     * @param v shape [m, t], row-major
     * @param t number of columns of V
     * @param sum shape [m, t], row-major; added to
     * @throws IllegalArgumentException if the sizes do not fit or a kernel value is not finite
     */
    public static void addNormal(
            Kernel kernel, Points x, int from, int count, Points z, double[] v, int t, double[] sum) {
        checkWidths(kernel, x, z);
        Require.inRange("from", from, 0, x.size() - 1);
        Require.inRange("count", count, 1, x.size() - from);
        Require.positive("t", t);
        checkLength("v", v, z.size(), t);
        checkLength("sum", sum, z.size(), t);
        NormalProducts.add(kernel, x, from, count, z, v, t, sum);
    }

    /**
     * The operator K + ridge I, each application of which evaluates every pair once and forms no matrix.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @return a thread-safe operator of size n; applying it throws an {@link IllegalArgumentException} if a kernel value is
     *     not finite
     */
    public static LinearOperator operator(Kernel kernel, Points x, double ridge) {
        checkWidths(kernel, x, x);
        return new GramOperator(Parallel.threads(), kernel, x, Require.nonNegative("ridge", ridge));
    }

    /**
     * The same operator from the mirrored values: k(x_j, x_i) wherever {@link #operator} and {@link #lowerInto} evaluate k(x_i,
     * x_j). Of a symmetric kernel the two differ by rounding, so that one product with each, or one with a solution of
     * the other, shows whether a kernel is symmetric.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @return a thread-safe operator of size n; applying it throws an {@link IllegalArgumentException} if a kernel value is
     *     not finite
     */
    public static LinearOperator mirroredOperator(Kernel kernel, Points x, double ridge) {
        checkWidths(kernel, x, x);
        return new GramOperator(Parallel.threads(), kernel, x, Require.nonNegative("ridge", ridge), true);
    }

    private static INDArray allocate(int n, int m) {
        Memory.require(
                "the " + n + " x " + m + " kernel matrix",
                8.0 * n * m,
                "use Gram.multiply or Gram.operator, which do not form it, or fewer points");
        return NativeArrays.uninitialised(n, m);
    }

    static void checkWidths(Kernel kernel, Points x, Points z) {
        Require.notNull("kernel", kernel);
        Require.notNull("x", x);
        Require.notNull("z", z);
        if (x.width() != z.width()) {
            throw Require.error(
                    "z",
                    "expected shape [m, " + x.width() + "], got " + z.shape() + " (d must match x of shape " + x.shape()
                            + ")");
        }
    }

    private static void checkTarget(String name, NativeMatrix target, int n) {
        Require.notNull(name, target);
        if (target.rows() != n || target.columns() != n) {
            throw Require.error(name, "expected shape [" + n + ", " + n + "], got " + target);
        }
    }

    private static void checkTarget(INDArray target, int n, int m) {
        Require.shape("target", target, n, m, "the kernel matrix of " + n + " and " + m + " points");
        if (target.stride(0) != 1 && n > 1) {
            throw Require.error(
                    "target", "must have contiguous columns (order 'f'), got row stride " + target.stride(0));
        }
    }

    private static void checkLength(String name, double[] array, int rows, int t) {
        Require.notNull(name, array);
        if (array.length != (long) rows * t) {
            throw Require.error(
                    name, "expected " + rows + " x " + t + " numbers, got an array of length " + array.length);
        }
    }
}
