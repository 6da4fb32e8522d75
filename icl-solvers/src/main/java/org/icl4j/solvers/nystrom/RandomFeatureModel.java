package org.icl4j.solvers.nystrom;

import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.solvers.SolveReport;

/** The function f(x) = mean + phi(x)'w that {@link RandomFeatureRidge} has learnt. Immutable and thread-safe. */
public final class RandomFeatureModel implements Predictor {

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

    @Override
    public String toString() {
        return "RandomFeatureModel[" + map + ", ridge=" + ridge + ", t=" + targetWidth() + "]";
    }
}
