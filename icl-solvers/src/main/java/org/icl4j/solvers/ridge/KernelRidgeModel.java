package org.icl4j.solvers.ridge;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.KernelPredictor;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.KernelValues;
import org.jspecify.annotations.Nullable;

/**
 * The function f(x) = mean + sum_i k(x, x_i) alpha_i that kernel ridge regression has learnt. Immutable and thread-safe.
 *
 * <p>Predicting m queries costs m n d and the kernel's m n evaluations, tile by tile; the m x n kernel matrix is never formed.
 * An answer is the same bits whatever the rest of the batch.
 */
public final class KernelRidgeModel implements KernelPredictor, Savable {

    private final Kernel kernel;
    private final double[] ridges;
    /** As they came, or scaled where there is a scaling. */
    private final Points inputs;

    private final Points dualCoefficients;
    private final double[] targetMeans;
    private final @Nullable Scaling scaling;
    private final SolveReport report;
    private final @Nullable KernelFactor factor;

    KernelRidgeModel(
            Kernel kernel,
            double[] ridges,
            Points inputs,
            Points dualCoefficients,
            double[] targetMeans,
            @Nullable Scaling scaling,
            SolveReport report) {
        this(kernel, ridges, inputs, dualCoefficients, targetMeans, scaling, report, null);
    }

    private KernelRidgeModel(
            Kernel kernel,
            double[] ridges,
            Points inputs,
            Points dualCoefficients,
            double[] targetMeans,
            @Nullable Scaling scaling,
            SolveReport report,
            @Nullable KernelFactor factor) {
        this.kernel = kernel;
        this.ridges = ridges;
        this.inputs = inputs;
        this.dualCoefficients = dualCoefficients;
        this.targetMeans = targetMeans;
        this.scaling = scaling;
        this.report = report;
        this.factor = factor;
    }

    KernelRidgeModel withFactor(KernelFactor kept) {
        return new KernelRidgeModel(kernel, ridges, inputs, dualCoefficients, targetMeans, scaling, report, kept);
    }

    @Override
    public Points predict(Points queries) {
        Points mapped = scaled(queries);
        int t = targetWidth();
        double[] answers = new double[Math.multiplyExact(queries.size(), t)];
        Gram.multiply(kernel, mapped, inputs, dualCoefficients.toRowMajor(), t, answers); // [m, n] [n, t]
        for (int i = 0; i < answers.length; i++) {
            answers[i] += targetMeans[i % t];
        }
        return Points.ofRows("answers", queries.size(), t, answers);
    }

    @Override
    public Points predictFromKernel(Points kernelValues) {
        KernelValues.check(kernelValues, inputs);
        int t = targetWidth();
        double[] answers = new double[Math.multiplyExact(kernelValues.size(), t)];
        KernelValues.multiply(kernelValues, dualCoefficients.toRowMajor(), t, (from, count, values, product) -> {
            for (int i = 0; i < product.length; i++) {
                answers[from * t + i] = product[i] + targetMeans[i % t];
            }
        });
        return Points.ofRows("answers", kernelValues.size(), t, answers);
    }

    private Points scaled(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
        return scaling == null ? queries : scaling.apply(queries);
    }

    /**
     * The kernel.
     *
     * @return k
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * The ridge, the first target's where there are several.
     *
     * @return r
     */
    public double ridge() {
        return ridges[0];
    }

    /**
     * The ridges.
     *
     * @return a copy: one for all targets, or one for each
     */
    public double[] ridges() {
        return ridges.clone();
    }

    /**
     * The context's inputs as the kernel sees them.
     *
     * @return x_i, shape [n, d]; scaled where there is a {@link #scaling()}
     */
    public Points inputs() {
        return inputs;
    }

    /**
     * What maps queries before the kernel sees them.
     *
     * @return the scaling of a {@linkplain KernelRidge#standardised() standardised} fit; nothing otherwise
     */
    public Optional<Scaling> scaling() {
        return Optional.ofNullable(scaling);
    }

