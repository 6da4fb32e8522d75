package org.icl4j.solvers.precondition;

import org.icl4j.core.Progress;
import org.icl4j.solvers.nystrom.LowRankFactor;

/**
 * (F F' + D)^-1 with F from Cholesky by the greatest residual: {@link LowRankFactor#pivoted}. The usual preconditioner of Gaussian process
 * libraries, at small ranks. Prefer {@link RandomlyPivotedCholesky}, which is faster and does not begin with the outliers.
 *
 * <p>Source: Harbrecht, Peters and Schneider (2012), On the low-rank approximation by the pivoted Cholesky decomposition.
 */
public final class PivotedCholesky extends LowRankPreconditioner {

    private PivotedCholesky(int rank) {
        super(rank);
    }

    /**
     * The preconditioner of a rank.
     *
     * @param rank k, at least 1; at most n is used
     * @return the preconditioner
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static PivotedCholesky rank(int rank) {
        return new PivotedCholesky(rank);
    }

    @Override
    LowRankFactor factor(KernelProblem problem, int rank, Progress progress) {
        return LowRankFactor.pivoted(problem.kernel(), problem.inputs(), rank, progress);
    }

    @Override
    public String description() {
        return "pivoted Cholesky of rank " + rank;
    }
}
