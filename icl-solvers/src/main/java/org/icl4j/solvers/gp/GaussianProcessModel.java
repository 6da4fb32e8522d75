package org.icl4j.solvers.gp;

import java.util.Optional;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
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
 * <p>{@link #mean()} is the model to save: a kernel ridge regression, with the same means. The factor that deviations need is not saved.
 */
public final class GaussianProcessModel implements Predictor {

    private final KernelRidgeModel mean;
    private final KernelFactor factor;
    private final Points targets;
    private final KernelSearch.@Nullable Choice choice;

    GaussianProcessModel(KernelRidgeModel mean, Points targets, KernelSearch.@Nullable Choice choice) {
        this.mean = mean;
        this.factor = mean.factor().orElseThrow();
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
     * @return the choice of an optimised process; nothing otherwise
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
        double[] deviations = mean.standardDeviation(queries);
        int t = targetWidth();
        double[] table = new double[Math.multiplyExact(deviations.length, t)];
        for (int i = 0; i < table.length; i++) {
            double s = deviations[i / t];
            table[i] = Math.sqrt(s * s + added);
        }
        return new Prediction(predict(queries), Points.ofRows("standardDeviations", deviations.length, t, table));
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

    @Override
    public String toString() {
        return "GaussianProcessModel[" + kernel() + ", noise " + noise() + ", n=" + factor.size() + ", d="
                + inputWidth() + ", t=" + targetWidth() + "]";
    }
}
