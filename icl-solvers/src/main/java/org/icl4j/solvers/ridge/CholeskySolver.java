package org.icl4j.solvers.ridge;

import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.ExactSolve;
import org.icl4j.solvers.internal.exact.KernelSystem;

/** {@link KernelSolver#cholesky()}. */
record CholeskySolver() implements KernelSolver {

    private static final int STAGES = 4;

    @Override
    public Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        SolverInput.check(kernel, inputs, diagonal, targets, t, progress);
        int n = inputs.size();
        Memory.require(
                "the " + n + " x " + n + " kernel matrix",
                ExactSolve.bytes(Precision.AUTO, n, t),
                "use KernelSolver.pcg, which never forms it");
        long start = System.nanoTime();
        KernelSystem system = SolverInput.even(diagonal)
                ? new KernelSystem(kernel, diagonal[0], inputs)
                : new KernelSystem(kernel, 0, inputs, diagonal);
        ExactSolve solved = ExactSolve.of(system, Precision.AUTO, targets, t, stage -> {
            if (!progress.update("fit", stage, STAGES, Double.NaN)) {
                throw new CancellationException("Cholesky was stopped after stage " + stage + " of " + STAGES);
            }
        });
        return new Solution(
                solved.x(),
                new SolveReport(
                        solved.method(),
                        SolveReport.Status.CONVERGED,
                        solved.steps(),
                        solved.residual(),
                        (long) solved.bytes(),
                        1e-9 * (System.nanoTime() - start),
                        OptionalLong.empty()));
    }

    @Override
    public String description() {
        return "Cholesky";
    }
}
