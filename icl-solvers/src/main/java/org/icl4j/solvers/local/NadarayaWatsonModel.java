package org.icl4j.solvers.local;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.solvers.KernelPredictor;
import org.icl4j.solvers.internal.tables.KernelValues;
import org.icl4j.solvers.internal.tables.StoredKernel;

/**
 * The weighted mean f(x) = sum_i k(x, x_i) y_i / sum_i k(x, x_i) of a context's targets, as {@link NadarayaWatson} gives it. Immutable
 * and thread-safe; an answer is the same bits whatever the rest of the batch.
 */
public final class NadarayaWatsonModel implements KernelPredictor, Savable {

    private static final String KIND = "nadaraya-watson";
    private static final String INPUTS = "inputs";
    private static final String TARGETS = "targets";
    private static final Set<String> NAMES =
            Set.of(StoredKernel.TEXT, StoredKernel.OWN, StoredKernel.VALUES, INPUTS, TARGETS);

    final Kernel kernel;
    final Optional<Kernel> logarithm;
    final Context context;

    NadarayaWatsonModel(Kernel kernel, Context context) {
        this.kernel = kernel;
        this.logarithm = kernel.logarithm();
        this.context = context;
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
     * The examples.
     *
     * @return inputs x_i, shape [n, d], and targets y_i, shape [n, t]
     */
    public Context context() {
        return context;
    }

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
        int m = queries.size();
        double[] y = context.targets().toRowMajor(); // [n, t]
        double[] answers = new double[Math.multiplyExact(m, targetWidth())];
        // An answer's bits do not depend on this: rows are independent.
        int rows = Math.max(1, Math.min(Tile.SIZE, m / (4 * Parallel.threads())));
        Parallel.run((m + rows - 1) / rows, task -> {
            int from = task * rows;
            new WeightedSums(this, queries, from, Math.min(rows, m - from), y).answer(answers);
        });
        return Points.ofRows("answers", m, targetWidth(), answers);
    }

    @Override
    public Points predictFromKernel(Points kernelValues) {
        KernelValues.check(kernelValues, context.inputs());
        int n = contextSize();
        int t = targetWidth();
        double[] answers = new double[Math.multiplyExact(kernelValues.size(), t)];
        double[] y = context.targets().toRowMajor(); // [n, t]
        KernelValues.multiply(kernelValues, y, t, (from, count, values, product) -> {
            for (int i = 0; i < count; i++) {
                double weight = VectorMath.get().sum(values, i * n, n);
                requirePositive("kernelValues", from + i, "", weight);
                for (int j = 0; j < t; j++) {
                    answers[(from + i) * t + j] = product[i * t + j] / weight;
                }
            }
        });
        return Points.ofRows("answers", kernelValues.size(), t, answers);
    }

    static void requirePositive(String name, int query, String under, double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw Require.error(
                    name,
                    "the weights of query " + query + under + " sum to " + weight
                            + "; a weighted mean needs a positive, finite sum");
        }
    }

    @Override
    public int contextSize() {
        return context.size();
    }

    @Override
    public int inputWidth() {
        return context.inputs().width();
    }

    @Override
    public int targetWidth() {
        return context.targets().width();
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, or its kernel is a
     *     user's own or was another when the file was written
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static NadarayaWatsonModel load(Path path) {
        return of(Require.notNull("path", path).toString(), ModelFile.load(path));
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @param in the stream, read to its end and not closed
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static NadarayaWatsonModel load(InputStream in) {
        return of("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static NadarayaWatsonModel load(byte[] bytes) {
        return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)));
    }

    /**
     * Reads a model and gives it its kernel: the way to read models of a user's own kernel. Its values between some of the inputs are
     * compared with those in the file, and must agree to 1e-10 of the greatest.
     *
     * @param path the file
     * @param kernel the kernel of the model
     * @return the model; its answers are the same bits if the kernel's values are
     * @throws IllegalArgumentException as {@link #load(Path)}, or if the kernel is another one, or fails on the model's inputs
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static NadarayaWatsonModel load(Path path, Kernel kernel) {
        Require.notNull("path", path);
        Require.notNull("kernel", kernel);
        return of(path.toString(), ModelFile.load(path).requireKind(KIND), () -> kernel);
    }

    /**
     * {@inheritDoc} The arrays are {@code inputs}, {@code targets} and {@code kernelValues}. A kernel without a text
     * form is not stored; {@link #load(Path, Kernel)} reads such a file.
     */
    @Override
    public ModelFile toModelFile() {
        return StoredKernel.add(ModelFile.of(KIND), kernel, context.inputs())
                .with(INPUTS, context.inputs())
                .with(TARGETS, context.targets());
    }

    /**
     * The model in a file's contents.
     *
     * @param name the file's name in error messages
     * @param file what {@link #toModelFile} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static NadarayaWatsonModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        Require.notNull("file", file).requireKind(KIND);
        StoredKernel.requireText(name, file, "NadarayaWatsonModel");
        return of(name, file, () -> StoredKernel.parse(file));
    }

    private static NadarayaWatsonModel of(String name, ModelFile file, Supplier<Kernel> kernel) {
        file.requireOnly(name, NAMES);
        Points inputs = file.points(INPUTS);
        Points targets = file.points(TARGETS);
        if (inputs.size() != targets.size()) {
            throw Require.error(
                    name,
                    "inputs [" + inputs.size() + ", " + inputs.width() + "] and targets [" + targets.size() + ", "
                            + targets.width() + "] do not fit together");
        }
        NadarayaWatsonModel model = new NadarayaWatsonModel(kernel.get(), Context.of(inputs, targets));
        StoredKernel.requireSame(name, file, model.kernel, inputs);
        return model;
    }

    @Override
    public String toString() {
        return "NadarayaWatsonModel[" + kernel + ", n=" + contextSize() + ", d=" + inputWidth() + ", t=" + targetWidth()
                + "]";
    }
}
