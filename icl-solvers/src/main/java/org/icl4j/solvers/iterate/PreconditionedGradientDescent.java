package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;

/**
 * Gradient descent with a preconditioner:
 *
 * <pre>x_(t+1) = x_t + P (b - A x_t).</pre>
 *
 * P is any linear map, symmetric or not; it holds the step size. The error obeys e_(t+1) = (I - P A) e_t, so that the
 * method converges for every b if and only if all eigenvalues of I - P A lie inside the unit circle; P = A^-1 gets there in
 * one step. One step costs one product with A and one with P. A linear-attention layer with arbitrary weights is one
 * such step (Ahn et al. 2023, arXiv 2306.00297).
 *
 * <pre>{@code
 * PreconditionedGradientDescent.of(MatrixOperator.of(new double[][] {{0.7, 0.3}, {-0.2, 0.5}})).start(a, b);
 * }</pre>
 *
 * @param preconditioner P, size n; it need not be symmetric or positive definite
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 */
public record PreconditionedGradientDescent(LinearOperator preconditioner, double tolerance, int maxIterations)
        implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param preconditioner P, size n; it need not be symmetric or positive definite
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @throws IllegalArgumentException if the preconditioner is null, the tolerance negative or the steps below 1
     */
    public PreconditionedGradientDescent {
        Require.notNull("preconditioner", preconditioner);
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
    }

    /**
     * Preconditioned gradient descent to a relative residual of 1e-10 in at most 10000 steps.
     *
     * @param preconditioner P, size n, step size included
     * @return the method
     * @throws IllegalArgumentException if the preconditioner is null
     */
    public static PreconditionedGradientDescent of(LinearOperator preconditioner) {
        return new PreconditionedGradientDescent(preconditioner, 1e-10, 10_000);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public PreconditionedGradientDescent withTolerance(double tolerance) {
        return new PreconditionedGradientDescent(preconditioner, tolerance, maxIterations);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public PreconditionedGradientDescent withMaxIterations(int maxIterations) {
        return new PreconditionedGradientDescent(preconditioner, tolerance, maxIterations);
    }

    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        Systems.sameSize("preconditioner", preconditioner, a);
        return new MomentumIterates(a, preconditioner, columns, b, x0, tolerance, Schedule.constant(1, 0));
    }

    @Override
    public String description() {
        return "preconditioned gradient descent";
    }
}
