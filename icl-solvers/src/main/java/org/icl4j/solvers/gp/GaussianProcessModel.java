package org.icl4j.solvers.gp;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.ridge.KernelFactor;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.select.KernelSearch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Gaussian process given a context. {@link #predict(Points)} answers with the means; {@link #posterior} with means and standard deviations of
 * the function; {@link #predictive} with those of new targets, noise included. Immutable and thread-safe.
 *
 * <p>A file holds the context and the coefficients, not the factor that deviations need: loading computes it again, by n^3 / 3 flops. {@link
 * #mean()} can be saved alone, as a kernel ridge regression with the same means.
 */
public final class GaussianProcessModel implements Predictor, Savable {

    private static final String TARGETS = "targets";

    private final KernelRidgeModel mean;
    private final KernelFactor factor;
    private final Points targets;
    private final KernelSearch.@Nullable Choice choice;

    GaussianProcessModel(
            KernelRidgeModel mean, KernelFactor factor, Points targets, KernelSearch.@Nullable Choice choice) {
        this.mean = mean;
        this.factor = factor;
        this.targets = targets;
        this.choice = choice;
    }

    /**
     * The covariance, with the scale and hyperparameters that were chosen if there was a search.
     *
     * @return k
     */
    public Kernel kernel() {
        return mean.kernel();
    }

    /**
     * The noise's variance.
     *
     * @return r
     */
    public double noise() {
        return mean.ridge();
    }

    /**
     * What the search chose, and what it warns of.
     *
     * @return the choice of an optimised process; nothing otherwise, and nothing after loading
     */
    public Optional<KernelSearch.Choice> choice() {
        return Optional.ofNullable(choice);
    }

    /**
     * The mean as a kernel ridge regression, which can be saved.
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
     * The function at queries, without noise.
     *
     * @param queries shape [m, d]
     * @return a mean and a standard deviation for each query and target
     */
    public Prediction posterior(Points queries) {
        return prediction(queries, 0);
    }

    /**
     * The function at queries, without noise.
     *
     * @param queries m rows of length d
     * @return a mean and a standard deviation for each query and target
     */
    public Prediction posterior(double[][] queries) {
        return posterior(Points.of("queries", queries));
    }

    /**
     * New targets at queries: the variance of the noise is added to the function's.
     *
     * @param queries shape [m, d]
     * @return a mean and a standard deviation for each query and target
     */
    public Prediction predictive(Points queries) {
        return prediction(queries, noise());
    }

    private Prediction prediction(Points queries, double added) {
        double[] variances = factor.variances(scaled(queries));
        int t = targetWidth();
        double[] table = new double[Math.multiplyExact(variances.length, t)];
        for (int i = 0; i < table.length; i++) {
            table[i] = Math.sqrt(variances[i / t] + added);
        }
        return new Prediction(predict(queries), Points.ofRows("standardDeviations", variances.length, t, table));
    }

    /**
     * The covariance of the function between queries, the same for each target.
     *
     * @param queries shape [m, d]
     * @return shape [m, m]
     */
    public Points covariance(Points queries) {
        return factor.covariance(scaled(queries));
    }

    private Points scaled(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
        return mean.scaling().map(scaling -> scaling.apply(queries)).orElse(queries);
    }

    /**
     * Draws functions from the posterior, at queries: mean + Q diag(sqrt(max(w, 0))) z with the covariance Q diag(w) Q' and z normal. Cost:
     * about 9 m^3 flops.
     *
     * @param queries shape [m, d]
     * @param count how many functions
     * @param seed of the normal numbers
     * @return shape [m, count t]; column j count + c is draw c of target j
     */
    public Points samples(Points queries, int count, long seed) {
        Require.positive("count", count);
        Points means = predict(queries);
        int m = queries.size();
        int t = targetWidth();
        Memory.require("the covariance of " + m + " queries", 32.0 * m * m, "draw at fewer queries");
        double[] covariance = covariance(queries).toRowMajor();
        int columns = Math.multiplyExact(count, t);
        double[] z = Randoms.of(seed).split("samples").gaussians(Math.multiplyExact(m, columns));
        double[] drawn;
        try (INDArray q = ColumnMajor.columnMajor(m, m, covariance)) {
            double[] w = Blas.get().syev(Blas.Triangle.LOWER, q);
            for (int i = 0; i < z.length; i++) {
                z[i] *= Math.sqrt(Math.max(0, w[i / columns]));
            }
            drawn = Vectors.product(false, false, m, columns, m, ColumnMajor.toRowMajor(q), m, z, columns);
        }
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] += means.get(i / columns, i % columns / count);
        }
        return Points.ofRows("samples", m, columns, drawn);
    }

    /**
     * log p(y) = sum_j -(1/2) y_j'C^-1 y_j - (1/2) log |C| - (n / 2) log 2 pi with C = K + r I, of centred targets where they are centred
     * (equation 2.30).
     *
     * @return the log marginal likelihood, summed over the targets
     */
    public double logMarginalLikelihood() {
        double[] y = centred();
        int n = factor.size();
        int t = targetWidth();
        double fit = Vectors.dot(y, mean.dualCoefficients().toRowMajor());
        return -0.5 * fit - 0.5 * t * (factor.logDeterminant() + n * Math.log(2 * Math.PI));
    }

    private double[] centred() {
        double[] y = targets.toRowMajor();
        Vectors.centre(y, mean.targetMeans());
        return y;
    }

    /**
     * Each target of the context as predicted from all others: mean y_i - a_i / g_i and variance 1 / g_i with g_i = (C^-1)_ii, noise included
     * (equations 5.10 to 5.12). Means of centred targets stay as they are. Cost: n^3 flops.
     *
     * @return a mean and a standard deviation for each pair and target
     */
    public Prediction leaveOneOut() {
        double[] g = factor.inverseDiagonal();
        int t = targetWidth();
        double[] a = mean.dualCoefficients().toRowMajor();
        double[] means = targets.toRowMajor();
        double[] deviations = new double[means.length];
        for (int i = 0; i < means.length; i++) {
            means[i] -= a[i] / g[i / t];
            deviations[i] = Math.sqrt(1 / g[i / t]);
        }
        return new Prediction(
                Points.ofRows("means", targets.size(), t, means),
                Points.ofRows("standardDeviations", targets.size(), t, deviations));
    }

    /**
     * The mean log density of each target predicted from all others.
     *
     * @return (1 / (n t)) sum log p(y_i | the others)
     */
    public double leaveOneOutLogDensity() {
        return leaveOneOut().logDensity(targets);
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
     * {@inheritDoc} It is that of {@link #mean()} with the array {@code targets}.
     */
    @Override
    public ModelFile toModelFile() {
        return mean.toModelFile().with(TARGETS, targets);
    }

    /**
     * Reads a model that {@link #save} wrote. Means are the same bits, and so are deviations on a machine with the same arithmetic.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, its kernel is a user's own or
     *     was another when the file was written, or the matrix does not fit into memory
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the matrix is not positive definite
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static GaussianProcessModel load(Path path) {
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
    public static GaussianProcessModel load(InputStream in) {
        return of("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static GaussianProcessModel load(byte[] bytes) {
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
    public static GaussianProcessModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        KernelRidgeModel mean = KernelRidgeModel.of(name, Require.notNull("file", file));
        Points targets = targets(name, file, mean, Set.of(TARGETS));
        return new GaussianProcessModel(
                mean, KernelFactor.of(mean.kernel(), mean.inputs(), mean.ridge()), targets, null);
    }

    /** The targets, if the file holds what a model of the means does, these additions, nothing else, and one noise. */
    static Points targets(String name, ModelFile file, KernelRidgeModel mean, Set<String> additions) {
        file.without(additions).requireOnly(name, mean.toModelFile().names());
        if (mean.ridges().length != 1) {
            throw Require.error(name, "has " + mean.ridges().length + " ridges; a Gaussian process has one noise");
        }
        Points targets = file.points(TARGETS);
        Points alpha = mean.dualCoefficients();
        if (targets.size() != alpha.size() || targets.width() != alpha.width()) {
            throw Require.error(
                    name,
                    "targets [" + targets.size() + ", " + targets.width() + "] and dualCoefficients [" + alpha.size()
                            + ", " + alpha.width() + "] do not fit together");
        }
        return targets;
    }

    @Override
    public String toString() {
        return "GaussianProcessModel[" + kernel() + ", noise " + noise() + ", n=" + factor.size() + ", d="
                + inputWidth() + ", t=" + targetWidth() + "]";
    }
}
