package org.icl4j.solvers.nystrom;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.StoredKernel;
import org.icl4j.solvers.internal.tables.StoredReport;
import org.jspecify.annotations.Nullable;

/**
 * The function f(x) = mean + sum_j k(x, c_j) a_j of m centres that {@link NystromRidge} has learnt. Predicting q queries costs q m kernel
 * values, tile by tile. Immutable and thread-safe.
 */
public final class NystromRidgeModel implements Predictor, Savable {

    private static final String KIND = "nystrom-ridge";
    private static final Set<String> NAMES = Stream.of(
                    Set.of(StoredKernel.TEXT, StoredKernel.OWN, StoredKernel.VALUES),
                    Set.of("ridge", "centres", "coefficients", "targetMeans"),
                    NystromVariance.NAMES,
                    StoredReport.NAMES)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final Kernel kernel;
    private final double ridge;
    private final Points centres;
    private final Points coefficients;
    private final double[] targetMeans;
    private final SolveReport report;
    private final @Nullable NystromVariance variance;

    NystromRidgeModel(
            Kernel kernel,
            double ridge,
            Points centres,
            Points coefficients,
            double[] targetMeans,
            SolveReport report,
            @Nullable NystromVariance variance) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.centres = centres;
        this.coefficients = coefficients;
        this.targetMeans = targetMeans;
        this.report = report;
        this.variance = variance;
    }

    NystromRidgeModel withVariance(NystromVariance known) {
        return new NystromRidgeModel(kernel, ridge, centres, coefficients, targetMeans, report, known);
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
     * The ridge.
     *
     * @return r
     */
    public double ridge() {
        return ridge;
    }

    /**
     * The centres.
     *
     * @return shape [m, d]
     */
    public Points centres() {
        return centres;
    }

    /**
     * The coefficients of the centres' kernel functions.
     *
     * @return a, shape [m, t]
     */
    public Points coefficients() {
        return coefficients;
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
     * How the coefficients were found; the relative residual is that of the preconditioned system's unknowns L'a.
     *
     * @return status, steps, jitter, bytes and seconds
     */
    public SolveReport report() {
        return report;
    }

    /**
     * The predictive variance of f(x) when the ridge is the noise variance (deterministic training conditional: Quinonero-Candela and
     * Rasmussen 2005, equation 20b):
     *
     * <pre>k(x, x) - k_xC K_CC^-1 k_Cx + r k_xC (K_nC'K_nC + r K_CC)^-1 k_Cx</pre>
     *
     * Add the ridge for that of a new observation. Cost: 2 m^2 flops a query.
     *
     * @param queries shape [q, d]
     * @return q numbers, at least 0
     * @throws IllegalStateException if the learner was not told {@link NystromRidge#withVariance}
     * @throws IllegalArgumentException if the width is not d
     */
    public double[] variance(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the centres' " + inputWidth());
        if (variance == null) {
            throw new IllegalStateException("this model has no variance; fit it with NystromRidge.withVariance(true)");
        }
        return variance.of(kernel, centres, queries);
    }

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the centres' " + inputWidth());
        int t = targetWidth();
        double[] answers = new double[Math.multiplyExact(queries.size(), t)];
        Gram.multiply(kernel, queries, centres, coefficients.toRowMajor(), t, answers);
        for (int i = 0; i < answers.length; i++) {
            answers[i] += targetMeans[i % t];
        }
        return Points.ofRows("answers", queries.size(), t, answers);
    }

    @Override
    public int inputWidth() {
        return centres.width();
    }

    @Override
    public int targetWidth() {
        return coefficients.width();
    }

    /**
     * {@inheritDoc} The arrays are {@code centres}, {@code coefficients}, {@code targetMeans}, {@code kernelValues} and, with a variance, its
     * two triangular factors. A kernel without a text form is not stored; {@link #load(Path, Kernel)} reads such a file.
     */
    @Override
    public ModelFile toModelFile() {
        ModelFile file = StoredKernel.add(ModelFile.of(KIND), kernel, centres)
                .with("ridge", ridge)
                .with("centres", centres)
                .with("coefficients", coefficients)
                .with("targetMeans", targetMeans);
        file = StoredReport.add(file, report);
        return variance == null ? file : variance.addTo(file);
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, or its kernel is a user's own (see
     *     {@link #load(Path, Kernel)}) or was another when the file was written
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static NystromRidgeModel load(Path path) {
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
    public static NystromRidgeModel load(InputStream in) {
        return of("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static NystromRidgeModel load(byte[] bytes) {
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
    public static NystromRidgeModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        Require.notNull("file", file).requireKind(KIND);
        StoredKernel.requireText(name, file, "NystromRidgeModel");
        return of(name, file, () -> StoredKernel.parse(file));
    }

    /**
     * Reads a model and gives it its kernel: the way to read models of a user's own kernel, whose values between some of the centres are
     * compared with those in the file.
     *
     * @param path the file
     * @param kernel the kernel of the model
     * @return the model; its answers are the same bits if the kernel's values are
     * @throws IllegalArgumentException as {@link #load(Path)}, or if the kernel is another one
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static NystromRidgeModel load(Path path, Kernel kernel) {
        Require.notNull("path", path);
        Require.notNull("kernel", kernel);
        return of(path.toString(), ModelFile.load(path), () -> kernel);
    }

    private static NystromRidgeModel of(String name, ModelFile file, Supplier<Kernel> kernel) {
        file.requireKind(KIND).requireOnly(name, NAMES);
        Points centres = file.points("centres");
        Points coefficients = file.points("coefficients");
        double[] means = file.vector("targetMeans");
        double ridge = Require.positive("ridge", file.number("ridge"));
        if (coefficients.size() != centres.size() || means.length != coefficients.width()) {
            throw Require.error(
                    name,
                    "centres [" + centres.size() + ", " + centres.width() + "], coefficients [" + coefficients.size()
                            + ", " + coefficients.width() + "] and targetMeans [" + means.length
                            + "] do not fit together");
        }
        SolveReport report = StoredReport.read(name, file);
        NystromVariance variance = NystromVariance.read(name, file, centres.size(), ridge);
        NystromRidgeModel model =
                new NystromRidgeModel(kernel.get(), ridge, centres, coefficients, means, report, variance);
        StoredKernel.requireSame(name, file, model.kernel, centres);
        return model;
    }

    @Override
    public String toString() {
        return "NystromRidgeModel[" + kernel + ", ridge=" + ridge + ", m=" + centres.size() + ", d=" + inputWidth()
                + ", t=" + targetWidth() + "]";
    }
}
