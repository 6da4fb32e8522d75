package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.jspecify.annotations.Nullable;

/**
 * Chebyshev's iteration for A (for P A) with eigenvalues in [l, L]: the polynomial of degree t whose greatest value on the
 * interval is least,
 *
 * <pre>
 * e_t = T_t((c I - P A) / h) / T_t(c / h) e_0,   c = (L + l) / 2,  h = (L - l) / 2
 * |e_t| &lt;= |e_0| / T_t(c / h) &lt;= 2 ((sqrt kappa - 1) / (sqrt kappa + 1))^t |e_0|,   kappa = L / l.
 * </pre>
 *
 * It needs no inner products, so that nothing but the products with A ever has to be added up in one place, and a step does not
 * depend on the data: t steps are a linear map of b. It needs the interval: where an eigenvalue lies beyond L, it diverges; where
 * one lies below l, that part converges slowly. One step costs one product with A and one with P.
 *
 * <p>Source: Saad, Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 12.1; here the residual is computed from x at each
 * step, not carried along.
 *
 * @param least l, positive
 * @param greatest L, at least l
 * @param preconditioner P, size n, symmetric positive definite; null for none
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 */
public record Chebyshev(
        double least, double greatest, @Nullable LinearOperator preconditioner, double tolerance, int maxIterations)
        implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param least l, positive
     * @param greatest L, at least l
     * @param preconditioner P, size n, symmetric positive definite; null for none
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @throws IllegalArgumentException if the bounds are not positive and in order, the tolerance negative or the steps below 1
     */
    public Chebyshev {
        requireInterval(least, greatest);
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
    }

    static void requireInterval(double least, double greatest) {
        Require.positive("least", least);
        Require.positive("greatest", greatest);
        if (greatest < least) {
            throw Require.error("greatest", "must be at least the least eigenvalue " + least + ", got " + greatest);
        }
    }

    /**
     * Chebyshev's iteration to a relative residual of 1e-10 in at most 10000 steps.
     *
     * @param least a lower bound of the eigenvalues, positive; of K + r I with K positive semidefinite, r
     * @param greatest an upper bound of the eigenvalues, at least {@code least}
     * @return the method
     * @throws IllegalArgumentException if the bounds are not positive and in order
     */
    public static Chebyshev between(double least, double greatest) {
        return new Chebyshev(least, greatest, null, 1e-10, 10_000);
    }

    /**
     * The same method with a preconditioner; the bounds are those of P A.
     *
     * @param preconditioner P, an approximation of A^-1, symmetric positive definite; null for none
     * @return a new method
     */
    public Chebyshev withPreconditioner(@Nullable LinearOperator preconditioner) {
        return new Chebyshev(least, greatest, preconditioner, tolerance, maxIterations);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public Chebyshev withTolerance(double tolerance) {
        return new Chebyshev(least, greatest, preconditioner, tolerance, maxIterations);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public Chebyshev withMaxIterations(int maxIterations) {
        return new Chebyshev(least, greatest, preconditioner, tolerance, maxIterations);
    }

    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        if (preconditioner != null) {
            Systems.sameSize("preconditioner", preconditioner, a);
        }
        return new MomentumIterates(
                a, preconditioner, columns, b, x0, tolerance, new ChebyshevSchedule(least, greatest));
    }

    @Override
    public String description() {
        return (preconditioner == null ? "Chebyshev" : "preconditioned Chebyshev") + " (eigenvalues " + least + " to "
                + greatest + ")";
    }
}
