package org.icl4j.solvers.local;

import java.util.Arrays;
import java.util.Optional;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.solvers.KernelPredictor;
import org.icl4j.solvers.internal.tables.KernelValues;

/**
 * The weighted mean of Nadaraya and Watson:
 *
 * <pre>f(x) = sum_i k(x, x_i) y_i / sum_i k(x, x_i).</pre>
 *
 * With {@link org.icl4j.kernels.dotproduct.ExponentialDotProduct} it is softmax attention with keys x_i and values y_i. Fitting costs
 * nothing; m answers cost m n kernel evaluations and 2 m n t flops, in tiles: the m x n weights are never formed.
 *
 * <p>Where the kernel offers a {@linkplain Kernel#logarithm() logarithm}, the weights are a softmax of it, summed with a
 * running maximum (Milakov and Gimelshein 2018, arXiv 1805.02867, algorithm 3): logits of 10000 neither overflow nor
 * divide 0 by 0, and far from all points the answer tends to the nearest one's target. Other kernels are
 * summed as they are, and a query whose weights do not have a positive sum is refused.
 *
 * @param kernel k; its weights should not be negative
 */
public record NadarayaWatson(Kernel kernel) implements InContextLearner<KernelPredictor> {

    /**
     * Checks the kernel.
     *
     * @param kernel k; its weights should not be negative
     * @throws IllegalArgumentException if it is null
     */
    public NadarayaWatson {
        Require.notNull("kernel", kernel);
    }

    /**
     * The weighted mean under a kernel.
     *
     * @param kernel k
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null
     */
    public static NadarayaWatson of(Kernel kernel) {
        return new NadarayaWatson(kernel);
    }

    /**
     * Keeps the examples; all work is done at the queries.
     *
     * <p>The predictor throws {@link IllegalArgumentException} where the weights of a query do not have a positive, finite sum.
     * Values given to {@link KernelPredictor#predictFromKernel(Points)} are the weights k(x, x_i) themselves, not logarithms.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the weighted mean of the targets, as a function of the query
     */
    @Override
    public KernelPredictor fit(Context context) {
        return new WeightedMean(kernel, kernel.logarithm(), Require.notNull("context", context));
    }

    private record WeightedMean(Kernel kernel, Optional<Kernel> logarithm, Context context) implements KernelPredictor {

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
                new Sums(this, queries, from, Math.min(rows, m - from), y).answer(answers);
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
    }

    /** The running sums of some queries over all tiles of the context. */
    private static final class Sums {
        private final VectorMath math = VectorMath.get();
        private final WeightedMean mean;
        private final Points queries;
        private final int from;
        private final int rows;
        private final double[] y;
        private final int t;
        private final double[] greatest;
        private final double[] weight;
        private final double[] weighted;
        private final double[] block = new double[Tile.SIZE * Tile.SIZE];

        Sums(WeightedMean mean, Points queries, int from, int rows, double[] y) {
            this.mean = mean;
            this.queries = queries;
            this.from = from;
            this.rows = rows;
            this.y = y;
            this.t = mean.targetWidth();
            this.greatest = new double[rows];
            this.weight = new double[rows];
            this.weighted = new double[rows * t];
            Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        }

        void answer(double[] answers) {
            Points keys = mean.context().inputs();
            Kernel evaluated = mean.logarithm().orElse(mean.kernel());
            for (int key = 0; key < keys.size(); key += Tile.SIZE) {
                int columns = Math.min(Tile.SIZE, keys.size() - key);
                Tile tile = Tile.of(queries, from, rows, keys, key, columns);
                evaluated.block(tile, block);
                for (int i = 0; i < rows; i++) {
                    if (mean.logarithm().isPresent()) {
                        exponentiate(i, tile.stride(), columns);
                    }
                    weight[i] += math.sum(block, i * tile.stride(), columns);
                }
                // [rows, columns] [columns, t]
                math.gemm(false, false, rows, t, columns, 1, block, 0, tile.stride(), y, key * t, t, 1, weighted, 0, t);
            }
            for (int i = 0; i < rows; i++) {
                WeightedMean.requirePositive("queries", from + i, " under " + mean.kernel(), weight[i]);
                for (int j = 0; j < t; j++) {
                    answers[(from + i) * t + j] = weighted[i * t + j] / weight[i];
                }
            }
        }

        /** Turns logits into weights relative to the greatest so far, and rescales the sums to it. */
        private void exponentiate(int i, int stride, int columns) {
            int start = i * stride;
            double top = Math.max(greatest[i], math.max(block, start, columns));
            if (top == Double.NEGATIVE_INFINITY) {
                Arrays.fill(block, start, start + columns, 0);
                return;
            }
            double factor = Math.exp(greatest[i] - top);
            weight[i] *= factor;
            for (int j = 0; j < t; j++) {
                weighted[i * t + j] *= factor;
            }
            for (int j = 0; j < columns; j++) {
                block[start + j] -= top;
            }
            math.exp(1, block, start, columns);
            greatest[i] = top;
        }
    }
}
