package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.stream.MomentSums;
import org.icl4j.solvers.stream.RowSource;
import org.icl4j.solvers.stream.RowSums;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Ridge regression on features: f(x) = phi(x)'w with
 *
 * <pre>(Phi'Phi + r I) w = Phi'y,   Phi of shape [n, m],</pre>
 *
 * the kernel ridge regression of the kernel phi(x)'phi(z), which random features make close to a kernel of one's choice. One pass over the
 * rows, streamed: Phi is never held.
 *
 * <pre>{@code
 * FeatureMap map = RandomFourierFeatures.of(new Gaussian(1), 2, 500, 0);
 * RandomFeatureModel model = RandomFeatureRidge.of(map, 0.1).fit(x, y);
 * }</pre>
 *
 * <p>Cost: n m^2 flops and n rows of features; m^3 / 3 flops once. Memory: 8 m^2 bytes a piece of rows that is worked on, one block of rows.
 *
 * @param map phi, any feature map
 * @param ridge r, positive; as it is, not multiplied by n
 * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
 * @param progress told of the rows read, stage {@code "rows"}; when it says stop, {@code fit} throws {@link CancellationException}
 */
public record RandomFeatureRidge(FeatureMap map, double ridge, boolean centredTargets, Progress progress)
        implements InContextLearner<RandomFeatureModel> {

    /**
     * Checks the components.
     *
     * @param map phi, any feature map
     * @param ridge r, positive
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @param progress told of the rows read
     * @throws IllegalArgumentException if a component is null or the ridge not positive
     */
    public RandomFeatureRidge {
        Require.notNull("map", map);
        Require.positive("ridge", ridge);
        Require.notNull("progress", progress);
    }

    /**
     * Ridge regression on features, on the targets as they are.
     *
     * @param map phi
     * @param ridge r, positive
     * @return the learner
     * @throws IllegalArgumentException if the map is null or the ridge not positive
     */
    public static RandomFeatureRidge of(FeatureMap map, double ridge) {
        return new RandomFeatureRidge(map, ridge, false, Progress.NONE);
    }

    /**
     * The same learner with the targets centred or not.
     *
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @return a new learner
     */
    public RandomFeatureRidge withCentredTargets(boolean centredTargets) {
        return new RandomFeatureRidge(map, ridge, centredTargets, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the rows read
     * @return a new learner
     */
    public RandomFeatureRidge withProgress(Progress progress) {
        return new RandomFeatureRidge(map, ridge, centredTargets, progress);
    }

    /**
     * Fits rows in memory.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the predictor
     * @throws IllegalArgumentException if the width is not the map's, or m^2 numbers do not fit into memory
     * @throws CancellationException if the listener says stop
     */
    @Override
    public RandomFeatureModel fit(Context context) {
        return fit(RowSource.of(Require.notNull("context", context)));
    }

    /**
     * Fits rows that are streamed, in one pass.
     *
     * @param source the rows
     * @return the predictor
     * @throws IllegalArgumentException if there is no row, a row cannot be read, the width is not the map's, or m^2 numbers do not fit into memory
     * @throws CancellationException if the listener says stop
     */
    public RandomFeatureModel fit(RowSource source) {
        Require.notNull("source", source);
        if (source.inputWidth() != map.width()) {
            throw Require.error(
                    "source", "has rows of " + source.inputWidth() + " inputs, the map takes " + map.width());
        }
        long start = System.nanoTime();
        int m = map.size();
        Memory.require("the products of " + m + " features", 8.0 * m * m, "use fewer features");
        MomentSums sums = RowSums.over(source, MomentSums.ofFeatures(map, source.targetWidth()), progress);
        if (sums == null) {
            throw new CancellationException("ridge regression on features was stopped while it read rows");
        }
        if (sums.count() == 0) {
            throw Require.error("source", "has no rows");
        }
        return solve(sums, start);
    }

    /**
     * Solves from sums that are there: each machine can add its own rows to {@link MomentSums#ofFeatures}, and one merges what they send.
     *
     * @param sums of the same map's features; read only
     * @return the predictor, as of all those rows
     * @throws IllegalArgumentException if the sums are of another number of features, or of no rows
     */
    public RandomFeatureModel fit(MomentSums sums) {
        long start = System.nanoTime();
        Require.notNull("sums", sums);
        if (sums.width() != map.size()) {
            throw Require.error("sums", "are of " + sums.width() + " features, the map has " + map.size());
        }
        if (sums.count() == 0) {
            throw Require.error("sums", "are of no rows");
        }
        return solve(sums, start);
    }

    private RandomFeatureModel solve(MomentSums sums, long start) {
        int m = map.size();
        int t = sums.targetWidth();
        double[] means = new double[t];
        double[] right = sums.cross();
        if (centredTargets) {
            double[] features = sums.sums();
            for (int j = 0; j < t; j++) {
                means[j] = sums.targetSums()[j] / sums.count();
                for (int i = 0; i < m; i++) {
                    right[i * t + j] -= means[j] * features[i];
                }
            }
        }
        double[] weights = new double[m * t];
        try (NativeMatrix a = NativeMatrix.reserve(DataType.DOUBLE, m, m)) {
            double[] row = new double[m];
            DoubleBuffer buffer = a.doubles(0, m * m);
            for (int i = 0; i < m; i++) {
                sums.gramRow(i, row);
                for (int j = 0; j <= i; j++) {
                    buffer.put(j * m + i, row[j]);
                }
                buffer.put(i * m + i, row[i] + ridge);
            }
            Blas.get().potrf(Triangle.LOWER, a);
            new FactorInverse(a, m).apply(right, t, weights);
        }
        SolveReport report = new SolveReport(
                "normal equations of " + m + " features",
                SolveReport.Status.CONVERGED,
                0,
                residual(sums, right, weights, m, t),
                8L * m * m,
                1e-9 * (System.nanoTime() - start),
                OptionalLong.empty());
        return new RandomFeatureModel(map, ridge, Points.ofRows("weights", m, t, weights), means, report);
    }

    /** The greatest relative residual of the normal equations. */
    private double residual(MomentSums sums, double[] right, double[] weights, int m, int t) {
        double worst = 0;
        for (int j = 0; j < t; j++) {
            double square = 0;
            double norm = 0;
            for (int i = 0; i < m; i++) {
                double r = right[i * t + j] - ridge * weights[i * t + j];
                for (int k = 0; k < m; k++) {
                    r -= sums.gram(i, k) * weights[k * t + j];
                }
                square += r * r;
                norm += right[i * t + j] * right[i * t + j];
            }
            worst = Math.max(worst, square == 0 ? 0 : Math.sqrt(square / norm));
        }
        return worst;
    }

    /** The settings, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "RandomFeatureRidge[map=" + map + ", ridge=" + ridge + "]";
    }
}
