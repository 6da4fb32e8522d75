package org.icl4j.solvers.ridge;

import java.util.Locale;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.ExactSolve;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;

/** {@link KernelSolver#auto()}. */
record AutoSolver() implements KernelSolver {

    /** Flops and kernel values a second and core: of a common processor, for the order of magnitude. */
    private static final double FLOPS = 3e10;

    private static final double VALUES = 3e8;

    /** Steps that conjugate gradients are taken to need with a preconditioner of the rank chosen. */
    private static final int STEPS = 30;

    /** The preconditioner may cost as much as so many steps. */
    private static final int STEPS_OF_RANK = 5;

    /** Numbers of the preconditioner: half a gibibyte. */
    private static final double PRECONDITIONER = 0x1p26;

    private static final int LEAST_RANK = 20;

    /**
     * What was chosen.
     *
     * @param solver of the two
     * @param because the estimates
     */
    record Plan(KernelSolver solver, String because) {}

    static Plan plan(Kernel kernel, int n, int t) {
        return plan(kernel, n, t, (double) Memory.available());
    }

    static Plan plan(Kernel kernel, int n, int t, double available) {
        double cores = Parallel.threads();
        double size = n;
        double pass = size * size / 2 / (VALUES * cores);
        double bytes = ExactSolve.bytes(Precision.AUTO, n, t);
        double exact = size * size * size / 3 / (FLOPS * cores) + pass;
        // 2 n k^2 flops for as long as STEPS_OF_RANK passes
        double fitting = Math.min(
                Math.sqrt(STEPS_OF_RANK * pass * FLOPS * cores / (2 * size)),
                Math.min(PRECONDITIONER / size, size / 4));
        int rank = (int) Math.max(Math.min(n, LEAST_RANK), fitting);
        double iterated = (STEPS + STEPS_OF_RANK) * pass;
        double less = 8.0 * n * rank;
        boolean definite = kernel.definiteness() == Kernel.Definiteness.POSITIVE_DEFINITE
                || kernel.definiteness() == Kernel.Definiteness.POSITIVE_SEMIDEFINITE;
        boolean fits = bytes <= available;
        boolean direct = !definite || (fits && exact <= iterated);
        String numbers = String.format(
                Locale.ROOT,
                "chosen by estimates: Cholesky %.2g s and %s of %s free, conjugate gradients of rank %d %.2g s and %s",
                exact,
                Memory.readable(bytes),
                Memory.readable(available),
                rank,
                iterated,
                Memory.readable(less));
        if (!definite) {
            numbers += "; the kernel is not declared positive semidefinite, which a preconditioner needs";
        }
        return new Plan(
                direct ? KernelSolver.cholesky() : KernelSolver.pcg(RandomlyPivotedCholesky.rank(rank)), numbers);
    }

    @Override
    public Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        SolverInput.check(kernel, inputs, diagonal, targets, t, progress);
        Plan plan = plan(kernel, inputs.size(), t);
        Solution solution = plan.solver().solve(kernel, inputs, diagonal, targets, t, progress);
        return explained(solution, plan);
    }

    static Solution explained(Solution solution, Plan plan) {
        SolveReport told = solution.report();
        return new Solution(
                solution.coefficients(),
                new SolveReport(
                        told.method() + ", " + plan.because(),
                        told.status(),
                        told.iterations(),
                        told.relativeResidual(),
                        told.bytes(),
                        told.seconds(),
                        told.seed()));
    }

    @Override
    public String description() {
        return "the cheaper of Cholesky and conjugate gradients";
    }
}
