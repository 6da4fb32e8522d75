package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;

/**
 * Newton's iteration for the inverse, also called Schulz's:
 *
 * <pre>
 * V_1 = step I,   V_(t+1) = V_t (2 I - A V_t),   x_t = x_0 + V_t (b - A x_0)
 * I - A V_(t+1) = (I - A V_t)^2
 * </pre>
 *
 * The error squares at each step, so that iterate t is iterate 2^(t-1) of {@link GradientDescent} with the same step, and an
 * eigenvalue l of A V_t becomes 1 - (1 - l)^2. It converges if and only if 0 &lt; step &lt; 2 / lmax(A). {@link #ofSquare} begins with
 * V_1 = step A instead, as Fu et al. do: iterate t is then 2^(t-1) steps on the normal equations, for which A need not be definite, and
 * the bound is 2 / lmax(A)^2. These are the steps that a transformer's depth is compared with (Fu et al. 2024, arXiv 2310.17086).
 *
 * <p>A is formed, by n products. The first step costs n^2 t flops, each other one 4 n^3; memory is 4 matrices of n^2 numbers on the heap.
 *
 * <p>Source: Schulz (1933), Iterative Berechnung der reziproken Matrix; Pan and Schreiber (1991), An improved Newton iteration for the
 * generalized inverse of a matrix.
 *
 * @param step the factor of V_1, positive
 * @param squared whether V_1 = step A, not step I
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 */
public record NewtonSchulz(double step, boolean squared, double tolerance, int maxIterations)
        implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param step the factor of V_1, positive
     * @param squared whether V_1 = step A, not step I
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @throws IllegalArgumentException if the step is not positive, the tolerance negative or the steps below 1
     */
    public NewtonSchulz {
        Require.positive("step", step);
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
    }

    /**
     * Newton's iteration from V_1 = step I, to a relative residual of 1e-10 in at most 100 steps.
     *
     * @param step positive, below 2 / lmax(A)
     * @return the method
     * @throws IllegalArgumentException if the step is not positive
     */
    public static NewtonSchulz of(double step) {
        return new NewtonSchulz(step, false, 1e-10, 100);
    }

    /**
     * Newton's iteration from V_1 = step A, to a relative residual of 1e-10 in at most 100 steps.
     *
     * @param step positive, below 2 / lmax(A)^2
     * @return the method
     * @throws IllegalArgumentException if the step is not positive
     */
    public static NewtonSchulz ofSquare(double step) {
        return new NewtonSchulz(step, true, 1e-10, 100);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public NewtonSchulz withTolerance(double tolerance) {
        return new NewtonSchulz(step, squared, tolerance, maxIterations);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public NewtonSchulz withMaxIterations(int maxIterations) {
        return new NewtonSchulz(step, squared, tolerance, maxIterations);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if the four matrices do not fit into the heap
     */
    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        return new NewtonSchulzIterates(a, this, columns, b, x0);
    }

    @Override
    public String description() {
        return "Newton-Schulz (step " + step + (squared ? " on the square)" : ")");
    }
}
