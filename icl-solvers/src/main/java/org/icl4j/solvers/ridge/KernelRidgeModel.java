package org.icl4j.solvers.ridge;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.KernelPredictor;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.KernelFingerprint;
import org.icl4j.solvers.internal.tables.KernelValues;
import org.jspecify.annotations.Nullable;

/**
 * The function f(x) = mean + sum_i k(x, x_i) alpha_i that kernel ridge regression has learnt. Immutable and thread-safe.
 *
 * <p>Predicting m queries costs m n d and the kernel's m n evaluations, tile by tile; the m x n kernel matrix is never formed.
 * An answer is the same bits whatever the rest of the batch.
 */
public final class KernelRidgeModel implements KernelPredictor {

    private static final String KIND = "kernel-ridge";
    private static final String OWN_KERNEL = "ownKernel";
    private static final String KERNEL_VALUES = "kernelValues";
    private static final Set<String> NAMES = Set.of(
            "kernel",
            OWN_KERNEL,
            KERNEL_VALUES,
            "ridge",
            "inputs",
            "dualCoefficients",
            "targetMeans",
            "method",
            "status",
            "iterations",
            "relativeResidual",
            "jitter",
            "bytes",
            "seconds");

    private final Kernel kernel;
    private final double ridge;
    private final Points inputs;
    private final Points dualCoefficients;
    private final double[] targetMeans;
    private final SolveReport report;

    KernelRidgeModel(
            Kernel kernel,
            double ridge,
            Points inputs,
            Points dualCoefficients,
            double[] targetMeans,
            SolveReport report) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.inputs = inputs;
        this.dualCoefficients = dualCoefficients;
        this.targetMeans = targetMeans;
        this.report = report;
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
     * The context's inputs.
     *
     * @return x_i, shape [n, d]
     */
    public Points inputs() {
        return inputs;
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
    public Points predict(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
        int t = targetWidth();
        double[] answers = new double[Math.multiplyExact(queries.size(), t)];
        Gram.multiply(kernel, queries, inputs, dualCoefficients.toRowMajor(), t, answers); // [m, n] [n, t]
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
     * Writes the model to a file: a zip of {@code model.json} and the NumPy arrays {@code inputs}, {@code dualCoefficients},
     * {@code targetMeans} and {@code kernelValues}. The kernel is stored as {@link Kernel#specification}. A kernel of the
     * user's own (a lambda, a class without a text form or with one that {@link Kernel#parse} does not read) is not
     * stored; the file says so, and {@link #load(Path, Kernel)} reads it. The kernel values are up to 24 between up to 16 of
     * the inputs, by which that method tells a wrong kernel.
     *
     * @param path the file; replaced if it exists
     * @throws IllegalArgumentException if the kernel is not finite between two of the inputs
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public void save(Path path) {
        toModelFile().save(Require.notNull("path", path));
    }

    /** The text that can be read again, or null. */
    private @Nullable String text() {
        try {
            String text = kernel.specification();
            Kernel.parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The contents of the file that {@link #save} writes, for those who add to it.
     *
     * @return the contents
     * @throws IllegalArgumentException if the kernel is not finite between two of the inputs
     */
    public ModelFile toModelFile() {
        String text = text();
        ModelFile file = ModelFile.of(KIND);
        return (text == null ? file.with(OWN_KERNEL, true) : file.with("kernel", text))
                .with(KERNEL_VALUES, KernelFingerprint.of(kernel, inputs))
                .with("ridge", ridge)
                .with("inputs", inputs)
                .with("dualCoefficients", dualCoefficients)
                .with("targetMeans", targetMeans)
                .with("method", report.method())
                .with("status", report.status().name())
                .with("iterations", report.iterations())
                .with("relativeResidual", report.relativeResidual())
                .with("jitter", report.jitter())
                .with("bytes", report.bytes())
                .with("seconds", report.seconds());
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, its kernel is a
     *     user's own, or it holds more than a model of this class, such as the scaling of inputs that {@code icl krr} adds:
     *     to ignore that would be to answer wrongly
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static KernelRidgeModel load(Path path) {
        ModelFile file = ModelFile.load(Require.notNull("path", path));
        return alone(path, file, of(path.toString(), file));
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
        return alone(path, file, of(path.toString(), file, kernel));
    }

    /** The model, if the file holds nothing else. */
    private static KernelRidgeModel alone(Path path, ModelFile file, KernelRidgeModel model) {
        Set<String> unknown = new TreeSet<>(file.names());
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw Require.error(
                    path.toString(),
                    "holds " + unknown
                            + " beside the model, which its answers may depend on; read it with what wrote it"
                            + " (\"icl predict\" for a file of \"icl krr\")");
        }
        return model;
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
        file.requireKind(KIND);
        if (file.names().contains(OWN_KERNEL)) {
            throw Require.error(
                    name,
                    "holds a model of a kernel without a text form, which is code of the program that wrote it and not in the"
                            + " file; that program reads it with KernelRidgeModel.load(path, kernel)");
        }
        // Parts that do not fit together are told before a kernel that is not known.
        return parts(name, file, () -> Kernel.parse(file.text("kernel")));
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
        file.requireKind(KIND);
        KernelRidgeModel model = parts(name, file, () -> kernel);
        KernelFingerprint.requireSame(name, file.vector(KERNEL_VALUES), kernel, model.inputs);
        return model;
    }

    private static KernelRidgeModel parts(String name, ModelFile file, Supplier<Kernel> kernel) {
        Points inputs = file.points("inputs");
        Points alpha = file.points("dualCoefficients");
        double[] means = file.vector("targetMeans");
        if (alpha.size() != inputs.size() || means.length != alpha.width()) {
            throw Require.error(
                    name,
                    "inputs [" + inputs.size() + ", " + inputs.width() + "], dualCoefficients [" + alpha.size() + ", "
                            + alpha.width() + "] and targetMeans [" + means.length + "] do not fit together");
        }
        SolveReport report = new SolveReport(
                file.text("method"),
                status(name, file.text("status")),
                file.integer("iterations"),
                file.number("relativeResidual"),
                file.number("jitter"),
                file.integer("bytes"),
                file.number("seconds"),
                OptionalLong.empty());
        double ridge = Require.nonNegative("ridge", file.number("ridge"));
        return new KernelRidgeModel(kernel.get(), ridge, inputs, alpha, means, report);
    }

    private static SolveReport.Status status(String file, String name) {
        for (SolveReport.Status status : SolveReport.Status.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        throw Require.error(file, "has an unknown status '" + name + "'");
    }

    @Override
    public String toString() {
        return "KernelRidgeModel[" + kernel + ", ridge=" + ridge + ", n=" + inputs.size() + ", d=" + inputWidth()
                + ", t=" + targetWidth() + "]";
    }
}
