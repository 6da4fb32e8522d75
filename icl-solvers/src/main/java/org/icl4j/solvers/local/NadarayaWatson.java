package org.icl4j.solvers.local;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

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
public record NadarayaWatson(Kernel kernel) implements InContextLearner<NadarayaWatsonModel> {

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
     * <p>The model throws {@link IllegalArgumentException} where the weights of a query do not have a positive, finite sum.
     * Values given to {@link NadarayaWatsonModel#predictFromKernel(Points)} are the weights k(x, x_i) themselves, not logarithms.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the weighted mean of the targets, as a function of the query
     */
    @Override
    public NadarayaWatsonModel fit(Context context) {
        return new NadarayaWatsonModel(kernel, Require.notNull("context", context));
    }
}
