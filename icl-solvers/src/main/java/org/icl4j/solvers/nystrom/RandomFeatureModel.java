package org.icl4j.solvers.nystrom;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.StoredReport;

/**
 * The function f(x) = mean + phi(x)'w that {@link RandomFeatureRidge} has learnt. Immutable and thread-safe.
 *
 * <p>A file holds the weights and the features of three points, not the map, which is code and a seed of the program that wrote it: whoever
 * loads gives the same map, and it is compared with those features.
 */
public final class RandomFeatureModel implements Predictor, Savable {

    private static final String KIND = "random-feature-ridge";
    private static final String PROBES = "probeFeatures";
    private static final int PROBE_POINTS = 3;
    /** Of the greatest feature: maps of other machines differ by the rounding of their sums. */
    private static final double SAME = 1e-10;

    private static final Set<String> NAMES = Stream.of(
                    Set.of("map", "ridge", "weights", "targetMeans", PROBES), StoredReport.NAMES)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final int ROWS = 128;

    private final FeatureMap map;
    private final double ridge;
    private final Points weights;
    private final double[] targetMeans;
    private final SolveReport report;

    RandomFeatureModel(FeatureMap map, double ridge, Points weights, double[] targetMeans, SolveReport report) {
        this.map = map;
        this.ridge = ridge;
        this.weights = weights;
        this.targetMeans = targetMeans;
        this.report = report;
    }

    /**
     * The feature map.
     *
     * @return phi
     */
    public FeatureMap map() {
        return map;
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
     * The weights of the features.
     *
     * @return w, shape [m, t]
     */
    public Points weights() {
        return weights;
    }

    /**
     * How the weights were found; the relative residual is that of the normal equations.
     *
     * @return status, residual, bytes and seconds
     */
    public SolveReport report() {
        return report;
    }

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the map's " + inputWidth());
        int t = targetWidth();
        int m = map.size();
        double[] w = weights.toRowMajor();
        double[] answers = new double[Math.multiplyExact(queries.size(), t)];
        Parallel.run((queries.size() - 1) / ROWS + 1, block -> {
            int from = block * ROWS;
            int count = Math.min(ROWS, queries.size() - from);
            double[] features = new double[count * m];
            map.rowsInto(queries, from, count, features, 0);
            VectorMath.get().gemm(false, false, count, t, m, 1, features, 0, m, w, 0, t, 0, answers, from * t, t);
        });
        for (int i = 0; i < answers.length; i++) {
            answers[i] += targetMeans[i % t];
        }
        return Points.ofRows("answers", queries.size(), t, answers);
    }

    @Override
    public int inputWidth() {
        return map.width();
    }

    @Override
    public int targetWidth() {
        return weights.width();
    }

    /** The features of some points, between 0.1 and 1, where every map is defined. */
    private static Points probes(FeatureMap map) {
        Randoms randoms = Randoms.of(0).split("probes");
        double[][] points = new double[PROBE_POINTS][map.width()];
        for (double[] point : points) {
            Arrays.setAll(point, k -> randoms.uniform(0.1, 1));
        }
        return map.transform(Points.of("probes", points));
    }

    /**
     * {@inheritDoc} The arrays are {@code weights}, {@code targetMeans} and {@code probeFeatures}; the map stands there by its name only.
     */
    @Override
    public ModelFile toModelFile() {
        ModelFile file = ModelFile.of(KIND)
                .with("map", map.toString())
                .with("ridge", ridge)
                .with("weights", weights)
                .with("targetMeans", targetMeans)
                .with(PROBES, probes(map));
        return StoredReport.add(file, report);
    }

    /**
     * Reads a model that {@link #save} wrote. Its answers are the same bits.
     *
     * @param path the file
     * @param map the feature map that the model was learnt with
     * @return the model
     * @throws IllegalArgumentException if the file is damaged, of another kind, its parts do not fit together, or the map is another one
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static RandomFeatureModel load(Path path, FeatureMap map) {
        Require.notNull("map", map);
        return of(Require.notNull("path", path).toString(), ModelFile.load(path), map);
    }

    /**
     * Reads a model from a stream.
     *
     * @param in what {@link #save} wrote; read to its end and not closed
     * @param map the feature map that the model was learnt with
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path, FeatureMap)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static RandomFeatureModel load(InputStream in, FeatureMap map) {
        Require.notNull("map", map);
        return of("the stream", ModelFile.load(Require.notNull("in", in)), map);
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @param map the feature map that the model was learnt with
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path, FeatureMap)}
     */
    public static RandomFeatureModel load(byte[] bytes, FeatureMap map) {
        Require.notNull("map", map);
        return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)), map);
    }

    /**
     * The model in a file's contents.
     *
     * @param name the file's name in error messages
     * @param file what {@link #toModelFile} gave
     * @param map the feature map that the model was learnt with
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path, FeatureMap)}
     */
    public static RandomFeatureModel of(String name, ModelFile file, FeatureMap map) {
        Require.notNull("name", name);
        Require.notNull("map", map);
        Require.notNull("file", file).requireKind(KIND).requireOnly(name, NAMES);
        String learntWith = Text.printable(file.text("map"));
        Points weights = file.points("weights");
        double[] means = file.vector("targetMeans");
        double ridge = Require.nonNegative("ridge", file.number("ridge"));
        if (weights.size() != map.size() || means.length != weights.width()) {
            throw Require.error(
                    name,
                    "weights [" + weights.size() + ", " + weights.width() + "] and targetMeans [" + means.length
                            + "] do not fit a map to " + map.size() + " features; the model's was "
                            + learntWith);
        }
        requireSame(name, learntWith, file.points(PROBES), probes(map));
        return new RandomFeatureModel(map, ridge, weights, means, StoredReport.read(name, file));
    }

    private static void requireSame(String name, String learntWith, Points stored, Points features) {
        double greatest = 0;
        double difference = Double.POSITIVE_INFINITY;
        if (stored.size() == features.size() && stored.width() == features.width()) {
            difference = 0;
            for (int i = 0; i < stored.size(); i++) {
                for (int j = 0; j < stored.width(); j++) {
                    greatest = Math.max(greatest, Math.abs(features.get(i, j)));
                    difference = Math.max(difference, Math.abs(features.get(i, j) - stored.get(i, j)));
                }
            }
        }
        if (!(difference <= SAME * greatest)) {
            throw Require.error(
                    name, "was learnt with another map, " + learntWith + ": the features of the points kept differ");
        }
    }

    @Override
    public String toString() {
        return "RandomFeatureModel[" + map + ", ridge=" + ridge + ", t=" + targetWidth() + "]";
    }
}
