package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.jspecify.annotations.Nullable;

/**
 * Conjugate gradients for A x = b with A symmetric positive definite (Hestenes and Stiefel 1952), with an optional
 * preconditioner M, an approximation of A^-1 (Saad, Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 9.1):
 *
 * <pre>
 * r = b - A x,  z = M r,  p = z
 * a = r'z / p'Ap,  x += a p,  r -= a A p,  z = M r,  p = z + (r'z / old r'z) p
 * </pre>
 *
 * Iterate t minimises the error in the A-norm over the Krylov space of dimension t, so that
 * |e_t|_A &le; 2 ((sqrt kappa - 1) / (sqrt kappa + 1))^t |e_0|_A with kappa the condition number of A (of M A), and in exact
 * arithmetic the error is 0 after as many steps as A has distinct eigenvalues. One step costs one product with A and one
 * with M; memory is 6 vectors for each right-hand side. Several right-hand sides share the products with A, each with steps of its
 * own; {@link BlockConjugateGradient} lets them share their directions too.
 *
 * <p>Flexible, it makes p conjugate to the direction before by p = z - (z'A p / p'A p) p (Golub and Ye 1999; Notay 2000, FCG(1)): the same
 * in exact arithmetic with a fixed M, and still sound with one that is rounded to float32 or iterates itself.
 *
 * <p>Where this differs from the source: b - A x is computed every {@code recomputeEvery} steps and whenever r claims
 * convergence; where r then turns out to be less than half of it, the search starts again from the truth, and ends with
 * {@link SolveReport.Status#STAGNATED} once the true residual no longer halves between such starts, or is as small as the
 * rounding of b - A x. Between such starts r is never replaced: at the end of working precision that would make the error
 * grow (van der Vorst and Ye 2000, Residual replacement strategies for Krylov subspace iterative methods).
 *
 * @param preconditioner M, size n, symmetric positive definite; null for none
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 * @param recomputeEvery steps between recomputations of the residual, at least 1
 * @param flexible whether M may differ from step to step
 */
public record ConjugateGradient(
        @Nullable LinearOperator preconditioner,
        double tolerance,
        int maxIterations,
        int recomputeEvery,
        boolean flexible)
        implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param preconditioner M, size n, symmetric positive definite; null for none
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @param recomputeEvery steps between recomputations of the residual, at least 1
     * @param flexible whether M may differ from step to step
     * @throws IllegalArgumentException if the tolerance is negative or a count below 1
     */
    public ConjugateGradient {
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
        Require.positive("recomputeEvery", recomputeEvery);
    }

    /**
     * No preconditioner, relative residual 1e-10, at most 10000 steps, true residual every 50 steps.
     *
     * @return the method
     */
    public static ConjugateGradient withDefaults() {
        return new ConjugateGradient(null, 1e-10, 10_000, 50, false);
    }

    /**
     * The same method with a preconditioner.
     *
     * @param preconditioner M, an approximation of A^-1, symmetric positive definite; null for none
     * @return a new method
     */
    public ConjugateGradient withPreconditioner(@Nullable LinearOperator preconditioner) {
        return new ConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery, flexible);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public ConjugateGradient withTolerance(double tolerance) {
        return new ConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery, flexible);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public ConjugateGradient withMaxIterations(int maxIterations) {
        return new ConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery, flexible);
    }

    /**
     * The same method with another interval between recomputed residuals.
     *
     * @param recomputeEvery at least 1
     * @return a new method
     */
    public ConjugateGradient withRecomputeEvery(int recomputeEvery) {
        return new ConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery, flexible);
    }

    /**
     * The same method for a preconditioner that may differ from step to step.
     *
     * @param flexible whether directions are made conjugate explicitly
     * @return a new method
     */
    public ConjugateGradient withFlexible(boolean flexible) {
        return new ConjugateGradient(preconditioner, tolerance, maxIterations, recomputeEvery, flexible);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A step throws {@link org.icl4j.core.linalg.NotPositiveDefiniteException} when p'Ap or r'Mr is not positive; its pivot is the
     * number of steps taken before, the index of that pivot in the factorisation of A that the method builds.
     */
    @Override
    public LanczosIterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        if (preconditioner != null) {
            Systems.sameSize("preconditioner", preconditioner, a);
        }
        return new ConjugateGradientIterates(a, this, columns, b, x0);
    }

    @Override
    public LanczosIterates start(LinearOperator a, double[] b, double[] x0) {
        return start(a, 1, b, x0);
    }

    @Override
    public LanczosIterates start(LinearOperator a, double[] b) {
        return start(a, 1, b, new double[Require.notNull("a", a).size()]);
    }

    @Override
    public String description() {
        return preconditioner == null ? "conjugate gradients" : "preconditioned conjugate gradients";
    }
}
