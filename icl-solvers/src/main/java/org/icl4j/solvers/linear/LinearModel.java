package org.icl4j.solvers.linear;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;

/**
 * The linear function f(x) = x'W + b. Immutable and thread-safe; an answer is the same bits whatever the rest of the batch.
 */
public final class LinearModel implements Predictor, Savable {

    private static final String KIND = "linear";
    private static final String WEIGHTS = "weights";
    private static final String INTERCEPTS = "intercepts";

    private final Points weights;
    private final double[] rowMajorWeights;
    private final double[] intercepts;

    LinearModel(int d, int t, double[] weights, double[] intercepts) {
        this.weights = Points.ofRows("weights", d, t, weights);
        this.rowMajorWeights = weights;
        this.intercepts = Require.finite("intercepts", intercepts);
    }

    /**
     * The weights.
     *
     * @return W, shape [d, t]
     */
    public Points weights() {
        return weights;
    }

    /**
     * The intercepts.
     *
     * @return a copy of b, length t; zeros where none was asked for
     */
    public double[] intercepts() {
        return intercepts.clone();
    }

    @Override
    public Points predict(Points queries) {
        int d = inputWidth();
        int t = targetWidth();
        Require.width("queries", queries, d, "d must match the context's " + d);
        int m = queries.size();
        double[] x = queries.toRowMajor();
        double[] answers = new double[Math.multiplyExact(m, t)];
        VectorMath.get().gemm(false, false, m, t, d, 1, x, 0, d, rowMajorWeights, 0, t, 0, answers, 0, t);
        for (int i = 0; i < answers.length; i++) {
            answers[i] += intercepts[i % t];
        }
        return Points.ofRows("answers", m, t, answers);
    }

    @Override
    public int inputWidth() {
        return weights.size();
    }

    @Override
    public int targetWidth() {
        return weights.width();
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, or its parts do not fit together
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static LinearModel load(Path path) {
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
    public static LinearModel load(InputStream in) {
        return of("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static LinearModel load(byte[] bytes) {
        return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)));
    }

    /**
     * {@inheritDoc} The arrays are {@code weights} and {@code intercepts}.
     */
    @Override
    public ModelFile toModelFile() {
        return ModelFile.of(KIND).with(WEIGHTS, weights).with(INTERCEPTS, intercepts);
    }

    /**
     * The model in a file's contents.
     *
     * @param name the file's name in error messages
     * @param file what {@link #toModelFile} gave
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static LinearModel of(String name, ModelFile file) {
        Require.notNull("name", name);
        Require.notNull("file", file).requireKind(KIND).requireOnly(name, Set.of(WEIGHTS, INTERCEPTS));
        Points weights = file.points(WEIGHTS);
        double[] intercepts = file.vector(INTERCEPTS);
        if (intercepts.length != weights.width()) {
            throw Require.error(
                    name,
                    "weights [" + weights.size() + ", " + weights.width() + "] and intercepts [" + intercepts.length
                            + "] do not fit together");
        }
        return new LinearModel(weights.size(), weights.width(), weights.toRowMajor(), intercepts);
    }

    @Override
    public String toString() {
        return "LinearModel[d=" + inputWidth() + ", t=" + targetWidth() + "]";
    }
}
