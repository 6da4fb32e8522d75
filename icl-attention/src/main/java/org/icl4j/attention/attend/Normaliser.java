package org.icl4j.attention.attend;

import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * How the scores s_1 to s_p of the tokens that a query sees become weights a_1 to a_p. A value without state; it combines
 * freely with any {@link Score}.
 *
 * <pre>
 *   softmax        a_j = exp(s_j) / sum_l exp(s_l)
 *   sparsemax      the nearest point of the simplex, a_j = max(s_j - tau, 0) with tau such that they sum to 1
 *   entmax(alpha)  a_j = max((alpha - 1) s_j - tau, 0)^(1 / (alpha - 1)); alpha = 2 is sparsemax, alpha to 1 softmax
 *   none           a_j = s_j
 *   mean           a_j = s_j / p
 *   rowSums        a_j = s_j / sum_l s_l, for scores that are positive: Nadaraya-Watson under the kernel s
 * </pre>
 *
 * <p>Sources: Martins and Astudillo 2016 (sparsemax); Peters, Niculae and Martins 2019 (alpha-entmax).
 */
public interface Normaliser {

    /**
     * Weights from scores, in place.
     *
     * @param math arithmetic
     * @param s the scores, overwritten with the weights
     * @param offset the first of them
     * @param length p, how many, at least 1
     * @return a number that {@link #backward} is given again
     */
    double forward(VectorMath math, double[] s, int offset, int length);

    /**
     * The gradient in the scores from that in the weights, in place.
     *
     * @param math arithmetic
     * @param a the weights that {@link #forward} made
     * @param offset the first of them
     * @param d dL/da, overwritten with dL/ds
     * @param offsetD the first of them
     * @param length p
     * @param kept what {@link #forward} returned
     */
    void backward(VectorMath math, double[] a, int offset, double[] d, int offsetD, int length, double kept);

    /**
     * Softmax. Scores of any finite size are safe.
     *
     * @return the normaliser
     */
    static Normaliser softmax() {
        return Softmax.INSTANCE;
    }

    /**
     * Sparsemax: weights that sum to 1, many of them exactly 0.
     *
     * @return the normaliser
     */
    static Normaliser sparsemax() {
        return new Entmax(2);
    }

    /**
     * Alpha-entmax, between softmax and sparsemax.
     *
     * @param alpha in (1, 4]
     * @return the normaliser
     */
    static Normaliser entmax(double alpha) {
        return new Entmax(alpha);
    }

    /**
     * The scores themselves.
     *
     * @return the normaliser
     */
    static Normaliser none() {
        return Plain.NONE;
    }

    /**
     * The scores over the number of tokens seen.
     *
     * @return the normaliser
     */
    static Normaliser mean() {
        return Plain.MEAN;
    }

    /**
     * The scores over their sum, which must not be 0: for positive scores.
     *
     * @return the normaliser
     */
    static Normaliser rowSums() {
        return RowSums.INSTANCE;
    }

    /** The implementations without parameters are enums: one object each, equal to itself. */
    enum Softmax implements Normaliser {
        /** The only one. */
        INSTANCE;

        @Override
        public double forward(VectorMath math, double[] s, int offset, int length) {
            math.softmax(s, offset, length);
            return 0;
        }

        // a_j = e_j / sum e: da_j/ds_l = a_j (1[j = l] - a_l), so ds_j = a_j (da_j - sum_l a_l da_l).
        @Override
        public void backward(
                VectorMath math, double[] a, int offset, double[] d, int offsetD, int length, double kept) {
            math.softmaxGradient(a, offset, d, offsetD, length);
        }

        @Override
        public String toString() {
            return "softmax";
        }
    }

    /** No normaliser, or the number of tokens. */
    enum Plain implements Normaliser {
        /** The scores. */
        NONE,
        /** The scores over p. */
        MEAN;

        @Override
        public double forward(VectorMath math, double[] s, int offset, int length) {
            scale(s, offset, length);
            return 0;
        }

        // a_j = c s_j, c = 1 or 1/p: ds_j = c da_j.
        @Override
        public void backward(
                VectorMath math, double[] a, int offset, double[] d, int offsetD, int length, double kept) {
            scale(d, offsetD, length);
        }

