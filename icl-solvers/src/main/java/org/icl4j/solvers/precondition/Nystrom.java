package org.icl4j.solvers.precondition;

import java.util.concurrent.CancellationException;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.jspecify.annotations.Nullable;

/**
 * (F F' + D)^-1 with F F' = K_:S K_SS^-1 K_S: for centres S of any {@link CentreSelection}, or from random directions: {@link #sketched} takes k
 * products with K at once, n^2 kernel values, and needs no element of the matrix.
 *
 * <p>Source: Frangella, Tropp and Udell (2023), Randomized Nystrom preconditioning, SIAM J. Matrix Anal. Appl. 44; their operator divides by
 * the least eigenvalue kept plus the ridge on what is kept, this one by each its own.
 */
public final class Nystrom extends LowRankPreconditioner {

    private final @Nullable CentreSelection centres;
    private final long seed;

    private Nystrom(int rank, @Nullable CentreSelection centres, long seed) {
        super(rank);
        this.centres = centres;
        this.seed = seed;
    }

    /**
     * The preconditioner of centres.
     *
     * @param rank how many, at least 1; at most n are used
     * @param centres how they are chosen
     * @return the preconditioner
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static Nystrom of(int rank, CentreSelection centres) {
        return new Nystrom(rank, Require.notNull("centres", centres), 0);
    }

    /**
     * The preconditioner of random directions.
     *
     * @param rank how many, at least 1; at most n are used
     * @param seed of the directions
     * @return the preconditioner
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static Nystrom sketched(int rank, long seed) {
        return new Nystrom(rank, null, seed);
    }

    @Override
    LowRankFactor factor(KernelProblem problem, int rank, Progress progress) {
        Kernel kernel = problem.kernel();
        if (centres == null) {
            if (!progress.update("sketch", 0, 1, Double.NaN)) {
                throw new CancellationException("the sketch was stopped before its product");
            }
            return LowRankFactor.sketched(Gram.operator(kernel, problem.inputs(), 0), rank, seed);
        }
        int[] chosen = centres.choose(kernel, problem.inputs(), rank, progress);
        return LowRankFactor.ofCentres(kernel, problem.inputs(), chosen, progress);
    }

    @Override
    public String description() {
        return centres == null ? "Nystrom sketch of rank " + rank : "Nystrom of " + rank + " centres";
    }
}
