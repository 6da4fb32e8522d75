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
 */
public record PreconditionedSolver(Preconditioner preconditioner, ConjugateGradient method) implements KernelSolver {

    /**
     * Checks the parts.
     *
     * @param preconditioner prepared for each problem, and closed
     * @param method the tolerance and the steps of conjugate gradients
     * @throws IllegalArgumentException if one is null
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
        return new PreconditionedSolver(preconditioner, method);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if an element of the diagonal is 0
     * @throws java.util.concurrent.CancellationException if the listener says stop while the preconditioner is prepared: there is no iterate then
     */
    @Override
    public Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        KernelProblem problem = new KernelProblem(kernel, inputs, diagonal);
        int n = problem.size();
        Require.positive("t", t);
        Require.length("targets", Require.finite("targets", targets), Math.multiplyExact(n, t), n + " rows of " + t);
        Require.notNull("progress", progress);
        double bytes = preconditioner.bytes(n) + 48.0 * n * t;
        Memory.require("the preconditioner of " + n + " rows", bytes, "use one of a smaller rank");
        long start = System.nanoTime();
        try (PreparedPreconditioner m = preconditioner.prepare(problem, progress)) {
            IterativeMethod.Solution solution = method.withPreconditioner(m.operator())
                    .solve(problem.operator(), t, targets, new double[targets.length], progress);
            SolveReport told = solution.report();
            SolveReport report = new SolveReport(
                    description(),
                    told.status(),
                    told.iterations(),
                    told.relativeResidual(),
                    (long) bytes,
                    1e-9 * (System.nanoTime() - start),
                    OptionalLong.empty());
            return new Solution(solution.x(), report);
        }
    }

    @Override
    public String description() {
        return "conjugate gradients preconditioned by " + preconditioner.description();
    }
}
