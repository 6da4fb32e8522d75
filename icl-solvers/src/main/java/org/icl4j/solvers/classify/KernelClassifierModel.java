package org.icl4j.solvers.classify;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.StoredKernel;
import org.icl4j.solvers.internal.tables.StoredReport;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel classifier has learnt: scores f_c(x) = b_c + sum_i k(x, x_i) alpha_ic, and the probabilities softmax(s f(x)). The sharpness s is 1
 * for logistic regression. The model keeps the classes' names. Immutable and thread-safe.
 *
 * <p>Predicting m queries costs m n d and the kernel's m n evaluations for all classes at once. An answer is the same bits whatever the
 * rest of the batch.
 */
public final class KernelClassifierModel implements ClassPredictor {

    private static final String KIND = "kernel-classifier";
    private static final String CLASS = "class.";
    private static final Set<String> NAMES = Set.of(
            StoredKernel.TEXT,
            StoredKernel.OWN,
            StoredKernel.VALUES,
            "ridge",
            "classes",
            "inputs",
            "dualCoefficients",
            "offsets",
            "sharpness");

    /** What {@code icl classify} adds: how the columns of a table become the points that this model takes. */
    private static final Pattern TABLE =
            Pattern.compile("target|missing|column[.]\\d+|levels[.]\\d+|column(Means|Minima|Maxima|Codes)");

    private static final Pattern CLASS_NAME = Pattern.compile("class[.]\\d+");

    private final Kernel kernel;
    private final double ridge;
    private final List<String> classes;
    /** As the kernel sees them. */
    private final Points inputs;

    private final Points dualCoefficients;
    private final double[] offsets;
    private final double sharpness;
    private final @Nullable ColumnCoding coding;
    private final SolveReport report;

