package org.icl4j.solvers.gp;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.spectrum.StochasticSpectrum;

/**
 * The posterior of an {@link IterativeGaussianProcess}. Immutable and thread-safe; it holds points and coefficients, no matrix, and so does
 * its file: loading computes nothing.
 */
public final class IterativeGaussianProcessModel implements Predictor, Savable {

    private static final String TARGETS = "targets";
    private static final String RANK = "rank";
    private static final String TOLERANCE = "tolerance";

    /** Queries whose variances are solved for together. */
    private static final int QUERIES = 64;

    private final IterativeGaussianProcess process;
    private final KernelRidgeModel mean;
    private final Points targets;

    IterativeGaussianProcessModel(IterativeGaussianProcess process, KernelRidgeModel mean, Points targets) {
        this.process = process;
        this.mean = mean;
        this.targets = targets;
    }

    /**
     * The mean as a kernel ridge regression, with the report of its solve; it can be saved.
     *
     * @return the model of the means
     */
    public KernelRidgeModel mean() {
        return mean;
    }

    @Override
    public Points predict(Points queries) {
        return mean.predict(queries);
    }

    /**
     * The function at queries, without noise: k(q, q) - k_q'C^-1 k_q, one system for each query, 64 at a time.
     *
     * @param queries shape [m, d]
     * @return a mean and a standard deviation for each query and target
     */
    public Prediction posterior(Points queries) {
        return prediction(queries, 0);
    }

    /**
     * New targets at queries: the variance of the noise is added to the function's.
     *
     * @param queries shape [m, d]
     * @return a mean and a standard deviation for each query and target
     */
    public Prediction predictive(Points queries) {
        return prediction(queries, process.noise());
    }

    private Prediction prediction(Points queries, double added) {
        Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
        int m = queries.size();
        int t = targetWidth();
        double[] variances = new double[m];
        process.kernel().diagonal(queries, 0, m, variances, 0);
        KernelProblem problem = problem();
        try (PreparedPreconditioner prepared =
                RandomlyPivotedCholesky.rank(process.rank()).prepare(problem, process.progress())) {
            for (int from = 0; from < m; from += QUERIES) {
                subtract(problem, prepared, queries, from, Math.min(QUERIES, m - from), variances);
            }
        }
        double[] deviations = new double[Math.multiplyExact(m, t)];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(Math.max(0, variances[i / t]) + added);
        }
        return new Prediction(predict(queries), Points.ofRows("standardDeviations", m, t, deviations));
    }

    private void subtract(
            KernelProblem problem,
            PreparedPreconditioner prepared,
            Points queries,
            int from,
            int count,
            double[] variances) {
        Kernel kernel = process.kernel();
        Points x = problem.inputs();
        int n = x.size();
        int[] some = new int[count];
        for (int q = 0; q < count; q++) {
            some[q] = from + q;
        }
        double[] columns = new double[Math.multiplyExact(n, count)];
        Points block = queries.select(some);
        double[] row = new double[count];
        for (int i = 0; i < n; i++) {
            Gram.rowsInto(kernel, x, i, 1, block, row, 0);
            System.arraycopy(row, 0, columns, i * count, count);
        }
        double[] solved = process.method()
                .withPreconditioner(prepared.operator())
                .solve(problem.operator(), count, columns, new double[columns.length], process.progress())
                .x();
        for (int i = 0; i < columns.length; i++) {
            variances[from + i % count] -= columns[i] * solved[i];
        }
    }

    private KernelProblem problem() {
        return KernelProblem.of(process.kernel(), mean.inputs(), process.noise());
    }

    /**
     * log p(y) as {@link GaussianProcessModel#logMarginalLikelihood}, with the log-determinant by probes: the interval is theirs.
     *
     * @param probes at least 2
     * @param confidence of the interval, between 0 and 1
     * @param seed of the probes
     * @return the log marginal likelihood, summed over the targets
     * @throws java.util.concurrent.CancellationException if the process's listener says stop
     */
    public Estimate logMarginalLikelihood(int probes, double confidence, long seed) {
        Estimate log = StochasticSpectrum.of(problem())
                .withConfidence(confidence)
                .withRank(process.rank())
                .withProbes(probes)
                .withSeed(seed)
                .withProgress(process.progress())
                .logDeterminant();
        int n = targets.size();
        int t = targetWidth();
        double fit = Vectors.dot(targets.toRowMajor(), mean.dualCoefficients().toRowMajor());
        double known = -0.5 * fit - 0.5 * n * t * Math.log(2 * Math.PI);
        double half = 0.5 * t;
        return new Estimate(
                known - half * log.mean(),
                half * log.standardError(),
                known - half * log.high(),
                known - half * log.low());
    }

    @Override
    public int inputWidth() {
        return mean.inputWidth();
    }

    @Override
    public int targetWidth() {
        return mean.targetWidth();
    }

    /**
     * {@inheritDoc} It is that of {@link #mean()} with the array {@code targets} and the settings {@code rank} and {@code tolerance}.
     */
    @Override
    public ModelFile toModelFile() {
        return mean.toModelFile()
                .with(TARGETS, targets)
                .with(RANK, process.rank())
                .with(TOLERANCE, process.tolerance());
    }

    /**
     * Reads a model that {@link #save} wrote. Means are the same bits, and so are deviations on a machine with the same arithmetic. The
     * listener is not in the file.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, or its kernel is a user's own or
     *     was another when the file was written
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static IterativeGaussianProcessModel load(Path path) {
        return of(Require.notNull("path", path).toString(), ModelFile.load(path));
    }

    /**
     * Reads a model from a stream.
     *
     * @param in what {@link #save} wrote; read to its end and not closed
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static IterativeGaussianProcessModel load(InputStream in) {
        return of("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static IterativeGaussianProcessModel load(byte[] bytes) {
        return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)));
    }

    /**
     * The model in a file's contents.
     *
     * @param name the file's name in error messages
     * @param file what {@link #toModelFile} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static IterativeGaussianProcessModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        KernelRidgeModel mean = KernelRidgeModel.of(name, Require.notNull("file", file));
        Points targets = GaussianProcessModel.targets(name, file, mean, Set.of(TARGETS, RANK, TOLERANCE));
        long rank = file.integer(RANK);
        double tolerance = file.number(TOLERANCE);
        if (rank < 1 || rank > Integer.MAX_VALUE || !(tolerance > 0) || !(mean.ridge() > 0)) {
            throw Require.error(
                    name,
                    "rank, tolerance and ridge must be positive, got " + rank + ", " + tolerance + " and "
                            + mean.ridge());
        }
        return new IterativeGaussianProcessModel(
                new IterativeGaussianProcess(mean.kernel(), mean.ridge(), (int) rank, tolerance, Progress.NONE),
                mean,
                targets);
    }

    @Override
    public String toString() {
        return "IterativeGaussianProcessModel[" + process.kernel() + ", n=" + targets.size() + "]";
    }
}
