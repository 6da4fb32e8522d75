package org.icl4j.solvers.ridge;

import java.util.OptionalLong;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.Preconditioner;
import org.jspecify.annotations.Nullable;

/**
 * (K + D) A = Y by preconditioned conjugate gradients on a kernel matrix that is never formed: {@link KernelSolver#pcg}.
 *
 * <pre>{@code
 * KernelRidge.of(kernel, 0.1).with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(300))).fit(x, y);
 * }</pre>
 *
 * <p>A step evaluates each pair once for all targets. Memory: the preconditioner's, n k numbers, and 6 vectors for each target.
 *
 * @param preconditioner prepared for each problem, and closed
 * @param method the tolerance and the steps of conjugate gradients; its own preconditioner is not used
 * @param start A_0, shape [n, t]; null for 0
 */
public record PreconditionedSolver(
        Preconditioner preconditioner,
        ConjugateGradient method,
        @Nullable Points start) implements KernelSolver {

    /**
     * Checks the parts.
     *
     * @param preconditioner prepared for each problem, and closed
     * @param method the tolerance and the steps of conjugate gradients
     * @param start A_0, shape [n, t]; null for 0
     * @throws IllegalArgumentException if one of the first two is null
     */
    public PreconditionedSolver {
        Require.notNull("preconditioner", preconditioner);
        Require.notNull("method", method);
    }

    /**
     * The same solver with another relative residual and bound on the steps.
     *
     * @param method of which both are taken
     * @return a new solver
     */
    public PreconditionedSolver withMethod(ConjugateGradient method) {
        return new PreconditionedSolver(preconditioner, method, start);
    }

    /**
     * The same solver with a warm start: coefficients of a fit of the same rows with a ridge, a kernel or targets that are near.
     *
     * <pre>{@code
     * learner.with(solver.startingAt(model.dualCoefficients()))
     * }</pre>
     *
     * @param coefficients A_0, shape [n, t]: of the rows that are solved for, without those of weight 0, and of all targets, so that they have the
     *     same ridge
     * @return a new solver
     * @throws IllegalArgumentException if the coefficients are null
     */
    public PreconditionedSolver startingAt(Points coefficients) {
        return new PreconditionedSolver(preconditioner, method, Require.notNull("coefficients", coefficients));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if an element of the diagonal is 0, or the start has another shape
     * @throws java.util.concurrent.CancellationException if the listener says stop while the preconditioner is prepared: there is no iterate then
     */
    @Override
    public Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        KernelProblem problem = new KernelProblem(kernel, inputs, diagonal);
        int n = problem.size();
        Require.positive("t", t);
        Require.length("targets", Require.finite("targets", targets), Math.multiplyExact(n, t), n + " rows of " + t);
        Require.notNull("progress", progress);
        if (start != null && (start.size() != n || start.width() != t)) {
            throw Require.error(
                    "coefficients",
                    "of the start have shape [" + start.size() + ", " + start.width() + "], the equations [" + n + ", "
                            + t + "]");
        }
        double[] first = start == null ? new double[targets.length] : start.toRowMajor();
        double bytes = preconditioner.bytes(n) + 48.0 * n * t;
        Memory.require("the preconditioner of " + n + " rows", bytes, "use one of a smaller rank");
        long began = System.nanoTime();
        try (PreparedPreconditioner m = preconditioner.prepare(problem, progress)) {
            IterativeMethod.Solution solution =
                    method.withPreconditioner(m.operator()).solve(problem.operator(), t, targets, first, progress);
            SolveReport told = solution.report();
            SolveReport report = new SolveReport(
                    description(),
                    told.status(),
                    told.iterations(),
                    told.relativeResidual(),
                    (long) bytes,
                    1e-9 * (System.nanoTime() - began),
                    OptionalLong.empty());
            return new Solution(solution.x(), report);
        }
    }

    @Override
    public String description() {
        return "conjugate gradients preconditioned by " + preconditioner.description();
    }
}
