package org.icl4j.attention.heads;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;

/**
 * A trained {@link LearnedKernelHead} as an estimator: Nadaraya-Watson regression whose kernel exp(score(x, z)) was learned
 * from many tasks, and whose values are a learned function of the targets,
 *
 * <pre>
 *   score(x, z) = (WQ u(x))' (WK u(z)) / sqrt(w)
 *   answer(x) = sum_i p_i c(y_i),   p = softmax_i score(x, x_i),   c(y) = wo' WV v(y) + bo
 * </pre>
 *
 * <p>The kernel is not symmetric in general: WQ and WK differ. Contexts may have any number of pairs, whatever number it was
 * trained with. Fitting costs 2 n w^2 flops and 8 n w bytes; an answer costs 2 n w flops and n exponentials. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * LearnedKernel kernel = LearnedKernelTraining.defaults().train(Progress.NONE).kernel();
 * double[] answers = kernel.fit(x, y).predict(queries);
 * }</pre>
 */
public final class LearnedKernel implements InContextLearner<Predictor>, Savable {

    private static final VectorMath MATH = VectorMath.get();
    private static final String KIND = "learned-kernel";

    private final ParameterLayout layout;
    private final double[] parameters;
    private final HeadProducts head;
    private final double[] queryConstants;

    private LearnedKernel(int inputWidth, int width, double[] parameters) {
        this.layout = HeadParameters.layout(inputWidth, width);
        Require.length("parameters", parameters, layout.size(), "the head's parameter count");
        this.parameters = Require.finite("parameters", parameters).clone();
        this.head = new HeadProducts(layout);
        head.multiplyOut(this.parameters);
        this.queryConstants = head.queryConstants(this.parameters);
    }

    /**
     * The head with given parameters.
     *
     * @param inputWidth d, the width of an input x
     * @param width w, the width of the embeddings
     * @param parameters the vector of {@link HeadParameters}, finite; copied
     * @return the learner
     * @throws IllegalArgumentException if the vector has another length or holds NaN or infinity
     */
    public static LearnedKernel of(int inputWidth, int width, double[] parameters) {
        return new LearnedKernel(inputWidth, width, parameters);
    }

    /**
     * The width of an input.
     *
     * @return d
     */
    public int inputWidth() {
        return head.inputWidth;
    }

    /**
     * The width of the embeddings.
     *
     * @return w
     */
    public int width() {
        return head.width;
    }

    /**
     * Where each weight lies in the parameter vector.
     *
     * @return the layout of {@link HeadParameters}
     */
    public ParameterLayout layout() {
        return layout;
    }

    /**
     * A copy of the parameters.
     *
     * @return the vector of {@link HeadParameters}
     */
    public double[] parameters() {
        return parameters.clone();
    }

    /**
     * Keeps the examples as the prompt; no parameter changes.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, 1]
     * @return the head's answers, as a function of the query
     * @throws IllegalArgumentException if the inputs have not width d, or there are several targets
     */
    @Override
    public Predictor fit(Context context) {
        Require.notNull("context", context);
        Require.width("inputs", context.inputs(), head.inputWidth, "the head was trained on inputs of that width");
        Require.width("targets", context.targets(), 1, "the head answers with one number");
        return new FittedHead(head, context.inputs(), context.targets().toRowMajor());
    }

    /**
     * The score of one pair, the logarithm of the learned kernel.
     *
     * @param query x, length d
     * @param input z, length d
     * @return (WQ u(x))' (WK u(z)) / sqrt(w)
     */
    public double score(double[] query, double[] input) {
        return scores(Points.of("query", new double[][] {query}), Points.of("input", new double[][] {input}))
                .get(0, 0);
    }

