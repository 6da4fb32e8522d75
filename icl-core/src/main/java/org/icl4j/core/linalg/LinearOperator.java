package org.icl4j.core.linalg;

import org.icl4j.core.Require;

/**
 * A square linear map x -> A x, known by what it does to vectors. Solvers take it instead of a matrix, so that a kernel
 * matrix need not be formed. Unless an implementation says otherwise, A is symmetric positive definite.
 *
 * <p>One's own needs {@link #size} and the product with one vector. Solvers of several right-hand sides call the product with a block;
 * an operator that can serve a block at less cost than its columns one by one, as a kernel matrix does that is evaluated once for all,
 * overrides it.
 */
public interface LinearOperator {

    /**
     * The length of the vectors it maps.
     *
     * @return n
     */
    int size();

    /**
     * Computes A x.
     *
     * @param x length n; read only
     * @param result length n; overwritten with A x; must not be {@code x}
     */
    void apply(double[] x, double[] result);

    /**
     * Computes A X for a block of columns. Unless overridden, it takes the columns one by one.
     *
     * @param x row-major [n, columns]; read only
     * @param columns t, at least 1
     * @param result row-major [n, columns]; overwritten with A X; must not be {@code x}
     * @throws IllegalArgumentException if a length is not n t
     */
    default void apply(double[] x, int columns, double[] result) {
        Require.positive("columns", columns);
        int length = Math.multiplyExact(size(), columns);
        String because = size() + " rows of " + columns + " columns";
        Require.length("x", x, length, because);
        Require.length("result", result, length, because);
        if (columns == 1) {
            apply(x, result);
            return;
        }
        int n = size();
        double[] column = new double[n];
        double[] product = new double[n];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < n; i++) {
                column[i] = x[i * columns + j];
            }
            apply(column, product);
            for (int i = 0; i < n; i++) {
                result[i * columns + j] = product[i];
            }
        }
    }
}
