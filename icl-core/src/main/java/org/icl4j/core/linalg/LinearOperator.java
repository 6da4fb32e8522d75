package org.icl4j.core.linalg;

/**
 * A square linear map x -> A x, known by what it does to a vector. Solvers take it instead of a matrix, so that a kernel
 * matrix need not be formed. Unless an implementation says otherwise, A is symmetric positive definite.
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
}
