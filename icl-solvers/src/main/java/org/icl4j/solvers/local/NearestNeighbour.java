package org.icl4j.solvers.local;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * The mean of the targets of the k nearest points of the context. Nearest is by Euclidean distance, or by {@linkplain #byInnerProduct() greatest inner product}, which
 * is what attention of infinite sharpness without normalised keys does: the two agree where all points have the same length, and differ elsewhere, as a long point is near to
 * much. Of points that are equally near the earlier ones are taken.
 *
 * <p>Cost: nothing to fit, n d a query. One neighbour of a context is a limit: of {@link NadarayaWatson} with a Gaussian kernel as the length scale goes to 0.
 *
 * @param neighbours k, at least 1; all points where there are fewer
 * @param innerProduct whether the nearest are those of greatest inner product
 */
public record NearestNeighbour(int neighbours, boolean innerProduct) implements InContextLearner<Predictor> {

    /**
     * Checks the number.
     *
     * @param neighbours k, at least 1; all points where there are fewer
     * @param innerProduct whether the nearest are those of greatest inner product
     * @throws IllegalArgumentException if the number is below 1
     */
    public NearestNeighbour {
        Require.positive("neighbours", neighbours);
    }

    /**
     * By Euclidean distance.
     *
     * @param neighbours k, at least 1
     * @return the learner
     * @throws IllegalArgumentException if the number is below 1
     */
    public static NearestNeighbour of(int neighbours) {
        return new NearestNeighbour(neighbours, false);
    }

    /**
     * The same learner by greatest inner product.
     *
     * @return a new learner
     */
    public NearestNeighbour byInnerProduct() {
        return new NearestNeighbour(neighbours, true);
    }

    @Override
    public Predictor fit(Context context) {
        return new Model(Require.notNull("context", context), neighbours, innerProduct);
    }

    private static final class Model extends RowwiseModel {

        private final int k;
        private final boolean innerProduct;

        Model(Context context, int k, boolean innerProduct) {
            super(context);
            this.k = Math.min(k, n);
            this.innerProduct = innerProduct;
        }

        @Override
        void answer(int index, double[] query, double[] answers, int offset) {
            // The k nearest so far, the nearest first; with k far below n an insertion is rare.
            double[] distances = new double[k];
            int[] rows = new int[k];
            Arrays.fill(distances, Double.POSITIVE_INFINITY);
            int found = 0;
            for (int i = 0; i < n; i++) {
                double distance = distance(query, i);
                if (found == k && !(distance < distances[k - 1])) {
                    continue;
                }
                int place = Math.min(found, k - 1);
                while (place > 0 && distance < distances[place - 1]) {
                    distances[place] = distances[place - 1];
                    rows[place] = rows[place - 1];
                    place--;
                }
                distances[place] = distance;
                rows[place] = i;
                found = Math.min(k, found + 1);
            }
            for (int j = 0; j < k; j++) {
                for (int c = 0; c < t; c++) {
                    answers[offset + c] += y[rows[j] * t + c] / k;
                }
            }
        }

        private double distance(double[] query, int i) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
                double e = innerProduct ? 0 : query[j] - x[i * d + j];
                sum += innerProduct ? -query[j] * x[i * d + j] : e * e;
            }
            return sum;
        }
    }
}