    /**
     * The same function behind a scaling, for a model that was fitted on inputs scaled by the caller: it then takes raw queries, and
     * its file holds the scaling.
     *
     * @param scaling what maps queries before the kernel sees them
     * @return the model
     * @throws IllegalArgumentException if the model has a scaling already, or the widths differ
     */
    public KernelRidgeModel behind(Scaling scaling) {
        Require.notNull("scaling", scaling);
        if (this.scaling != null || scaling.width() != inputWidth()) {
            throw Require.error(
                    "scaling",
                    this.scaling != null
                            ? "the model has one already"
                            : "has " + scaling.width() + " columns, the model takes " + inputWidth());
        }
        return new KernelRidgeModel(kernel, ridges, inputs, dualCoefficients, targetMeans, scaling, report, factor);
    }

    /**
     * The Cholesky factor of K + D, of the inputs as the kernel sees them.
     *
     * @return the factor, if the learner was told to {@linkplain KernelRidge#keepingFactor() keep} it; nothing otherwise, and nothing after
     *     loading
     */
    public Optional<KernelFactor> factor() {
        return Optional.ofNullable(factor);
    }

    /**
     * The standard deviation of the function at queries under a Gaussian process with covariance k and noise variance r, sqrt(k(q, q) -
     * k(q, X) (K + r I)^-1 k(X, q)): how little the context says about them, in units in which the kernel's own prior deviation is
     * sqrt(k(q, q)). It does not depend on the targets; {@code GaussianProcess} estimates their scale. Cost: n^2 a query.
     *
     * @param queries shape [m, d]
     * @return length m, at least 0
     * @throws IllegalStateException if the model has no {@link #factor()}
     * @throws IllegalArgumentException if the width is another
     */
    public double[] standardDeviation(Points queries) {
        double[] deviations = requireFactor().variances(scaled(queries));
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(deviations[i]);
        }
        return deviations;
    }

    KernelFactor requireFactor() {
        if (factor == null) {
            throw new IllegalStateException(
                    "this model has no Cholesky factor: fit with KernelRidge.keepingFactor(); a factor is not saved");
        }
        return factor;
    }

    /**
     * The model with one pair more, by an update of the factor in O(n^2). The new pair counts as much as the ridge says; means of
     * centred targets and a scaling of inputs stay as they are.
     *
     * @param point the input, length d
     * @param target its targets, length t
     * @return a model of n + 1 pairs
     * @throws IllegalStateException if the model has no {@link #factor()}
     * @throws IllegalArgumentException if a length is another or a number is not finite
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the larger matrix is not positive definite at working precision
     */
    public KernelRidgeModel append(double[] point, double... target) {
        Require.notNull("target", target);
        requireFactor();
        Require.length("point", Require.finite("point", point), inputWidth(), "one number per column of the inputs");
        Require.length("target", Require.finite("target", target), targetWidth(), "one number per target");
        double[] mapped =
                scaled(Points.ofRows("point", 1, point.length, point.clone())).row(0);
        return FactorUpdates.append(this, mapped, target);
    }

    /**
     * The model with one pair fewer, by an update of the factor in O(n^2). Means of centred targets and a scaling of inputs stay as they
     * are.
     *
     * @param index which pair, from 0 to n - 1
     * @return a model of n - 1 pairs
     * @throws IllegalStateException if the model has no {@link #factor()}
     * @throws IllegalArgumentException if the index is out of range, or there is but one pair
     */
    public KernelRidgeModel drop(int index) {
        requireFactor();
        return FactorUpdates.drop(this, index);
    }

    /** The same targets' means, ridges and scaling with another factor and the coefficients that belong to it. */
    KernelRidgeModel withFactor(KernelFactor updated, Points coefficients, SolveReport solved) {
        return new KernelRidgeModel(
                kernel, ridges, updated.inputs(), coefficients, targetMeans, scaling, solved, updated);
    }

    /**
     * The coefficients of the kernel functions.
     *
     * @return alpha, shape [n, t]
     */
    public Points dualCoefficients() {
        return dualCoefficients;
    }

    /**
     * What is added to the answers.
     *
     * @return a copy, length t; zeros unless the targets were centred
     */
    public double[] targetMeans() {
        return targetMeans.clone();
    }

    /**
     * How the coefficients were found.
     *
     * @return status, true residual, bytes and seconds of the fit
     */
    public SolveReport report() {
        return report;
    }

    @Override
    public int contextSize() {
        return inputs.size();
    }

    @Override
    public int inputWidth() {
        return inputs.width();
    }

    @Override
    public int targetWidth() {
        return dualCoefficients.width();
    }

    /**
     * {@inheritDoc} The arrays are {@code inputs}, {@code dualCoefficients}, {@code targetMeans} and {@code kernelValues}. Those who add
     * to the contents read them with {@link #of(String, ModelFile)}. A kernel of the user's own is not stored; the file says so, and
     * {@link #load(Path, Kernel)} reads it.
     */
    @Override
    public ModelFile toModelFile() {
        return StoredKernelRidge.file(this);
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, its kernel is a
     *     user's own, or was another when the file was written, or it holds more than a model of this class, which its answers may
     *     depend on. The columns that {@code icl krr} adds are no such thing: the model takes points, in the order of the columns, and
     *     scales them itself
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static KernelRidgeModel load(Path path) {
        ModelFile file = ModelFile.load(Require.notNull("path", path));
        return StoredKernelRidge.alone(path.toString(), file, of(path.toString(), file));
    }

    /**
     * Reads a model that {@link #save} wrote, and gives it its kernel: the way to read models of a user's own kernel. The kernel must
     * be the one that the model was learnt with; its values between some of the model's inputs are compared with those in the
     * file, and must agree to 1e-10 of the greatest. That is asked of a kernel with a text form too, and the text in the file
     * is then not used: so a family that is no longer on the class path can be given as a kernel.
     *
     * @param path the file
     * @param kernel the kernel of the model
     * @return the model; its answers are the same bits if the kernel's values are
     * @throws IllegalArgumentException as {@link #load(Path)}, or if the kernel is another one, or fails on the model's inputs
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static KernelRidgeModel load(Path path, Kernel kernel) {
        Require.notNull("kernel", kernel);
        ModelFile file = ModelFile.load(Require.notNull("path", path));
        return StoredKernelRidge.alone(path.toString(), file, of(path.toString(), file, kernel));
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @param in the stream, read to its end and not closed
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static KernelRidgeModel load(InputStream in) {
        ModelFile file = ModelFile.load(Require.notNull("in", in));
        return StoredKernelRidge.alone("the stream", file, of("the stream", file));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static KernelRidgeModel load(byte[] bytes) {
        ModelFile file = ModelFile.load(Require.notNull("bytes", bytes));
        return StoredKernelRidge.alone("the bytes", file, of("the bytes", file));
    }

    /**
     * The model in a file's contents, whatever else they hold.
     *
     * @param name the file's name in error messages
     * @param file contents that {@link #toModelFile} began
     * @return the model
     * @throws IllegalArgumentException if the contents are of another kind, their parts do not fit together, or the kernel is a
     *     user's own
     */
    public static KernelRidgeModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        Require.notNull("file", file);
        return StoredKernelRidge.read(name, file);
    }

    /**
     * The model in a file's contents with the kernel given, as {@link #load(Path, Kernel)} reads it, whatever else they hold.
     *
     * @param name the file's name in error messages
     * @param file contents that {@link #toModelFile} began
     * @param kernel the kernel of the model
     * @return the model
     * @throws IllegalArgumentException if the contents are of another kind, their parts do not fit together, or the kernel is
     *     another one, or fails on the model's inputs
     */
    public static KernelRidgeModel of(String name, ModelFile file, Kernel kernel) {
        Require.notNull("name", name);
        Require.notNull("file", file);
        Require.notNull("kernel", kernel);
        return StoredKernelRidge.read(name, file, kernel);
    }

    @Override
    public String toString() {
        return "KernelRidgeModel[" + kernel
                + (ridges.length == 1 ? ", ridge " + ridges[0] : ", ridges " + Arrays.toString(ridges))
                + (scaling == null ? "" : ", standardised inputs") + ", n=" + inputs.size() + ", d=" + inputWidth()
                + ", t=" + targetWidth() + "]";
    }
}
