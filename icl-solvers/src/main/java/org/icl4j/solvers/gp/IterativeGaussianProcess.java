package org.icl4j.solvers.gp;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.ridge.KernelSolver;

/**
 * A Gaussian process whose kernel matrix is never formed: the mean and the variances by conjugate gradients, the marginal likelihood by
 * stochastic Lanczos quadrature, with an interval. The numbers are those of {@link GaussianProcess} to the tolerance.
 *
 * <pre>{@code
 * IterativeGaussianProcessModel model = IterativeGaussianProcess.of(kernel, 0.1).withRank(500).fit(context);
 * Estimate evidence = model.logMarginalLikelihood(16, 0.95, 0);
 * }</pre>
 *
 * <p>Cost: 2 n k^2 flops for the preconditioner of rank k, n^2 / 2 kernel values a step. Memory: 8 n k bytes.
 *
 * <p>Source: Gardner, Pleiss, Bindel, Weinberger and Wilson (2018), arXiv 1809.11165. Where this differs: true residuals to a tolerance, not a
 * number of steps; a randomly pivoted factor; targets are taken as they are.
 *
 * @param kernel the covariance k
 * @param noise the noise's variance r, positive
 * @param rank k of the preconditioner, at least 1
 * @param tolerance relative residual of a solve, positive
 * @param progress told the relative residual after each step
 */
public record IterativeGaussianProcess(Kernel kernel, double noise, int rank, double tolerance, Progress progress)
        implements InContextLearner<IterativeGaussianProcessModel> {

    /** Steps allowed in a solve. */
    private static final int STEPS = 1000;

    /**
     * Checks the components.
     *
     * @param kernel the covariance k
     * @param noise the noise's variance r, positive
     * @param rank k of the preconditioner, at least 1
     * @param tolerance relative residual of a solve, positive
     * @param progress told the relative residual after each step
     * @throws IllegalArgumentException if one is null or out of range
     */
    public IterativeGaussianProcess {
        Require.notNull("kernel", kernel);
        Require.positive("noise", noise);
        Require.positive("rank", rank);
        Require.positive("tolerance", tolerance);
        Require.notNull("progress", progress);
    }

    /**
     * Rank 300, tolerance 1e-8.
     *
     * @param kernel the covariance k
     * @param noise the noise's variance r, positive
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null or the noise not positive
     */
    public static IterativeGaussianProcess of(Kernel kernel, double noise) {
        return new IterativeGaussianProcess(kernel, noise, 300, 1e-8, Progress.NONE);
    }

    /**
     * The same process with a preconditioner of another rank.
     *
     * @param rank k, at least 1; at most n is used
     * @return a new learner
     */
    public IterativeGaussianProcess withRank(int rank) {
        return new IterativeGaussianProcess(kernel, noise, rank, tolerance, progress);
    }

    /**
     * The same process with another tolerance.
     *
     * @param tolerance relative residual of a solve, positive
     * @return a new learner
     */
    public IterativeGaussianProcess withTolerance(double tolerance) {
        return new IterativeGaussianProcess(kernel, noise, rank, tolerance, progress);
    }

    /**
     * The same process with a listener.
     *
     * @param progress told the relative residual after each step
     * @return a new learner
     */
    public IterativeGaussianProcess withProgress(Progress progress) {
        return new IterativeGaussianProcess(kernel, noise, rank, tolerance, progress);
    }

    ConjugateGradient method() {
        return ConjugateGradient.withDefaults().withTolerance(tolerance).withMaxIterations(STEPS);
    }

    /**
     * Solves for the mean.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the posterior
     * @throws IllegalArgumentException if the preconditioner does not fit into memory
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel turns out not to be positive semidefinite
     */
    @Override
    public IterativeGaussianProcessModel fit(Context context) {
        Require.notNull("context", context);
        KernelRidgeModel mean = KernelRidge.of(kernel, noise)
                .with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(rank)).withMethod(method()))
                .withProgress(progress)
                .fit(context);
        return new IterativeGaussianProcessModel(this, mean, context.targets());
    }

    /** The settings, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "IterativeGaussianProcess[" + kernel + ", noise " + noise + ", rank " + rank + "]";
    }
}
