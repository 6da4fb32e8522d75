package org.icl4j.solvers.spectrum;

import java.util.concurrent.CancellationException;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.LanczosIterates;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.nystrom.LowRankInverse;
import org.icl4j.solvers.precondition.KernelProblem;

/**
 * Traces of functions of A = K + D by random probes, with an interval; K is never formed. With probes z and conjugate gradients, all
 * probes at once, so that a step evaluates each pair once:
 *
 * <pre>
 * effective dimension  tr K A^-1 = n - E (D z)'A^-1 z,             z_i = +-1            (Hutchinson 1990)
 * log-determinant      log |A| = log |P| + E z'P^-1/2 log(P^-1/2 A P^-1/2) P^-1/2 z,   z normal with covariance P
 * </pre>
 *
 * P = F F' + D of a randomly pivoted factor of some rank, D for rank 0. The inner form is the Gauss quadrature of the Lanczos coefficients that
 * conjugate gradients preconditioned by P^-1 find (Ubaru, Chen and Saad 2017; Gardner et al. 2018, arXiv 1809.11165, section 4): its error falls
 * twice as fast as the residual, and the better P is, the smaller is the variance.
 *
 * <pre>{@code
 * Estimate d = StochasticSpectrum.of(KernelProblem.of(kernel, x, 0.1)).withRank(200).effectiveDimension();
 * }</pre>
 *
 * <p>The interval is Student's over the probes; it does not tell of the error of the tolerance, which is smaller by design. Where all of
 * the matrix fits, {@link org.icl4j.kernels.tools.KernelSpectrum} is exact, and {@link LowRankFactor#effectiveDimension} is of a factor.
 *
 * <p>Cost: 2 n k^2 flops and some steps of n^2 / 2 kernel values. Memory: O(n (d + k + p)) for p probes.
 */
public final class StochasticSpectrum {

    private static final int MOST_STEPS = 1000;
    private static final int CONDITION_STEPS = 60;

    private final KernelProblem problem;
    private final int rank;
    private final int probes;
    private final double tolerance;
    private final double confidence;
    private final long seed;
    private final Progress progress;

