package org.icl4j.solvers;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.precondition.PreconditionedSolver;
import org.icl4j.solvers.precondition.Preconditioner;

/**
 * How the equations of kernel ridge regression, (K + D) A = Y, are solved: a value that is given to a learner.
 *
 * <p>Implementations copy what they keep, write to no argument, and say in the report what they did, with the true residual.
 */
public interface KernelSolver {

    /**
     * Solves (K + D) A = Y with K_ij = k(x_i, x_j).
     *
     * @param kernel k
     * @param inputs x, shape [n, d]
     * @param diagonal D, length n, at least 0
     * @param targets Y, row-major [n, t]
     * @param t number of targets
     * @param progress told of the steps; when it says stop, the best so far is returned with the status
     *     {@link SolveReport.Status#STOPPED}
     * @return A and how it was found
     * @throws IllegalArgumentException if the problem does not fit into memory, or is one that this solver cannot solve
     */
    Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress);

    /**
     * The method and its settings for reports.
     *
     * @return such as {@code "preconditioned conjugate gradients (300 pivots)"}
     */
    String description();

    /**
     * Preconditioned conjugate gradients, to a relative residual of 1e-8 in at most 1000 steps; the kernel matrix is never formed.
     *
     * @param preconditioner such as {@code RandomlyPivotedCholesky.rank(300)}, or one's own
     * @return the solver; {@link PreconditionedSolver#withMethod} sets the tolerance
     */
    static PreconditionedSolver pcg(Preconditioner preconditioner) {
        return new PreconditionedSolver(
                preconditioner,
                ConjugateGradient.withDefaults().withTolerance(1e-8).withMaxIterations(1000));
    }

    /**
     * Coefficients and how they were found.
     *
     * @param coefficients A, row-major [n, t], finite; not copied
     * @param report status, steps, true residual
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Solution(double[] coefficients, SolveReport report) {

        /**
         * Checks that both are there.
         *
         * @param coefficients A, row-major [n, t], finite; not copied
         * @param report status, steps, true residual
         */
        public Solution {
            Require.positive("coefficients.length", Require.finite("coefficients", coefficients).length);
            Require.notNull("report", report);
        }
    }
}
