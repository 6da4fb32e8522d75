package org.icl4j.attention.mix;

import org.icl4j.attention.attend.Score;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/**
 * An estimator as a part of a layer: from keys k_j and values v_j, j = 1 to r, an answer to each query q. The number r may grow from query
 * to query. An estimator of the values as a function of the keys, that is what attention is; these differ in the estimator.
 *
 * <pre>
 *   softmax            sum_j softmax_j(q'k_j / sqrt(k)) v_j, online normaliser: O(n) memory, forward and backward
 *   positiveFeatures   the same weights estimated by random features: O(n) time
 *   linear             S_r q,  S_j = S_(j-1) + v_j k_j'
 *   delta              S_r q,  S_j = g S_(j-1) + b (v_j - g S_(j-1) k_j) k_j'
 *   leastSquares       S_r q,  S_r the ridge solution of the discounted pairs, by its recursion; ridge g^r
 *   mesa               sum_j g^(r-j) v_j k_j' (H + ridge I)^-1 q,  H = sum_j g^(r-j) k_j k_j',  by conjugate gradients
 *   chebyshev          the same by Chebyshev's iteration
 *   gatedDelta, gatedMesa, gatedChebyshev
 *                      S_j = g_j S_(j-1) + b_j (v_j - g_j S_(j-1) k_j) k_j';   H_j = g_j H_(j-1) + b_j k_j k_j' and so the sum of v_j k_j'
 *   kernelRidge        k(q, K) (k(K, K) + ridge I)^-1 V
 *   localLinear        the value at q of the linear function fitted by weighted least squares around q
 * </pre>
 *
 * Where r is 0 the answer is 0. {@link TokenMixing} makes a layer of one.
 *
 * <p>Sources: Milakov and Gimelshein 2018 and Dao et al. 2022 (online softmax); Choromanski et al. 2021 (positive features); Katharopoulos
 * et al. 2020 (linear); Schlag et al. 2021 and Yang et al. 2025 (delta rule and its gate); von Oswald et al. 2025 (mesa); Peng et al. 2025
 * (Chebyshev); Cubit 2026 (kernel ridge); Zuo et al. 2025 (local linear). Conjugate gradients and Chebyshev's iteration start at 0. In the papers
 * the ridge is trained, one number for each channel; here it is a number that is chosen.
 */
public interface TokenMixer {

    /**
     * A workspace for one application.
     *
     * @param keyWidth width k of queries and keys
     * @param valueWidth width v of values and answers
     * @return a new pass
     */
    Pass pass(int keyWidth, int valueWidth);

    /**
     * Whether each pair brings a decay g_j and a strength b_j of its own, which {@link Pass#gates} takes.
     *
     * @return false, as by default, if not
     */
    default boolean gated() {
        return false;
    }

    /** One application to one sequence: a forward pass, then at most one backward pass. Not thread-safe. */
    interface Pass {

        /**
         * What a gated mixer needs before each forward pass. The arrays must not change before the backward pass.
         *
         * @param gates g_j in (0, 1] and b_j, at least 0, of each key, shape [n, 2]
         * @param gradient the backward pass writes the loss's gradients in log g_j and in b_j into it, shape [n, 2]
         */
        default void gates(double[] gates, double[] gradient) {
            throw new UnsupportedOperationException("this mixer has no gates");
        }

        /**
         * Answers. The arrays must not change before the backward pass.
         *
         * @param m queries
         * @param n keys
         * @param reach r of each query, from 0 to n, never falling
         * @param q queries, shape [m, k]
         * @param k keys, shape [n, k]
         * @param v values, shape [n, v]
         * @param output receives the answers, shape [m, v]
         */
        void forward(int m, int n, int[] reach, double[] q, double[] k, double[] v, double[] output);

        /**
         * Gradients of the last forward pass.
         *
         * @param d the loss's gradient in the output, shape [m, v]
         * @param dq receives the gradient in the queries, shape [m, k]
         * @param dk receives the gradient in the keys, shape [n, k]
         * @param dv receives the gradient in the values, shape [n, v]
         */
        void backward(double[] d, double[] dq, double[] dk, double[] dv);
    }

    /**
     * Softmax attention in tiles with an online normaliser.
     *
     * @return the mixer
     */
    static TokenMixer softmax() {
        return new OnlineSoftmax(Parallel.threads());
    }