    /**
     * The scores of all pairs, the logarithms of the learned kernel's matrix.
     *
     * @param queries x_1 to x_m, shape [m, d]
     * @param inputs z_1 to z_n, shape [n, d]
     * @return score(x_q, z_i), shape [m, n]
     */
    public Points scores(Points queries, Points inputs) {
        FittedHead fitted = encode(queries, inputs);
        int m = queries.size();
        int n = inputs.size();
        int w = head.width;
        double[] scores = table(m, n);
        double[] h = FittedHead.features(head, queries, 0, m);
        fitted.scores(m, h, scores, 0);
        for (int q = 0; q < m; q++) {
            double constant = MATH.dot(h, q * w, queryConstants, 0, w) + queryConstants[w];
            for (int i = q * n; i < (q + 1) * n; i++) {
                scores[i] += constant;
            }
        }
        return Points.ofRows("scores", m, n, scores);
    }

    /**
     * The attention that queries pay to inputs: the learned kernel's matrix with rows that sum to 1.
     *
     * @param queries x_1 to x_m, shape [m, d]
     * @param inputs z_1 to z_n, shape [n, d]
     * @return exp(score(x_q, z_i)) / sum_k exp(score(x_q, z_k)), shape [m, n]
     */
    public Points weights(Points queries, Points inputs) {
        FittedHead fitted = encode(queries, inputs);
        int m = queries.size();
        int n = inputs.size();
        double[] weights = table(m, n);
        fitted.scores(m, FittedHead.features(head, queries, 0, m), weights, 0);
        for (int q = 0; q < m; q++) {
            MATH.softmax(weights, q * n, n);
        }
        return Points.ofRows("weights", m, n, weights);
    }

    private static double[] table(int m, int n) {
        double bytes = 8.0 * m * n;
        double heap = Runtime.getRuntime().maxMemory();
        if (bytes > 0.9 * heap || bytes > 8.0 * (Integer.MAX_VALUE - 8)) {
            throw Require.error(
                    "queries",
                    "the " + m + " x " + n + " matrix needs " + Memory.readable(bytes)
                            + " of Java heap, of which there is "
                            + Memory.readable(heap)
                            + ", and a table holds less than 2^31 numbers; give fewer queries at a time, or use fit, which does"
                            + " not form it");
        }
        return new double[m * n];
    }

    private FittedHead encode(Points queries, Points inputs) {
        Require.width("queries", queries, head.inputWidth, "the head was trained on inputs of that width");
        Require.width("inputs", inputs, head.inputWidth, "the head was trained on inputs of that width");
        return new FittedHead(head, inputs, new double[0]);
    }

    /** {@inheritDoc} The array is {@code parameters}. */
    @Override
    public ModelFile toModelFile() {
        return ModelFile.of(KIND)
                .with("inputWidth", (long) inputWidth())
                .with("width", (long) width())
                .with("parameters", parameters);
    }

    /**
     * Loads a head.
     *
     * @param path a file that {@link #save} wrote
     * @return the head, with the same parameters bit for bit
     * @throws IllegalArgumentException if the file is damaged or holds something else
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static LearnedKernel load(Path path) {
        return of(Require.notNull("path", path).toString(), ModelFile.load(path));
    }

    /**
     * Loads a head from a stream.
     *
     * @param in what {@link #save} wrote; read to its end and not closed
     * @return the head
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static LearnedKernel load(InputStream in) {
        return of("the stream", ModelFile.load(Require.notNull("in", in)));
    }

    /**
     * Loads a head from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the head
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static LearnedKernel load(byte[] bytes) {
        return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)));
    }

    private static LearnedKernel of(String name, ModelFile file) {
        file.requireKind(KIND).requireOnly(name, Set.of("inputWidth", "width", "parameters"));
        double[] parameters = file.vector("parameters");
        long inputWidth = file.integer("inputWidth");
        long width = file.integer("width");
        // Before the sizes are trusted: a layout of a million by a million would be of no use with any vector.
        if (inputWidth < 1 || width < 1 || inputWidth > parameters.length || width > parameters.length) {
            throw Require.error(
                    name,
                    "has inputWidth " + inputWidth + " and width " + width + " with " + parameters.length
                            + " parameters");
        }
        return of((int) inputWidth, (int) width, parameters);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LearnedKernel that
                && layout.equals(that.layout)
                && Arrays.equals(parameters, that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * layout.hashCode() + Arrays.hashCode(parameters);
    }

    @Override
    public String toString() {
        return "LearnedKernel[d=" + inputWidth() + ", w=" + width() + "]";
    }
}
