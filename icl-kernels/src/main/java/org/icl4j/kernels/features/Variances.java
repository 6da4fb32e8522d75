package org.icl4j.kernels.features;

import java.util.OptionalDouble;

/** What the formulas for variances share. */
final class Variances {

    private static final double RESCALE = 1e250;

    private Variances() {}

    /** The answer for a variance computed with rounding: never negative, never NaN. */
    static OptionalDouble of(double variance) {
        return Double.isNaN(variance) ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, variance));
    }

    /**
     * The variance of a mean of {@code count} terms in orthogonal blocks of {@code width}: terms of one block covary,
     * different blocks are independent.
     */
    static double ofBlocks(double variance, double covariance, int count, int width) {
        long full = count / width;
        long rest = count % width;
        double pairs = (double) full * width * (width - 1) + (double) rest * (rest - 1);
        return (count * variance + pairs * covariance) / ((double) count * count);
    }

    /**
     * e^(-2 y) 1F1(d; d/2; y), in (0, 1]: with w1, w2 two rows of an orthogonal block, each N(0, I), |w1 + w2|^2 is
     * chi-squared with 2 d degrees of freedom and its direction uniform, hence E exp((w1 + w2)' v) = 1F1(d; d/2; |v|^2 / 2).
     */
    static double scaledKummer(int d, double y) {
        double term = 1;
        double sum = 1;
        double logarithm = -2 * y;
        for (int k = 0; ; k++) {
            double ratio = (d + k) / (0.5 * d + k) * y / (k + 1);
            term *= ratio;
            sum += term;
            if (ratio < 0.5 && term < 1e-17 * sum) {
                break;
            }
            if (sum > RESCALE) {
                term /= RESCALE;
                sum /= RESCALE;
                logarithm += Math.log(RESCALE);
            }
        }
        return Math.min(1, Math.exp(logarithm + Math.log(sum)));
    }

    /**
     * 1F1(d; d/2; -y) = E cos((w1 + w2)' v), y = |v|^2 / 2, for the same w1 and w2, as e^(-y) 1F1(-d/2; d/2; y) (Kummer),
     * whose terms sum with an absolute error of order 1e-16. Below 1e-8 beyond y = 700, where 0 is returned; d at least 2.
     */
    static double alternatingKummer(int d, double y) {
        if (y > 700) {
            return 0;
        }
        double term = Math.exp(-y);
        double sum = term;
        for (int k = 0; k < 20_000 && term != 0; k++) {
            double ratio = (k - 0.5 * d) / (0.5 * d + k) * y / (k + 1);
            term *= ratio;
            sum += term;
            if (Math.abs(ratio) < 0.5 && Math.abs(term) < 1e-20) {
                break;
            }
        }
        return sum;
    }
}
