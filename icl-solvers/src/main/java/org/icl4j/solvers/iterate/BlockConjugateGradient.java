package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.jspecify.annotations.Nullable;

/**
 * Block conjugate gradients for A X = B with A symmetric positive definite: every right-hand side uses the directions of all of them.
 * Iterate i minimises the error of each column in the A-norm over the sum of all columns' Krylov spaces, so that with t columns
 *
 * <pre>|e_i|_A falls as with the condition number lmax / l_t,</pre>
 *
 * l_t being the t-th least eigenvalue: the t - 1 least ones are out of the way at once. A step costs one block product with A and one
 * with the preconditioner M, as many columns as are independent, and 12 n t^2 flops. Where residuals depend on each other, as with equal
 * right-hand sides, or come to do so when some have converged, the block shrinks.
 *
 * <p>With R = Q C, Q' M Q = I, and P the directions:
 *
 * <pre>
 * W = P'A P,   X = X + P W^-1 C,   Q_new S = Q - A P W^-1,   C = S C,   P = M Q_new + P S'
 * </pre>
 *
 * <p>Source: O'Leary (1980), The block conjugate gradient algorithm and related methods; in the form of Dubrulle (2001), Retooling the
 * method of block conjugate gradients, BCGrQ, with a factorisation by eigenvectors that leaves dependent directions out.
 * The true residual is computed every {@code recomputeEvery} steps and where all columns claim to have converged, as in
 * {@link ConjugateGradient}.
 *
 * @param preconditioner M, size n, symmetric positive definite; null for none
 * @param tolerance relative residual of every column at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 * @param recomputeEvery steps between recomputations of the residual, at least 1
 */
public record BlockConjugateGradient(
        @Nullable LinearOperator preconditioner, double tolerance, int maxIterations, int recomputeEvery)
        implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param preconditioner M, size n, symmetric positive definite; null for none
     * @param tolerance relative residual of every column at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @param recomputeEvery steps between recomputations of the residual, at least 1
     * @throws IllegalArgumentException if the tolerance is negative or a count below 1
     */
    public BlockConjugateGradient {
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
        Require.positive("recomputeEvery", recomputeEvery);
    }

    /**
     * No preconditioner, relative residual 1e-10, at most 10000 steps, true residual every 50 steps.
     *
     * @return the method
     */
    public static BlockConjugateGradient withDefaults() {
        return new BlockConjugateGradient(null, 1e-10, 10_000, 50);
    }

    /**
     * The same method with a preconditioner.
     *
     * @param preconditioner M, an approximation of A^-1, symmetric positive definite; null for none
     * @return a new method
     */
    public BlockConjugateGradient withPreconditioner(@Nullable LinearOperator preconditioner) {
        return new BlockConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual of every column at which a solve ends, at least 0
     * @return a new method
     */
    public BlockConjugateGradient withTolerance(double tolerance) {
        return new BlockConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public BlockConjugateGradient withMaxIterations(int maxIterations) {
        return new BlockConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A step throws {@link org.icl4j.core.linalg.NotPositiveDefiniteException} when P'A P or R'M R is not positive definite.
     */
    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        if (preconditioner != null) {
            Systems.sameSize("preconditioner", preconditioner, a);
        }
        return new BlockIterates(a, this, columns, b, x0);
    }

    @Override
    public String description() {
        return preconditioner == null ? "block conjugate gradients" : "preconditioned block conjugate gradients";
    }
}
