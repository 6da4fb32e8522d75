package org.icl4j.kernels.objects;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.tools.Symmetry;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel that is given by its matrix: k(i, j) = K_ij for the {@linkplain #indices() indices} 0 to n - 1 as points.
 *
 * <pre>{@code
 * Precomputed gram = Precomputed.of(matrix);                                     // [n, n], from anywhere
 * KernelRidgeModel model = KernelRidge.of(gram, 0.1).fit(gram.context(y));
 * model.predictFromKernel(crossValues);                                          // [m, n]: queries are rows
 * }</pre>
 *
 * <p>The one triangle is kept, on the heap: 4 n^2 bytes, and no second copy of the matrix is made on the way. Where K_ij and
 * K_ji differ by rounding, their mean is used. The matrix is copied, so that it may change or be closed afterwards.
 * Immutable and thread-safe.
 */
public final class Precomputed implements IndexKernel {

    private static final int BAND = 64;

    // Row i of the lower triangle, length i + 1.
    private final double[][] rows;
    private final Definiteness definiteness;

    private Precomputed(double[][] rows, Definiteness definiteness) {
        this.rows = rows;
        this.definiteness = definiteness;
    }

    /**
     * Copies a kernel matrix.
     *
     * @param gram shape [n, n], symmetric within {@link Symmetry#TOLERANCE}; read, never written
     * @return the kernel
     * @throws IllegalArgumentException if the matrix is null, empty, not square, not finite (the pair is named), not symmetric
     *     (the pair is named), or does not fit into the heap
     */
    public static Precomputed of(INDArray gram) {
        return new Precomputed(Symmetry.lowerTriangle("gram", gram), Definiteness.UNKNOWN);
    }

    /**
     * Copies a kernel matrix.
     *
     * @param gram n rows of length n, symmetric within {@link Symmetry#TOLERANCE}; read, never written
     * @return the kernel
     * @throws IllegalArgumentException as {@link #of(INDArray)}
     */
    public static Precomputed of(double[][] gram) {
        return new Precomputed(Symmetry.lowerTriangle("gram", gram), Definiteness.UNKNOWN);
    }

    /**
     * The matrix of an object kernel, each pair evaluated once: for methods that ask for values again and again.
     *
     * @param <T> what the kernel compares
     * @param kernel the kernel
     * @param objects n objects
     * @return the same kernel as {@code kernel.over(objects)}, computed
     * @throws IllegalArgumentException if the list is empty or holds null, the matrix does not fit, or a value is not finite
     */
    public static <T> Precomputed of(ObjectKernel<T> kernel, List<? extends T> objects) {
        Require.notNull("kernel", kernel);
        List<T> list = ObjectMatrices.checked("objects", objects);
        double[][] triangle = Symmetry.newTriangle(list.size());
        ObjectKernel.Prepared prepared = kernel.prepare(list);
        ObjectMatrices.forTriangle(list.size(), (i0, i1, j0, j1) -> {
            for (int j = j0; j < j1; j++) {
                for (int i = i0; i < Math.min(i1, j + 1); i++) {
                    triangle[j][i] = ObjectMatrices.finite(prepared.value(i, j), "objects", i, "objects", j);
                }
            }
        });
        return new Precomputed(triangle, kernel.definiteness());
    }

    /**
     * The matrix of a kernel at points, each pair evaluated once: for kernels that cost more than reading a number.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @return a kernel of the indices of x
     * @throws IllegalArgumentException if the matrix does not fit or a value is not finite
     */
    public static Precomputed of(Kernel kernel, Points x) {
        Require.notNull("kernel", kernel);
        double[][] triangle = Symmetry.newTriangle(Require.notNull("x", x).size());
        Parallel.run((triangle.length - 1) / BAND + 1, band -> {
            int from = band * BAND;
            int to = Math.min(from + BAND, triangle.length);
            double[] rows = new double[Math.multiplyExact(to - from, to)];
            // Columns are the points up to the last row's, so that an error has the indices of x.
            Gram.rowsInto(kernel, x, from, to - from, x.first(to), rows, 0);
            for (int i = from; i < to; i++) {
                System.arraycopy(rows, (i - from) * to, triangle[i], 0, i + 1);
            }
        });
        return new Precomputed(triangle, kernel.definiteness());
    }

    /**
     * The same matrix with a declaration of its definiteness.
     *
     * @param declared what is known of the matrix; not checked
     * @return a new kernel that shares the numbers
     */
    public Precomputed withDefiniteness(Definiteness declared) {
        return new Precomputed(rows, Require.notNull("declared", declared));
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public double at(int i, int j) {
        return i >= j ? rows[i][j] : rows[j][i];
    }

    // The same as the default, in the order of memory where a tile is on one side of the diagonal.
    @Override
    public void block(Tile tile, double[] result) {
        int[] row = new int[tile.rows()];
        int[] column = new int[tile.columns()];
        Arrays.setAll(row, i -> index(tile.rowPoint(i)));
        Arrays.setAll(column, j -> index(tile.columnPoint(j)));
        int stride = tile.stride();
        if (greatest(column) <= least(row)) {
            for (int i = 0; i < row.length; i++) {
                double[] values = rows[row[i]];
                for (int j = 0; j < column.length; j++) {
                    result[i * stride + j] = values[column[j]];
                }
            }
        } else if (greatest(row) <= least(column)) {
            for (int j = 0; j < column.length; j++) {
                double[] values = rows[column[j]];
                for (int i = 0; i < row.length; i++) {
                    result[i * stride + j] = values[row[i]];
                }
            }
        } else {
            for (int i = 0; i < row.length; i++) {
                for (int j = 0; j < column.length; j++) {
                    result[i * stride + j] = at(row[i], column[j]);
                }
            }
        }
        for (int i = 0; i < row.length; i++) {
            Arrays.fill(result, i * stride + column.length, (i + 1) * stride, result[i * stride]);
        }
    }

    private static int least(int[] indices) {
        return Arrays.stream(indices).min().orElse(0);
    }

    private static int greatest(int[] indices) {
        return Arrays.stream(indices).max().orElse(0);
    }

    @Override
    public Definiteness definiteness() {
        return definiteness;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Precomputed that
                && definiteness == that.definiteness
                && Arrays.deepEquals(rows, that.rows);
    }

    @Override
    public int hashCode() {
        return 31 * rows.length + Arrays.hashCode(rows[rows.length - 1]);
    }

    @Override
    public String toString() {
        return "precomputed [" + rows.length + ", " + rows.length + "]";
    }
}
