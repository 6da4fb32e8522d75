package org.icl4j.solvers.ridge;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.precondition.Preconditioner;

/**
 * How the equations of kernel ridge regression, (K + D) A = Y, are solved: a value that is given to {@link KernelRidge#with}.
 *
 * <ul>
 *   <li>{@link #cholesky()}: exact, n^3 / 3 flops, 8 n^2 bytes;
 *   <li>{@link #pcg}: exact to a tolerance, n^2 / 2 kernel values a step, O(n (d + k)) bytes;
 *   <li>{@link #falkon}: another problem, the best function of m centres;
 *   <li>{@link #features}: another kernel, the one that a feature map induces;
 *   <li>{@link #auto()}: one of the first two, by estimates of time and memory, which it tells.
 * </ul>
 *
 * <p>Solvers copy what they keep, write to no argument, and say in the report what they did, with the true residual. The interface is sealed;
 * one's own part is a {@link Preconditioner}, a {@link CentreSelection} or a {@link FeatureMap}.
 */
public sealed interface KernelSolver
        permits AutoSolver, CentreSolver, CholeskySolver, FeatureSolver, PreconditionedSolver {

    /**
     * Solves (K + D) A = Y with K_ij = k(x_i, x_j).
     *
     * @param kernel k
     * @param inputs x, shape [n, d]
     * @param diagonal D, length n, at least 0
     * @param targets Y, row-major [n, t]
     * @param t number of targets
     * @param progress told of the steps; when it says stop, the best so far is returned with the status
     *     {@link SolveReport.Status#STOPPED}; before there is any, as by Cholesky or while a preconditioner is prepared or centres are chosen, a
     *     {@link java.util.concurrent.CancellationException} is thrown
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
     * Cholesky, what {@link KernelRidge} does unless told otherwise: in float32 with refinement where that is faster.
     *
     * @return the solver
     */
    static KernelSolver cholesky() {
        return new CholeskySolver();
    }

    /**
     * Preconditioned conjugate gradients, to a relative residual of 1e-8 in at most 1000 steps; the kernel matrix is never formed.
     *
     * @param preconditioner such as {@code RandomlyPivotedCholesky.rank(300)}, or one's own
     * @return the solver; {@link PreconditionedSolver#withMethod} sets the tolerance
     */
    static PreconditionedSolver pcg(Preconditioner preconditioner) {
        return new PreconditionedSolver(
                preconditioner,
                ConjugateGradient.withDefaults().withTolerance(1e-8).withMaxIterations(1000),
                null);
    }

    /**
     * The best function of m uniform centres, as {@link NystromRidge} with seed 0. The model's points are the centres.
     *
     * @param centres m, at least 1; at most n are used
     * @return the solver
     * @throws IllegalArgumentException if the centres are below 1
     */
    static KernelSolver falkon(int centres) {
        return falkon(centres, CentreSelection.uniform(0));
    }

    /**
     * The best function of m centres, as {@link NystromRidge}. The model's points are the centres. D must be a multiple of the identity: no
     * weights, no noise by rows.
     *
     * @param centres m, at least 1; at most n are used
     * @param selection how they are chosen
     * @return the solver
     * @throws IllegalArgumentException if the centres are below 1
     */
    static KernelSolver falkon(int centres, CentreSelection selection) {
        return new CentreSolver(centres, selection);
    }

    /**
     * Kernel ridge regression with the kernel p(x)'p(z) of a feature map, through m x m equations. The model has that kernel and all points,
     * so that an answer costs n m flops: {@code RandomFeatureRidge}, which keeps m weights, is the way for many rows.
     *
     * @param map the features p, of the inputs' width
     * @return the solver
     * @throws IllegalArgumentException if the map is null
     */
    static KernelSolver features(FeatureMap map) {
        return new FeatureSolver(map);
    }

    /**
     * Cholesky where it fits into memory and is estimated to be faster, otherwise conjugate gradients preconditioned by randomly pivoted
     * Cholesky of a rank chosen by cost. The report's method says what was estimated.
     *
     * @return the solver
     */
    static KernelSolver auto() {
        return new AutoSolver();
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

        @Override
        public String toString() {
            return "Solution[" + coefficients.length + " coefficients" + ", " + report + "]";
        }
    }
}
