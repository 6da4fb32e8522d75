package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.math.VectorMath;

/**
 * A dense square matrix on the Java heap as an operator; it need not be symmetric. One product costs 2 n^2 flops on the
 * calling thread. Immutable.
 *
 * <pre>{@code
 * LinearOperator a = MatrixOperator.of(new double[][] {{2, 1}, {1, 2}});
 * }</pre>
 */
public final class MatrixOperator implements LinearOperator {

    private final int size;
    private final double[] entries;

    private MatrixOperator(int size, double[] entries) {
        this.size = size;
        this.entries = entries;
    }

    /**
     * Copies a matrix.
     *
     * @param rows n rows of length n, finite
     * @return the operator
     * @throws IllegalArgumentException if the matrix is null, empty, not square or not finite
     */
    public static MatrixOperator of(double[][] rows) {
        int n = Require.notNull("rows", rows).length;
        Require.positive("rows.length", n);
        double[] entries = new double[Math.multiplyExact(n, n)];
        for (int i = 0; i < n; i++) {
            Require.length("rows[" + i + "]", Require.finite("rows[" + i + "]", rows[i]), n, "the matrix is square");
            System.arraycopy(rows[i], 0, entries, i * n, n);
        }
        return new MatrixOperator(n, entries);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void apply(double[] x, double[] result) {
        Require.finite("x", Require.length("x", x, size, "the operator's size"));
        Require.length("result", result, size, "the operator's size");
        VectorMath math = VectorMath.get();
        for (int i = 0; i < size; i++) {
            result[i] = math.dot(entries, i * size, x, 0, size);
        }
    }

    @Override
    public void apply(double[] x, int columns, double[] result) {
        int length = Math.multiplyExact(size, Require.positive("columns", columns));
        Require.finite("x", Require.length("x", x, length, "the operator's size times the columns"));
        Require.length("result", result, length, "the operator's size times the columns");
        if (columns == 1) {
            apply(x, result);
        } else {
            VectorMath.get()
                    .gemm(false, false, size, columns, size, 1, entries, 0, size, x, 0, columns, 0, result, 0, columns);
        }
    }

    @Override
    public String toString() {
        return "MatrixOperator[n=" + size + "]";
    }
}
