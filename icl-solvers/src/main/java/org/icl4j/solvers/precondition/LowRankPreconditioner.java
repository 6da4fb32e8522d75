package org.icl4j.solvers.precondition;

import java.util.OptionalDouble;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.nystrom.LowRankInverse;

/** A preconditioner (F F' + D)^-1 with K ~ F F' of low rank; the classes of this package differ in how F is found. */
abstract class LowRankPreconditioner implements Preconditioner {

    final int rank;

    LowRankPreconditioner(int rank) {
        this.rank = Require.positive("rank", rank);
    }

    abstract LowRankFactor factor(KernelProblem problem, int rank, Progress progress);

    @Override
    public final PreparedPreconditioner prepare(KernelProblem problem) {
        return prepare(problem, Progress.NONE);
    }

    @Override
    public final PreparedPreconditioner prepare(KernelProblem problem, Progress progress) {
        Require.notNull("problem", problem);
        Require.notNull("progress", progress);
        Kernel kernel = problem.kernel();
        if (kernel.definiteness() == Kernel.Definiteness.INDEFINITE) {
            throw Require.error(
                    "kernel",
                    kernel + " is not positive semidefinite, so that it has no factor F F'; use Minres without a"
                            + " preconditioner, or KernelSolver.cholesky() with a ridge that makes it definite");
        }
        LowRankFactor factor = factor(problem, Math.min(rank, problem.size()), progress);
        LowRankInverse inverse = factor.toInverse(problem.diagonal());
        return PreparedPreconditioner.of(inverse, OptionalDouble.of(inverse.logDeterminant()), inverse::close);
    }

    @Override
    public final double bytes(int n) {
        return 8.0 * Require.positive("n", n) * Math.min(n, rank);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + description() + "]";
    }
}