    private StochasticSpectrum(
            KernelProblem problem,
            int rank,
            int probes,
            double tolerance,
            double confidence,
            long seed,
            Progress progress) {
        this.problem = problem;
        this.rank = rank;
        this.probes = probes;
        this.tolerance = tolerance;
        this.confidence = confidence;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Rank 0, 16 probes, tolerance 1e-4, intervals of confidence 0.95, seed 0.
     *
     * @param problem A = K + D
     * @return the estimator
     * @throws IllegalArgumentException if the problem is null
     */
    public static StochasticSpectrum of(KernelProblem problem) {
        return new StochasticSpectrum(Require.notNull("problem", problem), 0, 16, 1e-4, 0.95, 0, Progress.NONE);
    }

    /**
     * The same with a preconditioner.
     *
     * @param rank of P, at least 1; at most n is used
     * @return a new estimator
     */
    public StochasticSpectrum withRank(int rank) {
        return new StochasticSpectrum(
                problem, Require.positive("rank", rank), probes, tolerance, confidence, seed, progress);
    }

    /**
     * The same with another number of probes.
     *
     * @param probes at least 2
     * @return a new estimator
     */
    public StochasticSpectrum withProbes(int probes) {
        Require.inRange("probes", probes, 2, 10_000);
        return new StochasticSpectrum(problem, rank, probes, tolerance, confidence, seed, progress);
    }

    /**
     * The same with another tolerance.
     *
     * @param tolerance relative residual at which conjugate gradients end, positive
     * @return a new estimator
     */
    public StochasticSpectrum withTolerance(double tolerance) {
        return new StochasticSpectrum(
                problem, rank, probes, Require.positive("tolerance", tolerance), confidence, seed, progress);
    }

    /**
     * The same with intervals of another confidence.
     *
     * @param confidence between 0 and 1
     * @return a new estimator
     */
    public StochasticSpectrum withConfidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw Require.error("confidence", "must be between 0 and 1, got " + confidence);
        }
        return new StochasticSpectrum(problem, rank, probes, tolerance, confidence, seed, progress);
    }

    /**
     * The same with another seed.
     *
     * @param seed of probes and pivots
     * @return a new estimator
     */
    public StochasticSpectrum withSeed(long seed) {
        return new StochasticSpectrum(problem, rank, probes, tolerance, confidence, seed, progress);
    }

    /**
     * The same with a listener.
     *
     * @param progress told of the pivots, stage {@code "pivots"}, and after each step of conjugate gradients the greatest relative
     *     residual, stage {@code "solve"}; when it says stop, a {@link CancellationException} is thrown: half-solved probes estimate nothing
     * @return a new estimator
     */
    public StochasticSpectrum withProgress(Progress progress) {
        return new StochasticSpectrum(
                problem, rank, probes, tolerance, confidence, seed, Require.notNull("progress", progress));
    }

    private LowRankInverse inverse() {
        int n = problem.size();
        return rank == 0
                ? LowRankInverse.ofDiagonal(problem.diagonal())
                : LowRankFactor.randomlyPivoted(problem.kernel(), problem.inputs(), Math.min(rank, n), seed, progress)
                        .toInverse(problem.diagonal());
    }

    private ConjugateGradient method(LinearOperator inverse) {
        return ConjugateGradient.withDefaults()
                .withTolerance(tolerance)
                .withMaxIterations(MOST_STEPS)
                .withPreconditioner(inverse);
    }

    /** Steps until all probes are solved or the listener ends the work. */
    private LanczosIterates stepped(LanczosIterates iterates, int most) {
        for (int step = 1; step <= most && iterates.status() == Status.RUNNING; step++) {
            iterates.step();
            if (!progress.update("solve", step, most, iterates.relativeResidual())) {
                throw new CancellationException("stopped by the listener: solve, " + step + " of " + most);
            }
        }
        return iterates;
    }

    /**
     * tr K (K + D)^-1: how many parameters ridge regression has. For D = r I it is sum_j s_j / (s_j + r).
     *
     * @return the estimate and its interval
     * @throws CancellationException if the listener says stop
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel turns out not to be positive semidefinite
     */
    public Estimate effectiveDimension() {
        int n = problem.size();
        double[] z = new double[Math.multiplyExact(n, probes)];
        Randoms randoms = Randoms.of(seed).split("signs");
        for (int i = 0; i < z.length; i++) {
            z[i] = randoms.integer(2) == 0 ? -1 : 1;
        }
        try (LowRankInverse inverse = inverse()) {
            double[] solved = stepped(
                            method(inverse).start(problem.operator(), probes, z, new double[z.length]), MOST_STEPS)
                    .solution();
            double[] d = problem.diagonal();
            double[] values = new double[probes];
            for (int p = 0; p < probes; p++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += 1 - d[i] * z[i * probes + p] * solved[i * probes + p];
                }
                values[p] = sum;
            }
            return Estimate.of(confidence, values);
        }
    }

    /**
     * log det (K + D).
     *
     * @return the estimate and its interval
     * @throws CancellationException if the listener says stop
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel turns out not to be positive semidefinite
     */
    public Estimate logDeterminant() {
        try (LowRankInverse inverse = inverse()) {
            double[] z = inverse.samples(probes, Randoms.of(seed).split("probes"));
            LanczosIterates iterates =
                    stepped(method(inverse).start(problem.operator(), probes, z, new double[z.length]), MOST_STEPS);
            double[] values = new double[probes];
            for (int p = 0; p < probes; p++) {
                values[p] = inverse.logDeterminant() + iterates.lanczos(p).quadrature(Math::log);
            }
            return Estimate.of(confidence, values);
        }
    }

    /**
     * The condition number of A as 60 steps of Lanczos see it: a lower bound, sharp where the ends of the spectrum stand apart. Without a
     * preconditioner, whatever the rank.
     *
     * @return at least 1
     * @throws CancellationException if the listener says stop
     */
    public double conditionNumber() {
        int n = problem.size();
        LanczosIterates iterates = stepped(
                ConjugateGradient.withDefaults()
                        .start(
                                problem.operator(),
                                Randoms.of(seed).split("start").gaussians(n)),
                Math.min(CONDITION_STEPS, n));
        return Math.max(1, iterates.lanczos(0).conditionNumber());
    }

    @Override
    public String toString() {
        return "StochasticSpectrum[" + problem.kernel() + ", n=" + problem.size() + ", rank=" + rank + ", probes="
                + probes + "]";
    }
}
