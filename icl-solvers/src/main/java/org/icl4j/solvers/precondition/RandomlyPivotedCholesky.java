package org.icl4j.solvers.precondition;

import org.icl4j.core.Progress;
import org.icl4j.solvers.nystrom.LowRankFactor;

/**
 * (F F' + D)^-1 with F from randomly pivoted Cholesky: {@link LowRankFactor#randomlyPivoted}. With k of about the effective dimension
 * tr K (K + r I)^-1 the preconditioned matrix has a condition number of a few units, so that conjugate gradients take few steps whatever
 * the ridge is; n k numbers of memory and n k^2 flops, once.
 *
 * <p>Source: Diaz, Epperly, Frangella, Tropp and Webber (2023), Robust, randomized preconditioning for kernel ridge regression, arXiv
 * 2304.12465, section 2. Where this differs: F stays as it is, with Woodbury's formula in a form that divides by no singular value
 * ({@link org.icl4j.solvers.nystrom.LowRankInverse}), where they take its singular vectors.
 */
public final class RandomlyPivotedCholesky extends LowRankPreconditioner {

    private final long seed;

    private RandomlyPivotedCholesky(int rank, long seed) {
        super(rank);
        this.seed = seed;
    }

    /**
     * The preconditioner of a rank, with seed 0.
     *
     * @param rank k, at least 1; at most n is used
     * @return the preconditioner
     * @throws IllegalArgumentException if the rank is below 1
     */
    public static RandomlyPivotedCholesky rank(int rank) {
        return new RandomlyPivotedCholesky(rank, 0);
    }

    /**
     * The same preconditioner with another seed.
     *
     * @param seed of the pivots
     * @return a new preconditioner
     */
    public RandomlyPivotedCholesky withSeed(long seed) {
        return new RandomlyPivotedCholesky(rank, seed);
    }

    @Override
    LowRankFactor factor(KernelProblem problem, int rank, Progress progress) {
        return LowRankFactor.randomlyPivoted(problem.kernel(), problem.inputs(), rank, seed, progress);
    }

    @Override
    public String description() {
        return "randomly pivoted Cholesky of rank " + rank;
    }
}
