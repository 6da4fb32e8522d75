package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;

/**
 * Minimal residuals for A x = b with A symmetric, definite or not: iterate t has the least |b - A x| of the Krylov space of dimension
 * t, by Lanczos' process and a QR factorisation of its tridiagonal matrix. Residuals never grow, and with positive and negative
 * eigenvalues in [-L, -l] and [l, L]
 *
 * <pre>|r_2t| &lt;= 2 ((kappa - 1) / (kappa + 1))^t |r_0|,   kappa = L / l:</pre>
 *
 * as many steps as the normal equations would take with conjugate gradients, and many fewer where one sign has few eigenvalues. For
 * kernels that are not positive definite (sigmoid, negative distance) where {@link ConjugateGradient} breaks down. Where A is singular
 * and b not in its range, the residual ends above 0. One step costs one product with A; memory is 8 vectors for each right-hand side.
 *
 * <p>The true residual is computed every {@code recomputeEvery} steps and where the recurrence claims convergence; where it is then
 * twice the claim or more, the search starts again from x, and ends as {@link org.icl4j.solvers.SolveReport.Status#STAGNATED} once that
 * no longer halves the residual.
 *
 * <p>Source: Paige and Saunders (1975), Solution of sparse indefinite systems of linear equations, SIAM J. Numer. Anal. 12.
 *
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 * @param recomputeEvery steps between recomputations of the residual, at least 1
 */
public record Minres(double tolerance, int maxIterations, int recomputeEvery) implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @param recomputeEvery steps between recomputations of the residual, at least 1
     * @throws IllegalArgumentException if the tolerance is negative or a count below 1
     */
    public Minres {
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
        Require.positive("recomputeEvery", recomputeEvery);
    }

    /**
     * Relative residual 1e-10, at most 10000 steps, true residual every 50 steps.
     *
     * @return the method
     */
    public static Minres withDefaults() {
        return new Minres(1e-10, 10_000, 50);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public Minres withTolerance(double tolerance) {
        return new Minres(tolerance, maxIterations, recomputeEvery);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public Minres withMaxIterations(int maxIterations) {
        return new Minres(tolerance, maxIterations, recomputeEvery);
    }

    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        return new MinresIterates(a, this, columns, b, x0);
    }

    @Override
    public String description() {
        return "minimal residuals";
    }
}