        private void scale(double[] numbers, int offset, int length) {
            if (this == MEAN) {
                double factor = 1.0 / length;
                for (int j = offset; j < offset + length; j++) {
                    numbers[j] *= factor;
                }
            }
        }

        @Override
        public String toString() {
            return this == MEAN ? "mean" : "none";
        }
    }

    /** The sum of the scores. */
    enum RowSums implements Normaliser {
        /** The only one. */
        INSTANCE;

        @Override
        public double forward(VectorMath math, double[] s, int offset, int length) {
            double sum = math.sum(s, offset, length);
            for (int j = offset; j < offset + length; j++) {
                s[j] /= sum;
            }
            return sum;
        }

        // a_j = s_j / S, S = sum s: da_j/ds_l = (1[j = l] - a_j) / S, so ds_l = (da_l - sum_j a_j da_j) / S.
        @Override
        public void backward(
                VectorMath math, double[] a, int offset, double[] d, int offsetD, int length, double kept) {
            double mean = math.dot(a, offset, d, offsetD, length);
            for (int j = offsetD; j < offsetD + length; j++) {
                d[j] = (d[j] - mean) / kept;
            }
        }

        @Override
        public String toString() {
            return "rowSums";
        }
    }

    /**
     * Alpha-entmax, by bisection for tau to the last digit.
     *
     * @param alpha in (1, 4]
     */
    record Entmax(double alpha) implements Normaliser {

        /**
         * Checks alpha.
         *
         * @param alpha in (1, 4]
         */
        public Entmax {
            if (!(alpha > 1 && alpha <= 4)) {
                throw Require.error("alpha", "must be in (1, 4], got " + alpha);
            }
        }

        // With u_j = (alpha - 1) s_j and r = 1 / (alpha - 1), sum_j max(u_j - tau, 0)^r falls from at least 1 at
        // tau = max u - 1 to 0 at max u. Bisection halves the bracket until it is two neighbouring numbers; the weights
        // are
        // then divided by their sum, which is 1 up to what that leaves.
        @Override
        public double forward(VectorMath math, double[] s, int offset, int length) {
            double top = math.max(s, offset, length);
            double r = 1 / (alpha - 1);
            double low = -1;
            double high = 0;
            for (double middle = -0.5; low < middle && middle < high; middle = (low + high) / 2) {
                double sum = 0;
                for (int j = offset; j < offset + length; j++) {
                    sum += power((alpha - 1) * (s[j] - top) - middle, r);
                }
                if (sum >= 1) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            double sum = 0;
            for (int j = offset; j < offset + length; j++) {
                s[j] = power((alpha - 1) * (s[j] - top) - low, r);
                sum += s[j];
            }
            for (int j = offset; j < offset + length; j++) {
                s[j] /= sum;
            }
            return 0;
        }

        private static double power(double base, double exponent) {
            return base <= 0 ? 0 : exponent == 1 ? base : Math.pow(base, exponent);
        }

        // On the support a_j = (u_j - tau)^r, so da_j = r (u_j - tau)^(r - 1) ((alpha - 1) ds_j - dtau) = q_j (ds_j -
        // c) with
        // q_j = a_j^(2 - alpha), as r (alpha - 1) = 1 and (r - 1) / r = 2 - alpha. The sum stays 1: c = sum q ds / sum
        // q. The
        // Jacobian diag(q) - q q' / sum q is symmetric: ds_j = q_j (da_j - sum q da / sum q).
        @Override
        public void backward(
                VectorMath math, double[] a, int offset, double[] d, int offsetD, int length, double kept) {
            double total = 0;
            double weighted = 0;
            for (int j = 0; j < length; j++) {
                double q = slope(a[offset + j]);
                total += q;
                weighted += q * d[offsetD + j];
            }
            double mean = weighted / total;
            for (int j = 0; j < length; j++) {
                d[offsetD + j] = slope(a[offset + j]) * (d[offsetD + j] - mean);
            }
        }

        private double slope(double weight) {
            return weight == 0 ? 0 : alpha == 2 ? 1 : Math.pow(weight, 2 - alpha);
        }

        @Override
        public String toString() {
            return alpha == 2 ? "sparsemax" : "entmax(" + alpha + ")";
        }
    }
}