    /**
     * Softmax attention estimated by positive random features, exp(w'x - |x|^2 / 2) with normal w, the same for queries and keys. Unbiased
     * for each weight before they are divided by their sum; its error falls as features^-1/2, and grows as exp(|q + k|^2): for
     * long queries and keys it is useless.
     *
     * @param features f, at least 1
     * @param seed of the features
     * @return the mixer
     */
    static TokenMixer positiveFeatures(int features, long seed) {
        return new PositiveFeatures(features, seed);
    }

    /**
     * Linear attention, streamed: O(n k v) time, constant memory.
     *
     * @return the mixer
     */
    static TokenMixer linear() {
        return new StateRule(0, 1, false, false);
    }

    /**
     * The delta rule, gated: a step of gradient descent on each pair.
     *
     * @param step b, positive
     * @param gate g, in (0, 1]
     * @return the mixer
     */
    static TokenMixer delta(double step, double gate) {
        return new StateRule(Require.positive("step", step), gate, true, false);
    }

    /**
     * Recursive least squares.
     *
     * @param ridge of the start, positive; discounted as the pairs are
     * @param gate g, in (0, 1]
     * @return the mixer
     */
    static TokenMixer leastSquares(double ridge, double gate) {
        return new DiscountedRidge(ridge, gate, Integer.MAX_VALUE, DiscountedRidge.Method.RECURSION, false);
    }

    /**
     * The mesa layer: discounted ridge regression by conjugate gradients; the backward pass is a second solve. Gradients are those of the
     * solution, so that {@code steps} should let the method converge: the keys' width is enough, up to rounding.
     *
     * @param ridge positive
     * @param gate g, in (0, 1]
     * @param steps at most so many
     * @return the mixer
     */
    static TokenMixer mesa(double ridge, double gate, int steps) {
        return new DiscountedRidge(ridge, gate, steps, DiscountedRidge.Method.CONJUGATE_GRADIENTS, false);
    }

    /**
     * The same by Chebyshev's iteration on [ridge, ridge + |H|], |H| the Frobenius norm: no inner products, and slower.
     *
     * @param ridge positive
     * @param gate g, in (0, 1]
     * @param steps at most so many
     * @return the mixer
     */
    static TokenMixer chebyshev(double ridge, double gate, int steps) {
        return new DiscountedRidge(ridge, gate, steps, DiscountedRidge.Method.CHEBYSHEV, false);
    }

    /**
     * The delta rule with a decay and a step for each pair: Gated DeltaNet's.
     *
     * @return the mixer; {@link TokenMixing} makes its gates of the tokens
     */
    static TokenMixer gatedDelta() {
        return new StateRule(1, 1, true, true);
    }

    /**
     * The mesa layer with a decay and a weight for each pair: MesaNet's.
     *
     * @param ridge positive
     * @param steps at most so many, of conjugate gradients
     * @return the mixer; {@link TokenMixing} makes its gates of the tokens
     */
    static TokenMixer gatedMesa(double ridge, int steps) {
        return new DiscountedRidge(ridge, 1, steps, DiscountedRidge.Method.CONJUGATE_GRADIENTS, true);
    }

    /**
     * The same by Chebyshev's iteration: Gated KalmaNet's.
     *
     * @param ridge positive
     * @param steps at most so many
     * @return the mixer; {@link TokenMixing} makes its gates of the tokens
     */
    static TokenMixer gatedChebyshev(double ridge, int steps) {
        return new DiscountedRidge(ridge, 1, steps, DiscountedRidge.Method.CHEBYSHEV, true);
    }

    /**
     * Kernel ridge regression over the context, with a Cholesky factor; O(n^3), and O(n^3) more for each reach.
     *
     * @param kernel a score that is a positive definite kernel, {@link Score#kernel} or {@link Score#dotProduct}
     * @param ridge positive
     * @return the mixer
     */
    static TokenMixer kernelRidge(Score kernel, double ridge) {
        return new KernelRidgeMixer(kernel, ridge);
    }

    /**
     * Local linear regression with Gaussian weights that sum to 1, exp(-|k_j - q|^2 / (2 h^2)) over their sum.
     *
     * @param lengthScale h, positive
     * @param ridge added to the weighted covariance, positive; infinite, it would be the Nadaraya-Watson average
     * @return the mixer
     */
    static TokenMixer localLinear(double lengthScale, double ridge) {
        return new LocalLinearMixer(lengthScale, ridge);
    }
}