    KernelClassifierModel(
            Kernel kernel,
            double ridge,
            List<String> classes,
            Points inputs,
            Points dualCoefficients,
            double[] offsets,
            double sharpness,
            @Nullable ColumnCoding coding,
            SolveReport report) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.classes = classes;
        this.inputs = inputs;
        this.dualCoefficients = dualCoefficients;
        this.offsets = offsets;
        this.sharpness = sharpness;
        this.coding = coding;
        this.report = report;
    }

    /** The same function of coded points behind the coding. */
    KernelClassifierModel behind(ColumnCoding map) {
        return new KernelClassifierModel(
                kernel, ridge, classes, inputs, dualCoefficients, offsets, sharpness, map, report);
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

    @Override
    public List<String> classes() {
        return classes;
    }

    /**
     * The context's inputs as the kernel sees them.
     *
     * @return x_i, shape [n, d]; mapped where there is a {@link #coding()}
     */
    public Points inputs() {
        return inputs;
    }

    /**
     * The coefficients of the kernel functions.
     *
     * @return alpha, shape [n, C]
     */
    public Points dualCoefficients() {
        return dualCoefficients;
    }

    /**
     * The offsets of the scores.
     *
     * @return b, a copy, length C
     */
    public double[] offsets() {
        return offsets.clone();
    }

    /**
     * By what scores are multiplied before they become probabilities.
     *
     * @return s, positive
     */
    public double sharpness() {
        return sharpness;
    }

    /**
     * What maps queries before the kernel sees them.
     *
     * @return the coding of columns, if there is one
     */
    public Optional<ColumnCoding> coding() {
        return Optional.ofNullable(coding);
    }

    /**
     * How the coefficients were found.
     *
     * @return status, residual, bytes and seconds of the fit
     */
    public SolveReport report() {
        return report;
    }

    @Override
    public int inputWidth() {
        return coding == null ? inputs.width() : coding.inputWidth();
    }

    /**
     * The scores f_c of queries.
     *
     * @param queries shape [m, d]
     * @return shape [m, C]
     * @throws IllegalArgumentException if the width is another
     */
    public Points scores(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
        Points mapped = coding == null ? queries : coding.apply(queries);
        int t = classes.size();
        double[] scores = new double[Math.multiplyExact(queries.size(), t)];
        Gram.multiply(kernel, mapped, inputs, dualCoefficients.toRowMajor(), t, scores); // [m, n] [n, C]
        for (int i = 0; i < scores.length; i++) {
            scores[i] += offsets[i % t];
        }
        return Points.ofRows("scores", queries.size(), t, scores);
    }

    /** The probabilities softmax(s f), a row for each query. */
    @Override
    public Points predict(Points queries) {
        double[] p = scores(queries).toRowMajor();
        int t = classes.size();
        for (int i = 0; i < p.length; i++) {
            p[i] *= sharpness;
        }
        for (int i = 0; i < p.length; i += t) {
            Probabilities.softmax(p, i, t);
        }
        return Points.ofRows("probabilities", queries.size(), t, p);
    }

    /**
     * Writes the model to a file: a zip of {@code model.json} and the NumPy arrays {@code inputs}, {@code dualCoefficients} and {@code offsets}, and of the
     * coding of columns where there is one. A kernel of the user's own is not stored; the file says so, and {@link #load(Path, Kernel)} reads it.
     *
     * @param path the file; replaced if it exists
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public void save(Path path) {
        toModelFile().save(Require.notNull("path", path));
    }

    /**
     * Writes the same bytes to a stream, which is flushed and not closed.
     *
     * @param out the stream
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public void save(OutputStream out) {
        toModelFile().save(Require.notNull("out", out));
    }

    /**
     * The bytes of the file.
     *
     * @return a new array, for {@link #load(byte[])}
     */
    public byte[] toBytes() {
        return toModelFile().toBytes();
    }

    /**
     * The contents of the file that {@link #save} writes, for those who add to it.
     *
     * @return the contents
     */
    public ModelFile toModelFile() {
        ModelFile parts = StoredKernel.add(ModelFile.of(KIND), kernel, inputs)
                .with("ridge", ridge)
                .with("classes", (long) classes.size())
                .with("inputs", inputs)
                .with("dualCoefficients", dualCoefficients)
                .with("offsets", offsets)
                .with("sharpness", sharpness);
        ModelFile file = StoredReport.add(parts, report);
        for (int c = 0; c < classes.size(); c++) {
            file = file.with(CLASS + c, classes.get(c));
        }
        return coding == null ? file : coding.addTo(file);
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, its kernel is a user's own, or it holds more than a
     *     model of this class, which its answers may depend on
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static KernelClassifierModel load(Path path) {
        ModelFile file = ModelFile.load(Require.notNull("path", path));
        return alone(path.toString(), file, of(path.toString(), file));
    }

    /**
     * Reads a model that {@link #save} wrote, and gives it its kernel, whose values between some of the inputs are compared with those in the file.
     *
     * @param path the file
     * @param kernel the kernel of the model
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}, or if the kernel is another one
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static KernelClassifierModel load(Path path, Kernel kernel) {
        Require.notNull("kernel", kernel);
        ModelFile file = ModelFile.load(Require.notNull("path", path));
        file.requireKind(KIND);
        KernelClassifierModel model = parts(path.toString(), file, () -> kernel);
        StoredKernel.requireSame(path.toString(), file, kernel, model.inputs);
        return alone(path.toString(), file, model);
    }

    /**
     * Reads a model that {@link #save(OutputStream)} wrote.
     *
     * @param in the stream, read to its end and not closed
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static KernelClassifierModel load(InputStream in) {
        ModelFile file = ModelFile.load(Require.notNull("in", in));
        return alone("the stream", file, of("the stream", file));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static KernelClassifierModel load(byte[] bytes) {
        ModelFile file = ModelFile.load(Require.notNull("bytes", bytes));
        return alone("the bytes", file, of("the bytes", file));
    }

    private static KernelClassifierModel alone(String name, ModelFile file, KernelClassifierModel model) {
        Set<String> known = new HashSet<>(NAMES);
        known.addAll(StoredReport.NAMES);
        known.addAll(ColumnCoding.names());
        file.names().stream()
                .filter(extra -> TABLE.matcher(extra).matches()
                        || CLASS_NAME.matcher(extra).matches())
                .forEach(known::add);
        file.requireOnly(name, known);
        return model;
    }

    /**
     * The model in a file's contents, whatever else they hold.
     *
     * @param name the file's name in error messages
     * @param file contents that {@link #toModelFile} began
     * @return the model
     * @throws IllegalArgumentException if the contents are of another kind, their parts do not fit together, or the kernel is a user's own
     */
    public static KernelClassifierModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        Require.notNull("file", file).requireKind(KIND);
        StoredKernel.requireText(name, file, "KernelClassifierModel");
        KernelClassifierModel model = parts(name, file, () -> StoredKernel.parse(file));
        StoredKernel.requireSame(name, file, model.kernel, model.inputs);
        return model;
    }

    private static KernelClassifierModel parts(String name, ModelFile file, Supplier<Kernel> kernel) {
        Points inputs = file.points("inputs");
        Points alpha = file.points("dualCoefficients");
        double[] offsets = file.vector("offsets");
        long count = file.integer("classes");
        if (alpha.size() != inputs.size() || offsets.length != alpha.width() || count != alpha.width() || count < 2) {
            throw Require.error(
                    name,
                    "inputs [" + inputs.size() + ", " + inputs.width() + "], dualCoefficients [" + alpha.size() + ", "
                            + alpha.width() + "], offsets [" + offsets.length + "] and " + count
                            + " classes do not fit together");
        }
        List<String> classes = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            classes.add(file.text(CLASS + c));
        }
        if (Set.copyOf(classes).size() != classes.size()) {
            throw Require.error(name, "has a class twice");
        }
        SolveReport report = StoredReport.read(name, file);
        ColumnCoding coding = ColumnCoding.isIn(file) ? ColumnCoding.of(name, file) : null;
        if (coding != null && coding.outputWidth() != inputs.width()) {
            throw Require.error(
                    name,
                    "its coding of columns gives " + coding.outputWidth() + " coordinates, but its inputs have "
                            + inputs.width());
        }
        return new KernelClassifierModel(
                kernel.get(),
                Require.positive("ridge", file.number("ridge")),
                List.copyOf(classes),
                inputs,
                alpha,
                offsets,
                Require.positive("sharpness", file.number("sharpness")),
                coding,
                report);
    }

    @Override
    public String toString() {
        return "KernelClassifierModel[" + kernel + ", ridge " + ridge + ", " + classes.size() + " classes, n="
                + inputs.size() + ", d=" + inputWidth() + "]";
    }
}
